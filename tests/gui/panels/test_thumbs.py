"""Thumbnails of the panels."""

from __future__ import annotations

import tracemalloc

import numpy as np

from inpaint_studio.core.document.document import Document, LayerPatch
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.panels.thumbs import render


def test_a_thumbnail_needs_no_copy_of_the_photo() -> None:
    """Also where there are fills, which are read from several tiles."""
    photo = Photo(np.full((3000, 2000, 3), 70, np.uint16))
    patch = LayerPatch(Rect(0, 0, 600, 3000), np.full((3000, 600, 3), 65535, np.uint16), _covered(3000, 600))
    document = Document.of(photo).with_fill([patch])
    render(document, Rect(0, 0, 2000, 3000), 40, 60)
    tracemalloc.start()
    try:
        image = render(document, Rect(0, 0, 2000, 3000), 40, 60)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < photo.pixels.nbytes / 4
    assert image.pixelColor(5, 30).red() == 255
    assert image.pixelColor(30, 30).red() == 0


def _covered(height: int, width: int) -> np.ndarray:
    return np.full((height, width), 255, np.uint8)
