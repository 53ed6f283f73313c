"""What a film is: its pictures, times, colours and other tracks, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal

from ...core.geometry import Size

SIDEWAYS = frozenset({5, 6, 7, 8})
"""The orientations that swap width and height."""


@dataclass(frozen=True)
class Colour:
    """How the levels of a film are to be read: code points of ITU-T H.273, 2 where the file says nothing.

    `range` is 1 for 16 to 235 (in 8 bit), 2 for 0 to 255, 0 if the file says nothing.
    """

    range: int = 0
    matrix: int = 2
    transfer: int = 2
    primaries: int = 2


@dataclass(frozen=True)
class Light:
    """HDR10 metadata: the display that a film was graded on, and its brightest pixel and frame.

    `mastering` has x and y of red, green, blue and white (CIE 1931), and the least and most luminance in
    cd/m2; `content` the most of a pixel and of a frame's mean in cd/m2. None where the film says nothing.
    """

    mastering: tuple[float, ...] | None = None
    content: tuple[int, int] | None = None


@dataclass(frozen=True)
class Track:
    """Another track of the file than its pictures."""

    index: int
    kind: Literal["audio", "subtitle", "data", "attachment", "video"]
    codec: str
    language: str | None = None


@dataclass(frozen=True)
class Film:
    """What is known of a film before its pictures are decoded.

    `size` is upright, as the frames are seen; the pictures in the file are in `orientation` (1 to 8, as in
    EXIF). `times` has the presentation time of each frame in units of `time_base`; they rise strictly.
    `rate` is the average number of frames a second, `depth` the bits of a sample. `keys` are the frames that
    decoding can start from; there are none if the file has no times, so that frames must be counted. `last`
    is for how long the last frame is shown, 0 if the file doesn't say. `expected` is how many frames the file
    claims to have, if it does. `display` is the matrix from which the orientation comes, and `extras` names
    what comes with single frames: HDR metadata, closed captions. `first_field` is None unless the film is
    interlaced.
    """

    path: Path
    size: Size
    times: tuple[int, ...]
    time_base: Fraction
    rate: Fraction
    codec: str
    pixel_format: str
    depth: int
    container: str = ""
    profile: str | None = None
    colour: Colour = Colour()
    light: Light = Light()
    orientation: int = 1
    pixel_aspect: Fraction = Fraction(1)
    has_alpha: bool = False
    first_field: Literal["top", "bottom"] | None = None
    tracks: tuple[Track, ...] = ()
    chapters: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    display: tuple[int, ...] | None = None
    extras: tuple[str, ...] = ()
    keys: tuple[int, ...] = (0,)
    last: int = 0
    expected: int | None = None

    @property
    def count(self) -> int:
        """The number of frames."""
        return len(self.times)

    @property
    def coded_size(self) -> Size:
        """The size of the pictures as they are in the file."""
        if self.orientation in SIDEWAYS:
            return Size(self.size.height, self.size.width)
        return self.size

    @property
    def is_variable(self) -> bool:
        """Whether the frames are not all shown for the same time (to a unit of the time base)."""
        return is_variable(self.times)

    @property
    def is_cut_short(self) -> bool:
        """Whether the file claims more frames than it holds."""
        return self.expected is not None and self.count < self.expected

    def seconds(self, number: int) -> float:
        """When frame `number` is shown, counted from the first."""
        return float((self.times[number] - self.times[0]) * self.time_base)

    def number_at(self, seconds: float) -> int:
        """The first frame that is shown at `seconds` or later, counted from the first; `count` if none is."""
        wanted = self.times[0] + Fraction(seconds).limit_denominator(10**6) / self.time_base
        # half a unit of tolerance: 0.04 s is frame 1 at 25 frames a second in any time base
        return next((n for n, time in enumerate(self.times) if time >= wanted - Fraction(1, 2)), self.count)


def is_variable(times: Sequence[int]) -> bool:
    """Whether the steps between times differ by more than rounding."""
    steps = [after - before for before, after in pairwise(times)]
    return bool(steps) and max(steps) - min(steps) > 1
