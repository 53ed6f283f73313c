"""`inpaint-studio plugins`: plug-ins for other programs."""
