"""`inpaint-studio serve`."""
