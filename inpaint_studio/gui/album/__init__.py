"""Restoring a whole album in a window of its own."""
