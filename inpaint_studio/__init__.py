"""Inpaint Studio."""
