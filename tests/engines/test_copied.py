"""How much of a fill was copied from the photo and how much painted, as the engines say it."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.exemplar.engine import ENGINE as EXEMPLAR
from inpaint_studio.engines.exemplar.guide import Guide
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.engines.request import FillRequest, origin_of
from inpaint_studio.jobs.results import description
from tests.engines.spies import Spy
from tests.engines.test_guide import DRAFT, hole_of, landscape, reduced
from tests.painter import Painter, registry_of, request

LEFT, RIGHT = Rect(20, 20, 30, 30), Rect(300, 20, 30, 10)


def half_copied(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    """Says that the upper half of its crop was copied, in two parts that overlap."""
    rows = np.indices(hole.shape)[0]
    ctx.on_copied(rows < hole.shape[0] // 4)
    ctx.on_copied(rows < hole.shape[0] // 2)
    return np.zeros_like(image)


def test_the_pixels_that_are_kept_count_once_however_often_they_are_told() -> None:
    registry = Registry()
    registry.register(Spy(half_copied))
    two = request(LEFT, RIGHT, engine="spy")
    fill = pipeline.run(two, registry=registry)
    assert len(fill.patches) == 2
    assert fill.copied == pytest.approx(0.5, abs=0.05)
    assert pipeline.run(request(LEFT, engine="spy"), registry=registry).copied == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("odd", "rest", "share"), [(False, True, 0.9999), (True, False, 0.0001)])
def test_one_pixel_of_a_large_hole_keeps_all_from_being_said(odd: bool, rest: bool, share: float) -> None:
    def all_but_one(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        copied = np.full(hole.shape, rest)
        copied[hole.shape[0] // 2, hole.shape[1] // 2] = odd
        ctx.on_copied(copied)
        return np.zeros_like(image)

    registry = Registry()
    registry.register(Spy(all_but_one))
    photo = Photo(np.zeros((300, 300, 3), np.uint8))
    coverage = np.zeros((300, 300), np.uint8)
    coverage[20:280, 20:280] = 255
    fill = pipeline.run(FillRequest(photo, Mask(coverage), "spy"), registry=registry)
    assert fill.copied == share
    assert description(fill, FillRequest(photo, Mask(coverage), "spy"))["copied"] == share


def test_an_engine_that_says_nothing_paints_and_an_empty_mask_says_nothing() -> None:
    registry = registry_of(Painter())
    assert pipeline.run(request(LEFT), registry=registry).copied == 0
    photo = Photo(np.zeros((20, 20, 3), np.uint8))
    empty = FillRequest(photo, Mask.empty(photo.size), "painter")
    assert pipeline.run(empty, registry=registry).copied is None


def test_what_an_engine_tells_of_another_shape_is_its_error() -> None:
    def wrong(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.on_copied(hole[1:])
        return image

    registry = Registry()
    registry.register(Spy(wrong))
    with pytest.raises(StudioError, match="on_copied was told"):
        pipeline.run(request(LEFT, engine="spy"), registry=registry)


@pytest.mark.parametrize(("engine", "share"), [("exemplar", 1), ("telea", 0), ("biharmonic", 0)])
def test_texture_is_copied_and_smooth_fills_are_painted(engine: str, share: float) -> None:
    params = REGISTRY.get(engine).info.quick_params
    assert pipeline.run(request(LEFT, engine=engine, params=params)).copied == share


def test_where_a_guide_gives_its_own_colours_they_are_painted() -> None:
    photo = landscape()
    hole = hole_of(photo)
    told: list[np.ndarray] = []

    def copied(picture: np.ndarray, belief: float) -> float:
        told.clear()
        ctx = RunContext(params=DRAFT, on_copied=told.append)
        EXEMPLAR.fill(photo, hole, ctx, Guide(picture, 0.25, belief))
        (one,) = told
        assert not one[~hole].any()
        return float(one[hole].mean())

    like = reduced(photo, 4)
    usual = copied(like, 1.0)
    assert usual > 0.7  # the photo has these colours
    strange = photo.copy()
    strange[:, : hole.shape[1] // 2] = (0.9, 0.1, 0.1)  # red, which it does not have
    assert 0.2 < copied(strange, 1.0) < usual - 0.2
    assert copied(strange, 0.5) == 1  # then it only chooses where to copy from


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1, "all copied from the photo"),
        (0, "all painted"),
        (0.881, "88 % copied from the photo, 12 % painted"),
        (0.9999, "99 % copied from the photo, 1 % painted"),
        (0.0001, "1 % copied from the photo, 99 % painted"),
    ],
)
def test_it_is_said_in_whole_percents(share: float, words: str) -> None:
    assert origin_of(share) == words
