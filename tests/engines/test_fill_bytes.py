"""Fills stay the same, byte for byte, unless a change is intended."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.engines.registry import REGISTRY
from tests.engines import fill_bytes

ENGINES = [
    pytest.param(name, marks=pytest.mark.needs_torch if name == "deep-prior" else ())
    for name in fill_bytes.ENGINES
]


def kept(name: str) -> np.ndarray:
    with np.load(fill_bytes.KEPT) as arrays:
        return np.array(arrays[name])


def test_every_engine_of_ours_is_kept() -> None:
    known = {name: REGISTRY.info(name) for name in REGISTRY.fixed_names()}
    assert set(fill_bytes.ENGINES) == {name for name, info in known.items() if info and not info.restyles}


@pytest.mark.parametrize("bits", fill_bytes.DEPTHS)
@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_fills_as_before(engine: str, bits: int) -> None:
    now, before = fill_bytes.filled(engine, bits), kept(f"{engine}-{bits}")
    assert (now.shape, now.dtype) == (before.shape, before.dtype)
    if fill_bytes.here() == str(kept("here")):
        assert np.array_equal(now, before)
    else:  # other processors and libraries round sums another way, and a patch may be chosen by such a sum
        level = np.iinfo(now.dtype).max / 255
        assert (np.abs(now.astype(float) - before) > 2 * level).mean() < 0.05
