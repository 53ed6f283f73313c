"""Which device an engine computes on."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.engines.auto import ENGINE as AUTO
from inpaint_studio.engines.base import Suitability
from inpaint_studio.engines.registry import Registry
from inpaint_studio.jobs import devices
from inpaint_studio.jobs.devices import Device, best_gpu, can_be_used, can_use_gpu, require_device
from tests.engines.spies import Spy

CPU = Device("cpu", True, "the CPU")


def spy(**about: object) -> Spy:
    return Spy(lambda image, hole, ctx: np.zeros_like(image), **about)  # type: ignore[arg-type]


def test_an_engine_says_itself_whether_it_has_use_for_a_gpu() -> None:
    assert can_use_gpu(spy(uses_gpu=True).info)
    assert not can_use_gpu(spy().info)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({"uses_gpu": True, "suitability": Suitability(((10.0, 0.5),))}, True),
        ({"uses_gpu": True}, False),  # auto never takes it
        ({"suitability": Suitability(((10.0, 0.5),))}, False),
        ({"uses_gpu": True, "suitability": Suitability((), 0.3), "requires": ("no_such_package",)}, False),
    ],
)
def test_auto_has_use_for_one_if_an_engine_has_that_it_may_take(
    about: dict[str, object], expected: bool
) -> None:
    registry = Registry()
    registry.register(AUTO)
    registry.register(spy(**about))
    assert can_use_gpu(AUTO.info, registry) is expected


def test_the_first_gpu_that_is_there_is_the_best() -> None:
    mps, cuda = Device("mps", True, "the Apple GPU"), Device("cuda", False, "no GPU.")
    assert best_gpu([CPU, cuda, mps]) == "mps"
    assert best_gpu([CPU, cuda]) is None


def test_a_device_that_is_not_there_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "devices", lambda: [CPU, Device("cuda", False, "there is none.")])
    assert [can_be_used(name) for name in ("auto", "cpu", "cuda", "abacus")] == [True, True, False, False]
    with pytest.raises(StudioError, match=r"there is none\."):
        require_device("cuda")
