"""Models in processes of their own: the program's end, the child's end, and what goes between."""
