"""Writes for each frame where its filled pixels come from: evidence, not fiction."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from ...core.arrays import Integers
from ...core.errors import StudioError
from ...core.files import atomic_write, make_folder
from ..filling import INVENTED, UNSEEN

_KEPT, _UNSEEN, _INVENTED = 0, 65534, 65535
_MOST_FRAMES = _UNSEEN - 1
_LEGEND = {
    "0": "outside the mask: the film's own pixel",
    "1 to 65533": "the number of the frame, counted from 1, that the pixel was taken from",
    "65534": "not seen in any frame, and left marked",
    "65535": "not seen in any frame, and invented",
}


class Maps:
    """16-bit grey PNG files, one for each frame, and legend.json, which says what the values mean."""

    def __init__(self, folder: Path, count: int) -> None:
        """Make the folder. Raises StudioError "map-long" for too many frames, or "folder-unwritable"."""
        if count > _MOST_FRAMES:
            raise StudioError("map-long", frames=count, most=_MOST_FRAMES)
        make_folder(folder)
        self._folder = folder
        self._digits = max(4, len(str(count)))
        self._has_legend = False

    def write(self, number: int, sources: Integers) -> None:
        """Write the map of a frame, the legend before the first; `sources` (H, W) are of a `FilledFrame`."""
        if not self._has_legend:  # a run that stops before leaves the folder empty, to be used again
            with atomic_write(self._folder / "legend.json", overwrite=True) as file:
                file.write(json.dumps(_LEGEND, indent=2).encode())
            self._has_legend = True
        levels = np.where(sources >= 0, sources + 1, _KEPT)
        levels[sources == INVENTED] = _INVENTED
        levels[sources == UNSEEN] = _UNSEEN
        _, data = cv2.imencode(".png", levels.astype(np.uint16))
        path = self._folder / f"{number + 1:0{self._digits}d}.png"
        with atomic_write(path, overwrite=True, durable=False) as file:
            file.write(data.tobytes())
