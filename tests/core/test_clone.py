"""Cloning: exact where the brush is hard, untouched where it was not, right with 16 bit and alpha."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.document.clone import Cloned
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.strokes import Stroke


def noise(height: int = 80, width: int = 120, dtype: type = np.uint8, channels: int = 3) -> np.ndarray:
    top = np.iinfo(dtype).max
    return np.random.default_rng(1).integers(0, top, (height, width, channels), dtype, endpoint=True)


def dab(x: float, y: float, radius: float = 10, hardness: float = 1.0) -> Stroke:
    return Stroke(((x, y, radius),), hardness)


WHOLE = Rect(0, 0, 120, 80)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_hard_full_stroke_copies_the_source_byte_for_byte(dtype: type, channels: int) -> None:
    pixels = noise(dtype=dtype, channels=channels)
    cloned, changed = Cloned.of(Photo(pixels), (-50, 5)).painted(dab(80, 40))
    full = cloned.coverage.read(WHOLE) == 255
    shifted = np.roll(pixels, (-5, 50), axis=(0, 1))
    assert full.sum() > 250
    assert changed.contains(Rect(71, 31, 18, 18))
    assert (cloned.read(WHOLE)[full] == shifted[full]).all()


def test_nothing_changes_outside_the_brush() -> None:
    pixels = noise()
    cloned, _ = Cloned.of(Photo(pixels), (-50, 5), 0.5).painted(dab(80, 40, hardness=0))
    untouched = cloned.coverage.read(WHOLE) == 0
    assert (cloned.read(WHOLE)[untouched] == pixels[untouched]).all()


def test_opacity_does_not_build_up_within_a_stroke() -> None:
    pixels = np.zeros((80, 120, 3), np.uint8)
    pixels[:, :60] = 200
    cloned = Cloned.of(Photo(pixels), (-50, 0), 0.5)
    for _ in range(4):
        cloned, _ = cloned.painted(dab(90, 40))
    assert cloned.read(Rect(90, 40, 1, 1)).tolist() == [[[100, 100, 100]]]


def test_a_stroke_over_its_own_source_does_not_smear() -> None:
    pixels = noise()
    cloned = Cloned.of(Photo(pixels), (-8, 0))
    for x in range(30, 100, 4):
        cloned, _ = cloned.painted(Stroke(((x, 40, 6), (x + 4, 40, 6))))
    full = cloned.coverage.read(WHOLE) == 255
    assert (cloned.read(WHOLE)[full] == np.roll(pixels, 8, axis=1)[full]).all()


def test_where_the_source_lies_outside_the_photo_nothing_is_painted() -> None:
    cloned, changed = Cloned.of(Photo(noise()), (-50, 0)).painted(dab(48, 40))
    coverage = cloned.coverage.read(WHOLE)
    assert changed
    assert not coverage[:, :50].any()
    assert coverage[:, 50:].any()


def test_a_source_that_is_nowhere_paints_nothing() -> None:
    cloned, changed = Cloned.of(Photo(noise()), (500, 0)).painted(dab(48, 40))
    assert not changed
    assert cloned.patches() == ()


def test_a_transparent_source_lends_no_colour() -> None:
    pixels = np.full((80, 120, 3), 10, np.uint8)
    pixels[:, :60] = 250
    alpha = np.full((80, 120), 255, np.uint8)
    alpha[:, :60] = 0
    cloned, _ = Cloned.of(Photo(pixels, alpha), (-60, 0), 0.5).painted(dab(90, 40))
    at = Rect(90, 40, 1, 1)
    assert cloned.read(at).tolist() == [[[10, 10, 10]]]
    found = cloned.read_alpha(at)
    assert found is not None
    assert found.tolist() == [[128]]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("with_alpha", [False, True])
def test_the_patches_make_the_document_look_like_the_live_picture(dtype: type, with_alpha: bool) -> None:
    pixels = noise(600, 700, dtype)
    alpha = noise(600, 700, dtype, 1)[..., 0] if with_alpha else None
    document = Document.of(Photo(pixels, alpha))
    stroke = Stroke(((300, 100, 30), (200, 400, 12)), 0.3)
    cloned, _ = Cloned.of(document, (90, -40), 0.7).painted(stroke)
    kept = document.with_fill(cloned.patches(), "Clone")
    whole = Rect(0, 0, 700, 600)
    assert (kept.read(whole) == cloned.read(whole)).all()
    if with_alpha:
        assert np.array_equal(kept.read_alpha(whole), cloned.read_alpha(whole))


def test_the_pieces_of_a_stroke_make_the_whole_of_it() -> None:
    points = ((20.0, 20.0, 5.0), (60.0, 50.0, 9.0), (100.0, 30.0, 4.0))
    empty = Cloned.of(Photo(noise()), (3, 3))
    whole, _ = empty.painted(Stroke(points, 0.5))
    pieces, _ = empty.painted(Stroke(points[:2], 0.5))
    pieces, _ = pieces.painted(Stroke(points[1:], 0.5))
    assert (whole.read(WHOLE) == pieces.read(WHOLE)).all()


@pytest.mark.parametrize("opacity", [0, 1.5, float("nan")])
def test_an_opacity_out_of_range_is_refused(opacity: float) -> None:
    with pytest.raises(ValueError, match="opacity"):
        Cloned.of(Photo(noise()), (0, 0), opacity)
