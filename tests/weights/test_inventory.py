"""What is reported about the installed weights."""

from __future__ import annotations

import hashlib
from pathlib import Path

from inpaint_studio.weights import shipped
from inpaint_studio.weights.inventory import inventory
from tests.weights.files import content, put, put_own, put_shipped


def test_shipped_ones_are_checked_against_the_list(folder: Path) -> None:
    path = put_shipped(folder)
    (found,) = inventory()
    assert (found.name, found.path, found.own, found.listed, found.problem) == (
        "dictionary",
        path,
        False,
        True,
        "",
    )


def test_a_wrong_checksum_is_the_problem(folder: Path) -> None:
    put(put_shipped(folder), content(longer=1))
    (found,) = inventory()
    assert "checksum" in found.problem
    assert found.sha256 is not None


def test_what_an_engine_needs_and_lacks_is_listed(folder: Path) -> None:
    (found,) = inventory(["autoencoder"])
    assert (found.name, found.path, found.sha256) == ("autoencoder", None, None)
    assert "missing" in found.problem


def test_the_users_own_stand_for_the_shipped_of_that_name(folder: Path) -> None:
    put_shipped(folder)
    own = put_own(data=content(mine=True))
    (found,) = inventory()
    assert (found.path, found.own, found.listed, found.problem) == (own, True, False, "")


def test_a_file_without_a_line_in_the_list_is_told_apart(folder: Path) -> None:
    put(folder / "new.safetensors", content())
    (found,) = inventory()
    assert (found.listed, found.problem) == (False, "")


def test_a_shipped_onnx_form_is_compared_too(folder: Path) -> None:
    path = put_shipped(folder, "gan")
    other = put(path.with_suffix(".onnx"), b"another form")
    with (folder / shipped.SUMS).open("a", encoding="utf-8") as sums:
        sums.write(f"{hashlib.sha256(other.read_bytes()).hexdigest()}  {other.name}\n")
    assert not inventory()[0].problem
    other.write_bytes(b"damaged")
    assert "gan.onnx" in inventory()[0].problem
    other.unlink()
    assert "gan.onnx" in inventory()[0].problem
