"""Converts between the photo's pixels (grey, 16 bit, alpha) and the crops that engines see."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import Coverage, Flags, FloatPixels, Floats, Pixels
from ...core.bands import looked_up
from ...core.depth import as_float
from ...core.errors import StudioError
from ...core.geometry import Rect, Size, pixels_of
from ..base import EngineInfo
from ..request import FillRequest
from .holes import Components
from .sharing import Crop

_ALPHA_MARGIN = 8
_FEW_SOURCES = 1024


@dataclass(frozen=True, eq=False)
class CropPixels:
    """A crop as an engine sees it.

    `image` is float32 (H, W, 3) in [0, 1], `hole` bool (H, W) all unknown pixels, `wanted` those whose fill
    is kept. All are read-only.
    """

    image: FloatPixels
    hole: Flags
    wanted: Flags


def check_sizes(request: FillRequest) -> None:
    """Raise StudioError "guide-size" or "sources-size" unless both have the photo's size."""
    size = request.photo.size
    if request.guide is not None and request.guide.shape[:2] != (size.height, size.width):
        height, width = request.guide.shape[:2]
        raise StudioError("guide-size", guide=str(Size(width, height)), photo=str(size))
    if request.sources is not None and request.sources.size != size:
        raise StudioError("sources-size", sources=str(request.sources.size), photo=str(size))


def wanted(components: Components, crop: Crop) -> Flags:
    """Where the crop's own components are: bool (h, w) over `crop.core`."""
    labels = components.labels[crop.core.moved(-components.rect.x, -components.rect.y).slices]
    if len(crop.members) == len(components):
        return np.asarray(labels > 0)
    own = np.zeros(len(components) + 1, bool)
    own[crop.members + 1] = True
    return np.asarray(looked_up(own, labels), bool)


def read(
    request: FillRequest, rect: Rect, core: Rect, wanted_core: Flags, *, restyles: bool = False
) -> CropPixels:
    """The crop `rect` of the request. Transparent pixels count as unknown if others are known.

    For an engine that `restyles` nothing needs to be known. Raises StudioError "mask-full" if the mask covers
    all pixels that are not transparent.
    """
    photo = request.photo
    covered = request.mask.read(rect) > 0
    hole = covered
    alpha = photo.read_alpha(rect)
    if alpha is not None:
        hole = covered | (alpha == 0)
        if hole.all():
            if not restyles and not _any_known(request):
                raise StudioError("mask-full")
            hole = covered
    kept = np.zeros((rect.height, rect.width), bool)
    kept[core.moved(-rect.x, -rect.y).slices] = wanted_core
    image = as_float(photo.read(rect))
    for array in (image, hole, kept):
        array.flags.writeable = False
    return CropPixels(image, hole, kept)


def _any_known(request: FillRequest) -> bool:
    """Whether the photo has a pixel that is neither masked nor transparent; reads band by band."""
    size = request.photo.size
    for top in range(0, size.height, 512):
        band = Rect(0, top, size.width, 512) & Rect.of(size)
        alpha = request.photo.read_alpha(band)
        if alpha is None or ((alpha > 0) & (request.mask.read(band) == 0)).any():
            return True
    return False


def read_guide(request: FillRequest, info: EngineInfo, rect: Rect) -> FloatPixels | None:
    """The guide over `rect` for an engine that uses one: float32 (h, w, 3) in [0, 1]; else None."""
    if request.guide is None or not info.uses_guide:
        return None
    return as_float(request.guide[rect.slices])


def read_sources(request: FillRequest, info: EngineInfo, crop: Crop) -> tuple[Rect, Flags | None]:
    """The rectangle to read, and where in it an engine may copy from: bool (h, w), None for everywhere.

    The rectangle is that of the crop, unless it has so few sources that the others are needed too.
    Raises StudioError "sources-empty".
    """
    if request.sources is None or not info.uses_sources:
        return crop.rect, None
    rect = crop.rect
    allowed = _allowed(request, rect)
    if np.count_nonzero(allowed) < max(_FEW_SOURCES, crop.core.area):
        rect = rect | request.sources.bounds
        allowed = _allowed(request, rect)
    if not allowed.any():
        raise StudioError("sources-empty")
    return rect, allowed


def _allowed(request: FillRequest, rect: Rect) -> Flags:
    assert request.sources is not None
    allowed = (request.sources.read(rect) > 0) & (request.mask.read(rect) == 0)
    alpha = request.photo.read_alpha(rect)
    return np.asarray(allowed if alpha is None else allowed & (alpha > 0))


def blended(photo: Pixels, filled: FloatPixels, coverage: Coverage) -> Pixels:
    """`filled * c/255 + photo * (1 - c/255)`, rounded, in the photo's own dtype and channels.

    `photo` is (h, w, 1 | 3), `filled` float (h, w, 3) in [0, 1], `coverage` uint8 (h, w). Exactly the
    photo where coverage is 0.
    """
    result = photo.copy()
    if photo.dtype == np.uint8 and photo.shape[2] == 3 and not _is_soft(coverage):
        cv2.copyTo(cv2.convertScaleAbs(filled, alpha=255), coverage, result)
        return result
    where = pixels_of(coverage > 0)
    levels: Floats = filled[where]
    if photo.shape[2] == 1:
        levels = levels.mean(1, keepdims=True)
    levels = levels * np.float32(np.iinfo(photo.dtype).max)
    result[where] = _mixed(photo[where], levels, coverage[where][:, None])
    return result


def _is_soft(coverage: Coverage) -> bool:
    """Whether any coverage is partial."""
    return bool(((coverage > 0) & (coverage < 255)).any())


def _mixed(old: Pixels, new: Floats, coverage: Coverage) -> Pixels:
    """`old` and `new`, both in levels of `old`, blended; in float64 for 16 bit, to keep the last bit."""
    share = np.divide(coverage, 255, dtype=np.float64 if old.dtype == np.uint16 else np.float32)
    mixed = np.rint(np.clip(new * share + old * (1 - share), 0, np.iinfo(old.dtype).max))
    return np.asarray(np.where(coverage > 0, mixed.astype(old.dtype), old))


def filled_alpha(request: FillRequest, core: Rect, coverage: Coverage) -> Pixels | None:
    """The alpha of a patch over `core`: that around the hole if it is constant, else its diffusion.

    `coverage` is that of the patch, (h, w) like the result, which has the photo's dtype; None without alpha.
    """
    rect = core.grown(_ALPHA_MARGIN) & Rect.of(request.photo.size)
    alpha = request.photo.read_alpha(rect)
    if alpha is None:
        return None
    hole = request.mask.read(rect) > 0
    known = alpha[~hole]
    inner = core.moved(-rect.x, -rect.y).slices
    if known.size == 0 or known.min() == known.max():
        new = np.full_like(alpha, known.flat[0] if known.size else alpha.max())
    else:
        filled = cv2.inpaint(np.ascontiguousarray(alpha), hole.view(np.uint8), 3, cv2.INPAINT_TELEA)
        new = np.asarray(filled, alpha.dtype)
    return _mixed(alpha[inner], new[inner].astype(np.float32), coverage)
