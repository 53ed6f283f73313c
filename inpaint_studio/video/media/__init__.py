"""Films in and out: the only part that knows PyAV (FFmpeg), which `opening` imports when it is needed."""
