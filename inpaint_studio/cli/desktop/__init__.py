"""`inpaint-studio desktop`: the program in the menus of a Linux desktop."""
