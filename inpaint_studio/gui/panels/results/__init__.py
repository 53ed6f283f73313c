"""The strip of results."""
