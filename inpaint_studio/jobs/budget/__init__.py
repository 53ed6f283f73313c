"""Fills within a given time: the speed of this machine, and plans by it."""
