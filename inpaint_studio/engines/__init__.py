"""The ways of filling a hole, and the one road from a request to a fill."""
