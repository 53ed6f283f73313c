"""Which version this is."""

VERSION = "0.1.0"
"""That of `pyproject.toml`, which cannot be asked in a checkout."""
