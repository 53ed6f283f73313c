"""Warming up ends early when the program does."""

from __future__ import annotations

from typing import Any

import pytest

from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.jobs.warm_up import warm


@pytest.mark.parametrize(("cancelled", "begun"), [(False, ["telea", "navier-stokes"]), (True, ["telea"])])
def test_the_next_engine_is_not_begun_once_it_is_cancelled(
    monkeypatch: pytest.MonkeyPatch, cancelled: bool, begun: list[str]
) -> None:
    asked: list[str] = []
    get = Registry.get

    def noted(self: Registry, name: str) -> Any:
        asked.append(name)
        return get(self, name)

    monkeypatch.setattr(Registry, "get", noted)
    warm(["telea", "navier-stokes"], REGISTRY, lambda: cancelled)
    assert list(dict.fromkeys(asked)) == begun
