"""The engine `sparse`: patches as few atoms of a learned dictionary, and how it is learned."""
