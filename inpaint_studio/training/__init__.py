"""From photos to weights: `inpaint-studio train`, or `python -m inpaint_studio.training` on a bare machine.

Imports torch, numpy, Pillow and safetensors, and of this package the errors, the files and the networks:
a rented machine has little else.
"""
