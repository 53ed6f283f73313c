"""The shipped weights match the list of checksums, and each has a card with its own."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from inpaint_studio.core.paths import checkpoints_dir
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.weights import shipped
from tests.weights.files import content
from tools import checksums

FILES = sorted(path for path in checkpoints_dir().iterdir() if path.suffix in checksums.FORMS)


def test_every_file_on_the_list_is_there_and_as_listed() -> None:
    for name, wanted in shipped.sums(checkpoints_dir()).items():
        assert hashlib.sha256((checkpoints_dir() / name).read_bytes()).hexdigest() == wanted, name


def test_every_file_that_is_there_is_on_the_list() -> None:
    assert {path.name for path in FILES} == set(shipped.sums(checkpoints_dir()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_has_a_card_with_its_checksum(path: Path) -> None:
    card = path.with_suffix(".md").read_text("utf-8")
    assert hashlib.sha256(path.read_bytes()).hexdigest() in card


def test_what_engines_need_ships() -> None:
    needed = {name for entry in REGISTRY.entries() if entry.info for name in entry.info.weights}
    assert needed <= {path.stem for path in FILES if path.suffix == shipped.ENDING}


def test_the_list_and_the_cards_are_rewritten(tmp_path: Path) -> None:
    weights = tmp_path / "net.safetensors"
    weights.write_bytes(content())
    (tmp_path / "net.md").write_text(f"# Net\n\n| sha256 | `{'0' * 64}` |\n", encoding="utf-8")
    digest = hashlib.sha256(content()).hexdigest()
    texts, faults = checksums.wanted(tmp_path)
    assert faults == []
    assert texts[tmp_path / "net.md"] == f"# Net\n\n| sha256 | `{digest}` |\n"
    assert texts[tmp_path / "SHA256SUMS"] == f"{digest}  net.safetensors\n"


def test_both_forms_have_their_lines_in_one_card(tmp_path: Path) -> None:
    (tmp_path / "net.safetensors").write_bytes(content())
    (tmp_path / "net.onnx").write_bytes(b"another form")
    other = hashlib.sha256(b"another form").hexdigest()
    (tmp_path / "net.md").write_text(f"# Net\n\nsha256 of net.onnx: `{'0' * 64}`\n", encoding="utf-8")
    texts, _ = checksums.wanted(tmp_path)
    card = texts[tmp_path / "net.md"]
    assert f"sha256 of net.onnx: `{other}`" in card
    assert f"\nsha256: `{hashlib.sha256(content()).hexdigest()}`" in card
    assert texts[tmp_path / "SHA256SUMS"].splitlines()[0] == f"{other}  net.onnx"


def test_a_card_without_the_line_gets_one_and_a_missing_card_is_told(tmp_path: Path) -> None:
    for name in ("net", "other"):
        (tmp_path / f"{name}.safetensors").write_bytes(content())
    (tmp_path / "net.md").write_text("# Net\n", encoding="utf-8")
    texts, faults = checksums.wanted(tmp_path)
    assert f"sha256: `{hashlib.sha256(content()).hexdigest()}`" in texts[tmp_path / "net.md"]
    assert faults == ["other.safetensors has no card other.md."]
