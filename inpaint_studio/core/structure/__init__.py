"""The structure of a photo: line segments, vanishing points, planes, and how a pattern repeats in them."""
