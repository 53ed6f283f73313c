"""The best so far of a fill that was stopped."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines.progress import PreviewImage
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.gui.partial import partial_fill

PLAIN = JoinOptions("none", colour=False, grain=False)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_it_is_what_was_shown_in_the_photos_own_kind(dtype: type, channels: int) -> None:
    photo = Photo(np.zeros((60, 80, channels), dtype))
    coverage = np.zeros((60, 80), np.uint8)
    coverage[20:40, 30:50] = 255
    preview = PreviewImage(Rect(20, 10, 40, 40), np.full((20, 20, 3), 128, np.uint8))
    request = FillRequest(photo, Mask(coverage), "white", join=PLAIN)
    fill = partial_fill(request, [preview], 0.4)
    pixels = fill.apply(photo)
    assert pixels.dtype == dtype
    assert np.all(np.abs(pixels[20:40, 30:50] / np.iinfo(dtype).max - 128 / 255) < 0.01)
    assert not pixels[coverage == 0].any()
    assert "40" in fill.notes[0]


def test_a_soft_edge_is_blended() -> None:
    photo = Photo(np.zeros((40, 40, 3), np.uint8))
    coverage = np.full((40, 40), 0, np.uint8)
    coverage[10:30, 10:30] = 128
    preview = PreviewImage(Rect(0, 0, 40, 40), np.full((40, 40, 3), 200, np.uint8))
    request = FillRequest(photo, Mask(coverage), "white", join=PLAIN)
    pixels = partial_fill(request, [preview], 0.5).apply(photo)
    assert abs(int(pixels[20, 20, 0]) - 100) <= 1
