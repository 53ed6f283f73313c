"""Composes the layers of an OpenRaster file, as other programs do, at their full depth.

Layers lie on each other by `svg:src-over` (Porter and Duff 1984) on the values as stored, with their opacity
and alpha; a group is composed by itself and laid like a layer. Other blend modes are not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np

from ..arrays import Floats, Pixels
from ..geometry import Rect, Size
from ..photo_io.decoded import Decoded

PLAIN = "svg:src-over"
_BAND = 256  # rows that are composed at a time
_MOST = 1 << 30


@dataclass(frozen=True)
class Composed:
    """The picture, and whether it is what the layers mean: not if their colour profiles differ."""

    picture: Decoded
    is_certain: bool


def place_of(element: ElementTree.Element) -> tuple[int, int, float]:
    """Where a layer or group lies, (x, y), and its opacity. ValueError if they are not valid."""
    x, y = (float(element.get(name, 0)) for name in ("x", "y"))
    opacity = float(element.get("opacity", 1))
    if not (abs(x) < _MOST and abs(y) < _MOST and 0 <= opacity <= 1):
        raise ValueError((x, y, opacity))
    return int(x), int(y), opacity


def is_shown(element: ElementTree.Element) -> bool:
    """Whether a layer or group is visible by itself."""
    return element.get("visibility", "visible") == "visible" and float(element.get("opacity", 1)) > 0


def unknown_modes(stack: ElementTree.Element) -> set[str]:
    """The blend modes of what is shown that are not known here, without their prefix."""
    found = set()
    for child in stack:
        if child.tag in ("stack", "layer") and is_shown(child):
            mode = child.get("composite-op", PLAIN)
            if mode != PLAIN:
                found.add(mode.rpartition(":")[2])
            if child.tag == "stack":
                found |= unknown_modes(child)
    return found


def compose(stack: ElementTree.Element, size: Size, read: Callable[[str], Decoded]) -> Composed:
    """The picture of all shown layers, transparent where there is none; unknown modes count as plain.

    `read` decodes a layer by its entry. The result has the depth and the channels of the richest layer, and
    the profile and resolution of the lowest.
    """
    pictures: dict[str, Decoded] = {}
    _gather(stack, read, pictures)
    shown = list(pictures.values())
    deep = any(one.pixels.dtype == np.uint16 for one in shown)
    channels = 3 if any(one.pixels.reshape(*one.pixels.shape[:2], -1).shape[2] == 3 for one in shown) else 1
    dtype = np.uint16 if deep else np.uint8
    pixels = np.zeros((size.height, size.width, channels), dtype)
    alpha = np.zeros((size.height, size.width), dtype)
    most = np.float32(np.iinfo(dtype).max)
    for top in range(0, size.height, _BAND):
        band = Rect(0, top, size.width, min(_BAND, size.height - top))
        colour, cover = _laid(stack, band, pictures, channels)
        straight = np.divide(colour, cover[..., None], out=np.zeros_like(colour), where=cover[..., None] > 0)
        pixels[band.slices] = np.rint(np.clip(straight, 0, 1) * most)
        alpha[band.slices] = np.rint(np.clip(cover, 0, 1) * most)
    lowest = shown[-1] if shown else Decoded(pixels)
    is_certain = len({one.icc for one in shown}) <= 1 and not _moved_groups(stack)
    return Composed(Decoded(pixels, alpha, icc=lowest.icc, dpi=lowest.dpi), is_certain)


def _gather(stack: ElementTree.Element, read: Callable[[str], Decoded], found: dict[str, Decoded]) -> None:
    """Decode the shown layers, the top one first."""
    for child in stack:
        if child.tag == "stack" and is_shown(child):
            _gather(child, read, found)
        elif child.tag == "layer" and is_shown(child) and child.attrib["src"] not in found:
            found[child.attrib["src"]] = read(child.attrib["src"])


def _moved_groups(stack: ElementTree.Element) -> bool:
    """Whether a group has a place of its own, which programs take differently."""
    groups = [child for child in stack if child.tag == "stack"]
    return any(place_of(one)[:2] != (0, 0) or _moved_groups(one) for one in groups)


def _laid(
    stack: ElementTree.Element, band: Rect, pictures: dict[str, Decoded], channels: int
) -> tuple[Floats, Floats]:
    """A band of a group: colours times alpha (h, w, C), and alpha (h, w), both 0 to 1."""
    colour = np.zeros((band.height, band.width, channels), np.float32)
    cover = np.zeros((band.height, band.width), np.float32)
    for child in reversed(stack):
        if child.tag not in ("stack", "layer") or not is_shown(child):
            continue
        x, y, opacity = place_of(child)
        if child.tag == "stack":
            rect = band
            over, alpha = _laid(child, band, pictures, channels)
        else:
            rect, over, alpha = _part(pictures[child.attrib["src"]], x, y, band, channels)
        if not rect:
            continue
        alpha = alpha * np.float32(opacity)
        place = rect.moved(-band.x, -band.y).slices
        left = 1 - alpha
        colour[place] = over * np.float32(opacity) + colour[place] * left[..., None]
        cover[place] = alpha + cover[place] * left
    return colour, cover


def _part(picture: Decoded, x: int, y: int, band: Rect, channels: int) -> tuple[Rect, Floats, Floats]:
    """What a layer at (x, y) has in a band: where, its colours times alpha, and its alpha, 0 to 1."""
    height, width = picture.pixels.shape[:2]
    rect = Rect(x, y, width, height) & band
    inside = rect.moved(-x, -y).slices
    pixels = _unit(picture.pixels.reshape(height, width, -1)[inside])
    alpha = np.ones(pixels.shape[:2], np.float32) if picture.alpha is None else _unit(picture.alpha[inside])
    wide = np.broadcast_to(pixels, (*pixels.shape[:2], channels))
    return rect, wide * alpha[..., None], alpha


def _unit(values: Pixels) -> Floats:
    return values.astype(np.float32) / np.float32(np.iinfo(values.dtype).max)
