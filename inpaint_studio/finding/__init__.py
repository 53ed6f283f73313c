"""Finding damage in photos: what it is, where, of which kind, and how sure that is. No Qt, no torch."""
