"""The neural networks and their losses: torch modules, and their weights as files.

Everywhere here a picture is float (B, 3, H, W) in [-1, 1], and a mask is float (B, 1, H, W): 1 where a
pixel is unknown, 0 where it is known.
"""
