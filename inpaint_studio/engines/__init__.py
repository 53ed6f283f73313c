"""The ways of filling a hole, and the pipeline from a request to a fill."""
