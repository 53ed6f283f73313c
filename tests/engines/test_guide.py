"""Fills that follow a guide: which of two textures goes where, and how sharp it comes out."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.engines import guided
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.exemplar.engine import ENGINE
from inpaint_studio.engines.exemplar.guide import Guide, planned, restored, scale_of

DRAFT = {"quality": "draft"}
HOLE = Rect(40, 30, 96, 84)


def landscape(seed: int = 4) -> np.ndarray:
    """float32 (144, 176, 3): smooth blue sky above rough white ice."""
    rng = np.random.default_rng(seed)
    picture = np.empty((144, 176, 3), np.float32)
    picture[:72] = (0.35, 0.55, 0.85)
    picture[72:] = (0.75, 0.8, 0.85)
    ice = cv2.GaussianBlur(rng.standard_normal((72, 176)).astype(np.float32), (0, 0), 1.2)
    picture[72:] += 0.35 * ice[..., None]
    return np.clip(picture + rng.normal(0, 0.004, picture.shape), 0, 1).astype(np.float32)


def hole_of(photo: np.ndarray) -> np.ndarray:
    hole = np.zeros(photo.shape[:2], bool)
    hole[HOLE.slices] = True
    return hole


def reduced(picture: np.ndarray, by: int) -> np.ndarray:
    """What a guide at 1 / `by` shows of a picture, in its size."""
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (width // by, height // by), interpolation=cv2.INTER_AREA)
    return np.clip(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def rough(picture: np.ndarray) -> float:
    return float(np.abs(np.diff(picture.mean(2), axis=1)).mean())


def wanted(photo: np.ndarray) -> np.ndarray:
    """Another picture than the photo's own: in the hole, ice on the left and sky on the right."""
    picture = photo.copy()
    other = landscape(9)
    middle = HOLE.x + HOLE.width // 2
    rows = slice(HOLE.y, HOLE.bottom)
    picture[rows, HOLE.x : middle] = np.vstack([other[72:], other[72:]])[: HOLE.height, : middle - HOLE.x]
    picture[rows, middle : HOLE.right] = other[10:11, : HOLE.right - middle]
    return picture


@pytest.mark.parametrize("by", [4, 8])
def test_the_guide_alone_decides_which_texture_goes_where(by: int) -> None:
    photo = landscape()
    hole = hole_of(photo)
    guide = Guide(reduced(wanted(photo), by), 1 / by)
    found = ENGINE.fill(np.where(hole[..., None], 0, photo).astype(np.float32), hole, RunContext(), guide)
    ice = found[HOLE.y + 12 : HOLE.bottom - 12, HOLE.x + 12 : HOLE.x + 36]
    sky = found[HOLE.y + 12 : HOLE.bottom - 12, HOLE.right - 36 : HOLE.right - 12]
    assert rough(ice) > 0.75 * rough(photo[80:])  # as rough as ice, though the guide is blurred
    assert rough(sky) < 2 * rough(photo[:64])  # no ice in the sky
    assert np.abs(ice.mean((0, 1)) - photo[72:].mean((0, 1))).max() < 0.04
    assert np.abs(sky.mean((0, 1)) - photo[:72].mean((0, 1))).max() < 0.03


def test_a_guide_that_is_not_believed_changes_nothing() -> None:
    photo = landscape()
    hole = hole_of(photo)
    plain = ENGINE.fill(photo, hole, RunContext(params=DRAFT))
    picture = reduced(wanted(photo), 8)
    ignored = ENGINE.fill(photo, hole, RunContext(params=DRAFT), Guide(picture, 1 / 8, belief=0))
    assert np.array_equal(ignored, plain)
    ignored = ENGINE.fill(photo, hole, RunContext(guide=picture, params=DRAFT | {"belief": 0}))
    assert np.array_equal(ignored, plain)
    half, full = (
        ENGINE.fill(photo, hole, RunContext(params=DRAFT), Guide(picture, 1 / 8, belief))
        for belief in (0.5, 1)
    )
    away = [float(np.abs(each - picture)[hole].mean()) for each in (plain, half, full)]
    assert away[0] > away[1] > away[2]


def test_a_guided_fill_is_the_same_with_any_number_of_threads() -> None:
    photo = landscape()
    hole = hole_of(photo)
    guide = Guide(reduced(wanted(photo), 8), 1 / 8)
    one, four = (
        ENGINE.fill(photo, hole, RunContext(seed=5, threads=threads, params=DRAFT), guide)
        for threads in (1, 4)
    )
    assert np.array_equal(one, four)
    assert np.array_equal(one[~hole], photo[~hole])
    noise = np.where(hole[..., None], np.float32(0.9), photo)
    assert np.array_equal(ENGINE.fill(noise, hole, RunContext(seed=5, params=DRAFT), guide), one)


