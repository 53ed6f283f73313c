"""The engines `telea`, `navier-stokes` and `biharmonic`: surroundings carried smoothly inwards."""
