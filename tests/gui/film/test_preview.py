"""The work of a preview: how far it says it is, and that it stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.gui.film import work
from inpaint_studio.gui.film.clip import Clip, open_film
from inpaint_studio.gui.film.state import FilmState, PackedMask
from tests.gui.film.conftest import COUNT

STRETCH = range(3, 8)


class Record:
    """Stands for a task: lists what it is told, and stops after `last` questions."""

    def __init__(self, last: int | None = None) -> None:
        self.said: list[tuple[str, float]] = []
        self._left = last

    def check(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise Cancelled

    def is_cancelled(self) -> bool:
        return False

    def report(self, fraction: float) -> None:
        self.said.append(("done", fraction))

    def post(self, result: Any) -> None:
        self.said.append((type(result).__name__, result.number))


@pytest.fixture
def clip(film_path: Path) -> Iterator[Clip]:
    opened = open_film(film_path)
    opened.close()
    return opened.clip


def state_of(clip: Clip) -> FilmState:
    coverage = np.zeros((48, 64), np.uint8)
    coverage[34:40, 20:28] = 255
    return FilmState.of(clip.count, clip.size).with_mask(0, PackedMask.of(coverage))


def run(clip: Clip, task: Any, state: FilmState) -> None:
    work.preview(task, clip, state, STRETCH)


def test_progress_grows_with_tracking_looking_and_filling(clip: Clip) -> None:
    task = Record()
    run(clip, task, state_of(clip))
    kinds = [kind for kind, _ in task.said]
    done = [fraction for kind, fraction in task.said if kind == "done"]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(1, abs=0.05)  # the last half frame ends it
    assert [number for kind, number in task.said if kind == "Found"] == list(range(COUNT))
    assert [number for kind, number in task.said if kind == "FilledFrame"] == list(STRETCH)
    tracked = max(place for place, kind in enumerate(kinds) if kind == "Found")
    # it does not stand still from the last mask to the first filled frame, which takes longest
    assert kinds[tracked + 1 : kinds.index("FilledFrame")].count("done") > COUNT


def test_it_stops_while_it_looks_at_the_frames_around(clip: Clip) -> None:
    coverage = np.zeros((48, 64), np.uint8)
    coverage[34:40, 20:28] = 255
    task = Record(last=3)
    with pytest.raises(Cancelled):
        run(clip, task, FilmState.of(clip.count, clip.size).with_still(PackedMask.of(coverage)))
    assert [kind for kind, _ in task.said] == ["done"] * 3


def test_one_mask_for_every_frame_is_held_once(clip: Clip) -> None:
    mask = state_of(clip).keyframes[0]
    masks = work.FilmMasks(FilmState.of(clip.count, clip.size).with_still(mask))
    assert masks[0] is masks[COUNT - 1]
    np.testing.assert_array_equal(masks[0], mask.coverage)
    painted = work.FilmMasks(state_of(clip))
    assert painted[0].any()
    assert painted[1] is painted[2]
    assert not painted[1].any()
