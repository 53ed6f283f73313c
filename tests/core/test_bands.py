"""Planes in bands of rows: the same as of the whole plane at once, in little memory."""

from __future__ import annotations

import tracemalloc

import cv2
import numpy as np
import pytest

from inpaint_studio.core.bands import depths, looked_up, numbered, within
from inpaint_studio.core.mask import Mask
from inpaint_studio.engines.pipeline.plan import plan_of
from inpaint_studio.engines.registry import REGISTRY


def scattered(height: int, width: int, share: float, size: int) -> np.ndarray:
    """Blobs of about `size` px that cover about that share; some cross the borders of the bands."""
    noise = np.random.default_rng(size).standard_normal((height, width)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), size)
    return np.asarray(smooth > np.quantile(smooth, 1 - share))


PLANES = [
    scattered(1300, 200, 0.3, 2),
    scattered(1300, 200, 0.6, 40),
    scattered(1025, 37, 0.5, 1),
    np.ones((1100, 20), bool),
    np.zeros((600, 9), bool),
]


@pytest.mark.parametrize("where", PLANES)
def test_parts_are_numbered_as_by_opencv(where: np.ndarray) -> None:
    """Also those that lie in several bands."""
    labels, boxes, areas = numbered(where)
    count, expected, stats, _ = cv2.connectedComponentsWithStats(where.view(np.uint8), connectivity=8)
    assert np.array_equal(labels, expected)
    assert np.array_equal(areas, stats[1:count, cv2.CC_STAT_AREA])
    assert np.array_equal(boxes[:, :2], stats[1:count, :2])
    assert np.array_equal(boxes[:, 2:] - boxes[:, :2], stats[1:count, 2:4])


@pytest.mark.parametrize("where", PLANES)
@pytest.mark.parametrize("reach", [0.5, 3.0, 40.0, 700.0])
def test_what_is_near_does_not_depend_on_the_bands(where: np.ndarray, reach: float) -> None:
    away = cv2.distanceTransform((~where).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    expected = (away <= reach) & where.any()
    assert np.array_equal(within(where, reach), expected)
    assert np.array_equal(within(where, reach, strictly=True), (away < reach) & where.any())


@pytest.mark.parametrize("where", PLANES[:3])
@pytest.mark.parametrize("solid", [False, True])
def test_depths_do_not_depend_on_the_bands(where: np.ndarray, solid: bool) -> None:
    """Also inside holes that are much deeper than a band is high."""
    unknown = where.astype(np.uint8)
    if solid:
        unknown = np.repeat(np.repeat(unknown, 2, 0), 5, 1)
        unknown[200:2400] = 1
    expected = cv2.distanceTransform(unknown, cv2.DIST_L2, cv2.DIST_MASK_5)
    found = np.zeros_like(expected)
    for rows, away in depths(unknown):
        found[rows] = away
    assert np.array_equal(found, expected)


def test_looking_up_is_indexing() -> None:
    labels, _, areas = numbered(PLANES[0])
    table = np.arange(len(areas) + 1) % 3 == 0
    assert np.array_equal(looked_up(table, labels), table[labels])


@pytest.mark.parametrize("engine", ["telea", "auto"])
def test_a_plan_takes_little_memory(engine: str) -> None:
    """Of strokes all over a photo; with planes of int32 and float32 it took several times as much."""
    where = np.zeros((12000, 1500), np.uint8)
    chance = np.random.default_rng(0)
    for _ in range(40):
        x, y = (int(chance.integers(100, side - 100)) for side in (1500, 12000))
        cv2.line(where, (x, y), (x + 90, y + 40), 255, int(chance.integers(8, 90)))
    mask, chosen = Mask(where), REGISTRY.get(engine)
    params = chosen.info.parse_params({})
    plan_of(Mask(where[:400, :400].copy()), chosen, params, REGISTRY)  # loads what is loaded once
    tracemalloc.start()
    try:
        plan_of(mask, chosen, params, REGISTRY)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 7 * where.size
