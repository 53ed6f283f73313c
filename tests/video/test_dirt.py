"""Dirt on films, found by time: what is marked, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from inpaint_studio.video.dirt.find import find_dirt
from tests.video.scenes import film, scene

SPECK = np.s_[40:46, 90:97]


def with_speck(frames: list[np.ndarray], number: int, level: int) -> list[np.ndarray]:
    frames = [frame.copy() for frame in frames]
    frames[number][SPECK] = level
    return frames


def with_scratch(frames: list[np.ndarray], column: int, levels: int) -> list[np.ndarray]:
    frames = [frame.astype(np.int16) for frame in frames]
    for frame in frames:
        frame[:, column : column + 2] += levels
    return [np.clip(frame, 0, 255).astype(np.uint8) for frame in frames]


@pytest.mark.parametrize("level", [10, 245])
@pytest.mark.parametrize("number", [0, 3, 5])
def test_a_speck_of_one_frame_is_marked_there_alone(number: int, level: int) -> None:
    found = list(find_dirt(with_speck(film(6), number, level), kinds=["dirt"]))
    assert len(found) == 6
    assert all(one.dtype == np.uint8 and set(np.unique(one)) <= {0, 255} for one in found)
    assert (found[number][SPECK] == 255).mean() > 0.95
    assert all((one > 0).mean() < 0.001 for i, one in enumerate(found) if i != number)
    found[number][38:48, 88:99] = 0
    assert (found[number] > 0).mean() < 0.001


def test_a_hair_is_marked_along_its_whole_length() -> None:
    frames = film(5)
    hair = np.zeros(frames[0].shape[:2], np.uint8)
    cv2.ellipse(hair, (100, 60), (40, 25), 20, 0, 200, 255, 2)
    frames[2][hair > 0] = 20
    found = list(find_dirt(frames, kinds=["dirt"]))[2]
    assert (found[hair > 0] > 0).mean() > 0.9
    assert (found[hair == 0] > 0).mean() < 0.02


@pytest.mark.parametrize("grain", [0, 3, 8])
def test_grain_is_not_marked(grain: float) -> None:
    assert all((one > 0).mean() < 0.0005 for one in find_dirt(film(6, grain=grain)))


def test_what_stays_with_the_scene_is_not_marked() -> None:
    frames = film(6)
    for i, frame in enumerate(frames):
        frame[50:58, 120 - 3 * i : 128 - 3 * i] = 250
    assert all((one > 0).mean() < 0.001 for one in find_dirt(frames))


def test_light_that_flickers_is_not_marked() -> None:
    frames = [
        np.clip(frame * (1 + 0.08 * (-1) ** i), 0, 255).astype(np.uint8) for i, frame in enumerate(film(6))
    ]
    assert all((one > 0).mean() < 0.001 for one in find_dirt(frames))


def test_frames_beside_a_cut_are_compared_within_their_scene() -> None:
    first = film(4)
    second = [255 - frame for frame in film(4)]
    assert all((one > 0).mean() < 0.001 for one in find_dirt(first + second))
    found = list(find_dirt(with_speck(first, 3, 250) + with_speck(second, 0, 250)))
    assert all((found[i][SPECK] > 0).mean() > 0.9 for i in (3, 4))


def test_a_scene_of_two_frames_is_left_alone() -> None:
    frames = [scene(1), scene(1), scene(2), scene(3), scene(3)]
    frames[0][10:20, 10:20] = 255
    assert not any(one.any() for one in find_dirt(frames))


@pytest.mark.parametrize("levels", [-40, 40])
def test_a_scratch_is_followed_through_the_scene(levels: int) -> None:
    frames = with_scratch(film(16), 70, levels)
    found = list(find_dirt(frames, kinds=["scratches"]))
    assert len(found) == 16
    assert np.mean([(one[:, 70:72] > 0).mean() for one in found]) > 0.9
    for one in found:
        one[:, 66:76] = 0
    assert np.mean([(one > 0).mean() for one in found]) < 0.001


def test_a_post_in_the_scene_is_no_scratch() -> None:
    frames = film(16)
    for i, frame in enumerate(frames):
        frame[:, 150 - 3 * i : 152 - 3 * i] = 20
    assert not any(one.any() for one in find_dirt(frames, kinds=["scratches"]))


def test_kinds_are_found_together_as_alone() -> None:
    frames = with_scratch(with_speck(film(12), 5, 250), 40, 50)
    alone = [list(find_dirt(frames, kinds=[kind])) for kind in ("dirt", "scratches")]
    both = list(find_dirt(frames))
    assert all(np.array_equal(one | other, all_) for one, other, all_ in zip(*alone, both, strict=True))


def test_a_higher_sensitivity_marks_no_less() -> None:
    frames = with_speck(film(5), 2, 165)
    marked = [sum((one > 0).sum() for one in find_dirt(frames, sensitivity=s)) for s in (0, 50, 100)]
    assert marked == sorted(marked)
    assert marked[0] < marked[2]


def test_sixteen_bits_give_what_eight_give() -> None:
    frames = with_speck(film(5), 2, 250)
    deep = [frame.astype(np.uint16) * 257 for frame in frames]
    for one, other in zip(find_dirt(frames), find_dirt(deep), strict=True):
        assert (one != other).mean() < 0.001


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (33, 17)])
def test_odd_sizes(shape: tuple[int, int]) -> None:
    found = list(find_dirt(film(8, shape)))
    assert [one.shape for one in found] == [shape] * 8


def test_no_frames_no_marks() -> None:
    assert not list(find_dirt([]))


class ReadOnce:
    """A film that tells of going back, and in how far ahead it is read."""

    def __init__(self, frames: list[np.ndarray]) -> None:
        self.frames, self.next = frames, 0

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, number: int) -> np.ndarray:
        assert number == self.next
        self.next += 1
        return self.frames[number]


def test_each_frame_is_read_once_and_not_long_before_its_answer() -> None:
    once = ReadOnce(film(24))
    answers: Iterator[np.ndarray] = find_dirt(once)
    for number, _ in enumerate(answers):
        assert once.next <= number + 10
    assert once.next == 24
