"""Synthetic holes: scratches, dust, objects and free brush strokes, like real damage and real masks.

Shared by evaluation, the probe and training. All are bool (H, W), True where unknown; lengths and widths
grow with the photo (they are those of a 512 px photo times its scale), so a kind of hole takes the same
share of any photo. The same `rng` state gives the same hole. None covers everything.
"""

from __future__ import annotations

from typing import Literal, get_args

import cv2
import numpy as np

from ..core.arrays import Bytes, Doubles, Flags
from ..core.geometry import Size

Kind = Literal["scratches", "dust", "objects", "freeform"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SUBPIXEL = 4  # bits of fraction in the coordinates handed to OpenCV
_MOST_MARKS = 20_000


def make(kind: str, size: Size, rng: np.random.Generator) -> Flags:
    """A hole of one of `KINDS`, with its default share of the photo. Raises ValueError for others."""
    makers = {"scratches": scratches, "dust": dust, "objects": objects, "freeform": freeform}
    if kind not in makers:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    return makers[kind](size, rng)


def scratches(size: Size, rng: np.random.Generator, *, share: float = 0.04) -> Flags:
    """Thin wandering strokes (1 to 4 px of 512) and specks of dust over about `share` of the photo."""
    sheet = _Sheet(size)
    while sheet.lacks(share):
        if rng.random() < 0.7:
            _speck(sheet, rng)
        else:
            _stroke(
                sheet, rng, width=int(rng.integers(1, 5)), step=12, steps=int(rng.integers(5, 25)), turn=0.25
            )
    return sheet.hole


def dust(size: Size, rng: np.random.Generator, *, share: float = 0.01) -> Flags:
    """Round specks (1 to 3.5 px radius of 512) and a few short hairs over about `share` of the photo."""
    sheet = _Sheet(size)
    while sheet.lacks(share):
        if rng.random() < 0.9:
            _speck(sheet, rng)
        else:
            _stroke(sheet, rng, width=1, step=4, steps=int(rng.integers(3, 10)), turn=0.5)
    return sheet.hole


def objects(
    size: Size, rng: np.random.Generator, *, share: float | tuple[float, float] = (0.03, 0.08), count: int = 1
) -> Flags:
    """`count` compact smooth blobs that together cover `share` of the photo (or a share in a range).

    Blobs lie in the middle two thirds of the photo as far as their size allows, and may overlap.
    """
    wanted = share if isinstance(share, float) else rng.uniform(*share)
    hole = np.zeros((size.height, size.width), np.uint8)
    for _ in range(count):
        hole |= _blob(size, rng, wanted / count)
    return _spared(hole)


def freeform(
    size: Size, rng: np.random.Generator, *, share: float | tuple[float, float] = (0.3, 0.7)
) -> Flags:
    """Broad brush strokes, like those painted over a photo, until they cover `share` of it."""
    wanted = share if isinstance(share, float) else rng.uniform(*share)
    sheet = _Sheet(size)
    while sheet.lacks(wanted):
        _stroke(
            sheet,
            rng,
            width=rng.uniform(20, 70),
            step=rng.uniform(25, 60),
            steps=int(rng.integers(2, 9)),
            turn=0.9,
        )
    return sheet.hole


class _Sheet:
    """The sheet to draw on, and how much of it is covered."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.scale = float(np.sqrt(size.area)) / 512
        self._covered = np.zeros((size.height, size.width), np.uint8)
        self._area = 0
        self._marks = 0

    def lacks(self, share: float) -> bool:
        """Whether less than `share` is covered (and the number of marks is below its limit)."""
        return self._area < share * self.size.area and self._marks < _MOST_MARKS

    @property
    def hole(self) -> Flags:
        return _spared(self._covered)

    def place(self, rng: np.random.Generator) -> Doubles:
        """A random place on the sheet: x, y."""
        return rng.uniform(0, 1, 2) * (self.size.width, self.size.height)

    def line(self, points: Doubles, width: float) -> None:
        """A line with round ends through `points` (n, 2), `width` px wide, at least one."""
        reach = width / 2 + 2
        low = np.clip(np.floor(points.min(0) - reach), 0, None).astype(int)
        high = np.ceil(points.max(0) + reach).astype(int)
        window = self._covered[low[1] : max(high[1], low[1]), low[0] : max(high[0], low[0])]
        self._marks += 1
        if window.size == 0:
            return
        drawn = np.ascontiguousarray(window)
        fixed = np.rint((points - low) * (1 << _SUBPIXEL)).astype(np.int32)
        thickness = max(1, round(width))
        if len(points) == 1:
            radius = round(width / 2 * (1 << _SUBPIXEL))
            cv2.circle(drawn, fixed[0].tolist(), radius, 1, cv2.FILLED, cv2.LINE_8, _SUBPIXEL)
        else:
            cv2.polylines(drawn, [fixed[:, None]], False, 1, thickness, cv2.LINE_8, _SUBPIXEL)
        self._area += int(drawn.sum(dtype=np.int64)) - int(window.sum(dtype=np.int64))
        window[:] = drawn


def _speck(sheet: _Sheet, rng: np.random.Generator) -> None:
    sheet.line(sheet.place(rng)[None], 2 * rng.uniform(1, 3.5) * sheet.scale)


def _stroke(
    sheet: _Sheet, rng: np.random.Generator, *, width: float, step: float, steps: int, turn: float
) -> None:
    """A stroke of `steps` steps that turns by about `turn` radians at each; lengths in px of 512."""
    angles = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, turn, steps))
    moves = np.stack([np.cos(angles), np.sin(angles)], 1) * step * sheet.scale
    start = sheet.place(rng)
    sheet.line(np.vstack([start, start + np.cumsum(moves, 0)]), float(width) * sheet.scale)


def _blob(size: Size, rng: np.random.Generator, share: float) -> Bytes:
    """One smooth blob of `share` of the photo: a stretched disc with its outline deformed by smooth noise.

    Made on a small grid and enlarged, so that its cost does not grow with the photo's detail.
    """
    shrink = max(1.0, np.sqrt(size.area) / 512)
    width, height = max(1, round(size.width / shrink)), max(1, round(size.height / shrink))
    side = float(np.sqrt(width * height))
    noise = cv2.GaussianBlur(rng.standard_normal((height, width)), (0, 0), max(side / 14, 0.5))
    x, y = rng.uniform(0.3, 0.7, 2) * (width, height)
    stretch = rng.uniform(0.6, 1.6)
    rows, columns = np.mgrid[:height, :width]
    distance = np.hypot((columns - x) * stretch, (rows - y) / stretch) / side
    field = (0.06 * noise / max(float(noise.std()), 1e-9) - distance).astype(np.float32)
    field = cv2.resize(field, (size.width, size.height), interpolation=cv2.INTER_LINEAR)
    step = max(1, round(shrink))
    level = np.quantile(field[::step, ::step], 1 - share)
    inside = np.asarray(field > level).view(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    if len(stats) < 2:
        return inside
    blob: Bytes = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
    outlines, _ = cv2.findContours(blob, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(blob, outlines, -1, 1, cv2.FILLED)
    return blob


def _spared(covered: Bytes) -> Flags:
    """As a bool array that leaves at least one pixel of the photo known."""
    hole: Flags = covered.astype(bool)
    if hole.all():
        hole[0, 0] = False
    return hole
