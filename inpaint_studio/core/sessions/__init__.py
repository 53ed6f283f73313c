"""Sessions on disk, which survive a crash: their folder, results and last mask."""
