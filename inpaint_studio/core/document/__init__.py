"""The open photo as it is worked on: its mask, its fills, its history, and the session that outlives a crash."""
