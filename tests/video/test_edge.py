"""The edge of an object: learned where a mask was painted, found again where it is about right."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.video.edge import Edge, grown
from tests.video.scenes import scene

SHAPE = (96, 144)


def disc(x: int, y: int, radius: int) -> np.ndarray:
    mask = np.zeros(SHAPE, np.uint8)
    cv2.circle(mask, (x, y), radius, 1, -1)
    return mask > 0


def picture(there: np.ndarray) -> np.ndarray:
    """A red object before a green and blue scene."""
    behind, red = scene(1, shape=SHAPE) // 2, scene(2, shape=SHAPE) // 2 + np.array([120, 0, 0], np.uint8)
    return np.where(there[..., None], red, behind).astype(np.uint8)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_the_edge_is_found_beside_a_mask_that_is_a_little_off() -> None:
    edge = Edge.learned(picture(disc(60, 48, 25)), disc(60, 48, 25))
    there = disc(70, 48, 25)
    off = disc(71, 49, 25)
    assert overlap(edge.fitted(picture(there), off), there) > max(0.97, overlap(off, there))


@pytest.mark.parametrize("margin", [0, 4])
def test_the_margin_that_was_painted_is_known(margin: int) -> None:
    there = disc(60, 48, 25)
    edge = Edge.learned(picture(there), disc(60, 48, 25 + margin))
    assert abs(edge.margin - margin) <= 1
    assert overlap(grown(edge.mask, edge.margin), disc(60, 48, 25 + margin)) > 0.9


def test_without_both_sides_a_mask_stays_as_it_is() -> None:
    whole, nothing, dot = np.ones(SHAPE, bool), np.zeros(SHAPE, bool), disc(5, 5, 0)
    for mask in (whole, nothing, dot):
        edge = Edge.learned(scene(1, shape=SHAPE), mask)
        assert edge.margin == 0
        assert np.array_equal(edge.mask, mask)
        assert np.array_equal(edge.fitted(scene(1, shape=SHAPE), mask), mask)


def test_an_edge_far_from_the_mask_is_not_believed() -> None:
    edge = Edge.learned(picture(disc(60, 48, 10)), disc(60, 48, 10))
    astray = disc(110, 48, 10)
    assert overlap(edge.fitted(picture(disc(30, 48, 10)), astray), astray) > 0.7
