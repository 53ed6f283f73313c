"""What there is to say about the weights at hand."""

from __future__ import annotations

from pathlib import Path

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
    assert "not here" in found.problem


def test_the_users_own_stand_for_the_shipped_of_that_name(folder: Path) -> None:
    put_shipped(folder)
    own = put_own(data=content(mine=True))
    (found,) = inventory()
    assert (found.path, found.own, found.listed, found.problem) == (own, True, False, "")


def test_a_file_without_a_line_in_the_list_is_told_apart(folder: Path) -> None:
    put(folder / "new.safetensors", content())
    (found,) = inventory()
    assert (found.listed, found.problem) == (False, "")
