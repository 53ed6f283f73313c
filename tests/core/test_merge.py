from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.document.merge import Ingredient, description, merge, picked
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo

SIZE = Size(420, 260)
HOLE = Rect(30, 20, 360, 200)


def photo(dtype: type = np.uint8, channels: int = 3, alpha: bool = False) -> Photo:
    rng = np.random.default_rng(0)
    high = np.iinfo(dtype).max
    pixels = rng.integers(0, high, (SIZE.height, SIZE.width, channels)).astype(dtype)
    return Photo(pixels, rng.integers(1, high, (SIZE.height, SIZE.width)).astype(dtype) if alpha else None)


def mask(*rects: Rect) -> Mask:
    coverage = np.zeros((SIZE.height, SIZE.width), np.uint8)
    for rect in rects or (HOLE,):
        coverage[rect.slices] = 255
    return Mask(coverage)


def fill(values: np.ndarray, hole: Mask, alpha: np.ndarray | None = None) -> Ingredient:
    """A fill that shows `values` (H, W, C)."""
    rect = hole.bounds
    patch = LayerPatch(
        rect, values[rect.slices], np.array(hole.read(rect)), None if alpha is None else alpha[rect.slices]
    )
    return Ingredient([patch], {"engine": f"engine-{int(values.flat[0])}", "seed": 3})


def even(level: int, base: Photo) -> np.ndarray:
    return np.full(base.pixels.shape, level, base.dtype)


def halves() -> np.ndarray:
    labels = np.zeros((SIZE.height, SIZE.width), np.uint8)
    labels[:, 210:] = 1
    return labels


def merged(base: Photo, hole: Mask, fills: list[Ingredient], labels: np.ndarray) -> Photo:
    return Document.of(base).with_fill(merge(base, hole, fills, labels)).flattened()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("alpha", [False, True])
def test_outside_the_mask_the_photo_stays_byte_for_byte(dtype: type, channels: int, alpha: bool) -> None:
    base = photo(dtype, channels, alpha)
    plane = np.full(base.pixels.shape[:2], np.iinfo(dtype).max, dtype) if alpha else None
    fills = [fill(even(50, base), mask(), plane), fill(even(90, base), mask(), plane)]
    result = merged(base, mask(), fills, halves())
    kept = mask().coverage == 0
    assert (result.pixels[kept] == base.pixels[kept]).all()
    if alpha:
        assert result.alpha is not None
        assert base.alpha is not None
        assert (result.alpha[kept] == base.alpha[kept]).all()
        assert (result.alpha[~kept] == np.iinfo(dtype).max).all()


def test_away_from_the_seam_the_bytes_are_those_of_the_chosen_fill() -> None:
    base = photo(np.uint16)
    left, right = photo(np.uint16).pixels[::-1].copy(), photo(np.uint16).pixels[:, ::-1].copy()
    result = merged(base, mask(), [fill(left, mask()), fill(right, mask())], halves()).pixels
    assert (result[20:220, 30:95] == left[20:220, 30:95]).all()
    assert (result[20:220, 325:390] == right[20:220, 325:390]).all()


def test_one_fill_everywhere_is_that_fill() -> None:
    base = photo()
    fills = [fill(even(50, base), mask()), fill(even(90, base), mask())]
    for number, level in enumerate((50, 90)):
        labels = np.full((SIZE.height, SIZE.width), number, np.uint8)
        assert (merged(base, mask(), fills, labels).pixels[HOLE.slices] == level).all()


def test_a_step_between_two_fills_is_spread_until_it_cannot_be_seen() -> None:
    base = photo()
    fills = [fill(even(100, base), mask()), fill(even(130, base), mask())]
    result = merged(base, mask(), fills, halves()).pixels[HOLE.slices].astype(int)
    steps = np.abs(np.diff(result[30:-30, ..., 0], axis=1))
    assert steps.max() <= 2
    assert (result[:, 0] == 100).all()
    assert (result[:, -1] == 130).all()


