"""The contact sheet of a restored album: each photo before, with its marks, and after."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ..core.arrays import Bytes
from ..core.coverage import widened
from ..core.errors import Cancelled, StudioError
from ..core.files import atomic_write
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.photo_io import read_photo
from ..core.provenance import About, read_sidecar, sidecar_path
from ..jobs.restore import Entry, is_sheet, sheet_path
from .sheet import Panel, close_up_of, display_pixels, stacked, strip, with_hole
from .words import mark_words

MOST_ON_A_PAGE = 8
_CELL = 380
_QUALITY = 88
_OURS = b"Inpaint Studio contact sheet"
"""The comment in pages, by which they may be replaced."""


def lines_about(about: About) -> tuple[str, ...]:
    """What the sheet says about a photo: how many marks and pixels."""
    marks = () if about.found is None else (mark_words(about.found.marks),)
    return (*marks, f"{about.area:,} px filled")


@dataclass(frozen=True)
class Labels:
    """The texts of a sheet, so that the editor can translate them."""

    before: str = "Before"
    marks: str = "Marks"
    after: str = "After"
    lines: Callable[[About], tuple[str, ...]] = lines_about


def write_sheets(
    album: Sequence[Entry],
    folder: Path,
    *,
    labels: Labels = Labels(),
    max_pixels: int | None = None,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """Draw the photos that are done on pages of at most `MOST_ON_A_PAGE` and save these in `folder`.

    Pages of an earlier run are replaced or removed; pages that show the same are left as they are. Photos
    that cannot be read any more, or have more than `max_pixels`, are left out. Raises what `atomic_write`
    raises, so StudioError "file-exists" for a file of that name that is no contact sheet, and `Cancelled`.
    """
    shown = [entry for entry in album if entry.done]
    pages = math.ceil(len(shown) / MOST_ON_A_PAGE)
    each = math.ceil(len(shown) / max(1, pages))
    paths = [sheet_path(folder, page + 1, pages) for page in range(pages)]
    if _is_newer(paths, [entry.output for entry in shown]):
        return paths
    for page, path in enumerate(paths):
        rows = []
        for number, entry in enumerate(shown[page * each : (page + 1) * each]):
            with contextlib.suppress(StudioError):
                rows.append(_row(entry, labels, max_pixels, is_cancelled))
            if on_progress is not None:
                on_progress((page * each + number + 1) / len(shown))
        if rows:
            _save(path, stacked(rows))
    for path in folder.glob("contact-sheet*"):
        if is_sheet(path.name) and path not in paths and _is_ours(path):
            path.unlink(missing_ok=True)
    return paths


def _row(
    entry: Entry, labels: Labels, max_pixels: int | None, is_cancelled: Callable[[], bool]
) -> Image.Image:
    """A photo before, with its marks, and after; and a part of it below where the whole shows too little."""
    made = read_sidecar(sidecar_path(entry.output))
    about = About(made.photo, made.mask.area, made.found)
    pictures = []
    for path in (entry.photo, entry.output):
        if is_cancelled():
            raise Cancelled
        pictures.append(display_pixels(read_photo(path, max_pixels=max_pixels)))
    before, after = pictures
    for picture in pictures:
        made.mask.require_size(Size(picture.shape[1], picture.shape[0]))
    whole = Rect.of(made.size)
    part = close_up_of(made.mask)
    lines = ((entry.photo.name,), labels.lines(about), (entry.output.name,))
    rows = [_strip(before, after, made.mask, whole, labels, lines)]
    if part is not None:
        rows.append(_strip(before, after, made.mask, part, None, ((), (), ())))
    return stacked(rows)


def _strip(
    before: Bytes,
    after: Bytes,
    mask: Mask,
    part: Rect,
    labels: Labels | None,
    lines: tuple[tuple[str, ...], ...],
) -> Image.Image:
    """The three pictures of a part of the photo side by side, reduced to a cell; marks stay visible."""
    scale = min(1.0, _CELL / max(part.width, part.height))
    size = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    small, healed = (
        np.asarray(cv2.resize(picture[part.slices], size, interpolation=cv2.INTER_AREA), np.uint8)
        for picture in (before, after)
    )
    hole = widened(mask.read(part) > 0, int(0.5 / scale))
    covered = cv2.resize(hole.view(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    marked = with_hole(small, Mask.from_array(np.asarray(covered, np.uint8)))
    titles = ("", "", "") if labels is None else (labels.before, labels.marks, labels.after)
    panels = [
        Panel(title, text, picture)
        for title, text, picture in zip(titles, lines, (small, marked, healed), strict=True)
    ]
    return strip(panels, None, cell=_CELL)


def _is_newer(pages: Sequence[Path], shown: Sequence[Path]) -> bool:
    """Whether all pages are there and were written after everything they show."""
    try:
        written = [path.stat().st_mtime_ns for path in pages]
        return bool(pages) and min(written) >= max(path.stat().st_mtime_ns for path in shown)
    except OSError:
        return False


def _save(path: Path, page: Image.Image) -> None:
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=_QUALITY, comment=_OURS)
    with atomic_write(path, overwrite=_is_ours(path)) as file:
        file.write(buffer.getvalue())


def _is_ours(path: Path) -> bool:
    try:
        with Image.open(path, formats=("JPEG",)) as page:
            return page.info.get("comment") == _OURS
    except OSError:
        return False
