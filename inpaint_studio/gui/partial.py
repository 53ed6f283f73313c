"""The best so far of a fill that was stopped, made of what the engine had shown of it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

import inpaint_studio

from ..core.reconstruct import join
from ..engines.progress import PreviewImage
from ..engines.request import Fill, FillRequest, Patch


def partial_fill(request: FillRequest, previews: Sequence[PreviewImage], fraction: float) -> Fill:
    """A fill made of the previews of its crops, joined to the photo like any other.

    Previews hold at most 512 px on a side, so in larger crops the fill is soft. Crops that had shown
    nothing stay as they are in the photo. `fraction` (0 to 1) is how far the engine had come.
    """
    patches = tuple(_patch(request, preview) for preview in previews)
    note = f"Stopped at {fraction:.0%}: this is the best so far."
    return Fill(
        patches=patches,
        engine=request.engine,
        params=request.params,
        seed=request.seed,
        seconds=0.0,
        mask_hash=request.mask.digest,
        mask_pixels=request.mask.area,
        version=inpaint_studio.__version__,
        device=request.device,
        threads=request.threads or 1,
        notes=(note,),
    )


def _patch(request: FillRequest, preview: PreviewImage) -> Patch:
    rect, photo = preview.rect, request.photo
    size = (rect.width, rect.height)
    shown = cv2.resize(preview.pixels, size, interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    top = float(np.iinfo(photo.dtype).max)
    own = photo.read(rect)
    image = own.astype(np.float32) / np.float32(top)
    coverage = np.array(request.mask.read(rect))
    colours = np.repeat(image, 3, axis=2) if photo.channels == 1 else image
    joined = join(colours, shown, coverage > 0, request.join, request.seed)
    share = (coverage.astype(np.float32) / 255)[..., None]
    mixed = colours + (joined - colours) * share
    if photo.channels == 1:
        mixed = mixed.mean(axis=2, keepdims=True)
    pixels = np.rint(np.clip(mixed, 0, 1) * top).astype(photo.dtype)
    return Patch(rect, pixels, coverage, engine=request.engine)
