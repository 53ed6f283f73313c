"""The engine `exemplar`: patches of the photo, found by PatchMatch and voted together."""
