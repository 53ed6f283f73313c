"""Weights of partial-convolution networks that others published, as weights of our `partial-unet`."""
