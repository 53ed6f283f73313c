"""What the entries of a project are called, and values that JSON has no word for."""

from __future__ import annotations

import base64
from typing import Any

MIMETYPE = b"image/openraster"
FORMAT = 1
"""Of our own entries; a later one that this program cannot read has a higher number."""

STACK = "stack.xml"
MERGED = "mergedimage.png"
THUMBNAIL = "Thumbnails/thumbnail.png"
BASE = "data/photo.png"
OURS = "inpaint-studio/"
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
    """What `to_json` was given."""
    if isinstance(value, list):
        return [from_json(each) for each in value]
    if isinstance(value, dict):
        if value.keys() == {"$bytes"}:
            return base64.b64decode(value["$bytes"], validate=True)
        if value.keys() == {"$tuple"}:
            return tuple(from_json(each) for each in value["$tuple"])
        return {key: from_json(each) for key, each in value.items()}
    return value
