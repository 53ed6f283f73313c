"""Makes a picture from patches of another: textures, and photos in the style of a painting."""
