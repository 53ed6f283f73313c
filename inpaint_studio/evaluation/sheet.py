"""Contact sheets: labelled pictures side by side, and close-ups where the hole is small in the photo."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageCms, ImageDraw, ImageFont

from ..core.arrays import Bytes
from ..core.depth import eight_bit_rgb
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.photo import Photo

CELL = 440
"""The longest side of a picture on the sheet, in pixels."""
NARROWEST = 250
"""The narrowest column: the scores must fit."""

_BACKGROUND, _INK, _FAINT, _FRAME = (32, 32, 34), (240, 240, 240), (170, 170, 174), (255, 214, 10)
_HOLE = np.array([255, 45, 150], np.float32)
_MARGIN, _GAP = 20, 16
_TITLE, _TEXT, _LINE = 19, 14, 19

_FIRST_EASTERN = "\u2e80"
_EASTERN = (
    "msyh.ttc",  # Windows
    "PingFang.ttc",  # macOS
    "Hiragino Sans GB.ttc",
    "STHeiti Light.ttc",
    "NotoSansCJK-Regular.ttc",  # Linux
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
)
"""System fonts with Chinese characters, the best-looking first."""
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture of a sheet, uint8 (H, W, 3), or None if there is none; `lines` are printed above it."""

    title: str
    lines: tuple[str, ...]
    picture: Bytes | None


