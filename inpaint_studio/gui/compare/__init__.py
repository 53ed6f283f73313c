"""Comparing the fills of several engines, and choosing among them."""
