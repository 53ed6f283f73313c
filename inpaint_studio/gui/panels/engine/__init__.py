"""The panel of the engine: its choice and its parameters."""
