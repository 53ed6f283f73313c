"""Results are bounded by their bytes, and know which picture they fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.mask_edit import tiles_of
from inpaint_studio.core.document.state import LAST_MASK, MASK, State
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import Registry
from inpaint_studio.engines.request import FillRequest, Patch
from inpaint_studio.jobs.results import (
    Keeping,
    Result,
    compact,
    kept,
    made,
    refilled,
    same_picture,
    within_budget,
)

PLACE = Rect(30, 20, 30, 20)


@pytest.fixture
def base(photo: Photo) -> Document:
    return Document.of(photo)


def result(base: Document, registry: Registry, number: int, place: Rect = PLACE) -> Result:
    coverage = np.zeros((90, 120), np.uint8)
    coverage[place.slices] = 255
    request = FillRequest(base, Mask(coverage), "noise", seed=number)
    return made(number, pipeline.run(request, registry=registry), request, base, tiles_of(request.mask))


def test_a_result_knows_where_it_lies(base: Document, fake_registry: Registry) -> None:
    bounds = result(base, fake_registry, 1).bounds
    assert (bounds & type(bounds)(30, 20, 30, 20)).area == 600


def test_the_oldest_go_first(base: Document, fake_registry: Registry) -> None:
    results = [result(base, fake_registry, number) for number in range(4)]
    held = within_budget(results, (), 2 * results[0].nbytes)
    assert [one.number for one in held] == [2, 3]


def test_stars_and_those_that_are_needed_stay(base: Document, fake_registry: Registry) -> None:
    results = [result(base, fake_registry, number) for number in range(4)]
    results[0] = replace(results[0], starred=True)
    held = within_budget(results, results[1:2] + results[3:], 0)
    assert [one.number for one in held] == [0, 1, 3]


def test_the_same_fills_on_the_same_photo_are_the_same_picture(
    base: Document, fake_registry: Registry
) -> None:
    filled = result(base, fake_registry, 1).document
    assert same_picture(filled.without(0), base)
    assert not same_picture(filled, base)
    assert not same_picture(filled.with_changed([0], opacity=0.5), filled)


def test_what_is_kept_is_in_the_picture_and_what_it_left_stays_marked(
    base: Document, fake_registry: Registry
) -> None:
    one = result(base, fake_registry, 1)
    more = tiles_of(Mask.full(base.size))
    state = kept(State(base).with_mask(more), one)
    assert same_picture(state.document, one.document)
    assert not state.document.nbytes_beside(one.document)  # it is not composed again
    assert not state.tiles(LAST_MASK).tiles_unlike(one.mask)
    left = state.mask(MASK).coverage
    assert not left[20:40, 30:60].any()
    assert (left > 0).sum() == base.size.area - 600


def test_states_with_the_same_picture_have_the_same_one_with_a_fill_kept(
    base: Document, fake_registry: Registry
) -> None:
    keep = Keeping(result(base, fake_registry, 1))
    other = State(base).with_mask(tiles_of(Mask.full(base.size)))
    assert keep(State(base)).document is keep(other).document
    filled = result(base, fake_registry, 2).document
    assert len(keep(State(filled)).document.layers) == 2


def test_a_fill_in_the_place_of_another_leaves_what_a_crop_hides(
    base: Document, fake_registry: Registry
) -> None:
    before = result(base, fake_registry, 1).document.cropped(Rect(40, 0, 80, 90))
    below = before.without(0)
    request = FillRequest(below, before.mask_of_layer(0), "noise", seed=2)
    fill = pipeline.run(request, registry=fake_registry)
    whole = refilled(before, [0], fill, request).uncropped().read(Rect.of(base.size))
    assert np.array_equal(whole[:, :40], before.uncropped().read(Rect.of(base.size))[:, :40])
    assert not np.array_equal(whole[20:40, 40:60], before.read(Rect(0, 20, 20, 20)))


def test_several_fills_are_filled_again_together(base: Document, fake_registry: Registry) -> None:
    first = result(base, fake_registry, 1).document
    before = first.with_fill(result(base, fake_registry, 2, Rect(80, 50, 12, 8)).fill.patches)
    request = FillRequest(base, before.mask_of_layer(0, 1), "noise", seed=7)
    after = refilled(before, [0, 1], pipeline.run(request, registry=fake_registry), request)
    for index in (0, 1):
        own, old = (np.array(one.mask_of_layer(index).coverage) for one in (after, before))
        assert np.array_equal(own > 0, old > 0)
        assert after.layers[index].content.description["seed"] == 7


def test_of_a_net_of_strokes_only_what_is_covered_is_held() -> None:
    coverage = np.zeros((2000, 3000), np.uint8)
    coverage[10:14] = coverage[:, 2900:2904] = 255
    pixels = np.random.default_rng(0).integers(0, 255, (2000, 3000, 3), np.uint8)
    patch = Patch(Rect(7, 9, 3000, 2000), pixels, coverage, engine="telea")
    pieces = compact([patch])
    assert sum(piece.pixels.nbytes for piece in pieces) < 500_000
    assert {piece.engine for piece in pieces} == {"telea"}
    whole = np.zeros((2009, 3007, 3), np.uint8)
    for piece in pieces:
        covered = (piece.coverage > 0)[..., None]
        np.copyto(whole[piece.rect.slices], piece.pixels, where=covered)
    assert np.array_equal(whole[9:, 7:], np.where((coverage > 0)[..., None], pixels, 0))


def test_a_compact_fill_stays_in_one_piece() -> None:
    coverage = np.full((600, 700), 255, np.uint8)
    patch = Patch(Rect(0, 0, 700, 600), np.zeros((600, 700, 3), np.uint8), coverage)
    assert compact([patch]) == (patch,)
