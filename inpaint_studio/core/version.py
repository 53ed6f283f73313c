"""The version of the program."""

VERSION = "0.1.0"
"""Same as in `pyproject.toml`; a checkout has no installed metadata to read it from."""
