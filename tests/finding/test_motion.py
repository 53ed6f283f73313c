"""Flow between frames, and what it carries along."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.finding.motion import flow, grey, length, moved, round_trip
from tests.video.scenes import scene


def test_flow_leads_to_where_things_went() -> None:
    here, there = grey(scene(1)), grey(scene(1, 5))
    found = flow(here, there)
    assert np.median(np.abs(found[:, 10:] - (-5, 0))) < 0.1
    assert np.abs(moved(there, found).astype(int) - here)[:, 10:].mean() < 2


def test_a_round_trip_ends_where_it_began_unless_something_is_hidden() -> None:
    here, there = scene(1), scene(1, 3)
    there[30:60, 60:100] = scene(2)[30:60, 60:100]
    apart = round_trip(flow(grey(here), grey(there)), flow(grey(there), grey(here)))
    assert np.median(apart[:25, 10:]) < 0.2
    assert np.median(apart[35:55, 70:95]) > 0.4


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (31, 200), (200, 12)])
def test_small_frames_have_flow_too(shape: tuple[int, int]) -> None:
    small = grey(scene(1, shape=shape))
    for effort in range(3):
        assert np.abs(flow(small, small, effort)).max() < 0.01


def test_lengths_do_not_depend_on_where_in_memory_vectors_lie() -> None:
    vectors = np.random.default_rng(3).normal(0, 1, (21, 33, 2)).astype(np.float32)
    room = np.empty(vectors.size + 16, np.float32)
    found = set()
    for shift in range(16):
        placed = room[shift : shift + vectors.size].reshape(vectors.shape)
        placed[...] = vectors
        found.add(length(placed).tobytes())
    assert len(found) == 1
    assert np.allclose(length(vectors), np.hypot(vectors[..., 0], vectors[..., 1]))
