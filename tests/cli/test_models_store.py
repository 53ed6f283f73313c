"""`inpaint-studio models`: one clear line for whatever goes wrong, and two commands to get a model."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest

from inpaint_studio.cli import doctor
from tests.cli.studio import Studio
from tests.twins import NAMES, lama_onnx, own_card, save_twin, twin_card


@pytest.fixture
def twin(tmp_path: Path, own_home: Path) -> Path:
    """A file that the card of LaMa is made to fit."""
    path = save_twin("lama", tmp_path / "lama_fp32.onnx")
    own_card(twin_card("lama", path, source=""), own_home)
    return path


def test_all_models_are_listed_with_sizes_and_licences(studio: Studio) -> None:
    ran = studio("models", "list")
    assert ran.code == 0
    for name in NAMES:
        assert f"\n{name} " in "\n" + ran.out
    assert "208 MB" in ran.out
    assert "MIT" in ran.out
    assert "free" in ran.out
    models = studio("models", "list", "--json").json["models"]
    assert [model["name"] for model in models] == list(NAMES)
    assert {model["state"] for model in models} == {"absent"}


def test_one_model_is_told_about(studio: Studio) -> None:
    ran = studio("models", "info", "migan-torch")
    assert "mask -0.5 = fill and 0.5 = keep" in ran.out
    assert "512 x 512 px" in ran.out
    assert "runs code" in ran.out
    card = studio("models", "info", "lama", "--json").json["card"]
    assert card["contract"]["output"]["range"] == [0, 255]
    assert "There is no model 'nothing'" in studio.fails("models", "info", "nothing", code=2)


def test_a_model_is_installed_checked_and_removed(studio: Studio, twin: Path) -> None:
    assert "lama.onnx" in studio("models", "install", "lama", "--from", twin).out
    assert "already installed" in studio("models", "install", "lama").out
    assert studio("models", "verify").out == "lama: whole\n"
    installed = {model["name"]: model for model in studio("models", "list", "--json").json["models"]}["lama"]
    assert (installed["state"], installed["usable"]) == ("installed", True)
    assert "Removed lama" in studio("models", "remove", "lama").out
    assert studio("models", "verify").out == "No models are installed.\n"
    assert "not installed" in studio.fails("models", "remove", "lama")


def test_the_doctor_names_the_models_that_are_installed(studio: Studio, twin: Path) -> None:
    assert doctor.models() == []
    studio("models", "install", "lama", "--from", twin)
    (found,) = doctor.models()
    assert (found["name"], found["usable"], found["bytes"]) == ("lama", True, twin.stat().st_size)


def test_another_file_is_refused_in_one_line(studio: Studio, twin: Path, own_home: Path) -> None:
    twin.write_bytes(twin.read_bytes()[:-1] + b"\x00")
    line = studio.fails("models", "install", "lama", "--from", twin)
    assert "its SHA-256 is" in line
    assert [path.name for path in (own_home / "data" / "models").iterdir()] == ["lama.toml"]
    assert "no download address" in studio.fails("models", "install", "lama")


def test_a_changed_model_fails_the_check(studio: Studio, twin: Path, own_home: Path) -> None:
    studio("models", "install", "lama", "--from", twin)
    (own_home / "data" / "models" / "lama.onnx").write_bytes(twin.read_bytes()[:-1] + b"\x00")
    for command in (("models", "list"), ("models", "info", "lama"), ("engines",)):
        words = " ".join(studio(*command).out.split())
        assert "damaged" in words
        assert "models install lama" in words
    ran = studio("models", "verify", "--json")
    assert ran.code == 1
    assert ran.json["models"][0]["whole"] is False
    assert "There is no model" in studio.fails("models", "verify", "nothing", code=2)


def test_offline_is_one_line_with_the_way_out(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_OFFLINE", "1")
    assert "INPAINT_STUDIO_OFFLINE" in studio.fails("models", "install", "migan")


@pytest.mark.needs_torch
def test_torchscript_without_a_checksum_asks_for_trust(
    studio: Studio, tmp_path: Path, own_home: Path
) -> None:
    path = save_twin("lama-torch", tmp_path / "model.pt")
    own_card(twin_card("lama-torch", path, md5=""), own_home)
    assert "(--trust)" in studio.fails("models", "install", "lama-torch", "--from", path)
    assert studio("models", "install", "lama-torch", "--from", path, "--trust").code == 0


def test_an_unknown_model_is_tried_and_its_card_proposed(
    studio: Studio, tmp_path: Path, own_home: Path
) -> None:
    path = tmp_path / "painter.onnx"
    onnx.save(lama_onnx(side=64, keep=1, fill=0), path)
    ran = studio("models", "import", path)
    assert ran.code == 0
    assert "mask 0 = fill and 1 = keep, result 0 to 255: fills the hole" in ran.out
    assert "models install painter --from" in ran.out
    assert studio("models", "install", "painter", "--from", path).code == 0
    assert studio("models", "import", path, "--name", "again", "--yes").code == 0
    assert studio("models", "verify").out == "again: whole\npainter: whole\n"


@pytest.mark.needs_torch
def test_torchscript_without_a_card_is_tried_only_with_trust(
    studio: Studio, tmp_path: Path, own_home: Path
) -> None:
    path = save_twin("lama-torch", tmp_path / "mine.pt")
    assert "(--trust)" in studio.fails("models", "import", path, "--yes")
    assert not (own_home / "data" / "models").exists()
    ran = studio("models", "import", path, "--trust", "--yes")
    assert ran.code == 0
    assert "mask 1 = fill and 0 = keep, result 0 to 1: fills the hole" in ran.out
    assert studio("models", "verify").out == "mine: whole\n"


def test_a_model_that_fills_nothing_leaves_a_card_to_correct(
    studio: Studio, tmp_path: Path, own_home: Path
) -> None:
    model = lama_onnx(side=64)
    del model.graph.node[:]
    model.graph.node.append(onnx.helper.make_node("Identity", ["image"], ["output"]))
    path = tmp_path / "idle.onnx"
    onnx.save(model, path)
    line = studio.fails("models", "import", path, "--yes")
    assert "idle.toml" in line
    assert [found.name for found in (own_home / "data" / "models").iterdir()] == ["idle.toml"]


def test_a_broken_card_is_named_in_the_list(studio: Studio, own_home: Path) -> None:
    folder = own_home / "data" / "models"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('name = "mine"\nformat = "onnx"\nlabel = 3\n', "utf-8")
    ran = studio("models", "list")
    assert ran.code == 0
    assert "mine.toml' has an error in line" in ran.out
    assert "line" in studio.fails("models", "install", "mine")
