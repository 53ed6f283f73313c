"""The best result so far of a fill that was stopped."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.engines.progress import PreviewImage
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.jobs.partial import partial_fill, reached_mask

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


def test_what_was_transparent_is_filled_as_by_a_fill_that_ended() -> None:
    alpha = np.full((40, 60), 255, np.uint8)
    alpha[10:30, 20:40] = 0
    photo = Photo(np.full((40, 60, 3), 50, np.uint8), alpha)
    coverage = np.where(alpha == 0, np.uint8(255), np.uint8(0))
    preview = PreviewImage(Rect(10, 0, 40, 40), np.full((40, 40, 3), 200, np.uint8))
    fill = partial_fill(FillRequest(photo, Mask(coverage), "white", join=PLAIN), [preview], 0.5)
    filled = fill.apply_alpha(photo)
    assert filled is not None
    assert (filled == 255).all()
    assert (fill.apply(photo)[10:30, 20:40] == 200).all()


def test_a_hole_of_another_crop_that_the_preview_shows_too_is_left_alone() -> None:
    photo = Photo(np.full((40, 60, 3), 50, np.uint8))
    coverage = np.zeros((40, 60), np.uint8)
    coverage[10:20, 10:20] = coverage[10:20, 40:50] = 255
    own = coverage > 0
    own[:, 30:] = False
    whole = Rect(0, 0, 60, 40)
    preview = PreviewImage(whole, np.full((40, 60, 3), 200, np.uint8), np.packbits(own, axis=1))
    fill = partial_fill(FillRequest(photo, Mask(coverage), "white", join=PLAIN), [preview], 0.5)
    assert fill.rects == (Rect(10, 10, 10, 10),)
    assert (fill.apply(photo)[10:20, 40:50] == 50).all()
    assert reached_mask(Mask(coverage), fill.patches).area == 100
