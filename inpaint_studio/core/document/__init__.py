"""The open photo: its masks, fills and history."""