def test_the_seam_runs_where_the_fills_are_alike() -> None:
    """They agree but for a dark blob across the painted border, which must come whole or not at all."""
    base = photo()
    plain, spotted = even(100, base), even(100, base)
    spotted[110:130, 204:217] = 20  # most of it on the right of 210
    result = merged(base, mask(), [fill(plain, mask()), fill(spotted, mask())], halves()).pixels
    spot = result[112:128, 206:215].astype(int)
    assert (np.abs(spot - 20) < 12).all() or (np.abs(spot - 100) < 12).all()


def test_texture_is_not_blurred_at_the_seam() -> None:
    base = photo()
    rng = np.random.default_rng(5)
    first, second = (rng.integers(60, 200, base.pixels.shape).astype(np.uint8) for _ in range(2))
    result = merged(base, mask(), [fill(first, mask()), fill(second, mask())], halves()).pixels
    assert result[30:210, 200:220].std() > 0.8 * first[30:210, 200:220].std()


def test_a_soft_edge_keeps_the_blend_that_its_fills_have() -> None:
    base = photo()
    soft = mask().feathered(6)
    blend = soft.coverage[..., None].astype(np.float32) / 255
    levels = [np.rint(base.pixels * (1 - blend) + level * blend).astype(np.uint8) for level in (100, 100)]
    result = merged(base, soft, [fill(levels[0], soft), fill(levels[1], soft)], halves()).pixels
    assert np.abs(result.astype(int) - levels[0]).max() <= 1


def test_three_fills_and_several_holes() -> None:
    base = photo()
    hole = mask(Rect(10, 10, 120, 200), Rect(200, 10, 200, 200), Rect(150, 230, 3, 3))
    labels = halves()
    labels[:, :60] = 2
    labels[120:, 300:] = 2
    fills = [fill(even(level, base), hole) for level in (80, 100, 120)]
    result = merged(base, hole, fills, labels).pixels
    assert result[100, 11, 0] == 120
    assert result[12, 399, 0] == 100
    assert result[231, 151, 0] == 80
    assert set(np.unique(result[hole.hole])) <= set(range(80, 121))


def test_a_small_spot_of_another_fill_is_not_swallowed() -> None:
    base = photo()
    labels = np.zeros((SIZE.height, SIZE.width), np.uint8)
    labels[100:112, 200:212] = 1
    bright = even(100, base)
    bright[103:109, 203:209] = 220
    result = merged(base, mask(), [fill(even(100, base), mask()), fill(bright, mask())], labels).pixels
    assert result[106, 206, 0] > 200


def test_labels_that_do_not_fit_are_refused() -> None:
    base = photo()
    fills = [fill(even(50, base), mask())]
    with pytest.raises(ValueError, match="there is no fill 1"):
        merge(base, mask(), fills, halves())
    with pytest.raises(ValueError, match="uint8"):
        merge(base, mask(), fills, halves()[1:])
    with pytest.raises(StudioError, match="same size"):
        merge(base, Mask.empty(Size(3, 3)), fills, halves())
    assert merge(base, Mask.empty(SIZE), fills, halves()) == ()


def test_a_fill_that_is_named_only_outside_the_mask_is_not_missed() -> None:
    labels = np.zeros((SIZE.height, SIZE.width), np.uint8)
    labels[:10] = 7
    base = photo()
    assert (merged(base, mask(), [fill(even(50, base), mask())], labels).pixels[HOLE.slices] == 50).all()


def test_while_painting_the_fills_stand_side_by_side() -> None:
    base = photo()
    fills = [fill(even(50, base), mask()), fill(even(90, base), mask())]
    rect = Rect(200, 100, 20, 4)
    shown = picked(base, rect, fills, halves()[rect.slices])
    assert (shown[:, :10] == 50).all()
    assert (shown[:, 10:] == 90).all()


def test_the_description_names_the_fills_that_were_used() -> None:
    base = photo()
    fills = [fill(even(level, base), mask()) for level in (50, 90, 110)]
    told = description(fills, mask(), halves())
    assert told["engine"] == "regions"
    assert [part["engine"] for part in told["ingredients"]] == ["engine-50", "engine-90"]
    assert sum(part["pixels"] for part in told["ingredients"]) == mask().area
