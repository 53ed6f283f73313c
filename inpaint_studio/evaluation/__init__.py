"""Comparing engines: on one photo side by side, and on many with scores and intervals."""
