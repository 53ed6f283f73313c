"""The tools of the canvas, one class each; `base` says what a tool is."""
