"""The samples of decoded pictures as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from ...core.arrays import AnyArray

_PACKED = {
    "rgb24": "rgb",
    "bgr24": "bgr",
    "rgb0": "rgb0",
    "bgr0": "bgr0",
    "0rgb": "0rgb",
    "0bgr": "0bgr",
    "rgba": "rgba",
    "bgra": "bgra",
    "argb": "argb",
    "abgr": "abgr",
    "rgb48le": "rgb",
    "bgr48le": "bgr",
    "rgba64le": "rgba",
    "bgra64le": "bgra",
    "ya8": "ya",
    "ya16le": "ya",
}
"""The samples of a pixel in formats that hold them side by side."""
_WIDE = 1024


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane: `samples` (rows, columns, 1 to 4), uint8 or uint16, one for `across` x `down` pixels.

    `colours` are the samples of a pixel that are colours: not alpha and not padding.
    """

    samples: AnyArray
    across: int
    down: int
    colours: tuple[int, ...]


def can_compose(pixel_format: str) -> bool:
    """Whether the samples of a format can be told apart: planar or packed, of whole bytes, no palette."""
    described = VideoFormat(pixel_format)
    if described.has_palette or described.is_bit_stream or described.is_bayer or described.is_big_endian:
        return False
    bits = [component.bits for component in described.components]
    if not bits or max(bits) > 16 or "f16" in pixel_format or "f32" in pixel_format:
        return False
    if pixel_format in _PACKED:
        return True
    # one plane for each component, so not nv12 and the like
    return len({component.plane for component in described.components}) == len(bits)


def planes(picture: VideoFrame) -> list[Plane]:
    """The planes of a picture in a format that `can_compose`; the arrays share its memory."""
    described = picture.format
    itemsize = 2 if max(component.bits for component in described.components) > 8 else 1
    packed = _PACKED.get(described.name)
    found = []
    for index, plane in enumerate(picture.planes):
        samples = 1 if packed is None else len(packed)
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        row = plane.width * samples * itemsize
        levels = rows[:, :row].view("<u2" if itemsize == 2 else np.uint8)
        if packed is None:
            alpha = [one.plane for one in described.components if one.is_alpha]
            colours: tuple[int, ...] = () if index in alpha else (0,)
        else:
            colours = tuple(at for at, name in enumerate(packed) if name not in "a0")
        found.append(
            Plane(
                levels.reshape(plane.height, plane.width, samples),
                _WIDE // described.chroma_width(_WIDE) if index in (1, 2) else 1,
                _WIDE // described.chroma_height(_WIDE) if index in (1, 2) else 1,
                colours,
            )
        )
    return found


def copied(picture: VideoFrame, pixel_format: str | None = None) -> VideoFrame:
    """A picture of its own memory with the same samples, named as a format of the same layout."""
    copy = VideoFrame(picture.width, picture.height, pixel_format or picture.format.name)
    for mine, theirs in zip(planes(copy), planes(picture), strict=True):
        mine.samples[...] = theirs.samples
    return copy
