"""The open photo: its mask, its fills, its history, and the session on disk, which survives a crash."""