def draw(
    panels: Sequence[Panel],
    *,
    heading: str = "",
    close_up: Rect | None = None,
    cell: int = CELL,
    columns: int | None = None,
) -> Image.Image:
    """The sheet. All pictures have the same size; `close_up` is the part to show enlarged below each.

    Pictures are at most `cell` px on a side, in `columns` columns (None: at most five, evenly filled).
    """
    size = next(
        Size(panel.picture.shape[1], panel.picture.shape[0]) for panel in panels if panel.picture is not None
    )
    columns = columns or math.ceil(len(panels) / math.ceil(len(panels) / 5))
    rows = math.ceil(len(panels) / columns)
    whole = _fitted(size, cell)
    detail = None if close_up is None else _fitted(close_up.size, cell)
    width = max(NARROWEST, whole.width, detail.width if detail else 0)
    label = _TITLE + 9 + _LINE * max(len(panel.lines) for panel in panels)
    height = label + whole.height + (detail.height + _GAP // 2 if detail else 0)
    top = _MARGIN + (_TITLE + _GAP if heading else 0)
    page = Image.new(
        "RGB",
        (
            2 * _MARGIN + columns * width + (columns - 1) * _GAP,
            top + rows * height + (rows - 1) * _GAP + _MARGIN,
        ),
        _BACKGROUND,
    )
    pen = ImageDraw.Draw(page)
    if heading:
        heading = _clipped(heading, _TEXT, page.width - 2 * _MARGIN)
        pen.text((_MARGIN, _MARGIN), heading, _FAINT, _font(_TEXT, heading))
    for number, panel in enumerate(panels):
        x = _MARGIN + number % columns * (width + _GAP)
        y = top + number // columns * (height + _GAP)
        title = _clipped(panel.title, _TITLE, width)
        pen.text((x, y), title, _INK, _font(_TITLE, title))
        for index, line in enumerate(panel.lines):
            place = (x, y + _TITLE + 6 + index * _LINE)
            short = _clipped(line, _TEXT, width)
            pen.text(place, short, _FAINT, _font(_TEXT, short))
        y += label
        if panel.picture is None:
            pen.rectangle((x, y, x + whole.width - 1, y + whole.height - 1), outline=_FAINT)
            continue
        page.paste(_scaled(panel.picture, whole), (x, y))
        if close_up is not None and detail is not None:
            if number == 0:
                _frame(pen, close_up, size, whole, (x, y))
            crop = panel.picture[close_up.slices]
            page.paste(_scaled(crop, detail), (x, y + whole.height + _GAP // 2))
    return page


def close_up_of(mask: Mask) -> Rect | None:
    """The part of the photo worth enlarging, or None if the whole photo shows the fill well enough.

    The hole with some context if it is small in the photo; for damage all over a large photo, the densest
    part.
    """
    size, bounds = mask.size, mask.bounds
    longest = max(size.width, size.height)
    if not bounds:
        return None
    side = round(max(bounds.width, bounds.height) * 1.7)
    if side <= longest * 0.62:
        side = max(side, 64, min(160, longest // 4))
        middle = (bounds.x + bounds.width // 2, bounds.y + bounds.height // 2)
    elif longest > 1.6 * CELL:
        side, middle = CELL, _densest(mask, CELL)
    else:
        return None
    width, height = min(side, size.width), min(side, size.height)
    x = min(max(0, middle[0] - width // 2), size.width - width)
    y = min(max(0, middle[1] - height // 2), size.height - height)
    return Rect(x, y, width, height)


def display_pixels(photo: Photo) -> Bytes:
    """The photo as a screen shows it: uint8 (H, W, 3), in sRGB if its profile can be converted."""
    pixels = eight_bit_rgb(photo.pixels)
    if photo.channels == 1 or photo.icc is None:
        return pixels
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(photo.icc))
        shown = ImageCms.profileToProfile(Image.fromarray(pixels), profile, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return pixels
    return np.asarray(shown)


def with_hole(pixels: Bytes, mask: Mask) -> Bytes:
    """A copy of `pixels` (H, W, 3) uint8 in which the hole shows in a colour that photos do not have."""
    shown = pixels.copy()
    hole = mask.hole
    shown[hole] = np.rint(0.25 * shown[hole] + 0.75 * _HOLE).astype(np.uint8)
    return shown


def strip(panels: Sequence[Panel], part: Rect | None, cell: int = 300) -> Image.Image:
    """The panels in one row, all cropped to `part` (None: whole)."""
    if part is not None:
        panels = [
            replace(panel, picture=None if panel.picture is None else panel.picture[part.slices])
            for panel in panels
        ]
    return draw(panels, cell=cell, columns=len(panels))


def stacked(strips: Sequence[Image.Image]) -> Image.Image:
    """Strips on one page, one below the other."""
    page = Image.new(
        "RGB", (max(one.width for one in strips), sum(one.height for one in strips)), _BACKGROUND
    )
    y = 0
    for one in strips:
        page.paste(one, (0, y))
        y += one.height
    return page


def _fitted(size: Size, cell: int) -> Size:
    """The size of a picture on a sheet; tiny ones are enlarged by a whole factor."""
    longest = max(size.width, size.height)
    scale = cell / longest if longest > cell else float(max(1, cell // longest))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _scaled(picture: Bytes, size: Size) -> Image.Image:
    ways = Image.Resampling
    way = ways.NEAREST if size.width >= 2 * picture.shape[1] else ways.LANCZOS
    return Image.fromarray(np.ascontiguousarray(picture)).resize((size.width, size.height), way)


def _frame(pen: ImageDraw.ImageDraw, part: Rect, size: Size, shown: Size, corner: tuple[int, int]) -> None:
    """Outline `part` of a picture that is drawn at `corner`."""
    across, down = shown.width / size.width, shown.height / size.height
    left, top = corner[0] + part.x * across, corner[1] + part.y * down
    right, bottom = corner[0] + part.right * across - 1, corner[1] + part.bottom * down - 1
    pen.rectangle((left, top, max(left + 1, right), max(top + 1, bottom)), outline=_FRAME, width=2)


def _densest(mask: Mask, side: int) -> tuple[int, int]:
    """The centre of the square of that side with the most coverage."""
    shrink = 16
    size = mask.size
    small = (max(1, size.width // shrink), max(1, size.height // shrink))
    density = cv2.resize((mask.coverage > 0).astype(np.float32), small, interpolation=cv2.INTER_AREA)
    window = max(1, side // shrink)
    sums = cv2.boxFilter(density, -1, (window, window), borderType=cv2.BORDER_CONSTANT)
    y, x = np.unravel_index(int(np.argmax(sums)), sums.shape)
    return int(x) * shrink + shrink // 2, int(y) * shrink + shrink // 2


def _clipped(text: str, size: int, width: int) -> str:
    """`text`, shortened until it is no wider than `width`."""
    font = _font(size, text)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "...") > width:
        text = text[:-1]
    return text.rstrip() + "..."


def _font(size: int, text: str) -> _Font:
    """A font for that text: the default one has Latin letters only."""
    return _latin(size) if all(letter < _FIRST_EASTERN for letter in text) else _eastern(size)


@cache
def _latin(size: int) -> _Font:
    return ImageFont.load_default(size)


@cache
def _eastern(size: int) -> _Font:
    """The first system font with Chinese characters; without one, boxes are drawn."""
    for name in _EASTERN:
        with contextlib.suppress(OSError):
            return ImageFont.truetype(name, size)
    return _latin(size)
