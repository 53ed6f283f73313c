"""A document shows its photo, byte for byte, except where a visible fill has coverage."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.layers import FillLayer, LayerContent, LayerPatch, one_line
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.tiles import TILE
from inpaint_studio.engines.request import Fill, Patch

SIZE = Size(TILE + 40, TILE + 20)


def noise(shape: tuple[int, ...], dtype: Any, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def photo_of(dtype: Any = np.uint8, channels: int = 3, alpha: bool = False, seed: int = 0) -> Photo:
    shape = (SIZE.height, SIZE.width)
    return Photo(noise((*shape, channels), dtype, seed), noise(shape, dtype, seed + 1) if alpha else None)


def patch_on(source: Document | Photo, rect: Rect, seed: int = 5) -> Patch:
    shape = (rect.height, rect.width)
    coverage = np.random.default_rng(seed).choice(np.array([0, 1, 128, 255], np.uint8), shape)
    alpha = noise(shape, source.dtype, seed + 2) if source.has_alpha else None
    return Patch(rect, noise((*shape, source.channels), source.dtype, seed + 1), coverage, alpha)


def shown(document: Document) -> np.ndarray:
    return document.read(Rect.of(document.size))


kinds = st.tuples(st.sampled_from([np.uint8, np.uint16]), st.sampled_from([1, 3]), st.booleans())


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    x, y = draw(st.integers(0, SIZE.width - 1)), draw(st.integers(0, SIZE.height - 1))
    return Rect(x, y, draw(st.integers(1, SIZE.width - x)), draw(st.integers(1, SIZE.height - y)))


fills = st.lists(
    st.tuples(rects(), st.booleans(), st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.integers(0, 99)), max_size=4
)


def built(document: Document, layers: list[tuple[Rect, bool, float, int]]) -> Document:
    for index, (rect, visible, opacity, seed) in enumerate(layers):
        document = document.with_fill([patch_on(document, rect, seed)])
        document = document.with_changed([index], visible=visible, opacity=opacity)
    return document


def by_hand(photo: Photo, layers: tuple[FillLayer, ...], plane: str) -> np.ndarray:
    """The picture composed whole, in doubles, as the docstrings say."""
    result = np.array(getattr(photo, plane))
    for layer in layers:
        for patch in layer.content.patches:
            over, covered = getattr(patch, plane), patch.coverage > 0
            if over is not None and layer.visible:
                under = result[patch.rect.slices]
                mixed = under + (over.astype(float) - under) * layer.opacity
                under[covered] = np.rint(mixed).astype(result.dtype)[covered]
    return result


@given(kinds, fills)
def test_it_shows_the_fills_laid_over_the_photo_in_order(
    kind: tuple[Any, int, bool], layers: list[tuple[Rect, bool, float, int]]
) -> None:
    photo = photo_of(*kind)
    document = built(Document.of(photo), layers)
    whole = Rect.of(SIZE)
    assert document.dtype == photo.dtype
    np.testing.assert_array_equal(document.read(whole), by_hand(photo, document.layers, "pixels"))
    if photo.has_alpha:
        np.testing.assert_array_equal(document.read_alpha(whole), by_hand(photo, document.layers, "alpha"))
    else:
        assert document.read_alpha(whole) is None


@given(kinds, fills)
def test_where_no_fill_has_coverage_the_bytes_are_those_of_the_photo(
    kind: tuple[Any, int, bool], layers: list[tuple[Rect, bool, float, int]]
) -> None:
    photo = photo_of(*kind)
    flat = built(Document.of(photo), layers).flattened()
    untouched = np.ones((SIZE.height, SIZE.width), bool)
    for rect, visible, _, seed in layers:
        if visible:
            untouched[rect.slices] &= patch_on(photo, rect, seed).coverage == 0
    assert flat.pixels[untouched].tobytes() == photo.pixels[untouched].tobytes()
    if photo.alpha is not None and flat.alpha is not None:
        assert flat.alpha[untouched].tobytes() == photo.alpha[untouched].tobytes()


@given(fills.filter(bool), st.data())
def test_any_operation_undone_by_its_opposite_shows_the_same_again(
    layers: list[tuple[Rect, bool, float, int]], data: st.DataObject
) -> None:
    document = built(Document.of(photo_of()), layers)
    index = data.draw(st.integers(0, len(layers) - 1))
    old = document.layers[index]
    for changed in (
        document.with_changed([index], visible=not old.visible).with_changed([index], visible=old.visible),
        document.with_changed([index], opacity=0.7).with_changed([index], opacity=old.opacity),
        document.without(index).with_layers(document.layers),
        document.with_fill([patch_on(document, Rect(3, 3, 50, 50))]).without(len(layers)),
        document.cropped(Rect(9, 9, 99, 99)).uncropped(),
    ):
        np.testing.assert_array_equal(shown(changed), shown(document))


def test_a_fill_on_top_shows_what_the_fill_itself_gives() -> None:
    photo = photo_of(np.uint16, 3, True)
    patches = (patch_on(photo, Rect(5, 5, 60, 260)), patch_on(photo, Rect(200, 40, 90, 90), 9))
    fill = Fill(patches, "telea", {}, 0, 0.1, "hash", 1, "0.1.0")
    flat = Document.of(photo).with_fill(fill.patches).flattened()
    np.testing.assert_array_equal(flat.pixels, fill.apply(photo))
    np.testing.assert_array_equal(flat.alpha, fill.apply_alpha(photo))


@given(fills, rects())
def test_a_crop_shows_that_part_and_keeps_the_fills(
    layers: list[tuple[Rect, bool, float, int]], rect: Rect
) -> None:
    document = built(Document.of(photo_of(np.uint16, 3, True)), layers)
    cropped = document.cropped(rect)
    assert cropped.size == rect.size
    np.testing.assert_array_equal(shown(cropped), document.read(rect))
    np.testing.assert_array_equal(cropped.read_alpha(Rect.of(rect.size)), document.read_alpha(rect))
    assert cropped.layers == document.layers


def test_a_fill_made_on_a_crop_lies_in_the_right_place_of_the_whole() -> None:
    document = Document.of(photo_of())
    cropped = document.cropped(Rect(30, 40, 100, 90))
    patch = patch_on(document, Rect(5, 6, 20, 10))
    whole = cropped.with_fill([patch]).uncropped()
    directly = document.with_fill([Patch(Rect(35, 46, 20, 10), patch.pixels, patch.coverage)])
    np.testing.assert_array_equal(shown(whole), shown(directly))


def test_cropping_a_crop_counts_from_the_crop() -> None:
    document = Document.of(photo_of()).cropped(Rect(30, 40, 100, 90)).cropped(Rect(10, 10, 500, 5))
    assert document.canvas == Rect(40, 50, 90, 5)
    with pytest.raises(ValueError, match="must not be empty"):
        document.cropped(Rect(200, 0, 5, 5))


def test_a_canvas_beyond_the_photo_repeats_its_edge_transparent_and_can_be_filled() -> None:
    photo = photo_of(alpha=True)
    document = Document.of(photo).with_canvas(Rect(-20, -10, SIZE.width + 50, SIZE.height + 10))
    edge = np.pad(photo.pixels, ((10, 0), (20, 30), (0, 0)), mode="edge")
    np.testing.assert_array_equal(document.read(Rect.of(document.size)), edge)
    alpha = document.read_alpha(Rect.of(document.size))
    assert alpha is not None
    assert not alpha[:10].any()
    assert not alpha[:, :20].any()
    np.testing.assert_array_equal(document.read(Rect(20, 10, *[SIZE.width, SIZE.height])), photo.pixels)
    patch = patch_on(document, Rect(0, 0, 20, 10))
    filled = document.with_fill([patch])
    covered = patch.coverage > 0
    np.testing.assert_array_equal(filled.read(patch.rect)[covered], patch.pixels[covered])
    assert filled.uncropped().flattened().pixels.tobytes() == photo.pixels.tobytes()


def test_an_older_document_still_shows_what_it_did() -> None:
    before = Document.of(photo_of())
    pixels = shown(before).copy()
    before.with_fill([patch_on(before, Rect.of(SIZE))]).without(0).cropped(Rect(0, 0, 9, 9))
    np.testing.assert_array_equal(shown(before), pixels)


def test_only_the_tiles_under_a_change_are_made_anew() -> None:
    document = Document.of(photo_of())
    changed = document.with_fill([patch_on(document, Rect(TILE + 3, 5, 10, 10))])
    assert changed.changed_since(document) == Rect(TILE, 0, 40, TILE)
    assert not changed.changed_since(changed)
    assert np.shares_memory(changed.read(Rect(0, 0, TILE, TILE)), document.photo.pixels)
    assert changed.cropped(Rect(0, 0, 9, 9)).changed_since(changed) == Rect(0, 0, 9, 9)


def test_a_hidden_fill_that_fades_changes_nothing() -> None:
    corner = Rect(0, 0, 99, 99)
    document = Document.of(photo_of())
    document = document.with_fill([patch_on(document, corner)]).with_fill([patch_on(document, corner)])
    hidden = document.with_changed([1], visible=False)
    faded = hidden.with_changed([1], opacity=0.5)
    assert not faded.changed_since(hidden)
    assert np.shares_memory(faded.read(corner), hidden.read(corner))


def test_removing_a_fill_leaves_the_tiles_of_the_others_alone() -> None:
    document = Document.of(photo_of())
    here, there = Rect(0, 0, 9, 9), Rect(TILE, TILE, 9, 9)
    document = document.with_fill([patch_on(document, here)]).with_fill([patch_on(document, there)])
    assert np.shares_memory(document.without(0).read(there), document.read(there))
    assert np.shares_memory(document.without(1).read(here), document.read(here))


def test_filling_again_keeps_how_visible_and_strong_a_fill_is() -> None:
    document = Document.of(photo_of())
    document = document.with_fill([patch_on(document, Rect(0, 0, 30, 30))], "first")
    document = document.with_changed([0], opacity=0.5)
    content = document.content([patch_on(document, Rect(9, 9, 30, 30), 77)], "second", {"seed": 2})
    again = document.with_changed([0], content=content)
    assert again.layers[0].opacity == 0.5
    assert again.layers[0].content.name == "second"
    assert again.layers[0].content.description == {"seed": 2}
    assert len(again.layers) == 1


def test_flattening_keeps_the_metadata() -> None:
    photo = Photo(noise((9, 9, 3), np.uint8, 0), icc=b"icc", exif=b"exif", dpi=(300, 300))
    flat = Document.of(photo).flattened()
    assert (flat.icc, flat.exif, flat.dpi) == (b"icc", b"exif", (300, 300))
    assert flat.pixels.tobytes() == photo.pixels.tobytes()


def test_patches_of_another_kind_than_the_photo_are_refused() -> None:
    document = Document.of(photo_of())
    grey = Document.of(photo_of(channels=1))
    deep = Document.of(photo_of(np.uint16))
    for other in (grey, deep):
        with pytest.raises(ValueError, match="the photo has 3 channels of uint8"):
            document.with_fill([patch_on(other, Rect(0, 0, 5, 5))])


@pytest.mark.parametrize(
    ("pixels", "coverage", "alpha"),
    [
        (np.zeros((4, 5, 3), np.uint8), np.zeros((5, 5), np.uint8), None),
        (np.zeros((5, 5), np.uint8), np.zeros((5, 5), np.uint8), None),
        (np.zeros((5, 5, 3), np.uint8), np.zeros((5, 4), np.uint8), None),
        (np.zeros((5, 5, 3), np.uint8), np.zeros((5, 5), bool), None),
        (np.zeros((5, 5, 3), np.uint8), np.zeros((5, 5), np.uint8), np.zeros((5, 5), np.uint16)),
    ],
)
def test_a_patch_whose_arrays_do_not_fit_is_refused(
    pixels: np.ndarray, coverage: np.ndarray, alpha: np.ndarray | None
) -> None:
    with pytest.raises(ValueError, match=r"rectangle is|not"):
        LayerPatch(Rect(0, 0, 5, 5), pixels, coverage, alpha)


def test_an_opacity_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="opacity"):
        FillLayer(LayerContent(()), opacity=1.1)


def test_each_fill_has_a_number_that_stays_its_own() -> None:
    document = Document.of(photo_of())
    for _ in range(3):
        document = document.with_fill([patch_on(document, Rect(3, 3, 50, 50))])
    fewer = document.without(1)
    assert [layer.number for layer in fewer.layers] == [1, 3]
    more = fewer.with_fill([patch_on(document, Rect(3, 3, 50, 50))])
    assert [layer.number for layer in more.layers] == [1, 3, 4]
    twice = document.with_layers([document.layers[0], document.layers[0]])
    assert [layer.number for layer in twice.layers] == [1, 2]


def test_the_last_of_a_group_takes_its_name() -> None:
    document = Document.of(photo_of())
    for _ in range(4):
        document = document.with_fill([patch_on(document, Rect(3, 3, 50, 50))])
    document = document.with_changed([0, 1, 2], group=1).with_changed([0, 1], group_name="Dust")
    names = [[layer.name for layer in document.without(*gone).layers] for gone in ((0,), (0, 1), (1, 2, 3))]
    assert names == [["", "", ""], ["Dust", ""], ["Dust"]]
    assert document.with_changed([2], name="Mole").without(0, 1).layers[0].name == "Mole"


def test_what_a_fill_is_called_costs_no_tile() -> None:
    document = Document.of(photo_of())
    document = document.with_fill([patch_on(document, Rect(3, 3, 50, 50))])
    renamed = document.with_changed([0], name="Scratch, left cheek")
    assert renamed.layers[0].name == "Scratch, left cheek"
    assert np.shares_memory(renamed.read(Rect(3, 3, 50, 50)), document.read(Rect(3, 3, 50, 50)))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Scratch,\n left\tcheek ", "Scratch, left cheek"), ("x" * 200, "x" * 80), ("\0\u202e", "")],
)
def test_the_name_of_a_fill_is_one_line(typed: str, kept: str) -> None:
    assert one_line(typed) == kept
