"""Masks that are carried from keyframes: they follow what they cover, and say how sure they are."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.arrays import Coverage, Pixels
from inpaint_studio.video.keyframes import Tracked, carried

HEIGHT, WIDTH = 96, 144


def noise(seed: int) -> np.ndarray:
    """A smooth texture, (HEIGHT, WIDTH, 3)."""
    coarse = np.random.default_rng(seed).uniform(30, 220, (HEIGHT // 6 + 2, WIDTH // 6 + 2, 3))
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] / 6
    top, left = rows.astype(int), columns.astype(int)
    down, across = (rows - top)[..., None], (columns - left)[..., None]
    upper = coarse[top, left] * (1 - across) + coarse[top, left + 1] * across
    lower = coarse[top + 1, left] * (1 - across) + coarse[top + 1, left + 1] * across
    return upper * (1 - down) + lower * down


def place(number: int) -> tuple[slice, slice]:
    """Where the object is in a frame: it goes to the right and down."""
    return slice(20 + number, 50 + number), slice(10 + 4 * number, 50 + 4 * number)


class Scene:
    """An object that moves before a background of another texture; a new scene begins at `cut`."""

    def __init__(self, count: int, cut: int = 1000) -> None:
        self._count, self._cut = count, cut
        self.asked: list[int] = []

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int, /) -> Pixels:
        self.asked.append(number)
        picture = noise(1 if number < self._cut else 7)
        rows, columns = place(number)
        picture[rows, columns] = noise(2 if number < self._cut else 8)[20:50, 10:50]
        return picture.astype(np.uint8)


def mask_at(number: int) -> Coverage:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[place(number)] = 255
    return mask


def overlap(tracked: Tracked, number: int) -> float:
    """Intersection over union with the true mask."""
    found, true = tracked.mask > 0, mask_at(number) > 0
    return float((found & true).sum() / (found | true).sum())


@pytest.mark.parametrize(("keyframes", "least"), [([0], 0.5), ([11], 0.5), ([5], 0.7), ([0, 11], 0.8)])
def test_a_mask_follows_what_it_covers(keyframes: list[int], least: float) -> None:
    """Standing still, a mask would have nothing in common with the object at the end."""
    scene = Scene(12)
    found = list(carried(scene, {number: mask_at(number) for number in keyframes}))
    assert len(found) == 12
    assert scene.asked == list(range(12))
    assert min(overlap(one, number) for number, one in enumerate(found)) > least
    for number in keyframes:
        np.testing.assert_array_equal(found[number].mask, mask_at(number))
        assert found[number].confidence == 1
    assert all(0.4 < one.confidence <= 1 for one in found)


def test_confidence_falls_away_from_a_keyframe() -> None:
    found = [one.confidence for one in carried(Scene(12), {4: mask_at(4)})]
    assert found[4:] == sorted(found[4:], reverse=True)
    assert found[:5] == sorted(found[:5])
    assert found[11] < 1


def test_nothing_is_carried_across_a_cut() -> None:
    found = list(carried(Scene(12, cut=6), {2: mask_at(2)}))
    assert all(one.mask.any() for one in found[:6])
    assert not any(one.mask.any() for one in found[6:])
    assert [one.confidence for one in found[6:]] == [0] * 6
    both = list(carried(Scene(12, cut=6), {2: mask_at(2), 9: mask_at(9)}))
    assert min(overlap(one, number) for number, one in enumerate(both)) > 0.8


def test_the_same_masks_each_time_and_none_without_keyframes() -> None:
    one, other = (list(carried(Scene(6), {0: mask_at(0)})) for _ in range(2))
    for first, second in zip(one, other, strict=True):
        np.testing.assert_array_equal(first.mask, second.mask)
    with pytest.raises(ValueError, match="nothing to carry"):
        list(carried(Scene(6), {}))
