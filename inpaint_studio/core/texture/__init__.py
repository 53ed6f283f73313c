"""Matching a fill to its surroundings: smooth where they are, with grain where they have it."""
