"""The decoded pictures of a film as RGB and back, by the film's own matrix and range (swscale)."""

from __future__ import annotations

from typing import Any

import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from ...core.arrays import Pixels
from .about import Colour
from .planes import can_compose, copied

_EXACT = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.BITEXACT
)
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
"""By their code in H.273. Rare ones (YCgCo, ICtCp) are read as BT.709: wrong to look at, but undone exactly
by the way back."""
_HIGH_DEFINITION = 720


class Colours:
    """Converts the pictures of one film. Not for several threads at once."""

    def __init__(self, colour: Colour, height: int, *, full_range: bool) -> None:
        self._range = ColorRange.JPEG if colour.range == 2 or full_range else ColorRange.MPEG
        # players guess like this too when the file says nothing
        guess = Colorspace.ITU709 if height >= _HIGH_DEFINITION else Colorspace.ITU601
        self._matrix = guess if colour.matrix == 2 else _MATRICES.get(colour.matrix, Colorspace.ITU709)
        self._to_rgb, self._from_rgb, self._other = (VideoReformatter() for _ in range(3))

    def rgb(self, frame: VideoFrame, *, deep: bool) -> Pixels:
        """A picture as RGB (H, W, 3): uint16 if `deep`, else uint8. Alpha is left out."""
        # without where its chroma lies: PyAV can't say the same of what is converted back
        bare = copied(frame) if can_compose(frame.format.name) else frame
        converted = self._to_rgb.reformat(
            bare,
            format="rgb48le" if deep else "rgb24",
            src_colorspace=self._matrix,
            src_color_range=self._range,
            dst_color_range=ColorRange.JPEG,
            interpolation=_EXACT,
            threads=1,
        )
        plane = converted.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(frame.height, plane.line_size)
        dtype = np.dtype("<u2") if deep else np.dtype(np.uint8)
        row = frame.width * 3 * dtype.itemsize
        pixels: Pixels = rows[:, :row].copy().view(dtype).reshape(frame.height, frame.width, 3)
        return pixels

    def converted(self, frame: VideoFrame, pixel_format: str) -> VideoFrame:
        """A picture in another format: rearranged without loss where both have the same samples."""
        full = is_full_range(pixel_format)
        return self._other.reformat(
            frame,
            format=pixel_format,
            src_colorspace=self._matrix,
            dst_colorspace=self._matrix,
            src_color_range=self._range,
            dst_color_range=ColorRange.JPEG if full else self._limited(frame),
            interpolation=_EXACT,
            threads=1,
        )

    def _limited(self, frame: VideoFrame) -> ColorRange:
        return ColorRange.MPEG if frame.format.is_rgb else self._range

    def frame(self, pixels: Pixels, pixel_format: str) -> VideoFrame:
        """RGB (H, W, 3), uint8 or uint16, as a picture in a film's own format."""
        name = "rgb48le" if pixels.dtype == np.uint16 else "rgb24"
        levels: Any = np.ascontiguousarray(pixels)
        frame = VideoFrame.from_ndarray(levels, format=name)
        return self._from_rgb.reformat(
            frame,
            format=pixel_format,
            src_color_range=ColorRange.JPEG,
            dst_colorspace=self._matrix,
            dst_color_range=self._range,
            interpolation=_EXACT,
            threads=1,
        )


def is_full_range(pixel_format: str) -> bool:
    """Whether a format holds levels from 0 to 255 by its name, whatever the file says."""
    return pixel_format.startswith("yuvj") or VideoFormat(pixel_format).is_rgb


def depth_of(pixel_format: str) -> int:
    """The bits of the deepest sample."""
    described = VideoFormat(pixel_format)
    if described.has_palette:
        return 8
    return max((component.bits for component in described.components), default=8)


def has_alpha(pixel_format: str) -> bool:
    """Whether a format has transparency; a palette may have it, and is taken to have none."""
    return any(component.is_alpha for component in VideoFormat(pixel_format).components)
