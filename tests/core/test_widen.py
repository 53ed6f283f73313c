"""A mask is widened where it is thick; thin damage and the border of an extended photo stay as they are."""

from __future__ import annotations

import numpy as np

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.extend import extended
from inpaint_studio.core.document.mask_edit import tiles_of
from inpaint_studio.core.document.state import MASK, State
from inpaint_studio.core.document.widen import THIN, widen, widen_on
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo


def blank() -> np.ndarray:
    return np.zeros((120, 160), np.uint8)


def test_thick_parts_grow_and_thin_ones_stay() -> None:
    coverage = blank()
    coverage[20:60, 20:60] = 255
    coverage[90 : 90 + int(THIN), 10:150] = 255
    mask = Mask(coverage)
    wide = widen(mask, 2)
    assert (wide.coverage[80:] == coverage[80:]).all()
    square = blank()
    square[20:60, 20:60] = 255
    assert (wide.coverage[:80] == Mask(square).grown(2).coverage[:80]).all()


def test_the_boundary_between_thin_and_thick_is_a_circle_of_that_diameter() -> None:
    for side, is_thick in ((int(THIN) - 1, False), (int(THIN) + 3, True)):
        coverage = blank()
        coverage[30 : 30 + side, 10:150] = 255
        assert (widen(Mask(coverage), 3).area > Mask(coverage).area) is is_thick


def test_nothing_is_computed_where_nothing_changes() -> None:
    thin = blank()
    thin[5:9] = 255
    for mask, px in ((Mask(blank()), 2.0), (Mask(thin), 2.0), (Mask(255 - thin), 0.0)):
        assert widen(mask, px) is mask


def test_parts_far_apart_are_widened_as_if_alone() -> None:
    parts = [Rect(3, 4, 30, 30), Rect(40, 20, 25, 80), Rect(255, 120, 70, 20), Rect(100, 260, 60, 12)]
    alone = []
    both = np.zeros((300, 330), np.uint8)
    for part in parts:
        coverage = np.zeros_like(both)
        coverage[part.slices] = 255
        both[part.slices] = 255
        alone.append(widen(Mask(coverage), 5).coverage)
    wide = widen(Mask(both), 5)
    assert (wide.coverage == np.max(alone, axis=0)).all()
    assert wide.bounds == Mask(wide.coverage).bounds


def test_something_of_the_photo_is_left() -> None:
    coverage = np.full_like(blank(), 255)
    coverage[0] = 0
    mask = Mask(coverage)
    assert widen(mask, 2) is mask
    photo = Photo(np.full((120, 160, 3), 90, np.uint8))
    state = extended(State(Document.of(photo), {MASK: tiles_of(mask)}), Rect(-40, 0, 200, 120))
    assert widen_on(state.document, state.mask(), 2).area < 200 * 120


def test_a_soft_edge_moves_outwards() -> None:
    coverage = blank()
    coverage[20:70, 20:70] = 255
    coverage[20:70, 69] = 100
    wide = widen(Mask(coverage), 3).coverage
    assert (wide[45, 71], wide[45, 72], wide[45, 73]) == (255, 100, 0)


def test_the_border_of_an_extended_photo_keeps_to_itself() -> None:
    coverage = blank()
    coverage[40:80, 60:100] = 255
    photo = Photo(np.full((120, 160, 3), 90, np.uint8))
    state = extended(State(Document.of(photo), {MASK: tiles_of(Mask(coverage))}), Rect(-40, 0, 200, 120))
    wide = widen_on(state.document, state.mask(), 2).coverage
    assert (wide[:, :40] == 255).all()
    assert (wide[:, 40:] == Mask(coverage).grown(2).coverage).all()
    assert (widen_on(photo, Mask(coverage), 2).coverage == Mask(coverage).grown(2).coverage).all()
