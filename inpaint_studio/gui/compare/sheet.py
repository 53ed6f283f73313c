"""A comparison as one picture to share: the hole, every fill with its time and scores, the truth."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication

from ...core.arrays import Bytes
from ...core.files import atomic_write
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.photo import PhotoSource
from ...evaluation.sheet import Panel, close_up_of, draw, with_hole
from ..canvas.display import DisplayTransform
from ..words.numbers import number, seconds
from ..words.translation import translate_error
from .grid import score_text
from .run import Entrant, Stage

_LONGEST = 1600  # px; a larger picture is reduced, or cropped to a small hole


def sheet_of(
    photo: PhotoSource,
    mask: Mask,
    entrants: Sequence[Entrant],
    names: Sequence[str],
    transform: DisplayTransform,
    truth: PhotoSource | None = None,
    heading: str = "",
) -> Image.Image:
    """The sheet. A large photo is reduced first, so that its fills need little memory."""
    whole = Rect.of(mask.size)
    scale = min(1.0, _LONGEST / max(whole.width, whole.height))
    # of a large photo with a small hole only the close-up is shown, as reducing would lose its detail
    part = close_up_of(mask)
    crop = whole if scale == 1 or part is None else part
    scale = min(1.0, _LONGEST / max(crop.width, crop.height))
    size = (max(1, round(crop.width * scale)), max(1, round(crop.height * scale)))

    def shown(source: PhotoSource) -> Bytes:
        pixels = transform.read(source, crop)[..., 2::-1]
        return np.ascontiguousarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))

    covered = cv2.resize(np.ascontiguousarray(mask.read(crop)), size, interpolation=cv2.INTER_AREA)
    small = Mask(np.asarray(covered, np.uint8))
    panels = [
        Panel(
            QCoreApplication.translate("Sheet", "Photo and hole"),
            (QCoreApplication.translate("Sheet", "{pixels} px").format(pixels=number(mask.area)),),
            with_hole(shown(photo), small),
        )
    ]
    for entrant, name in zip(entrants, names, strict=True):
        if entrant.document is None:
            panels.append(Panel(name, (_why_none(entrant),), None))
        else:
            lines = (seconds(entrant.seconds), score_text(entrant))
            panels.append(Panel(name, lines, shown(entrant.document)))
    if truth is not None:
        panels.append(Panel(QCoreApplication.translate("Sheet", "Truth"), (), shown(truth)))
    return draw(panels, heading=heading, close_up=close_up_of(small) if crop == whole else None)


def _why_none(entrant: Entrant) -> str:
    """Why an entrant has no picture, in one sentence."""
    if entrant.error is not None:
        return translate_error(entrant.error)
    if entrant.stage in (Stage.QUEUED, Stage.RUNNING):
        return QCoreApplication.translate("Sheet", "Not finished yet.")
    return QCoreApplication.translate("Sheet", "Stopped.")


def write_sheet(path: Path, sheet: Image.Image, *, overwrite: bool) -> None:
    """Save the sheet as PNG, atomically. Raises what `atomic_write` raises."""
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    with atomic_write(path, overwrite=overwrite) as file:
        file.write(buffer.getvalue())
