"""Between 8 and 16 bit: the nearest level, and back without a loss."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.depth import eight_bit, eight_bit_rgb, sixteen_bit


def test_every_level_of_16_bit_becomes_the_nearest_of_8() -> None:
    levels = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    assert (eight_bit(levels) == np.rint(levels / 257)).all()


def test_8_bit_comes_back_from_16_as_it_was() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert (eight_bit(sixteen_bit(levels)) == levels).all()


@pytest.mark.parametrize("shape", [(0, 5, 3), (4, 0), (7, 1, 1), (1, 9, 4)])
def test_the_shape_stays(shape: tuple[int, ...]) -> None:
    assert eight_bit(np.zeros(shape, np.uint16)).shape == shape


def test_rows_may_lie_apart() -> None:
    levels = np.arange(65536, dtype=np.uint16).reshape(64, 256, 4)[::-2, ::3, 1:]
    assert (eight_bit_rgb(levels) == np.rint(levels / 257)).all()


def test_grey_is_repeated_for_a_screen() -> None:
    assert eight_bit_rgb(np.full((2, 3, 1), 514, np.uint16)).tolist() == [[[2] * 3] * 3] * 2
