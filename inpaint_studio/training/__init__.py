"""From photos to weights.

`inpaint-studio train`, or `python -m inpaint_studio.training` on a rented machine that has little else than
torch: imports torch, numpy, Pillow and safetensors, and of this package the errors, files and networks.
"""
