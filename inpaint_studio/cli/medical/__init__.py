"""The commands under `inpaint-studio medical`."""
