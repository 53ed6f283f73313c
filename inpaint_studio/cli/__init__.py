"""The command line. `app` declares the commands; each one's work is in a module loaded when it runs."""
