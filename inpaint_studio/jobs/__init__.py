"""Jobs: one request on one engine, a serial runner for them, files and folders of files. No Qt."""
