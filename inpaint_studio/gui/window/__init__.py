"""The main window, its start page, and the start and end of the program."""
