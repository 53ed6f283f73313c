"""Jobs (one request on one engine), the runner for them, batches and replays. No Qt."""
