"""Model cards: what they say, their files, and the shipped catalogue."""
