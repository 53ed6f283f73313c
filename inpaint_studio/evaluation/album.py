"""The contact sheet of a restored album: each photo before, with its marks, and after."""

from __future__ import annotations

import contextlib
import hashlib
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
from ..core.files import atomic_write, exists
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
"""How the comment in pages begins, by which they may be replaced; a digest of what they show follows."""


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
    that cannot be read any more, or have more than `max_pixels`, are left out. Returns the pages. Raises
    what `atomic_write` raises, StudioError "sheet-taken" for a file of that name that is no contact sheet,
    and `Cancelled`.
    """
    shown = [entry for entry in album if entry.done]
    pages = math.ceil(len(shown) / MOST_ON_A_PAGE)
    each = math.ceil(len(shown) / max(1, pages))
    paths = []
    for page in range(pages):
        path, part = sheet_path(folder, page + 1, pages), shown[page * each : (page + 1) * each]
        comment = _comment_for(part, labels)
        if _comment(path) == comment:
            paths.append(path)
            continue
        rows = []
        for number, entry in enumerate(part):
            with contextlib.suppress(StudioError):
                rows.append(_row(entry, labels, max_pixels, is_cancelled))
            if on_progress is not None:
                on_progress((page * each + number + 1) / len(shown))
        if rows:
            is_whole = len(rows) == len(part)  # else it is drawn again, until it is
            _save(path, stacked(rows), comment if is_whole else _OURS)
            paths.append(path)
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


def _comment_for(part: Sequence[Entry], labels: Labels) -> bytes:
    """The comment of a page: it differs for other photos, other results and another language."""
    about: list[object] = [labels.before, labels.marks, labels.after]
    for entry in part:
        files = (entry.photo, entry.output, sidecar_path(entry.output))
        about.append([(path.name, _state(path)) for path in files])
    digest = hashlib.sha256(repr(about).encode("utf-8", "surrogateescape")).hexdigest()
    return _OURS + b" " + digest.encode()


def _state(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written again; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _save(path: Path, page: Image.Image, comment: bytes) -> None:
    ours = _is_ours(path)
    if exists(path) and not ours:
        raise StudioError("sheet-taken", path=path)
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=_QUALITY, comment=comment)
    with atomic_write(path, overwrite=ours) as file:
        file.write(buffer.getvalue())


def _is_ours(path: Path) -> bool:
    return _comment(path).startswith(_OURS)


def _comment(path: Path) -> bytes:
    """The comment of a JPEG file; empty if it has none or is none."""
    try:
        with Image.open(path, formats=("JPEG",)) as page:
            comment = page.info.get("comment", b"")
    except OSError:
        return b""
    return comment if isinstance(comment, bytes) else b""
