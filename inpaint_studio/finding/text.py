"""Text that was drawn into a picture: thin strokes of one value, in rows of glyphs of one height.

Both light and dark strokes, at several scales: what a morphological opening removes (the top-hat) is thin;
connected parts of it that are shaped like glyphs are joined to rows. A row counts as text if its glyphs have
the same value and height, stand out everywhere along their edges, and are at least three. As in the detectors
of text by connected components and stroke width (Epshtein, Ofek and Wexler, Detecting Text in Natural Scenes
with Stroke Width Transform, CVPR 2010), simplified for text that was drawn and not photographed. Shorter
words count if they look like such a row. Nothing is read: this is no OCR.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import Bytes, Flags, Floats, Labels
from ..core.geometry import Rect

_SCALES = (1, 2, 4)  # by which the picture is reduced
_STROKE = 7  # px: strokes are thinner than this, at each scale
_LEAST_HEIGHT, _MOST_HEIGHT = 5, 40  # px, of glyphs at each scale
_WIDEST = 8.0  # the width of a glyph, or of glyphs that touch, in heights
_LEAST_FILLED = 0.12  # of its box: less is the frame of something
_ALONE = 3  # glyphs that a row has at least, unless it looks like another row
_ALIKE = 0.1, 1.5  # how far its value may differ then, of the contrast, and its height, as a factor
_GAP = 1.3  # between glyphs of a row, in heights, at most
_SAME_HEIGHT = 2.3
_SAME_VALUE = 0.25  # of the contrast: how far glyphs of a row may differ in value
_BORDER = 0.55  # the contrast with what is right around a glyph, of its top-hat, at least
_CONTRAST = 0.30  # of the range of values, at sensitivity 50
_NOISE = 5.0  # … and so many deviations of the picture's noise


@dataclass(frozen=True)
class TextRow:
    """A row of text: its box, with a margin, in pixels, and how many glyphs were seen in it."""

    rect: Rect
    glyphs: int
    light: bool


@dataclass(frozen=True)
class TextFound:
    """The rows of text in a picture, and the pixels of their strokes: bool (H, W)."""

    rows: tuple[TextRow, ...]
    strokes: Flags

    @property
    def boxes(self) -> Flags:
        """All pixels in the boxes of the rows: bool (H, W).

        To make text unreadable, blank these: strokes in one value over a picture can still be read.
        """
        covered = np.zeros(self.strokes.shape, bool)
        for row in self.rows:
            covered[row.rect.slices] = True
        return covered


@dataclass(frozen=True)
class _Glyph:
    """A connected part that may be a glyph: its box, its value, and its contrast with what is around it."""

    left: int
    top: int
    width: int
    height: int
    value: float
    contrast: float

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height


def find_text(
    light: Floats,
    dark: Floats | None = None,
    *,
    sensitivity: float = 50,
    check: Callable[[], None] = lambda: None,
) -> TextFound:
    """The text in a picture of one channel: float32 (H, W), with values in [0, 1].

    `light` is where light strokes are looked for, `dark` where dark ones are, by default the same: of a
    colour picture the greatest and the least channel; of several frames, the least and the greatest value
    over time. `sensitivity`, 0 to 100, says how faint text may be. `check`, called often, may raise to stop.

    Meant for pictures with smooth contents, such as MR, CT, X-rays and ultrasound. In photos, rows of leaves
    or windows are taken for text too.
    """
    least = _CONTRAST * 2 ** ((50 - sensitivity) / 25)
    strokes = np.zeros(light.shape, bool)
    rows: list[TextRow] = []
    for picture, is_light in ((light, True), (1 - (light if dark is None else dark), False)):
        for scale in _SCALES:
            check()
            if min(picture.shape) // scale <= 2 * _LEAST_HEIGHT:
                continue
            for rect, glyphs, part in _rows_at(picture, scale, least, check):
                rows.append(TextRow(rect, glyphs, is_light))
                strokes[rect.slices] |= part
    return TextFound(tuple(_joined(rows)), strokes)


def _rows_at(
    picture: Floats, scale: int, least: float, check: Callable[[], None]
) -> list[tuple[Rect, int, Flags]]:
    """The rows of light text in a picture reduced by `scale`: boxes, numbers of glyphs, and strokes."""
    height, width = picture.shape
    small = picture
    if scale > 1:
        size = (-(-width // scale), -(-height // scale))
        small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
    kernel = np.ones((_STROKE, _STROKE), np.uint8)
    thin = np.asarray(cv2.morphologyEx(small, cv2.MORPH_TOPHAT, kernel), np.float32)
    stands_out = (thin > max(least, _NOISE * _noise(small))).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(stands_out, connectivity=8)
    numbers = np.asarray(labels, np.int32)
    glyphs = []
    for label in np.flatnonzero([_fits(one) for one in stats]):
        check()
        if label and (glyph := _glyph(small, thin, numbers, int(label), stats[label])) is not None:
            glyphs.append(glyph)
    found = []
    for row in _grouped(glyphs, check):
        margin = max(2, round(0.25 * max(glyph.height for glyph in row)))
        left, right = min(one.left for one in row), max(one.right for one in row)
        top, bottom = min(one.top for one in row), max(one.bottom for one in row)
        # the ends of the row: points, commas and glyphs that touch something else
        aside = max(one.height for one in row)
        rect = Rect(
            (left - aside) * scale,
            (top - margin) * scale,
            (right - left + 2 * aside) * scale,
            (bottom - top + 2 * margin) * scale,
        ) & Rect(0, 0, width, height)
        part = _enlarged(stands_out, scale, (height, width))[rect.slices]
        found.append((rect, len(row), part))
    return found


def _noise(picture: Floats) -> float:
    """The deviation of the noise: of the differences of neighbours, robustly."""
    steps = np.abs(np.diff(picture, axis=1))
    return float(np.median(steps)) / 0.954  # of two values, each with this deviation


def _fits(stats: Labels) -> bool:
    """Whether a connected part has the size of a glyph, or of several that touch."""
    width, height, area = int(stats[2]), int(stats[3]), int(stats[4])
    if not _LEAST_HEIGHT <= height <= _MOST_HEIGHT or width > _WIDEST * height:
        return False
    least, most = max(height, _LEAST_FILLED * width * height), 0.85 * width * height + _STROKE * height
    return least <= area <= most


def _glyph(picture: Floats, thin: Floats, labels: Labels, label: int, stats: Labels) -> _Glyph | None:
    """A connected part as a glyph, or None if it fades into its surroundings somewhere."""
    left, top, width, height = (int(value) for value in stats[:4])
    around = (slice(max(0, top - 2), top + height + 2), slice(max(0, left - 2), left + width + 2))
    own = labels[around] == label
    other = cv2.dilate((labels[around] > 0).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    ring = (cv2.dilate(own.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0) & ~other
    if not ring.any():
        return None
    values = picture[around]
    value = float(np.percentile(values[own], 80))
    contrast = float(np.percentile(thin[around][own], 80))
    if value - float(np.percentile(values[ring], 75)) < _BORDER * contrast:
        return None
    return _Glyph(left, top, width, height, value, contrast)


def _grouped(glyphs: list[_Glyph], check: Callable[[], None]) -> list[list[_Glyph]]:
    """Rows of glyphs: neighbours in a row are about as high, as light, and near to each other."""
    ordered = sorted(glyphs, key=lambda one: (one.left, one.top))
    parent = list(range(len(ordered)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    bands: dict[int, list[int]] = {}  # numbers of glyphs by where their middle is, from left to right
    for number, one in enumerate(ordered):
        bands.setdefault((one.top + one.bottom) // 2 // _MOST_HEIGHT, []).append(number)
    for number, one in enumerate(ordered):
        check()
        band = (one.top + one.bottom) // 2 // _MOST_HEIGHT
        farthest = one.right + _GAP * _SAME_HEIGHT * one.height
        for near in (band - 1, band, band + 1):
            members = bands.get(near, [])
            for later in members[bisect.bisect_right(members, number) :]:
                if ordered[later].left > farthest:
                    break
                if _are_neighbours(one, ordered[later]):
                    parent[root(later)] = root(number)
    rows: dict[int, list[_Glyph]] = {}
    for number, glyph in enumerate(ordered):
        rows.setdefault(root(number), []).append(glyph)
    sure = [row for row in rows.values() if _is_text(row)]
    short = [row for row in rows.values() if len(row) < _ALONE and not _is_text(row)]
    return sure + [row for row in short if any(_look_alike(row, other) for other in sure)]


def _are_neighbours(one: _Glyph, other: _Glyph) -> bool:
    low, high = sorted((one.height, other.height))
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    contrast = min(one.contrast, other.contrast)
    return (
        high <= _SAME_HEIGHT * low
        and overlap >= 0.5 * low
        and other.left - one.right <= _GAP * high
        and abs(one.value - other.value) <= _SAME_VALUE * contrast
    )


def _look_alike(short: list[_Glyph], row: list[_Glyph]) -> bool:
    """Whether one or two glyphs are as high and as light as those of a row: a word of the same text."""
    value, factor = _ALIKE
    usual = float(np.median([one.height for one in row]))
    light = float(np.median([one.value for one in row]))
    return all(
        max(one.height, usual) <= factor * min(one.height, usual)
        and abs(one.value - light) <= value * one.contrast
        and one.width <= 1.6 * one.height
        for one in short
    )


def _is_text(row: list[_Glyph]) -> bool:
    """Whether glyphs are enough, and form a row: longer than it is high, the tops or feet in line."""
    width = max(one.right for one in row) - min(one.left for one in row)
    height = max(one.bottom for one in row) - min(one.top for one in row)
    usual = float(np.median([one.height for one in row]))
    touching = sum(one.width > 1.6 * one.height for one in row)
    if len(row) + touching < _ALONE or width < 1.2 * height or height > 2.2 * usual:
        return False
    feet = np.array([one.bottom for one in row])
    return bool(np.mean(np.abs(feet - np.median(feet)) <= max(1.0, 0.2 * usual)) >= 0.6)


def _enlarged(small: Bytes, scale: int, shape: tuple[int, int]) -> Flags:
    """A reduced picture of flags in full size, one step wider: the strokes with their soft edges."""
    wide = cv2.dilate(small, np.ones((3, 3), np.uint8))
    large = wide.repeat(scale, axis=0).repeat(scale, axis=1)
    return large[: shape[0], : shape[1]] > 0


def _joined(rows: list[TextRow]) -> list[TextRow]:
    """Rows that mostly cover each other, found at several scales, as one each; from top to bottom."""
    kept: list[TextRow] = []
    for row in sorted(rows, key=lambda one: -one.rect.area):
        inside = any((row.rect & other.rect).area >= 0.8 * row.rect.area for other in kept)
        if not inside:
            kept.append(row)
    return sorted(kept, key=lambda one: (one.rect.y, one.rect.x))
