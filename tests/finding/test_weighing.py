"""What is doubtful counts for more on a photo with much certain damage, and for less on an intact one."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.arrays import Floats
from inpaint_studio.finding.find import _weigh


def weighed(certain: int) -> Floats:
    confidence = np.full((200, 200), 0.01, np.float32)
    confidence.flat[:certain] = 0.98
    confidence[-1] = 0.3
    _weigh(confidence)
    return confidence


def test_doubtful_pixels_follow_the_share_of_certain_ones() -> None:
    doubtful = [float(weighed(certain)[-1, 0]) for certain in (0, 1, 40, 4000)]
    assert doubtful == sorted(doubtful)
    assert doubtful[0] < doubtful[1] < doubtful[2] == pytest.approx(0.3, abs=0.01), "as the network says"
    assert doubtful[-1] > 0.6


def test_the_order_of_pixels_stays_and_extremes_too() -> None:
    confidence = np.linspace(0, 1, 101, dtype=np.float32)[None]
    _weigh(confidence)
    assert (np.diff(confidence[0]) > 0).all()
    assert confidence[0, 0] == 0
    assert confidence[0, -1] == 1
