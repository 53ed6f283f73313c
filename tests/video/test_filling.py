"""Filling films, on films made of arrays."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.video import filling
from inpaint_studio.video.filling import INVENTED, UNSEEN, UNTOUCHED, Filled, Settings

HEIGHT, WIDTH = 72, 112
QUICK = Settings(engine="telea", reach=12, batch=6)


def texture(seed: int, height: int = HEIGHT, width: int = 320) -> np.ndarray:
    """A picture with detail of many sizes, uint8 (height, width, 3)."""
    rng = np.random.default_rng(seed)
    total = sum(
        size * cv2.GaussianBlur(rng.normal(0, 1, (height, width, 3)), (0, 0), size) for size in (1.2, 3, 8)
    )
    return np.clip(128 + 45 * total / total.std(), 0, 255).astype(np.uint8)


def pan(picture: np.ndarray, count: int, step: int = 4) -> list[np.ndarray]:
    """A camera that moves along `picture`, `step` px to the right from frame to frame."""
    return [np.ascontiguousarray(picture[:, step * i : step * i + WIDTH]) for i in range(count)]


def box(left: int, top: int, width: int, height: int) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[top : top + height, left : left + width] = 255
    return mask


def painted(frames: Sequence[np.ndarray], masks: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The frames with what is to be removed in them: white."""
    white = np.iinfo(frames[0].dtype).max
    return [
        np.where(mask[..., None] > 0, white, frame).astype(frame.dtype)
        for frame, mask in zip(frames, masks, strict=True)
    ]


def filled(frames: Sequence[np.ndarray], masks: Sequence[np.ndarray], settings: Settings) -> list[Filled]:
    result = list(filling.fill(frames, masks, settings))
    assert [one.number for one in result] == list(range(len(frames)))
    for one, frame, mask in zip(result, frames, masks, strict=True):
        assert one.pixels.dtype == frame.dtype
        assert one.sources.dtype == np.int32
        assert (one.pixels[mask == 0] == frame[mask == 0]).all()
        assert ((one.sources == UNTOUCHED) == (mask == 0)).all()
    return result


def psnr(truth: Sequence[np.ndarray], result: Sequence[Filled], masks: Sequence[np.ndarray]) -> float:
    errors = [
        (one.pixels[mask > 0].astype(float) - frame[mask > 0]) / np.iinfo(frame.dtype).max
        for frame, one, mask in zip(truth, result, masks, strict=True)
    ]
    return float(-10 * np.log10(max(1e-9, (np.concatenate(errors) ** 2).mean())))


LOGO = box(52, 30, 10, 8)


def test_a_still_logo_on_a_moving_picture_is_filled_from_the_frames_that_show_what_is_under_it() -> None:
    truth = pan(texture(1), 12)
    masks = [LOGO] * 12
    result = filled(painted(truth, masks), masks, QUICK)
    assert psnr(truth, result, masks) > 32
    for one in result:
        sources = np.unique(one.sources[LOGO > 0])
        assert sources.min() >= 0
        # the camera moves 4 px a frame: what is under 10 px of logo, and 2 px around it, shows 2 frames away
        assert np.abs(sources - one.number).min() >= 1
        assert np.abs(sources - one.number).max() <= 6