def test_a_guided_fill_can_be_cancelled_and_its_progress_rises() -> None:
    photo = landscape()
    hole = hole_of(photo)
    guide = Guide(reduced(wanted(photo), 8), 1 / 8)
    heard: list[float] = []
    ctx = RunContext(on_progress=lambda fraction, preview: heard.append(fraction))
    guided.guided(photo, hole, guide, ctx, begun=0.3)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.3, 1)
    half = replace(ctx, is_cancelled=lambda: len(heard) > 3)
    heard.clear()
    with pytest.raises(Cancelled):
        guided.guided(photo, hole, guide, half, begun=0.3)


def test_a_guide_works_with_the_smallest_patches_and_flat_photos() -> None:
    photo = np.full((40, 48, 3), 0.4, np.float32)
    hole = np.zeros((40, 48), bool)
    hole[10:30, 10:36] = True
    found = ENGINE.fill(photo, hole, RunContext(params={"patch": 3}), Guide(photo, 1 / 4))
    assert np.abs(found - 0.4).max() < 1e-3


def test_guide_and_photo_are_compared_reduced_alike() -> None:
    photo = landscape()
    hole = hole_of(photo)
    plan = planned(np.where(hole[..., None], np.nan, photo), hole, Guide(reduced(photo, 4), 1 / 4))
    assert plan.shape == (144, 176, 6)
    assert np.isfinite(plan).all()
    far = cv2.erode((~hole).view(np.uint8), np.ones((25, 25), np.uint8), borderValue=1) > 0
    shown, seen = np.dsplit(plan, 2)
    assert np.abs(shown - seen)[far].mean() < 0.35 * np.abs(photo * 255 - seen)[far].mean()
    # nothing leaks out of the hole into what the photo shows
    other = planned(np.where(hole[..., None], 1, photo).astype(np.float32), hole, Guide(photo, 1 / 4))
    assert np.allclose(other[..., 3:][~hole], plan[..., 3:][~hole], atol=0.01)


def test_what_is_restored_is_coarse_and_as_much_as_believed() -> None:
    photo = landscape()
    hole = hole_of(photo)
    filled = np.where(hole[..., None], photo - np.float32(0.2), photo)
    inner = (slice(HOLE.y + 24, HOLE.bottom - 24), slice(HOLE.x + 24, HOLE.right - 24))
    for belief, share in ((0.5, 0.0), (0.75, 0.5), (1.0, 1.0)):
        back = restored(filled, hole, Guide(photo, 1 / 8, belief))
        assert np.abs(back - filled)[inner].mean() == pytest.approx(0.2 * share, abs=0.03)
        assert np.array_equal(back[~hole], photo[~hole])


@pytest.mark.parametrize(("belief", "evened"), [(1.0, False), (0.75, False), (0.5, True)])
def test_light_is_evened_out_unless_it_comes_from_the_guide(belief: float, evened: bool) -> None:
    photo = landscape()
    hole = hole_of(photo)
    guide = Guide(reduced(wanted(photo), 8), 1 / 8, belief)
    with_blend, without = (
        ENGINE.fill(photo, hole, RunContext(seed=1, params={**DRAFT, "blend": blend}), guide)
        for blend in (True, False)
    )
    assert (not np.array_equal(with_blend, without)) == evened


@pytest.mark.parametrize("by", [4, 8])
def test_a_fill_keeps_the_texture_of_what_the_guide_asks_for(by: int) -> None:
    photo = landscape()
    hole = hole_of(photo)
    ice = (slice(HOLE.y + 8, HOLE.bottom - 8), slice(HOLE.x + 8, HOLE.x + HOLE.width // 2 - 8))
    filled = ENGINE.fill(photo, hole, RunContext(seed=1), Guide(reduced(wanted(photo), by), 1 / by))
    assert 0.85 < rough(filled[ice]) / rough(wanted(photo)[ice]) < 1.1


@pytest.mark.parametrize("by", [1, 4, 8])
def test_the_scale_of_a_guide_shows_in_its_detail(by: int) -> None:
    rng = np.random.default_rng(1)
    octaves = (rng.standard_normal((side, side, 3)) / side**0.3 for side in (8, 16, 32, 64, 128, 256))
    photo = sum(cv2.resize(each, (256, 256), interpolation=cv2.INTER_CUBIC) for each in octaves)
    photo = ((photo - photo.min()) / np.ptp(photo)).astype(np.float32)
    hole = np.zeros((256, 256), bool)
    hole[40:200, 40:220] = True
    guide = photo if by == 1 else reduced(photo, by)
    assert scale_of(guide, hole) == pytest.approx(1 / by)
    assert scale_of(np.full_like(photo, 0.5), hole) == pytest.approx(1 / 16)


@pytest.mark.parametrize("belief", [-0.1, 1.5, "much", float("nan")])
def test_a_belief_out_of_range_is_one_clear_line(belief: object) -> None:
    with pytest.raises(StudioError) as caught:
        ENGINE.info.parse_params({"belief": belief})
    assert caught.value.code == "param-value"
    assert "a number from 0 to 1" in str(caught.value)
