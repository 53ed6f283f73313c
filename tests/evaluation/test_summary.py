from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.evaluation.summary import Row, interval, summarise


def rows(engine: str, values: list[float]) -> list[Row]:
    return [Row(f"{number}", engine, 0.1, 1.0, {"psnr": value}) for number, value in enumerate(values)]


def test_the_first_engine_is_the_reference() -> None:
    first, second = summarise(rows("a", [20.0, 30.0]) + rows("b", [21.0, 31.0]))
    assert first.scores["psnr"].difference is None
    assert second.scores["psnr"].difference == pytest.approx(1.0)


def test_pairs_are_compared_and_not_the_spread_of_the_photos() -> None:
    """The photos differ by tens of dB, the engines by one on each: that is certain."""
    values = list(np.linspace(10, 50, 12))
    _, better = summarise(rows("a", values) + rows("b", [value + 1 for value in values]))
    mean = better.scores["psnr"]
    assert mean.sure
    assert (mean.low, mean.high) == (pytest.approx(1.0), pytest.approx(1.0))


def test_a_difference_that_changes_its_sign_is_not_sure() -> None:
    values = [20.0] * 8
    _, other = summarise(rows("a", values) + rows("b", [21, 19, 21, 19, 22, 18, 20.5, 19.5]))
    assert not other.scores["psnr"].sure


def test_a_photo_that_failed_is_left_out_of_both_sides() -> None:
    failed = Row("2", "b", 0.1, error="broken")
    _, second = summarise(rows("a", [20.0, 30.0, 99.0]) + rows("b", [21.0, 31.0]) + [failed])
    assert (second.photos, second.failed) == (2, 1)
    assert second.scores["psnr"].difference == pytest.approx(1.0)


def test_one_photo_gives_no_interval() -> None:
    _, second = summarise(rows("a", [20.0]) + rows("b", [21.0]))
    assert second.scores["psnr"].low is None
    assert not second.scores["psnr"].sure


def test_an_engine_that_only_failed_still_has_its_line() -> None:
    (only,) = summarise([Row("0", "a", 0.1, error="broken")])
    assert (only.photos, only.failed, only.scores) == (0, 1, {})


def test_the_interval_holds_the_mean_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for trial in range(60):
        low, high = interval(rng.normal(0.0, 1.0, 40), seed=trial)
        held += low <= 0.0 <= high
    assert 50 <= held <= 60


def test_the_same_seed_gives_the_same_interval() -> None:
    values = np.random.default_rng(2).normal(size=20)
    assert interval(values, seed=3) == interval(values, seed=3)
