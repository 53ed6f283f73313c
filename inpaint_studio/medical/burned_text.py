"""Text burned into the pixels of a medical picture: found, and blanked or painted over.

What is found is blanked with one value, box by box, because a painted area looks like anatomy, and strokes
blanked alone can still be read. This is the work that DICOM PS3.15 (table E.1-1, Clean Pixel Data Option)
asks for, not the option itself: nobody guarantees that all text is found, none of it is read, and the
attributes of the object are not looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import AnyArray, Flags, Floats
from ..core.errors import StudioError
from ..finding.text import TextRow, find_text
from .display import rgb
from .image import MedicalImage

_RECURRING = 0.25
"""In this share of the frames text must lie at a place for the place to count as text in all of them: a clock
or the number of a slice."""
_STROKE_GROW = 2  # px, by which strokes are grown before they are painted over


@dataclass(frozen=True)
class BurnedText:
    """What was found: `boxes` and `strokes`, bool (frames, rows, columns), and the rows at fixed places.

    Of a picture with one frame all rows are at fixed places.
    """

    boxes: Flags
    strokes: Flags
    rows: tuple[TextRow, ...]

    @property
    def frames(self) -> int:
        """In how many frames there is any."""
        return int(self.boxes.any(axis=(1, 2)).sum())


def find_burned_text(
    image: MedicalImage,
    *,
    sensitivity: float = 50,
    check: Callable[[], None] = lambda: None,
    report: Callable[[float], None] = lambda share: None,
) -> BurnedText:
    """The text in the frames: what lies at one place in all of them, and what each shows by itself.

    Text at fixed places is looked for in the least and the greatest value of each pixel over the frames, in
    which anatomy that moves fades, and strokes stay. `sensitivity` (0 to 100) says how faint text may be.
    `check` is called often and may raise to stop; `report` hears the share that is done.
    """
    shape = image.values.shape[:3]
    boxes, strokes = np.zeros(shape, bool), np.zeros(shape, bool)
    lightest: Floats | None = None
    darkest: Floats | None = None
    rows: tuple[TextRow, ...] = ()
    low, high = _ends(image)
    for frame in range(image.frames):
        check()
        light, dark = _planes(image, frame, low, high)
        lightest = light if lightest is None else np.minimum(lightest, light)
        darkest = dark if darkest is None else np.maximum(darkest, dark)
        found = find_text(light, dark, sensitivity=sensitivity, check=check)
        boxes[frame], strokes[frame] = found.boxes, found.strokes
        rows = found.rows
        report((frame + 1) / (image.frames + 1))
    if image.frames > 1 and lightest is not None and darkest is not None:
        fixed = find_text(lightest, darkest, sensitivity=sensitivity, check=check)
        rows = fixed.rows
        recurring = boxes.mean(axis=0) >= _RECURRING
        boxes |= recurring | fixed.boxes
        strokes |= fixed.strokes
    report(1.0)
    return BurnedText(boxes, strokes, rows)


def to_paint(found: BurnedText) -> Flags:
    """The strokes with a margin, to be painted over: bool (frames, rows, columns)."""
    kernel = np.ones((2 * _STROKE_GROW + 1,) * 2, np.uint8)
    grown = [cv2.dilate(one.view(np.uint8), kernel) for one in np.ascontiguousarray(found.strokes)]
    return np.array(grown, np.uint8).view(bool)


def blanked(image: MedicalImage, mask: Flags, value: float | None = None) -> MedicalImage:
    """The picture with one stored value wherever `mask`, bool (frames, rows, columns), is True.

    By default what is shown as black: the least value of the picture, the greatest for MONOCHROME1, black of
    colours. Raises StudioError "blank-value" for a value that the file can't store.
    """
    values = image.values.copy()
    values[mask] = _black(image) if value is None else _storable(image, value)
    return image.with_values(values)


def _black(image: MedicalImage) -> AnyArray:
    """The stored value, or samples, of what is shown as black."""
    if image.palette is not None:
        darkest = int(np.argmin(image.palette.astype(np.int64).sum(axis=1)))
        return np.asarray(np.clip(darkest + image.palette_first, image.lowest, image.highest))
    if image.photometric == "YBR_FULL":
        middle = (int(image.highest) + 1) // 2
        return np.array([0, middle, middle])
    if not image.is_grey:
        return np.zeros(3)
    finite = image.values[np.isfinite(image.values)]
    if not finite.size:
        return np.zeros(())
    inverted = (image.photometric == "MONOCHROME1") != (image.table is None and image.rescale(0)[0] < 0)
    return np.asarray(finite.max() if inverted else finite.min())


def _storable(image: MedicalImage, value: float) -> float:
    whole = np.issubdtype(image.values.dtype, np.integer)
    if not image.lowest <= value <= image.highest or (whole and value != int(value)):
        low, high = f"{image.lowest:g}", f"{image.highest:g}"
        raise StudioError("blank-value", value=f"{value:g}", low=low, high=high)
    return value


def _ends(image: MedicalImage) -> tuple[float, float]:
    """The least and the greatest stored value of grey pictures."""
    if not image.is_grey:
        return 0.0, 1.0
    finite = image.values[np.isfinite(image.values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)


def _planes(image: MedicalImage, frame: int, low: float, high: float) -> tuple[Floats, Floats]:
    """A frame as where light and where dark strokes are looked for: float32 (rows, columns), 0 to 1."""
    values = image.values[frame]
    if image.is_grey:
        plane = np.nan_to_num(values.astype(np.float64), nan=low, posinf=high, neginf=low)
        grey = ((plane - low) / max(high - low, 1e-12)).astype(np.float32)
        return grey, grey
    colours = rgb(image, values)
    scaled = colours.astype(np.float32) / np.iinfo(colours.dtype).max
    return scaled.max(axis=2), scaled.min(axis=2)
