"""Everything that a menu, a key or a button can do, and when it is unavailable."""
