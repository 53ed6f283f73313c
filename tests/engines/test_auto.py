"""`auto` chooses by what engines declare, whatever their names, and says why."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.auto import Auto
from inpaint_studio.engines.base import EngineInfo, HoleShape, RunContext, Suitability
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.engines.request import FillRequest


class Paint:
    """Fills with one shade."""

    def __init__(self, name: str, shade: float, suitability: Suitability, requires: tuple[str, ...] = ()):
        self.shade = shade
        self.info = EngineInfo(
            name, name.title(), "Paint.", "external", lambda *_: 4, suitability=suitability, requires=requires
        )

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(1)
        return np.full_like(image, self.shade)


def shape(diameter: float, scattered: bool = False, touched: int = 1) -> HoleShape:
    return HoleShape(Rect(0, 0, 99, 99), 500, diameter, 0.3, scattered, touched)


@pytest.fixture
def registry() -> Registry:
    registry = Registry()
    registry.register(Auto(registry))
    registry.register(Paint("thin", 0.0, Suitability(((1, 0.9), (20, 0.1)), scattered=0.2)))
    registry.register(Paint("wide", 1.0, Suitability(((1, 0.1), (20, 0.9)), scattered=0.1)))
    registry.register(Paint("absent", 0.5, Suitability(((1, 1.0),), scattered=1.0), ("no_such_package",)))
    return registry


def test_it_takes_the_available_engine_with_the_best_score(registry: Registry) -> None:
    auto = Auto(registry)
    assert auto.choose(shape(2), {})[0] == "thin"
    assert auto.choose(shape(60), {})[0] == "wide"
    assert auto.choose(shape(60, scattered=True), {})[0] == "thin"


def test_it_says_why(registry: Registry) -> None:
    assert "60 px" in Auto(registry).choose(shape(60), {})[1]
    assert "scattered" in Auto(registry).choose(shape(3, scattered=True), {})[1]


def test_a_slow_engine_is_taken_for_much_only_if_the_best_is_asked_for(registry: Registry) -> None:
    registry.register(Paint("slow", 0.3, Suitability(((1, 1.0),), scattered=1.0, up_to=30_000)))
    auto = Auto(registry)
    assert auto.choose(shape(2, touched=30_000), {})[0] == "slow"
    assert auto.choose(shape(2, touched=30_001), auto.info.parse_params({}))[0] == "thin"
    assert auto.choose(shape(2, touched=30_001), {"quality": "best"})[0] == "slow"


def test_all_holes_together_are_what_a_slow_engine_would_have_to_fill(registry: Registry) -> None:
    registry.register(Paint("slow", 0.3, Suitability(((1, 1.0),), up_to=4_000)))
    photo = Photo(np.full((120, 200, 3), 128, np.uint8))
    hole = np.zeros((120, 200), bool)
    hole[10:12, 10:150] = True
    few = pipeline.run(FillRequest(photo, Mask.from_array(hole), "auto", threads=1), registry=registry)
    hole[50:52, 10:150] = True
    many = pipeline.run(FillRequest(photo, Mask.from_array(hole), "auto", threads=1), registry=registry)
    assert {patch.engine for patch in few.patches} == {"slow"}
    assert {patch.engine for patch in many.patches} == {"thin"}


def test_an_engine_that_comes_later_joins_the_choice(registry: Registry) -> None:
    registry.register(Paint("new", 0.3, Suitability(((1, 0.0), (50, 1.0)))))
    assert Auto(registry).choose(shape(60), {})[0] == "new"


def test_without_any_engine_it_is_an_error() -> None:
    with pytest.raises(StudioError) as caught:
        Auto(Registry()).choose(shape(5), {})
    assert caught.value.code == "engine-unavailable"


def test_each_hole_of_a_photo_gets_its_own_engine(registry: Registry) -> None:
    photo = Photo(np.full((120, 200, 3), 128, np.uint8))
    hole = np.zeros((120, 200), bool)
    hole[10:12, 10:150] = True  # a scratch
    hole[40:90, 60:130] = True  # an object
    fill = pipeline.run(FillRequest(photo, Mask.from_array(hole), "auto", threads=1), registry=registry)
    made = {patch.engine: patch for patch in fill.patches}
    assert made["thin"].rect == Rect(10, 10, 140, 2)
    assert made["wide"].rect == Rect(60, 40, 70, 50)
    assert all(patch.reason for patch in fill.patches)


def test_our_engines_share_the_holes_as_measured() -> None:
    auto = Auto(REGISTRY)
    assert auto.choose(shape(3), {})[0] == "low-rank"
    assert auto.choose(shape(4, scattered=True), {})[0] == "low-rank"
    assert auto.choose(shape(9), {})[0] == "exemplar"
    assert auto.choose(shape(60), {})[0] == "exemplar"


def test_much_to_fill_goes_to_our_quick_engines_unless_the_best_is_asked_for() -> None:
    auto = Auto(REGISTRY)
    for touched, fine in ((400_000, "sparse"), (4_000_000, "biharmonic")):
        assert auto.choose(shape(2, touched=touched), {})[0] == fine
        assert auto.choose(shape(4, scattered=True, touched=touched), {})[0] == fine
        assert auto.choose(shape(9, touched=touched), {})[0] == "exemplar"
        assert auto.choose(shape(2, touched=touched), {"quality": "best"})[0] == "low-rank"


def test_a_scratch_that_runs_into_a_hole_gets_its_own_engine(registry: Registry) -> None:
    photo = Photo(np.full((200, 700, 3), 128, np.uint8))
    hole = np.zeros((200, 700), bool)
    hole[40:140, 60:160] = True
    hole[88:92, 100:650] = True
    fill = pipeline.run(FillRequest(photo, Mask.from_array(hole), "auto", threads=1), registry=registry)
    made = {patch.engine: patch for patch in fill.patches}
    assert sorted(made) == ["thin", "wide"]
    assert made["thin"].rect.right == 650
    assert made["thin"].rect.height == 4
    assert made["wide"].rect.right < 180
    times = np.zeros(hole.shape, int)
    for patch in fill.patches:
        times[patch.rect.slices] += patch.coverage > 0
    assert np.array_equal(times, hole.astype(int))


def test_a_scratch_slightly_wider_where_it_crosses_another_stays_thin(registry: Registry) -> None:
    photo = Photo(np.full((300, 300, 3), 128, np.uint8))
    hole = np.zeros((300, 300), np.uint8)
    for end in (20, 280):
        cv2.line(hole, (20, 300 - end), (280, end), 1, 4)
    fill = pipeline.run(FillRequest(photo, Mask.from_array(hole > 0), "auto", threads=1), registry=registry)
    assert [patch.engine for patch in fill.patches] == ["thin"]
