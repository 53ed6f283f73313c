"""Model cards: what they say, their files, and the catalog that ships."""
