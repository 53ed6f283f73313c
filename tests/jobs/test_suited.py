"""Which engines a comparison suggests for a mask."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.tiles import TiledArray
from inpaint_studio.engines.base import Suitability
from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.jobs.suited import MOST, suited
from tests.gui.fakes import FakeEngine, white


def disc(diameter: int) -> TiledArray:
    """A mask of 300 x 300 with one hole of this diameter."""
    y, x = np.ogrid[:300, :300]
    inside = (x - 149.5) ** 2 + (y - 149.5) ** 2 < (diameter / 2) ** 2
    return TiledArray.from_array(inside.astype(np.uint8) * 255)


def scored(**scores: float) -> Registry:
    made = Registry()
    for name, score in scores.items():
        made.register(FakeEngine(name, white, suitability=Suitability(((2, score), (40, score)))))
    return made


def test_the_best_come_first_and_poor_ones_not_at_all() -> None:
    assert suited(disc(20), scored(poor=0.3, good=0.6, best=0.8, fair=0.4)) == ("best", "good", "fair")


def test_there_are_not_too_many() -> None:
    scores = {f"e{number}": 0.9 - number / 100 for number in range(9)}
    assert suited(disc(20), scored(**scores)) == tuple(scores)[:MOST]


def test_engines_that_would_take_too_long_or_cannot_run_are_left_out() -> None:
    made = scored(quick=0.5)
    slow = Suitability(((2, 0.9), (40, 0.9)), up_to=10)
    made.register(FakeEngine("slow", white, suitability=slow))
    made.register(FakeEngine("missing", white, requires=("no_such_package",)))
    assert suited(disc(20), made) == ("quick",)


def test_an_empty_mask_suits_none() -> None:
    assert suited(disc(0), scored(one=0.5)) == ()


@pytest.mark.parametrize("diameter", [3, 12, 60])
def test_ours_differ_with_the_size_of_the_hole_and_always_allow_a_comparison(diameter: int) -> None:
    found = suited(disc(diameter), REGISTRY)
    assert len(found) >= 2
    assert ("exemplar" in found[:1]) == (diameter > 9)
    assert "auto" not in found
