"""The panel of found damage: its sensitivity and kinds, the doubtful marks, and what is taken."""
