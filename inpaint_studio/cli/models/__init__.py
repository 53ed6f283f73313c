"""The commands under `inpaint-studio models`."""
