"""Joining closes seams and adds missing grain, and does not change a fill that needs neither."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.geometry import Size
from inpaint_studio.core.reconstruct import JoinOptions, join
from inpaint_studio.core.texture import grain
from inpaint_studio.evaluation import hole_shapes, metrics

HEIGHT, WIDTH = 200, 280
SIZE = Size(WIDTH, HEIGHT)
NOTHING = JoinOptions("none", colour=False, grain=False)
FEATHER = JoinOptions("feather", colour=False, grain=False)
COLOUR = JoinOptions("none", colour=True, grain=False)
BOTH = JoinOptions("feather", colour=True, grain=False)
GRADIENT = JoinOptions("gradient", colour=False, grain=False)
ALL = JoinOptions()
SEAMS = pytest.mark.parametrize("options", [FEATHER, COLOUR, BOTH, GRADIENT], ids=str)

HOLE = hole_shapes.objects(SIZE, np.random.default_rng(0), share=0.1)


def slope() -> np.ndarray:
    """A smooth picture: (H, W, 3)."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    grey = 0.3 + 0.3 * columns / WIDTH + 0.1 * rows / HEIGHT
    return (grey[..., None] * (1.0, 0.9, 0.8)).astype(np.float32)


def noise(sigma: float = 0.02, blur: float = 0.6, seed: int = 0) -> np.ndarray:
    raw = np.random.default_rng(seed).standard_normal((HEIGHT, WIDTH, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(raw, (0, 0), blur) if blur else raw
    return soft * np.float32(sigma / soft.std())


def textured() -> np.ndarray:
    """A strong texture on a slope."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    waves = 0.12 * np.sin(columns / 3) * np.cos(rows / 4)
    return np.clip(slope() + waves[..., None] + noise(0.03, 1.2), 0, 1).astype(np.float32)


def error(joined: np.ndarray, truth: np.ndarray) -> float:
    return float(np.sqrt(((joined - truth)[HOLE] ** 2).mean()))


def roughness(picture: np.ndarray, where: np.ndarray) -> float:
    """Strength of the finest detail."""
    high = cv2.Laplacian(picture, cv2.CV_32F)
    return float(np.median(np.abs(high[cv2.erode(where.astype(np.uint8), np.ones((5, 5))) > 0])))


@pytest.mark.parametrize("options", [NOTHING, FEATHER, COLOUR, GRADIENT, ALL], ids=str)
def test_outside_the_hole_the_photo_stays_bit_for_bit(options: JoinOptions) -> None:
    photo = slope() + noise()
    joined = join(photo, np.zeros_like(photo), HOLE, options, 0)
    assert joined.dtype == np.float32
    assert np.array_equal(joined[~HOLE], photo[~HOLE])


def test_with_nothing_to_do_the_fill_is_taken_as_it_is() -> None:
    fill = np.random.default_rng(0).random((HEIGHT, WIDTH, 3), np.float32)
    assert np.array_equal(join(slope(), fill, HOLE, NOTHING, 0)[HOLE], fill[HOLE])


@pytest.mark.parametrize("options", [FEATHER, COLOUR, BOTH, GRADIENT, ALL], ids=str)
@pytest.mark.parametrize(
    "picture", [slope(), slope() + noise(), textured()], ids=["slope", "noise", "texture"]
)
def test_a_perfect_fill_hardly_changes(picture: np.ndarray, options: JoinOptions) -> None:
    assert metrics.psnr(picture, join(picture, picture, HOLE, options, 0), HOLE) > 50


@SEAMS
def test_a_clean_fill_of_the_right_colour_hardly_changes(options: JoinOptions) -> None:
    assert error(join(slope() + noise(), slope(), HOLE, options, 0), slope()) < 0.001


@SEAMS
def test_a_fill_of_the_wrong_shade_comes_nearer(options: JoinOptions) -> None:
    photo = slope() + noise(0.01)
    fill = photo + np.float32([0.04, -0.04, 0.02])
    before, after = error(fill, photo), error(join(photo, fill, HOLE, options, 0), photo)
    assert after < 0.75 * before


@pytest.mark.parametrize("options", [BOTH, GRADIENT], ids=str)
def test_colour_and_seam_together_take_a_common_shade_away(options: JoinOptions) -> None:
    photo = slope() + noise(0.01)
    fill = photo + np.float32([0.04, -0.04, 0.02])
    assert error(join(photo, fill, HOLE, options, 0), photo) < 0.25 * error(fill, photo)


@pytest.mark.parametrize("options", [FEATHER, BOTH, GRADIENT], ids=str)
def test_no_step_is_left_at_the_border(options: JoinOptions) -> None:
    photo = slope()
    fill = photo + np.float32(0.05)
    border = HOLE & (cv2.dilate((~HOLE).astype(np.uint8), np.ones((3, 3))) > 0)
    joined = join(photo, fill, HOLE, options, 0)
    assert np.abs(joined - photo)[border].mean() < 0.01


def test_a_feathered_seam_fades_inwards_without_a_halo() -> None:
    photo = slope()
    joined = join(photo, photo + np.float32(0.05), HOLE, FEATHER, 0, guided=True)
    depth = cv2.distanceTransform(HOLE.astype(np.uint8), cv2.DIST_L2, 5)
    offset = (joined - photo).mean(2)
    rings = [offset[(depth > low) & (depth <= low + 5)].mean() for low in range(0, 30, 5)]
    assert rings == sorted(rings)
    assert offset[HOLE].min() > -0.01
    assert offset[HOLE].max() < 0.055
    assert rings[-1] > 0.045


def test_a_fill_that_continues_what_borders_the_hole_is_left_as_it_is() -> None:
    photo = slope()
    fill = photo + np.float32(0.05)
    joined = join(photo, fill, HOLE, BOTH, 0, guided=True, continues=True)
    assert np.array_equal(joined[HOLE], np.clip(fill, 0, 1)[HOLE])


def test_a_shade_that_changes_along_the_border_is_followed_by_the_gradient_join() -> None:
    photo = slope()
    drift = np.linspace(-0.08, 0.08, WIDTH, dtype=np.float32)[None, :, None]
    joined = join(photo, photo + drift, HOLE, GRADIENT, 0)
    assert error(joined, photo) < 0.35 * error(photo + drift, photo)


def test_strokes_are_left_as_the_engine_filled_them() -> None:
    strokes = np.zeros((HEIGHT, WIDTH), bool)
    strokes[50:54, 20:250] = strokes[80:170, 100:103] = True
    fill = textured()
    photo = np.where(strokes[..., None], np.float32(0), fill)
    assert np.array_equal(join(photo, fill, strokes, ALL, 0), fill)


def test_only_what_is_wanted_is_joined() -> None:
    photo = slope()
    other = np.zeros((HEIGHT, WIDTH), bool)
    other[:20, :20] = True
    wrong = np.where(other[..., None], np.float32(1), photo)
    joined = join(wrong, photo, HOLE | other, ALL, 0, wanted=HOLE)
    assert np.array_equal(joined[~HOLE], wrong[~HOLE])
    assert error(joined, photo) < 0.001


# --- grain ---


@pytest.mark.parametrize("blur", [0.0, 0.6, 1.0])
def test_a_clean_fill_gets_the_grain_of_its_surroundings(blur: float) -> None:
    photo = slope() + noise(0.02, blur)
    joined = join(photo, slope(), HOLE, ALL, 1)
    assert roughness(joined, HOLE) == pytest.approx(roughness(photo, ~HOLE), rel=0.2)
    residual = (joined - slope())[HOLE]
    assert residual.std() == pytest.approx(0.02, rel=0.3)
    assert abs(residual.mean()) < 0.002


def test_a_clean_photo_gets_no_grain() -> None:
    assert np.array_equal(join(slope(), slope(), HOLE, ALL, 1), slope())


def test_a_fill_that_is_as_noisy_gets_none() -> None:
    photo, fill = slope() + noise(0.02), slope() + noise(0.02, seed=9)
    assert np.array_equal(
        join(photo, fill, HOLE, JoinOptions("none", colour=False), 1),
        np.where(HOLE[..., None], fill, photo),
    )


def test_a_fill_with_some_noise_gets_only_what_is_missing() -> None:
    photo, fill = slope() + noise(0.02), slope() + noise(0.01, seed=9)
    joined = join(photo, fill, HOLE, ALL, 1)
    assert roughness(fill, HOLE) < 0.6 * roughness(photo, ~HOLE)
    assert roughness(joined, HOLE) == pytest.approx(roughness(photo, ~HOLE), rel=0.25)


def test_grain_repeats_for_a_seed_and_differs_for_another() -> None:
    photo = slope() + noise()
    first, again, other = (join(photo, slope(), HOLE, ALL, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_grey_photo_gets_grey_grain() -> None:
    grey = noise()[..., :1]
    photo = np.full((HEIGHT, WIDTH, 3), 0.5, np.float32) + grey
    joined = join(photo, np.full_like(photo, 0.5), HOLE, ALL, 1)
    assert np.ptp(joined[HOLE], axis=1).max() < 1e-4
    assert roughness(joined, HOLE) == pytest.approx(roughness(photo, ~HOLE), rel=0.2)


def test_texture_around_the_hole_is_not_taken_for_grain() -> None:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    stripes = 0.5 + 0.2 * np.sign(np.sin(columns / 12)) * np.sign(np.sin(rows / 12))
    photo = np.repeat(stripes[..., None], 3, 2).astype(np.float32)
    flat = np.full_like(photo, 0.5)
    added = join(photo, flat, HOLE, JoinOptions("none", colour=False), 1) - flat
    assert np.abs(added[HOLE]).max() < 0.002


def test_a_hole_too_narrow_to_measure_gets_no_grain() -> None:
    strokes = np.zeros((HEIGHT, WIDTH), bool)
    strokes[50:52, 20:250] = True
    picture = slope() + noise()
    before = picture.copy()
    grain.add_grain(picture, ~strokes, strokes, 0)
    assert np.array_equal(picture, before)
