"""A picture codec that keeps few pixels and inpaints the rest: files `.inpz`."""
