"""The exemplar engine: what it copies, from where, and that it is deterministic."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.exemplar.engine import ENGINE
from inpaint_studio.engines.exemplar.levels import Scale, prepare, scales, with_texture

DRAFT = {"quality": "draft"}


def checkerboard(size: int = 96, cell: int = 8) -> np.ndarray:
    """float32 (size, size, 3): dark and light squares."""
    y, x = np.mgrid[:size, :size] // cell
    grey = np.where((x + y) % 2, 0.8, 0.2).astype(np.float32)
    return np.repeat(grey[..., None], 3, axis=2)


def hole_in(image: np.ndarray, top: int, left: int, height: int, width: int) -> np.ndarray:
    hole = np.zeros(image.shape[:2], bool)
    hole[top : top + height, left : left + width] = True
    return hole


def blanked(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    return np.where(hole[..., None], np.float32(0.5), image)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(-10 * np.log10(max(np.mean((a - b) ** 2), 1e-12)))


def test_a_regular_pattern_is_continued_as_it_was() -> None:
    image = checkerboard(cell=4)
    hole = hole_in(image, 36, 40, 24, 22)
    filled = ENGINE.fill(blanked(image, hole), hole, RunContext(seed=1))
    assert psnr(filled[hole], image[hole]) > 30


def test_the_same_seed_gives_the_same_fill_with_any_number_of_threads() -> None:
    rng = np.random.default_rng(0)
    image = rng.random((120, 120, 3), np.float32)
    hole = hole_in(image, 30, 20, 60, 70)
    one = ENGINE.fill(image, hole, RunContext(seed=5, threads=1, params=DRAFT))
    four = ENGINE.fill(image, hole, RunContext(seed=5, threads=4, params=DRAFT))
    other = ENGINE.fill(image, hole, RunContext(seed=6, threads=1, params=DRAFT))
    assert np.array_equal(one, four)
    assert not np.array_equal(one, other)


def test_it_copies_only_from_where_it_is_allowed_to() -> None:
    rng = np.random.default_rng(0)
    image = rng.uniform(0, 0.2, (80, 160, 3)).astype(np.float32)
    image[:, 80:] += 0.7  # light texture on the right
    hole = hole_in(image, 30, 66, 20, 10)
    left = np.zeros(hole.shape, bool)
    left[:, :80] = True
    filled_dark = ENGINE.fill(image, hole, RunContext(sources=left, params=DRAFT | {"blend": False}))
    filled_light = ENGINE.fill(image, hole, RunContext(sources=~left, params=DRAFT | {"blend": False}))
    assert filled_dark[hole].max() <= 0.21
    assert filled_light[hole].min() >= 0.69


def test_no_allowed_source_is_an_error_and_not_a_guess() -> None:
    image = checkerboard()
    hole = hole_in(image, 30, 30, 20, 20)
    with pytest.raises(StudioError) as caught:
        ENGINE.fill(image, hole, RunContext(sources=np.zeros_like(hole)))
    assert caught.value.code == "sources-empty"


def test_a_guide_decides_what_the_surroundings_leave_open() -> None:
    rng = np.random.default_rng(3)
    image = rng.uniform(0.4, 0.6, (128, 128, 3)).astype(np.float32)
    image[:, :24, 0] += 0.4  # reddish texture at the left edge
    image[:, -24:, 2] += 0.4  # bluish texture at the right edge
    hole = hole_in(image, 32, 40, 64, 48)
    guide = np.full_like(image, 0.5)
    guide[..., 0] += 0.4
    params = {"blend": False, "nearness": 0}
    red = ENGINE.fill(image, hole, RunContext(guide=guide, params=params))
    plain = ENGINE.fill(image, hole, RunContext(params=params))
    assert red[hole][:, 0].mean() > plain[hole][:, 0].mean() + 0.1


def test_blending_takes_a_step_of_light_out_of_the_fill() -> None:
    rng = np.random.default_rng(2)
    ramp = np.linspace(0.2, 0.8, 160, dtype=np.float32)[None, :, None]
    image = np.clip(ramp + rng.normal(0, 0.02, (96, 160, 3)), 0, 1).astype(np.float32)
    hole = hole_in(image, 20, 60, 56, 40)
    truth = np.broadcast_to(ramp, image.shape)[hole]
    blended = ENGINE.fill(blanked(image, hole), hole, RunContext())
    copied = ENGINE.fill(blanked(image, hole), hole, RunContext(params={"blend": False}))
    assert np.abs(blended[hole] - truth).mean() < np.abs(copied[hole] - truth).mean()


def chroma(image: np.ndarray) -> np.ndarray:
    """How far pixels are from grey, without their grain: (H, W)."""
    smooth = cv2.GaussianBlur(image, (0, 0), 2)
    return np.asarray(smooth.max(axis=2) - smooth.min(axis=2))


@pytest.mark.parametrize("colour", [(0.8, 0.1, 0.1), (0.1, 0.2, 0.75), (0.15, 0.15, 0.15)])
def test_a_pole_cut_by_the_hole_does_not_bleed_over_the_wall(colour: tuple[float, float, float]) -> None:
    rng = np.random.default_rng(4)
    wall = 0.75 + 0.1 * np.linspace(-1, 1, 220)[None, :, None] + rng.normal(0, 0.02, (180, 220, 3))
    image = wall.astype(np.float32)
    image[60:120, 70:86] = colour + rng.normal(0, 0.01, (60, 16, 3))
    y, x = np.mgrid[:180, :220]
    hole = ((x - 118) / 36) ** 2 + ((y - 90) / 54) ** 2 <= 1
    copied = ENGINE.fill(blanked(image, hole), hole, RunContext(params={"blend": False}))
    blended = ENGINE.fill(blanked(image, hole), hole, RunContext())
    # where the copies show nothing but wall, it stays grey, and as light as it is on the left and right
    pole = cv2.dilate((copied.mean(axis=2) < 0.55).astype(np.uint8), np.ones((9, 9))) > 0
    assert (pole & hole).any()
    around = hole & ~pole
    assert chroma(blended)[around].max() < 0.06
    assert cv2.GaussianBlur(blended.mean(axis=2), (0, 0), 2)[around].min() > 0.6


def test_only_the_wanted_part_of_a_hole_is_filled() -> None:
    image = checkerboard(128)
    hole = hole_in(image, 20, 20, 20, 20) | hole_in(image, 80, 80, 20, 20)
    wanted = hole_in(image, 20, 20, 20, 20)
    filled = ENGINE.fill(blanked(image, hole), hole, RunContext(wanted=wanted, params=DRAFT))
    assert psnr(filled[wanted], image[wanted]) > 20
    assert np.array_equal(filled[hole & ~wanted], blanked(image, hole)[hole & ~wanted])


def test_pixels_missing_at_random_fall_back_to_diffusion() -> None:
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:64, :64].astype(np.float32) / 64
    image = np.stack([x, y, (x + y) / 2], axis=2)
    hole = rng.random((64, 64)) < 0.8
    filled = ENGINE.fill(blanked(image, hole), hole, RunContext())
    assert np.abs(filled[hole] - image[hole]).mean() < 0.05


def test_cancel_is_noticed_between_bands_of_rows() -> None:
    image = checkerboard(256)
    hole = hole_in(image, 40, 40, 170, 170)
    asked = 0

    def after_a_while() -> bool:
        nonlocal asked
        asked += 1
        return asked > 50

    with pytest.raises(Cancelled):
        ENGINE.fill(image, hole, RunContext(is_cancelled=after_a_while))
    assert asked < 60


def misfit_of(image: np.ndarray, hole: np.ndarray, **params: float | str | bool) -> float:
    told: list[float] = []
    ENGINE.fill(blanked(image, hole), hole, RunContext(params=params, on_misfit=told.append))
    assert len(told) == 1
    return told[0]


def test_a_fill_that_continues_its_surroundings_fits_better_than_one_that_cannot() -> None:
    regular = checkerboard(cell=4)
    hole = hole_in(regular, 36, 40, 24, 22)
    barred = regular.copy()
    barred[22:36, 44:54] = (0.8, 0.1, 0.1)  # stands on the hole, and nothing shows how it goes on
    assert misfit_of(barred, hole) > 1.5 * misfit_of(regular, hole)


def test_a_guided_fill_tells_no_misfit() -> None:
    image = checkerboard()
    hole = hole_in(image, 30, 30, 20, 20)
    told: list[float] = []
    ENGINE.fill(blanked(image, hole), hole, RunContext(params=DRAFT, guide=image, on_misfit=told.append))
    assert told == []


def test_scales_end_where_the_hole_is_about_as_wide_as_a_patch() -> None:
    image = checkerboard(256)
    hole = hole_in(image, 60, 60, 80, 80)
    found = scales(Scale(with_texture(image, hole, 1.0), hole, hole, ~hole | hole), 3)
    widths = [scale.wanted.any(0).sum() for scale in found]
    assert widths == sorted(widths, reverse=True)
    assert 4 <= widths[-1] <= 12


def test_sources_are_wholly_known_patches_inside_the_crop() -> None:
    image = checkerboard(64)
    hole = hole_in(image, 20, 20, 10, 10)
    level = prepare(Scale(with_texture(image, hole, 1.0), hole, hole, np.ones_like(hole)), 3)
    usable = level.usable[3:-3, 3:-3] > 0
    assert not usable[17:33, 17:33].any()
    assert not usable[:3].any()
    assert usable[3:17, 3:-3].all()
