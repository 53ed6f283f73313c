"""Where a new scene begins."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.video.cuts import is_cut
from tests.video.scenes import scene


@pytest.mark.parametrize("shift", [0, 3, 9])
def test_a_moving_camera_makes_no_cut(shift: int) -> None:
    assert not is_cut(scene(1), scene(1, shift))


def test_another_scene_is_a_cut() -> None:
    assert all(is_cut(scene(seed), scene(seed + 1)) for seed in range(6))


def test_a_change_of_light_is_no_cut() -> None:
    assert not is_cut(scene(1), (scene(1) * 0.6).astype(np.uint8))


def test_depth_makes_no_difference() -> None:
    sixteen = scene(1).astype(np.uint16) * 257
    assert not is_cut(sixteen, sixteen)
    assert is_cut(sixteen, scene(2).astype(np.uint16) * 257)


def test_scenes_without_structure_are_told_apart_by_their_level() -> None:
    black, white = np.zeros((90, 160, 3), np.uint8), np.full((90, 160, 3), 255, np.uint8)
    assert not is_cut(black, black)
    assert is_cut(black, white)
    assert is_cut(black, scene(1))


def test_tiny_frames_are_compared_too() -> None:
    assert not is_cut(scene(1, shape=(1, 1)), scene(1, shape=(1, 1)))
    assert not is_cut(scene(1, shape=(3, 200)), scene(1, shape=(3, 200)))
