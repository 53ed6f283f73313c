"""Matching the texture of a fill to its surroundings: none where they are flat, grain where they have it."""
