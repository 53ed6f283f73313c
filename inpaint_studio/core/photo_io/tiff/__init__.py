"""TIFF: directories, strips and tiles, colours, tags."""
