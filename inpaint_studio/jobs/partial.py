"""A fill made from the previews of a job that was stopped."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ..core.coverage import bounds
from ..core.document.tiled_mask import TiledMask
from ..core.errors import Note
from ..core.mask import Mask
from ..core.reconstruct import join
from ..core.tiles import TiledArray
from ..core.version import VERSION
from ..engines.pipeline import crops
from ..engines.progress import PreviewImage
from ..engines.request import Fill, FillRequest, Patch


def partial_fill(request: FillRequest, previews: Sequence[PreviewImage], fraction: float) -> Fill:
    """A fill made of the previews of its crops, joined to the photo like any other.

    Previews hold at most 512 px on a side, so in larger crops the fill is soft. Crops without a
    preview are not part of it: there the photo stays unchanged. `fraction` (0 to 1) is how far the engine
    got.
    """
    patches = tuple(patch for preview in previews if (patch := _patch(request, preview)) is not None)
    reached = reached_mask(request.mask, patches)
    note = Note("stopped-at", share=f"{fraction:.0%}")
    return Fill(
        patches=patches,
        engine=request.engine,
        params=request.params,
        seed=request.seed,
        seconds=0.0,
        mask_hash=reached.digest,
        mask_pixels=reached.area,
        version=VERSION,
        device=request.device,
        threads=request.threads or 1,
        notes=(note,),
    )


def reached_mask(mask: Mask, patches: Sequence[Patch]) -> Mask:
    """The part of a mask that the patches cover."""
    tiles = TiledArray.blank(mask.size)
    for patch in patches:
        tiles.write(patch.rect, patch.coverage, patch.coverage > 0)
    return TiledMask(tiles)


def _patch(request: FillRequest, preview: PreviewImage) -> Patch | None:
    """The patch from the preview of one crop, at full size; None if none of it is to be filled."""
    rect, photo = preview.rect, request.photo
    coverage, own = np.array(request.mask.read(rect)), preview.own_pixels()
    if own is not None:
        coverage[~own] = 0
    part = bounds(coverage)
    if not part:
        return None
    shown = cv2.resize(preview.pixels, (rect.width, rect.height), interpolation=cv2.INTER_CUBIC)
    pixels = crops.read(request, rect, rect, coverage > 0)
    joined = join(
        pixels.image,
        shown.astype(np.float32) / 255,
        pixels.hole,
        request.join,
        request.seed,
        wanted=pixels.wanted,
    )
    core, here, coverage = part.moved(rect.x, rect.y), part.slices, coverage[part.slices].copy()
    return Patch(
        core,
        crops.blended(photo.read(core), joined[here], coverage),
        coverage,
        alpha=crops.filled_alpha(request, core, coverage),
        engine=preview.engine or request.engine,
    )
