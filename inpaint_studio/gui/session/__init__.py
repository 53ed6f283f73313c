"""The open photo as the window sees it: fills, workers, files, recovery, settings."""
