"""JPEG: segments, pixels, metadata."""
