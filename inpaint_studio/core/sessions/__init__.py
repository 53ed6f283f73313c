"""What the editor keeps of a session in case of a crash: its folder, its results, the last mask."""
