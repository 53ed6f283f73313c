"""The pixels at the border of a hole decide how its fill looks, not those a little farther away."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions, join
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest

HEIGHT, WIDTH = 120, 160
HOLE = (slice(40, 80), slice(60, 100))
CHEAP = ["telea", "navier-stokes", "biharmonic", "exemplar", "auto"]
RED, BLUE, YELLOW = (230, 20, 20), (20, 40, 230), (240, 220, 10)
UNSEEN = 8  # levels between the channels of a pixel that no eye finds in a grey wall
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def wall(seed: int = 0) -> np.ndarray:
    """Grey plaster: soft neutral noise about 128, uint8 (H, W, 3)."""
    noise = np.random.default_rng(seed).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 2)
    grey = np.rint(128 + 12 * soft / soft.std()).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def hole() -> np.ndarray:
    covered = np.zeros((HEIGHT, WIDTH), np.uint8)
    covered[HOLE] = 255
    return covered


def put_pole(photo: np.ndarray, side: str, distance: int, colour: tuple[int, int, int]) -> np.ndarray:
    """A strip 10 px wide along one side of the hole, so many pixels of wall between them."""
    rows, columns = HOLE
    strips = {
        "left": (slice(None), slice(columns.start - distance - 10, columns.start - distance)),
        "right": (slice(None), slice(columns.stop + distance, columns.stop + distance + 10)),
        "above": (slice(rows.start - distance - 10, rows.start - distance), slice(None)),
        "below": (slice(rows.stop + distance, rows.stop + distance + 10), slice(None)),
    }
    photo = photo.copy()
    photo[strips[side]] = colour
    return photo


def filled(photo: np.ndarray, covered: np.ndarray, engine: str, seed: int = 0) -> np.ndarray:
    """What the whole road makes of the hole, with everything at its default but the effort: (n, C)."""
    params = REGISTRY.get(engine).info.quick_params
    given = photo.copy()
    given[covered > 0] = 0
    request = FillRequest(Photo(given), Mask.from_array(covered), engine, params, seed=seed)
    result = np.asarray(run(request).apply(request.photo))
    assert np.array_equal(result[covered == 0], photo[covered == 0])
    return result[covered > 0]


def tint(pixels: np.ndarray) -> float:
    """How far the most colourful pixel is from neutral, in levels of its depth as if it had 8 bit."""
    scale = 255 / np.iinfo(pixels.dtype).max
    return float(np.ptp(pixels.astype(float), axis=1).max() * scale)


@pytest.mark.parametrize("engine", CHEAP)
@pytest.mark.parametrize(
    ("side", "distance", "colour"),
    [
        ("left", 5, RED),
        ("right", 3, BLUE),
        ("above", 8, YELLOW),
        ("below", 2, RED),
        ("left", 12, BLUE),
    ],
    ids=str,
)
def test_a_coloured_thing_beside_the_hole_tints_no_neutral_fill(
    engine: str, side: str, distance: int, colour: tuple[int, int, int]
) -> None:
    photo = put_pole(wall(), side, distance, colour)
    assert tint(filled(photo, hole(), engine)) < UNSEEN


@pytest.mark.parametrize("seed", range(12))
def test_no_piece_of_the_thing_is_copied_into_the_hole_at_any_seed(seed: int) -> None:
    """Gradients were taken across the edge of copied patches, from a pole that they only lay beside."""
    photo = put_pole(wall(), "left", 5, RED)
    assert tint(filled(photo, hole(), "exemplar", seed)) < UNSEEN


@pytest.mark.parametrize("engine", CHEAP)
@pytest.mark.parametrize("colour", [BLACK, WHITE], ids=["black", "white"])
def test_a_dark_or_bright_thing_beside_the_hole_shades_no_fill(
    engine: str, colour: tuple[int, int, int]
) -> None:
    plain = filled(wall(), hole(), engine).reshape(40, 40, 3).astype(float)
    beside = filled(put_pole(wall(), "left", 5, colour), hole(), engine).reshape(40, 40, 3).astype(float)
    assert abs(beside[:, :8].mean() - plain[:, :8].mean()) < 6
    assert beside.min() > 128 - 60
    assert beside.max() < 128 + 60


@pytest.mark.parametrize("engine", CHEAP)
def test_a_thing_across_a_slope_tints_no_fill(engine: str) -> None:
    slope = np.linspace(40, 220, WIDTH)[None, :, None] + np.zeros((HEIGHT, WIDTH, 3))
    photo = put_pole(np.rint(slope).astype(np.uint8), "left", 5, RED)
    pixels = filled(photo, hole(), engine).reshape(40, 40, 3)
    assert tint(pixels.reshape(-1, 3)) < UNSEEN
    assert np.abs(pixels.mean((0, 2)) - slope[0, HOLE[1], 0])[:10].max() < 12


@pytest.mark.parametrize("engine", CHEAP)
def test_a_hole_at_the_edge_of_the_photo_is_not_tinted_either(engine: str) -> None:
    covered = np.zeros((HEIGHT, WIDTH), np.uint8)
    covered[:40, 60:100] = 255
    photo = wall()
    photo[:, 46:56] = RED
    assert tint(filled(photo, covered, engine)) < UNSEEN


@pytest.mark.parametrize("engine", CHEAP)
def test_nor_is_a_speck(engine: str) -> None:
    covered = cv2.circle(np.zeros((HEIGHT, WIDTH), np.uint8), (80, 60), 6, 255, -1)
    photo = wall()
    photo[:, 60:70] = BLUE
    assert tint(filled(photo, covered, engine)) < UNSEEN


@pytest.mark.parametrize("engine", CHEAP)
def test_nor_is_a_hole_at_sixteen_bit(engine: str) -> None:
    photo = put_pole(wall(), "left", 5, RED).astype(np.uint16) * 257
    assert tint(filled(photo, hole(), engine)) < UNSEEN


@pytest.mark.parametrize("engine", CHEAP)
def test_a_grey_photo_of_one_channel_is_shaded_by_nothing_beside_the_hole(engine: str) -> None:
    photo = put_pole(wall(), "left", 5, BLACK)[..., :1]
    pixels = filled(photo, hole(), engine).reshape(40, 40)
    assert abs(pixels[:, :8].mean() - 128) < 12


@pytest.mark.parametrize("engine", CHEAP)
def test_a_thing_that_borders_one_side_leaves_the_other_side_neutral(engine: str) -> None:
    photo = put_pole(wall(), "left", 0, RED)
    far = filled(photo, hole(), engine).reshape(40, 40, 3)[:, 30:].reshape(-1, 3).astype(float)
    assert np.ptp(far.mean(0)) < 16


def test_the_join_corrects_a_fill_as_if_the_thing_were_not_there() -> None:
    where = hole() > 0
    fill = wall().astype(np.float32) / 255 + np.float32([0.08, -0.08, 0.04])
    with_it, without = (
        join(photo.astype(np.float32) / 255, fill, where, JoinOptions(grain=False), 0)[where]
        for photo in (put_pole(wall(), "left", 5, RED), wall())
    )
    assert np.abs(without - fill[where]).max() > 0.04
    assert np.abs(with_it - without).mean() < 0.005
