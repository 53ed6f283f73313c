"""Faces in photos, where damage is looked for with more care."""

from __future__ import annotations

import cv2
import numpy as np

from ..core.arrays import Bytes
from ..core.depth import eight_bit
from ..core.geometry import Rect, Size
from ..core.photo import PhotoSource
from .surroundings import reduced

SIDE = 1000
"""Faces are looked for in photos whose longer side is at most this many pixels; larger ones are reduced."""
_SMALLEST = 32
"""px a side in the reduced photo; smaller faces are mostly something else."""
_NEIGHBOURS = 4
"""A face is one where this many windows of the detector overlap."""
_BAND = 64
"""Rows of the reduced photo that are read at once."""


def find_faces(photo: PhotoSource) -> tuple[Rect, ...]:
    """The faces in `photo` that look at the camera, from the forehead to the chin; largest first.

    Deterministic. Faces in profile are not found, and some of what is found is no face: that costs little
    where the only consequence is care. A cascade of local binary patterns (Liao et al., "Learning Multi-scale
    Block Local Binary Patterns for Face Recognition", ICB 2007), trained by OpenCV and shipped by
    scikit-image, on the reduced photo with its brightness equalised, as old prints are often faded.
    """
    from skimage.data import lbp_frontal_face_cascade_filename
    from skimage.feature import Cascade

    grey = cv2.equalizeHist(_reduced(photo))
    height, width = grey.shape
    largest = min(height, width)
    if largest < _SMALLEST:
        return ()
    cascade = Cascade(lbp_frontal_face_cascade_filename())  # type: ignore[no-untyped-call]
    seen = cascade.detect_multi_scale(
        np.asarray(grey), 1.15, 1.2, (_SMALLEST,) * 2, (largest,) * 2, min_neighbor_number=_NEIGHBOURS
    )
    scale = max(photo.size.width / width, photo.size.height / height)
    found = (_whole_face(each["c"], each["r"], each["width"], each["height"], scale) for each in seen)
    clipped = (face & Rect.of(photo.size) for face in found)
    return tuple(sorted(clipped, key=lambda face: (-face.area, face.y, face.x)))


def _whole_face(x: int, y: int, width: int, height: int, scale: float) -> Rect:
    """The face in the photo of which the detector saw brows, eyes, nose and mouth in the reduced one."""
    margin = width // 5
    face = Rect(x, y, width, height).grown(margin)
    left, top, right, bottom = (round(scale * place) for place in (face.x, face.y, face.right, face.bottom))
    return Rect.spanning(left, top, right, bottom)


def _reduced(photo: PhotoSource) -> Bytes:
    """The brightness of the photo at `SIDE` px or less, uint8 (h, w), read in bands."""
    size = photo.size
    step = max(1, max(size.width, size.height) // SIDE)
    bands = []
    for top in range(0, size.height, _BAND * step):
        rect = Rect.spanning(0, top, size.width, min(size.height, top + _BAND * step))
        levels = eight_bit(photo.read(rect))
        grey = levels[..., 0] if levels.shape[2] == 1 else cv2.cvtColor(levels, cv2.COLOR_RGB2GRAY)
        bands.append(reduced(np.asarray(grey), Size(-(-rect.width // step), -(-rect.height // step))))
    whole = np.concatenate(bands)
    scale = SIDE / max(whole.shape)
    if scale >= 1:
        return whole
    height, width = (max(1, round(scale * side)) for side in whole.shape)
    return reduced(whole, Size(width, height))
