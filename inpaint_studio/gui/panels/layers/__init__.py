"""The panel of the layers."""
