"""Changes of state as bytes: the journal's record of each step, which can be applied in either direction.

A payload is the length of a JSON part (uint32), that part, and blobs of bytes. A mask that keeps its size
is stored as the exclusive or of its tiles before and after, which compresses well and works for undo and
redo. Each fill is stored once, in a separate payload, and referred to by number; the picture is composed
from the fills again, so no photo tiles are stored.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..arrays import AnyArray
from ..geometry import Rect, Size
from ..tiles import TiledArray
from .curation import Curation
from .layers import FillLayer, LayerContent, LayerPatch
from .scratch import spilled
from .state import State


class LayerRecord(NamedTuple):
    """A fill of a document: the number of its content in the journal, and the fields of the layer."""

    content: int
    visible: bool
    opacity: float
    # journals of earlier versions end here
    number: int = 0
    name: str = ""
    group: int = 0
    group_name: str = ""


_LENGTH = struct.Struct("<I")


@dataclass(frozen=True)
class Target:
    """The canvas, the fills and the curation after a change, each None if unchanged."""

    canvas: Rect | None = None
    layers: list[LayerRecord] | None = None
    curation: Curation | None = None


def encode_change(
    before: State, after: State, number_of: Callable[[LayerContent], int], about: Mapping[str, Any]
) -> bytes | None:
    """The step from one state to another, including `about` (JSON); None if there is no difference."""
    meta: dict[str, Any] = {}
    blobs: list[bytes] = []
    if before.document.canvas != after.document.canvas:
        meta["canvas"] = [before.document.canvas.numbers, after.document.canvas.numbers]
    if before.document.layers != after.document.layers:
        meta["layers"] = [
            [_recorded(layer, number_of) for layer in state.document.layers] for state in (before, after)
        ]
    if before.curation != after.curation:
        meta["curation"] = [state.curation.values for state in (before, after)]
    planes = []
    for name in sorted({*before.masks, *after.masks}):
        old, new = before.masks.get(name), after.masks.get(name)
        if old is not new:
            plane = _plane_change(
                TiledArray.blank(before.document.size) if old is None else old,
                TiledArray.blank(after.document.size) if new is None else new,
                blobs,
            )
            if plane is not None:
                planes.append({"name": name, **plane})
    if planes:
        meta["planes"] = planes
    return _packed({**about, **meta}, blobs) if meta else None


def _recorded(layer: FillLayer, number_of: Callable[[LayerContent], int]) -> LayerRecord:
    called = layer.number, layer.name, layer.group, layer.group_name
    return LayerRecord(number_of(layer.content), layer.visible, layer.opacity, *called)


def read_about(payload: bytes) -> dict[str, Any]:
    """The JSON part of a payload."""
    meta, _ = _unpacked(payload)
    return meta


def apply_change(payload: bytes, masks: dict[str, TiledArray], size: Size, *, forward: bool) -> Target:
    """Apply a change, forward or back, to the masks (in place) of a canvas of `size`."""
    meta, blobs = _unpacked(payload)
    side = 1 if forward else 0
    for plane in meta.get("planes", ()):
        masks[plane["name"]] = _moved_plane(plane, masks.get(plane["name"]), size, blobs, side)
    canvas, layers, curation = meta.get("canvas"), meta.get("layers"), meta.get("curation")
    return Target(
        None if canvas is None else Rect(*canvas[side]),
        None if layers is None else [LayerRecord(*one) for one in layers[side]],
        None if curation is None else Curation.of(curation[side]),
    )


def encode_layer(content: LayerContent) -> bytes:
    """A fill as bytes: pixels and alpha raw, since photos hardly compress, coverage by zlib."""
    patches: list[dict[str, Any]] = []
    blobs: list[bytes | memoryview] = []
    for patch in content.patches:
        parts: list[bytes | memoryview] = [_raw(patch.pixels), zlib.compress(_raw(patch.coverage), 1)]
        if patch.alpha is not None:
            parts.append(_raw(patch.alpha))
        blobs += parts
        patches.append(
            {
                "rect": patch.rect.numbers,
                "channels": patch.pixels.shape[2],
                "dtype": patch.pixels.dtype.newbyteorder("<").str,
                "lengths": [len(part) for part in parts],
            }
        )
    meta = {"name": content.name, "description": dict(content.description), "patches": patches}
    return _packed(meta, blobs)


def decode_layer(payload: bytes) -> LayerContent:
    """The fill that `encode_layer` encoded."""
    meta, blobs = _unpacked(payload)
    at = 0
    patches = []
    for patch in meta["patches"]:
        rect, dtype = Rect(*patch["rect"]), np.dtype(patch["dtype"])
        parts = []
        for length in patch["lengths"]:
            parts.append(blobs[at : at + length])
            at += length
        shape = (rect.height, rect.width)
        pixels = _array(parts[0], (*shape, patch["channels"]), dtype)
        coverage = _array(zlib.decompress(parts[1]), shape, np.dtype(np.uint8))
        alpha = _array(parts[2], shape, dtype) if len(parts) > 2 else None
        patches.append(LayerPatch(rect, pixels, coverage, alpha))
    return LayerContent(spilled(patches), meta["name"], meta["description"])


def _plane_change(old: TiledArray, new: TiledArray, blobs: list[bytes]) -> dict[str, Any] | None:
    """The change of one mask, or None; its bytes are appended to `blobs`."""
    if old.size == new.size:
        unlike = new.tiles_unlike(old)
        if not unlike:
            return None
        blobs.append(_compressed(new.tile(index) ^ old.tile(index) for index in unlike))
        return {"tiles": unlike, "length": len(blobs[-1])}
    used = [tiles.tiles_used() for tiles in (old, new)]
    if not any(used):
        return None
    sides = []
    for tiles, indices in zip((old, new), used, strict=True):
        blobs.append(_compressed(tiles.tile(index) for index in indices))
        size = [tiles.size.width, tiles.size.height]
        sides.append({"size": size, "tiles": indices, "length": len(blobs[-1])})
    return {"sides": sides}


def _moved_plane(
    plane: Mapping[str, Any], old: TiledArray | None, size: Size, blobs: memoryview, side: int
) -> TiledArray:
    """One mask on the other side of a change."""
    start = plane["start"]
    if "sides" in plane:
        chosen = plane["sides"][side]
        start += plane["sides"][0]["length"] * side
        result = TiledArray.blank(Size(*chosen["size"]))
    else:
        chosen = plane
        result = TiledArray.blank(size) if old is None else old.snapshot()
    raw = zlib.decompress(blobs[start : start + chosen["length"]])
    at = 0
    for index in chosen["tiles"]:
        tile = result.tile(index)
        part = np.frombuffer(raw, np.uint8, tile.size, at).reshape(tile.shape)
        result.put_tile(index, tile ^ part)
        at += tile.size
    return result


def _packed(meta: Mapping[str, Any], blobs: Iterable[bytes | memoryview]) -> bytes:
    text = json.dumps(meta, separators=(",", ":")).encode()
    return b"".join([_LENGTH.pack(len(text)), text, *blobs])


def _unpacked(payload: bytes) -> tuple[dict[str, Any], memoryview]:
    """The JSON part, with the start of each mask's bytes added to it, and the blobs."""
    (length,) = _LENGTH.unpack_from(payload)
    meta: dict[str, Any] = json.loads(payload[_LENGTH.size : _LENGTH.size + length])
    start = 0
    for plane in meta.get("planes", ()):
        plane["start"] = start
        start += sum(side["length"] for side in plane.get("sides", [plane]))
    return meta, memoryview(payload)[_LENGTH.size + length :]


def _compressed(tiles: Iterable[AnyArray]) -> bytes:
    return zlib.compress(b"".join(tile.tobytes() for tile in tiles), 1)


def _raw(array: AnyArray) -> memoryview:
    """The bytes of an array, little-endian; of a contiguous one without a copy."""
    little = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
    return little.reshape(-1).view(np.uint8).data


def _array(raw: bytes | memoryview, shape: tuple[int, ...], dtype: np.dtype[Any]) -> AnyArray:
    """A copy, aligned and in native byte order."""
    return np.frombuffer(raw, dtype).reshape(shape).astype(dtype.newbyteorder("="))
