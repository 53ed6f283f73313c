"""Trained weights: where they are, whether they are intact, and what is in them."""
