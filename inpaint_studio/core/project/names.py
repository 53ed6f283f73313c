"""The names of a project's entries, and the encoding of values that JSON does not have."""

from __future__ import annotations

import base64
from typing import Any

MIMETYPE = b"image/openraster"
FORMAT = 2
"""The newest version of our own entries; a project gets the oldest that can hold it.

2: the photo was composed of layers of another program, which are in the stack in its place.
"""

STACK = "stack.xml"
MERGED = "mergedimage.png"
THUMBNAIL = "Thumbnails/thumbnail.png"
BASE = "data/photo.png"
BENEATH = "data/layers/"
"""The folder of the layers of another program that the photo was composed of."""
OURS = "inpaint-studio/"
COMPOSED = OURS + "photo.png"
"""The photo, if it was composed of such layers."""
BENEATH_STACK = OURS + "layers.xml"
CONTENTS = OURS + "project.json"
METADATA = {name: f"{OURS}photo.{name}" for name in ("icc", "exif", "xmp", "iptc", "photoshop")}


def to_json(value: Any) -> Any:
    """`value` with bytes and tuples written as objects of one key."""
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, tuple):
        return {"$tuple": [to_json(each) for each in value]}
    if isinstance(value, list):
        return [to_json(each) for each in value]
    if isinstance(value, dict):
        return {str(key): to_json(each) for key, each in value.items()}
    return value


def from_json(value: Any) -> Any:
    """The inverse of `to_json`."""
    if isinstance(value, list):
        return [from_json(each) for each in value]
    if isinstance(value, dict):
        if value.keys() == {"$bytes"}:
            return base64.b64decode(value["$bytes"], validate=True)
        if value.keys() == {"$tuple"}:
            return tuple(from_json(each) for each in value["$tuple"])
        return {key: from_json(each) for key, each in value.items()}
    return value
