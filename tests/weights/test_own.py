"""The user's own weights instead of the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save

from inpaint_studio.core.errors import StudioError
from inpaint_studio.engines.sparse import dictionary
from inpaint_studio.nets.architectures import architecture, save_weights
from inpaint_studio.weights import own, shipped
from tests.engines.tiny import GENERATOR, save_generator

pytestmark = pytest.mark.needs_torch


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def trained(path: Path, **about: Any) -> Path:
    save_weights(path, architecture("fourier").build(GENERATOR), "fourier", about)
    return path


def atoms_in(path: Path, **changes: np.ndarray) -> Path:
    """A dictionary of twenty atoms of 5 px, with these arrays instead."""
    drawn = np.random.default_rng(0).normal(size=(20, 75)).astype(np.float32)
    arrays = {"atoms": drawn, "usage": np.full(20, 0.05, np.float32), **changes}
    path.write_bytes(save(arrays, {"about": "{}"}))
    return path


def test_weights_are_copied_and_taken_back(tmp_path: Path) -> None:
    path = save_generator(tmp_path / "mine.safetensors")
    assert not shipped.is_own("gan")
    place = own.use("gan", path)
    assert place == shipped.find("gan")
    assert place.read_bytes() == path.read_bytes()
    place.with_suffix(".onnx").write_bytes(b"of these")
    other = save_generator(tmp_path / "other.safetensors", seed=2)
    own.use("gan", other)
    assert place.read_bytes() == other.read_bytes()
    assert not place.with_suffix(".onnx").exists()
    assert own.use_shipped("gan")
    assert not shipped.is_own("gan")
    assert not own.use_shipped("gan")


def test_a_dictionary_is_copied_and_taken_back(tmp_path: Path) -> None:
    path, before = atoms_in(tmp_path / "mine.safetensors"), shipped.find("dictionary")
    place = own.use("dictionary", path)
    assert place == shipped.find("dictionary") != before
    assert place.read_bytes() == path.read_bytes()
    assert dictionary.load().atoms.values.shape == (20, 75)
    assert own.use_shipped("dictionary")
    assert shipped.find("dictionary") == before
    assert not own.use_shipped("dictionary")


def test_what_is_no_dictionary_replaces_nothing(tmp_path: Path) -> None:
    place = own.use("dictionary", atoms_in(tmp_path / "mine.safetensors"))
    before = place.read_bytes()
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(before[:200])
    network = save_generator(tmp_path / "gan.safetensors")
    odd = atoms_in(tmp_path / "odd.safetensors", atoms=np.ones((20, 70), np.float32))
    empty = atoms_in(tmp_path / "empty.safetensors", atoms=np.zeros((20, 75), np.float32))
    no_numbers = atoms_in(tmp_path / "nan.safetensors", usage=np.full(20, np.nan, np.float32))
    for path, words in (
        (broken, "does not contain readable weights"),
        (network, "it has no atoms"),
        (odd, "not square colour patches"),
        (empty, "not finite, or empty"),
        (no_numbers, "not finite"),
        (tmp_path / "none", "no file"),
    ):
        with pytest.raises(StudioError, match=words):
            own.use("dictionary", path, anyway=True)
    with pytest.raises(StudioError, match="does not contain readable weights"):
        own.use("gan", atoms_in(tmp_path / "atoms.safetensors"))
    assert place.read_bytes() == before


def test_what_is_no_generator_replaces_nothing(tmp_path: Path) -> None:
    place = own.use("gan", save_generator(tmp_path / "mine.safetensors"))
    before = place.read_bytes()
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(before[:300])
    other = tmp_path / "other.safetensors"
    save_weights(other, architecture("patches").build({"channels": [4, 4], "last": 4}), "patches", {})
    for path, words in (
        (broken, "does not contain readable weights"),
        (other, "another network"),
        (tmp_path / "none", "no file"),
    ):
        with pytest.raises(StudioError, match=words):
            own.use("gan", path)
    odd = tmp_path / "odd.safetensors"
    odd.write_bytes(save({}, {"architecture": "fourier", "settings": '{"channels": 5}'}))
    none = tmp_path / "none.safetensors"
    none.write_bytes(b"")
    for path in (odd, none):
        with pytest.raises(StudioError, match=r"does not contain readable weights|is empty"):
            own.use("gan", path)
    with pytest.raises(StudioError, match="Available: autoencoder, dictionary, finder, gan"):
        own.use("lama", broken)
    assert place.read_bytes() == before


def test_weights_that_paint_no_numbers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save_generator(tmp_path / "mine.safetensors")
    with monkeypatch.context() as patch:
        patch.setattr(torch, "tanh", lambda x: x * float("nan"))
        with pytest.raises(StudioError, match="not finite"):
            own.use("gan", path)
    assert not shipped.is_own("gan")


def test_further_training_must_have_made_them_better(tmp_path: Path) -> None:
    start = {"step": 3, "hole_psnr": 20.0}
    worse = trained(tmp_path / "worse.safetensors", start_score=start, score={"step": 9, "hole_psnr": 19.5})
    with pytest.raises(StudioError, match=r"no better \(19.50 dB\) than before \(20.00 dB\)"):
        own.use("gan", worse)
    assert not shipped.is_own("gan")
    own.use("gan", worse, anyway=True)
    own.use("gan", trained(tmp_path / "a.safetensors", start_score=start, score={"hole_psnr": 20.1}))
    own.use("gan", trained(tmp_path / "b.safetensors", start_score=None, score={"hole_psnr": 1.0}))
