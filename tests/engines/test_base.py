"""Parameters check their values, suitability interpolates, a context reports back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.engines.base import EngineInfo, HoleShape, Param, RunContext, Suitability

COUNT = Param("count", "int", 3, "Count", minimum=1, maximum=9)
SHARE = Param("share", "float", 0.5, "Share", minimum=0, maximum=1)
FAST = Param("fast", "bool", False, "Fast")
MODE = Param("mode", "choice", "a", "Mode", choices=("a", "b"))


def shape(diameter: float, scattered: bool = False) -> HoleShape:
    return HoleShape(Rect(0, 0, 9, 9), 30, diameter, 0.5, scattered)


@pytest.mark.parametrize(
    ("param", "given", "value"),
    [
        (COUNT, "4", 4),
        (COUNT, 4.0, 4),
        (SHARE, "0.25", 0.25),
        (FAST, "on", True),
        (FAST, "No", False),
        (FAST, True, True),
        (MODE, "b", "b"),
    ],
)
def test_a_parameter_takes_values_and_their_words(param: Param, given: Any, value: Any) -> None:
    parsed = param.parse(given)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("param", "given"),
    [
        (COUNT, "many"),
        (COUNT, 2.5),
        (COUNT, 0),
        (COUNT, 10),
        (COUNT, True),
        (COUNT, None),
        (COUNT, "inf"),
        (COUNT, "nan"),
        (SHARE, "nan"),
        (SHARE, float("inf")),
        (FAST, "perhaps"),
        (FAST, 2),
        (MODE, "c"),
        (MODE, ["a"]),
    ],
)
def test_a_parameter_refuses_what_does_not_suit_it(param: Param, given: Any) -> None:
    with pytest.raises(StudioError) as caught:
        param.parse(given)
    assert caught.value.code == "param-value"
    assert param.wanted in str(caught.value)


def test_an_unknown_parameter_is_named_with_the_known_ones() -> None:
    info = EngineInfo("x", "X", "X.", "diffusion", lambda hole, photo, params: 1, params=(COUNT, MODE))
    assert info.parse_params({"mode": "b"}) == {"count": 3, "mode": "b"}
    with pytest.raises(StudioError, match=r"'speed'.*count, mode"):
        info.parse_params({"speed": 1})


def test_suitability_interpolates_over_the_logarithm_of_the_diameter() -> None:
    suitability = Suitability(((1, 0.8), (100, 0.2)), scattered=0.6)
    assert suitability.score(shape(10)) == pytest.approx(0.5)
    assert suitability.score(shape(0.1)) == 0.8
    assert suitability.score(shape(5000)) == 0.2
    assert suitability.score(shape(10, scattered=True)) == 0.6
    assert Suitability().score(shape(10)) == 0


def test_a_context_clips_what_is_reported_and_notices_a_cancel() -> None:
    heard: list[float] = []
    preview = np.zeros((2, 2, 3), np.float32)
    stopped = False
    context = RunContext(on_progress=lambda f, p: heard.append(f), is_cancelled=lambda: stopped)
    context.report(-0.5)
    context.report(1.5, preview)
    stopped = True
    with pytest.raises(Cancelled):
        context.report(0.7)
    assert heard == [0, 1]
