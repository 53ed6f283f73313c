"""The commands that compress pictures by inpainting."""