def test_frames_wider_than_flow_is_computed_for() -> None:
    picture = cv2.resize(texture(18, 60, 560), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    truth = [np.ascontiguousarray(picture[:, 14 * i : 14 * i + 960]) for i in range(8)]
    mask = np.zeros(truth[0].shape[:2], np.uint8)
    mask[40:62, 500:524] = 255
    result = filled(painted(truth, [mask] * 8), [mask] * 8, QUICK)
    assert psnr(truth, result, [mask] * 8) > 32
    assert all((one.sources[mask > 0] >= 0).all() for one in result)


def test_grain_that_mixing_removes_is_added_again() -> None:
    rng = np.random.default_rng(19)
    masks = [box(10 + 12 * i, 15, 30, 40) for i in range(6)]
    truth = [rng.normal(120, 10, (HEIGHT, WIDTH, 3)).clip(0, 255).astype(np.uint8) for _ in masks]
    result = filled(painted(truth, masks), masks, QUICK)
    for one, mask in zip(result, masks, strict=True):
        assert 7 < one.pixels[mask > 0].std() < 14


def test_sources_show_the_pixel_that_they_are_the_source_of() -> None:
    truth = pan(texture(2), 12)
    masks = [LOGO] * 12
    result = filled(painted(truth, masks), masks, QUICK)
    for one in result:
        y, x = np.nonzero(LOGO)
        there = x + 4 * (one.number - one.sources[y, x])  # where the pixel is in its source
        inside = (there >= 0) & (there < WIDTH)
        assert inside.all()
        assert (LOGO[y, there] == 0).all()


def test_behind_an_object_that_moves_the_background_returns() -> None:
    background = texture(3, width=WIDTH)
    truth = [background] * 14
    masks = [box(8 + 6 * i, 20, 12, 30) for i in range(14)]
    result = filled(painted(truth, masks), masks, QUICK)
    assert psnr(truth, result, masks) > 40
    assert all((one.sources != INVENTED).all() for one in result)


def test_light_is_matched_to_the_frame_that_is_filled() -> None:
    background = texture(4, width=WIDTH) // 2 + 30
    truth = [np.rint(background * (0.7 + 0.06 * i)).astype(np.uint8) for i in range(10)]
    masks = [box(8 + 8 * i, 20, 10, 20) for i in range(10)]
    result = filled(painted(truth, masks), masks, QUICK)
    assert psnr(truth, result, masks) > 36


def test_nothing_is_taken_from_the_other_side_of_a_cut() -> None:
    truth = pan(texture(5), 6) + pan(texture(6), 6)
    masks = [LOGO] * 12
    result = filled(painted(truth, masks), masks, QUICK)
    for one in result:
        sources = one.sources[one.sources >= 0]
        assert ((sources < 6) == (one.number < 6)).all()
        assert sources.size


def test_a_flash_is_no_cut() -> None:
    background = texture(7, width=WIDTH)
    truth = [background] * 9
    masks = [box(20, 20, 12, 12) if i < 4 else box(70, 20, 12, 12) for i in range(9)]
    frames = painted(truth, masks)
    frames[4] = np.full_like(frames[4], 252)
    frames[4][::7, ::5] = 240
    result = filled(frames, masks, QUICK)
    assert (result[2].sources[masks[2] > 0] > 4).all()
    assert (result[6].sources[masks[6] > 0] < 4).all()
    assert psnr(truth[:4], result[:4], masks[:4]) > 36


def test_what_no_frame_shows_is_invented_once_and_stays() -> None:
    background = texture(8, width=WIDTH)
    masks = [box(40, 25, 16, 14)] * 14
    frames = painted([background] * 14, masks)
    result = filled(frames, masks, QUICK)
    hole = masks[0] > 0
    assert all((one.sources[hole] == INVENTED).all() for one in result)
    changes = [
        np.abs(one.pixels[hole].astype(int) - other.pixels[hole]).max() for one, other in pairwise(result)
    ]
    assert max(changes) <= 2


def test_a_film_filled_in_two_goes_goes_on_with_what_was_invented() -> None:
    picture = texture(5)[:, :WIDTH]
    masks = [LOGO] * 12
    film = painted([picture] * 12, masks)
    whole = filled(film, masks, QUICK)
    first = [one for one, _ in zip(filling.fill(film, masks, QUICK), range(6), strict=False)]
    rest = list(filling.fill(film, masks, QUICK, start=6, before=first[-1]))
    assert [one.number for one in rest] == list(range(6, 12))
    for one, other in zip([*first, *rest], whole, strict=True):
        assert (one.sources == other.sources).all()
        assert (one.pixels == other.pixels).all()
    # without `before` nothing is known of what was invented
    alone = list(filling.fill(film, masks, replace(QUICK, engine="navier-stokes"), start=6))
    assert (alone[0].pixels != whole[6].pixels).any()


def test_never_invent_marks_exactly_what_no_frame_shows() -> None:
    background = texture(9, width=WIDTH)
    # the second half uncovers all but what both halves hide
    masks = [box(30, 25, 20, 16) if i < 5 else box(42, 25, 20, 16) for i in range(10)]
    settings = replace(QUICK, never_invent=True, mark=(1.0, 0.0, 1.0))
    result = filled(painted([background] * 10, masks), masks, settings)
    both = (masks[0] > 0) & (masks[9] > 0)
    near = cv2.dilate(both.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    for one in result:
        unseen = one.sources == UNSEEN
        assert unseen[both].all()
        assert not unseen[~near].any()
        assert (one.pixels[unseen] == (255, 0, 255)).all()
        assert not (one.sources == INVENTED).any()


def test_sixteen_bit_films_keep_their_depth() -> None:
    truth = [frame.astype(np.uint16) * 240 + 900 for frame in pan(texture(10), 8)]
    masks = [LOGO] * 8
    result = filled(painted(truth, masks), masks, QUICK)
    assert psnr(truth, result, masks) > 32
    levels = np.concatenate([one.pixels[LOGO > 0] for one in result])
    assert len(np.unique(levels % 240)) > 50


def test_specks_that_differ_in_each_frame() -> None:
    rng = np.random.default_rng(11)
    truth = pan(texture(11), 8, step=2)
    masks = []
    for _ in range(8):
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        for x, y in zip(rng.integers(5, WIDTH - 5, 9), rng.integers(5, HEIGHT - 5, 9), strict=True):
            cv2.circle(mask, (int(x), int(y)), 2, 255, -1)
        masks.append(mask)
    result = filled(painted(truth, masks), masks, QUICK)
    assert psnr(truth, result, masks) > 33


def test_the_same_film_gives_the_same_bytes() -> None:
    truth = pan(texture(12), 5)
    masks = [box(40, 25, 24, 20)] * 5
    frames = painted(truth, masks)
    one, other = (filled(frames, masks, replace(QUICK, engine="exemplar")) for _ in range(2))
    for first, second in zip(one, other, strict=True):
        assert (first.pixels == second.pixels).all()
        assert (first.sources == second.sources).all()


def test_soft_coverage_blends() -> None:
    background = np.full((HEIGHT, WIDTH, 3), 100, np.uint8)
    mask = box(40, 25, 12, 12)
    soft = np.where(mask > 0, np.uint8(51), np.uint8(0))
    frames = painted([background] * 3, [mask] * 3)
    result = filled(frames, [soft] * 3, QUICK)
    assert np.abs(result[1].pixels[mask > 0].astype(int) - (100 * 51 + 255 * 204) / 255).max() <= 2


class Held:
    """A film that counts how many of its frames somebody holds, and notes which were asked for."""

    def __init__(self, frames: Sequence[np.ndarray]) -> None:
        self._frames = frames
        self._given: list[weakref.ref[np.ndarray]] = []
        self.asked: list[int] = []
        self.most = 0

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, number: int) -> np.ndarray:
        frame = self._frames[number].copy()
        self.asked.append(number)
        self._given.append(weakref.ref(frame))
        self.count()
        return frame

    def count(self) -> None:
        self._given = [one for one in self._given if one() is not None]
        self.most = max(self.most, len(self._given))


def test_a_window_of_frames_is_held_and_each_is_read_once() -> None:
    truth = pan(texture(13, width=400), 40)
    masks = [LOGO] * 40
    film = Held(painted(truth, masks))
    settings = replace(QUICK, reach=5, batch=4)
    for _ in filling.fill(film, masks, settings):
        film.count()
    assert film.asked == list(range(40))
    assert film.most <= 2 * 5 + 4 + 1


def test_little_memory_means_a_shorter_window() -> None:
    truth = pan(texture(14, width=400), 30)
    masks = [LOGO] * 30
    film = Held(painted(truth, masks))
    list(filling.fill(film, masks, replace(QUICK, reach=20, batch=2, memory=12 * truth[0].nbytes * 4)))
    assert film.most <= 14


def test_cancelling() -> None:
    truth = pan(texture(15), 6)
    masks = [LOGO] * 6
    seen: list[float] = []
    frames = filling.fill(
        painted(truth, masks), masks, QUICK, on_progress=seen.append, is_cancelled=lambda: len(seen) > 2
    )
    with pytest.raises(Cancelled):
        list(frames)


def test_progress_rises_to_one() -> None:
    truth = pan(texture(16), 6)
    seen: list[float] = []
    list(filling.fill(painted(truth, [LOGO] * 6), [LOGO] * 6, QUICK, on_progress=seen.append))
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_a_film_without_holes_and_one_without_frames() -> None:
    frames = pan(texture(17), 3)
    nothing = [np.zeros((HEIGHT, WIDTH), np.uint8)] * 3
    for one, frame in zip(filled(frames, nothing, QUICK), frames, strict=True):
        assert (one.pixels == frame).all()
    assert list(filling.fill([], [], QUICK)) == []
