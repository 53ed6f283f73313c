"""`inpaint-studio serve`: fills over HTTP, on this computer only."""
