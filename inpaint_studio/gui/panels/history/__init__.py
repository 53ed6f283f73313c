"""The panel of the history."""
