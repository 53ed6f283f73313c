"""Lost slices and blocks of a volume, filled from the slices around them."""
