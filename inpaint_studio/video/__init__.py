"""Films: what is hidden in a frame is taken from frames that show it, and invented only where none does."""
