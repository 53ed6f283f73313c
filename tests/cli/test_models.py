"""`models`: your own weights, and the export."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.engines import onnx_run
from inpaint_studio.finding import network
from inpaint_studio.nets.architectures import save_weights
from inpaint_studio.nets.finder import Finder, FinderConfig
from inpaint_studio.weights import own, shipped
from inpaint_studio.weights.onnx import export as onnx_form
from tests.engines.tiny import save_generator

from .studio import Studio

pytestmark = pytest.mark.needs_torch


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def test_own_weights_come_and_go(studio: Studio, tmp_path: Path) -> None:
    path = save_generator(tmp_path / "mine.safetensors")
    assert "your own weights" in studio("models", "use", "gan", path).out
    assert shipped.is_own("gan")
    assert "again" in studio("models", "use", "gan", "--shipped").out
    assert "no others" in studio("models", "use", "gan", "--shipped").out
    assert not shipped.is_own("gan")


def test_wrong_usage_is_one_line(studio: Studio, tmp_path: Path) -> None:
    path = save_generator(tmp_path / "mine.safetensors")
    assert "--shipped" in studio.fails("models", "use", "gan", code=2)
    assert "--shipped" in studio.fails("models", "use", "gan", path, "--shipped", code=2)
    assert "autoencoder, dictionary, finder, gan" in studio.fails("models", "use", "lama", path, code=2)
    assert "-o" in studio.fails("models", "export", "gan", code=2)
    assert "no weights 'lama'" in studio.fails("models", "export", "lama", "-o", "x.onnx", code=2)
    assert "no file" in studio.fails("models", "use", "gan", tmp_path / "none.safetensors")


def test_the_help_names_all_weights(studio: Studio) -> None:
    for command, names in (("use", [*own.KINDS, own.DICTIONARY]), ("export", [*own.KINDS])):
        said = studio("models", command, "--help").out
        assert [name for name in names if name not in said] == []


def test_the_export_says_which_package_is_missing(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_form, "NEEDS", ("no_such_package",))
    assert "no_such_package" in studio.fails("models", "export", "gan", "-o", tmp_path / "g.onnx")


@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("ignore")
def test_the_export_agrees_with_torch_and_lies_where_the_engine_finds_it(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any(importlib.util.find_spec(name) is None for name in onnx_form.NEEDS):
        pytest.skip("needs the extra export")
    studio("models", "use", "gan", save_generator(tmp_path / "mine.safetensors", loud=2))
    ran = studio("models", "export", "gan")
    assert ran.code == 0, ran.err
    place = shipped.own_path("gan").with_suffix(".onnx")
    network = onnx_run.network("gan", 1)
    assert network is not None
    about = network.session.get_modelmeta().custom_metadata_map
    assert about["weights_sha256"] == shipped.digest("gan")
    assert about["architecture"] == "fourier"
    assert [each.name for each in network.session.get_inputs()] == [
        "photo", "mask", "noise_vector", "noise_8", "noise_4", "noise_2",
    ]  # fmt: skip
    module = shipped.load_network("gan").module
    assert onnx_form.difference(module, place.read_bytes(), [(16, 24), (64, 40), (120, 200)]) < 1e-3
    # what differs is not written, and what was there stays
    before = place.read_bytes()
    monkeypatch.setattr(onnx_form, "as_onnx", lambda module, notes: before)
    monkeypatch.setattr(onnx_form, "difference", lambda module, content: 0.5)
    assert "differs from the network by 0.5" in studio.fails("models", "export", "gan")
    assert place.read_bytes() == before
    there = tmp_path / "g.onnx"
    there.write_bytes(b"mine")
    assert "--overwrite" in studio.fails("models", "export", "gan", "-o", there)
    assert there.read_bytes() == b"mine"


def test_an_own_finder_is_installed_in_the_form_that_runs(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.safetensors"
    save_weights(path, Finder(FinderConfig((6, 8, 8), (1, 1, 1), (1, 1))), "damage", {"task": "finder"})
    ran = studio("models", "use", "finder", path)
    assert ran.code == 0, ran.err
    used = network.path()
    assert used == shipped.own_path("finder").with_suffix(".onnx")
    picture = np.zeros((64, 96, 3), np.uint8)
    assert [part.shape for part in network.look(picture)] == [(64, 96), (7, 16, 24)]
    assert "again" in studio("models", "use", "finder", "--shipped").out
    assert network.path() == shipped.shipped_path("finder").with_suffix(".onnx")
    worse = tmp_path / "worse.safetensors"
    about = {"start_score": {"f1": 0.5}, "score": {"f1": 0.4}}
    save_weights(worse, Finder(FinderConfig((6, 8, 8), (1, 1, 1), (1, 1))), "damage", about)
    assert "F1 0.400" in studio.fails("models", "use", "finder", worse)
    monkeypatch.setattr(onnx_form, "NEEDS", ("no_such_package",))
    assert "no_such_package" in studio.fails("models", "use", "finder", path)
    assert not shipped.own_path("finder").exists()  # what cannot run is not half installed
