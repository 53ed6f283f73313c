"""The geometry of the autoencoder's code, for those that use the network without torch."""

CELL = 4
"""Side in pixels of the cell that one vector of the code stands for."""
FINE = 3 * CELL * CELL
"""How many values at the start of a vector hold the pixels of its cell."""
AROUND = 2
"""How many cells a vector of the code sees beyond its own cell, on each side."""
