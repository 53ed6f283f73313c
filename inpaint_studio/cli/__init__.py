"""The command line. `app` declares the commands; each is implemented in a module loaded when it runs."""
