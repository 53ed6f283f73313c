from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.evaluation import maps


def picture(seed: int = 0, dtype: type = np.uint8, channels: int = 3) -> np.ndarray:
    high = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, high, (300, 40, channels), endpoint=True).astype(dtype)


def test_a_picture_does_not_differ_from_itself() -> None:
    assert not maps.difference(picture(), picture()).any()
    assert not maps.disagreement([picture(), picture(), picture()]).any()


@pytest.mark.parametrize("channels", [1, 3])
def test_both_depths_give_the_same_map(channels: int) -> None:
    first, second = picture(1, channels=channels), picture(2, channels=channels)
    eight = maps.difference(first, second)
    sixteen = maps.difference(first.astype(np.uint16) * 257, second.astype(np.uint16) * 257)
    assert np.allclose(eight, sixteen, atol=1e-2)


def test_greys_differ_by_their_lightness() -> None:
    first, second = np.full((4, 4), 119, np.uint8), np.full((4, 4), 143, np.uint8)
    # L* of sRGB 119 and 143 are 50.0 and 59.4
    assert maps.difference(first, second) == pytest.approx(9.4, abs=0.2)


def test_a_difference_has_no_direction() -> None:
    assert np.allclose(maps.difference(picture(1), picture(2)), maps.difference(picture(2), picture(1)), 1e-3)


def test_a_step_in_a_strong_colour_counts_less_than_in_grey() -> None:
    def apart(first: tuple[float, ...], second: tuple[float, ...]) -> float:
        both = [cv2.cvtColor(np.array([[lab]], np.float32), cv2.COLOR_LAB2RGB) for lab in (first, second)]
        return float(maps.difference(*(np.rint(one * 65535).astype(np.uint16) for one in both))[0, 0])

    assert apart((50, 60, 0), (50, 66, 0)) < apart((50, 0, 0), (50, 6, 0)) < 6.1


def test_the_spread_is_the_root_mean_square_over_all_pairs() -> None:
    greys = [np.full((2, 2), level, np.uint8) for level in (60, 90, 200)]
    pairs = [maps.difference(greys[i], greys[j])[0, 0] for i, j in ((0, 1), (0, 2), (1, 2))]
    assert maps.spread(greys) == pytest.approx(float(np.sqrt(np.mean(np.square(pairs)))), rel=1e-3)


def test_the_result_does_not_depend_on_the_bands() -> None:
    first, second = picture(1), picture(2)
    whole = maps.difference(first, second, blur=2.0)
    assert np.allclose(
        whole[200:290], maps.difference(first[150:], second[150:], blur=2.0)[50:140], atol=1e-3
    )


def test_engines_disagree_only_in_the_hole() -> None:
    hole = np.zeros((300, 40), bool)
    hole[50:100] = True
    apart = maps.disagreement([picture(1), picture(2)], hole)
    assert apart[hole].any()
    assert not apart[~hole].any()


def test_unlike_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes differ"):
        maps.difference(picture(), picture()[1:])
    with pytest.raises(ValueError, match="two pictures"):
        maps.disagreement([picture()])


def test_the_colours_grow_lighter_evenly() -> None:
    table = maps.colour_table()
    lightness = cv2.cvtColor(table[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0, :, 0]
    steps = np.diff(lightness[16::16])
    assert steps.min() > 0.6 * steps.mean()
    assert steps.max() < 1.4 * steps.mean()


def test_values_above_the_range_take_the_last_colour() -> None:
    shown = maps.coloured(np.array([[0.0, 10.0, 99.0]], np.float32), 10)
    assert (shown[0, 0] == maps.colour_table()[0]).all()
    assert (shown[0, 1] == maps.colour_table()[-1]).all()
    assert (shown[0, 2] == maps.colour_table()[-1]).all()


def test_the_legend_ends_at_a_round_number_above_nearly_all_values() -> None:
    values = np.zeros((100, 100), np.float32)
    assert maps.legend_range(values) == 5
    values[:, :20] = 14
    values[0, 0] = 70
    assert maps.legend_range(values) == 20
    assert maps.legend_range(values, values > 60) == 80
    assert maps.legend_range(values, values > 1000) == 5


def test_around_the_map_the_photo_is_dimmed() -> None:
    where = np.zeros((300, 40), bool)
    where[10:20] = True
    shown = maps.over(picture(), np.full((300, 40), 5, np.float32), 10, where)
    assert np.abs(shown[~where] - picture()[~where] * maps.DIM).max() <= 0.5
    assert (shown[where] == maps.coloured(np.full((1, 1), 5, np.float32), 10)[0, 0]).all()
