"""A fill of a network, repeated with another GPU or other weights, adds a note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.core.provenance import read_sidecar, write_sidecar
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.neural import on_device
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.jobs.files import FileFill, FillSettings, fill_file
from inpaint_studio.jobs.replay import replay
from tests.engines.spies import Spy
from tests.weights.files import content, put_own

pytestmark = pytest.mark.needs_torch


def grey(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
    return on_device(ctx, lambda device: np.full_like(image, 0.5))


@pytest.fixture
def sidecar(tmp_path: Path) -> Iterator[Path]:
    """That of a fill by an engine with weights."""
    put_own("spyglass")
    REGISTRY.register(Spy(grey, weights=("spyglass",), uses_gpu=True))
    write_photo(tmp_path / "photo.png", Photo(np.zeros((30, 40, 3), np.uint8)))
    hole = np.zeros((30, 40), bool)
    hole[10:20, 10:20] = True
    task = FileFill(
        tmp_path / "photo.png",
        Mask.from_array(hole),
        tmp_path / "out.png",
        FillSettings("spy", device="cpu", threads=1),
        sidecar=True,
    )
    made = fill_file(task).sidecar
    assert made is not None
    yield made
    REGISTRY.unregister("spy")


def test_the_same_weights_and_device_need_no_words(sidecar: Path, tmp_path: Path) -> None:
    assert read_sidecar(sidecar).weights is not None
    assert replay(sidecar, tmp_path / "again.png").notes == ()
    assert (tmp_path / "again.png").read_bytes() == (tmp_path / "out.png").read_bytes()


def test_other_weights_are_told(sidecar: Path, tmp_path: Path) -> None:
    put_own("spyglass", content(longer=1))
    (note,) = replay(sidecar, tmp_path / "again.png").notes
    assert note == "The weights differ from those in the sidecar."


def test_a_gpu_that_is_not_here_is_told_and_done_without(sidecar: Path, tmp_path: Path) -> None:
    made = replace(read_sidecar(sidecar), device="abacus")
    write_sidecar(sidecar, made, overwrite=True)
    (note,) = replay(sidecar, tmp_path / "again.png").notes
    assert "abacus then" in note
