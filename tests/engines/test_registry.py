"""The registry finds engines by name and says why one can't run, without harm to the others."""

from __future__ import annotations

import importlib.metadata
import sys
from types import ModuleType

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.engines.base import EngineInfo, RunContext
from inpaint_studio.engines.registry import ENTRY_POINTS, REGISTRY, Registry
from tests.weights.files import put_own


class Still:
    """An engine that fills nothing."""

    def __init__(
        self, name: str = "still", requires: tuple[str, ...] = (), weights: tuple[str, ...] = ()
    ) -> None:
        self.info = EngineInfo(
            name, name, "None.", "external", lambda *_: 1, requires=requires, weights=weights
        )

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        return image.copy()


def reason_of(registry: Registry, name: str) -> str:
    with pytest.raises(StudioError) as caught:
        registry.get(name)
    assert caught.value.code == "engine-unavailable"
    return str(caught.value.values["reason"])


def test_the_default_engine_comes_first() -> None:
    assert REGISTRY.names()[:4] == ["auto", "telea", "navier-stokes", "biharmonic"]


def test_an_unknown_name_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(StudioError, match=r"'teela'.*telea") as caught:
        REGISTRY.get("teela")
    assert caught.value.code == "engine-unknown"
    assert "Did you mean 'telea'? Available: auto, telea" in str(caught.value)
    with pytest.raises(StudioError, match=r"'whatever'\. Available: auto"):
        REGISTRY.get("whatever")


def test_a_registered_engine_is_found_and_can_go_again() -> None:
    registry, still = Registry(), Still()
    registry.register(still)
    assert registry.get("still") is still
    registry.unregister("still")
    assert registry.names() == []


def test_a_missing_package_is_the_reason() -> None:
    registry = Registry()
    registry.register(Still(requires=("numpy", "no_such_package")))
    assert "no_such_package" in reason_of(registry, "still")
    entry = registry.entries()[0]
    assert not entry.available
    assert entry.info is not None


def test_missing_or_empty_weights_are_the_reason_until_they_are_there() -> None:
    registry = Registry()
    registry.register(Still(weights=("spyglass",)))
    assert "its weights are missing" in reason_of(registry, "still")
    put_own("spyglass", b"")
    assert "empty file" in reason_of(registry, "still")
    put_own("spyglass")
    assert registry.entries()[0].available


def test_a_broken_module_is_the_reason_and_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "not_engines", ModuleType("not_engines"))
    monkeypatch.setattr(sys.modules["not_engines"], "ENGINE", 7, raising=False)
    registry = Registry({"gone": "no_such_module:ENGINE", "odd": "not_engines:ENGINE"})
    registry.register(Still())
    assert "no_such_module" in reason_of(registry, "gone")
    assert "not an engine" in reason_of(registry, "odd")
    assert [entry.name for entry in registry.entries() if entry.available] == ["still"]


def test_engines_of_third_parties_are_found_by_their_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("their_engines")
    module.STILL = Still("theirs")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "their_engines", module)
    point = importlib.metadata.EntryPoint("theirs", "their_engines:STILL", ENTRY_POINTS)

    def entry_points(*, group: str) -> list[importlib.metadata.EntryPoint]:
        return [point] if group == ENTRY_POINTS else []

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    registry = Registry({}, plugins=True)
    assert registry.names() == ["theirs"]
    assert registry.get("theirs").info.name == "theirs"


def test_every_description_can_be_had_alone() -> None:
    for entry in REGISTRY.entries():
        alone = REGISTRY.info(entry.name)
        assert (alone and alone.name) == (entry.info and entry.info.name)


def test_the_description_of_one_engine_is_had_without_the_models() -> None:
    asked: list[str | None] = []

    def models(name: str | None) -> dict[str, Still]:
        asked.append(name)
        return {"mine": Still("mine")} if name in (None, "mine") else {}

    registry = Registry({"telea": "inpaint_studio.engines.diffusion.marching:TELEA"}, models=models)
    assert registry.info("telea") is not None
    assert asked == []
    assert registry.info("mine") is not None
    assert registry.info("../mine") is None
    assert asked == ["mine", "../mine"]


def test_an_engine_that_cannot_run_is_described() -> None:
    registry = Registry({"broken": "no.such.module:ENGINE"})
    registry.register(Still(requires=("no_such_package",)))
    assert registry.info("still") is not None
    assert registry.info("broken") is None
