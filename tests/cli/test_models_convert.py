"""`models convert`: from a published file to an engine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.weights.cards import catalog
from inpaint_studio.weights.process import tensors
from tests.weights.published import NAMES, save_keras, save_torch, state_dict, twin

from .studio import HOLE, Studio, pixels_of, save_mask, save_photo, textured

pytestmark = pytest.mark.needs_torch


def test_a_converted_network_is_an_engine_at_once(studio: Studio, tmp_path: Path) -> None:
    path = save_torch(tmp_path / "1000000.pth", state_dict(twin("last"), NAMES["naoto0804"]))
    ran = studio("models", "convert", path, "-o", tmp_path / "streets.safetensors", "--install")
    assert ran.code == 0, ran.err
    assert "3 stages" in ran.out
    assert "naoto0804" in ran.out
    assert "ImageNet" in ran.out
    assert "not known" in ran.out
    assert "not known" in studio("models", "info", "streets").out
    photo, mask, out = (
        save_photo(tmp_path / "p.png", textured()),
        save_mask(tmp_path / "m.png"),
        tmp_path / "o.png",
    )
    ran = studio("fill", photo, "-m", mask, "-e", "streets", "-o", out)
    assert ran.code == 0, ran.err
    assert (pixels_of(out)[HOLE] != textured()[HOLE]).any()


def test_the_card_may_be_edited_before_it_is_installed(studio: Studio, tmp_path: Path) -> None:
    path, out = save_keras(tmp_path / "1_weights.h5", twin("all", head=True)), tmp_path / "net.safetensors"
    card = tmp_path / "mine.toml"
    ran = studio("models", "convert", path, "-o", out, "--card", card, "--range", "signed")
    assert ran.code == 0, ran.err
    assert f"models import '{out}' --card '{card}'" in ran.out
    assert "from -1 to 1." in ran.out
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace('licence = "not known"', 'licence = "CC0"'), encoding="utf-8")
    ran = studio("models", "import", out, "--card", card)
    assert "Licence: CC0" in ran.out, ran.err
    assert catalog.card("net").licence == "CC0"


def test_wrong_usage_is_one_line(studio: Studio, tmp_path: Path) -> None:
    path = save_keras(tmp_path / "w.h5", twin("all", head=True))
    out = tmp_path / "net.safetensors"
    assert ".safetensors" in studio.fails("models", "convert", path, "-o", tmp_path / "n.onnx", code=2)
    assert ".toml" in studio.fails("models", "convert", path, "-o", out, "--card", "c.txt", code=2)
    assert "imagenet" in studio.fails("models", "convert", path, "-o", out, "--range", "big", code=2)
    itself = save_torch(tmp_path / "w.safetensors", {})
    assert "same file" in studio.fails("models", "convert", itself, "-o", itself, "--overwrite", code=2)
    out.write_bytes(b"mine")
    assert "--overwrite" in studio.fails("models", "convert", path, "-o", out)
    assert out.read_bytes() == b"mine"
    assert "models convert" in studio.fails("models", "import", path)


def test_without_h5py_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(StudioError, match="pip install h5py"):
        tensors.read_tensors(save_torch(tmp_path / "w.h5", {}), "hdf5")
