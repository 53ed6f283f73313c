"""BMP: pixels and profiles."""
