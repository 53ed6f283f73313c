"""A fill on an extended canvas: the border around the photo is part of the hole."""

from __future__ import annotations

from dataclasses import replace

from ..core.document.document import Document
from ..core.document.extend import Extension, extended
from ..core.document.mask_edit import tiles_of
from ..core.document.state import MASK, SOURCES, State
from ..core.geometry import Rect, Size
from ..core.mask import Mask
from ..core.photo import Photo
from ..engines.request import FillRequest


def canvas_of(extend: Extension | Rect | None, size: Size) -> Rect | None:
    """The canvas around a photo of that size; None if it is that of the photo."""
    whole = Rect.of(size)
    canvas = extend.canvas(whole) if isinstance(extend, Extension) else extend
    return None if canvas == whole else canvas


def extended_request(
    photo: Photo, request: FillRequest, canvas: Rect, final: Mask | None = None
) -> tuple[Photo, FillRequest]:
    """The photo on `canvas`, and a request for the photo turned into one that fills the border as well.

    `final` is the mask to use instead, of the size of the canvas. The guide is left as it is.
    """
    masks = {MASK: tiles_of(request.mask)}
    if request.sources is not None:
        masks[SOURCES] = tiles_of(request.sources)
    state = extended(State(Document.of(photo), masks), canvas)
    wide = state.document.flattened()
    sources = None if request.sources is None else state.mask(SOURCES)
    return wide, replace(request, photo=wide, mask=final or state.mask(MASK), sources=sources)
