"""Comparing what several engines make of one hole, and choosing among them."""
