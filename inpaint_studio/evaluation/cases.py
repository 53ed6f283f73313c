"""The photos of an evaluation, each with its hole: given as a mask, or synthetic and deterministic."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..core.arrays import AnyArray
from ..core.geometry import Size
from ..core.mask import Mask
from ..core.photo import Photo
from ..core.photo_io import read_mask, read_photo
from ..jobs.folders import masks_at, photos_in
from . import hole_shapes
from .contest import comparable, without

HOLES = {"scratches": "scratches", "dust": "dust", "object": "objects", "freeform": "freeform"}
"""The kinds of synthetic holes, by their names on the command line."""


@dataclass(frozen=True)
class Case:
    """A photo, which is the truth, and the source of its hole: the file `mask`, or the kind `holes`."""

    photo: Path
    mask: Path | None
    holes: str = "object"
    seed: int = 0

    @property
    def name(self) -> str:
        return self.photo.stem


@dataclass(frozen=True, eq=False)
class LoadedCase:
    """A case in memory: the truth, the photo that engines see (8-bit RGB), and the hole."""

    truth: Photo
    photo: Photo
    mask: Mask


def cases_in(
    folder: Path, *, masks: Path | None = None, holes: str = "object", limit: int | None = None, seed: int = 0
) -> list[Case]:
    """The photos of a folder as cases, by name, at most `limit`.

    Raises StudioError for a folder without photos and for a photo without its mask.
    """
    photos = photos_in(folder, masks)[:limit]
    find_mask = (lambda photo: None) if masks is None else masks_at(masks, folder)
    return [Case(photo, find_mask(photo), holes, seed) for photo in photos]


def load(case: Case, longest: int | None = None) -> LoadedCase:
    """Read a case, reduced to `longest` px on its long side if it is larger.

    A synthetic hole depends only on the seed and the photo's name, not on the other photos.
    """
    pixels = comparable(read_photo(case.photo))
    truth = Photo(_shrunk(pixels, longest))
    if case.mask is None:
        rng = np.random.default_rng([case.seed, zlib.crc32(case.photo.name.encode())])
        hole = hole_shapes.make(HOLES[case.holes], truth.size, rng)
    else:
        given = read_mask(case.mask)
        given.require_size(Size(pixels.shape[1], pixels.shape[0]))
        # a pixel of the small photo is unknown if it covers any of the hole
        hole = _shrunk(given.hole.astype(np.float32), longest) > 0
    return LoadedCase(truth, without(truth, hole), Mask.from_array(hole))


def _shrunk(array: AnyArray, longest: int | None) -> AnyArray:
    height, width = array.shape[:2]
    if longest is None or max(height, width) <= longest:
        return array
    scale = longest / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(array, size, interpolation=cv2.INTER_AREA)
