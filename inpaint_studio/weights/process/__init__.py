"""Models in child processes: the program's side, the child's side, and the messages between them."""
