"""The main window, its start page, and what begins and ends the program."""
