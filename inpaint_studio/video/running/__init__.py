"""Filling a film from file to file: planned, filled stretch by stretch, then written."""
