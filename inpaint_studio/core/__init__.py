"""Photos, masks, history and files, the base of all other packages. Imports neither Qt nor torch."""
