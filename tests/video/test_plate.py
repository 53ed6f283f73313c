"""The empty scene of a film: what each place shows most often, and how sure that is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.video.plate import plate_of
from tests.video.scenes import scene

SHAPE = (96, 160)


def visited(count: int, *, grain: float = 2, gains: tuple[float, ...] = (1.0,)) -> list[np.ndarray]:
    """A fixed scene that a bright visitor crosses, staying in the middle for 60 % of the time."""
    rng = np.random.default_rng(3)
    frames = []
    for i in range(count):
        frame = scene(1, shape=SHAPE).astype(np.float64) * gains[i % len(gains)]
        # the place in the middle is covered more often than not, each time in another colour
        left = 70 if i % 5 < 3 else 10 + 7 * i % 120
        frame[30:60, left : left + 20] = rng.uniform(190, 255, 3)
        frames.append(np.clip(frame + rng.normal(0, grain, frame.shape), 0, 255).round().astype(np.uint8))
    return frames


def off(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_who_is_mostly_in_the_way_is_left_out() -> None:
    frames, truth = visited(40), scene(1, shape=SHAPE)
    plate = plate_of(frames)
    assert off(plate.pixels, truth) < 1.5
    middle = np.s_[32:58, 72:88]
    assert off(plate.pixels[middle], truth[middle]) < 3
    assert off(np.median(frames, axis=0)[middle], truth[middle]) > 10
    assert plate.shown.all()
    assert plate.left_out == ()


def test_where_the_scene_was_seen_less_is_less_certain() -> None:
    plate = plate_of(visited(40))
    assert np.median(plate.uncertainty[:20]) < 30
    assert np.median(plate.uncertainty[35:55, 74:86]) > 100


def test_the_times_are_of_frames_that_show_the_scene() -> None:
    frames = visited(40)
    plate = plate_of(frames)
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    for numbers in (plate.first, plate.last, plate.nearest):
        shown = np.stack(frames)[numbers, rows, columns]
        assert off(shown, plate.pixels) < 3
    assert (plate.first <= plate.nearest).all()
    assert (plate.nearest <= plate.last).all()


def test_changes_of_exposure_are_evened_out() -> None:
    plate = plate_of(visited(30, gains=(1.0, 0.8, 1.1)))
    ratio = plate.pixels.astype(float).mean() / scene(1, shape=SHAPE).mean()
    assert 0.75 < ratio < 1.15
    assert off(plate.pixels / ratio, scene(1, shape=SHAPE)) < 4
    assert np.median(plate.uncertainty[:20]) < 60


def test_a_pan_gives_a_wider_picture() -> None:
    rng = np.random.default_rng(5)
    wide = cv2.GaussianBlur(rng.normal(0, 1, (140, 460, 3)), (0, 0), 2.5)
    wide = np.clip(128 + 50 * wide / wide.std(), 0, 255).round().astype(np.uint8)
    frames = [wide[:, 10 * i : 10 * i + 220].copy() for i in range(24)]
    for i, frame in enumerate(frames):
        frame[50:90, 180 - 6 * i % 150 : 205 - 6 * i % 150] = (250, 40, 40)
    plate = plate_of(frames)
    assert plate.left_out == ()
    assert abs(plate.pixels.shape[1] - 450) <= 4
    assert abs(plate.pixels.shape[0] - 140) <= 4
    middle = plate.pixels[15:-15, 60:-60].astype(np.float32)
    fits = cv2.matchTemplate(wide.astype(np.float32), middle, cv2.TM_SQDIFF)
    row, column = np.unravel_index(fits.argmin(), fits.shape)
    truth = wide[row : row + middle.shape[0], column : column + middle.shape[1]]
    assert np.median(np.abs(middle - truth)) < 4


def test_a_frame_of_another_place_is_left_out() -> None:
    frames = visited(12)
    frames[5] = scene(9, shape=SHAPE)
    plate = plate_of(frames)
    assert plate.left_out == (5,)
    assert 5 not in plate.compared


def test_sixteen_bits_stay() -> None:
    deep = [frame.astype(np.uint16) * 257 for frame in visited(8)]
    plate = plate_of(deep)
    assert plate.pixels.dtype == np.uint16
    assert off(plate.pixels / 257, plate_of(visited(8)).pixels) < 1


def test_few_pictures_are_an_error() -> None:
    for frames in ([], visited(2)):
        with pytest.raises(StudioError) as caught:
            plate_of(frames)
        assert caught.value.code == "plate-few"


def test_it_can_be_cancelled_and_tells_how_far_it_is() -> None:
    with pytest.raises(Cancelled):
        plate_of(visited(4), is_cancelled=lambda: True)
    heard: list[float] = []
    plate_of(visited(6), on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_it_is_the_same_each_time() -> None:
    one, other = plate_of(visited(10)), plate_of(visited(10))
    assert np.array_equal(one.pixels, other.pixels)
    assert np.array_equal(one.uncertainty, other.uncertainty)
