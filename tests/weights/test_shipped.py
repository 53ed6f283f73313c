"""Weights are found by name, checked before they are used, and every fault gives one clear line."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.weights import checking, shipped
from tests.weights.files import ATOMS, content, put, put_own, put_shipped

NAME = "dictionary"


def error_of(act: Callable[[], object]) -> StudioError:
    with pytest.raises(StudioError) as caught:
        act()
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


def loading() -> StudioError:
    return error_of(lambda: shipped.load_arrays(NAME))


def test_arrays_come_as_float32_read_only_with_what_the_file_says(folder: Path) -> None:
    put_shipped(folder, data=content(trained_on="photos"))
    arrays, about = shipped.load_arrays(NAME)
    assert np.array_equal(arrays["atoms"], ATOMS)
    assert arrays["atoms"].dtype == np.float32
    assert not arrays["atoms"].flags.writeable
    assert about == {"trained_on": "photos"}


def test_a_file_is_read_once(folder: Path) -> None:
    put_shipped(folder)
    assert shipped.load_arrays(NAME)[0]["atoms"] is shipped.load_arrays(NAME)[0]["atoms"]


def test_the_users_own_weights_win(folder: Path) -> None:
    put_shipped(folder)
    own = put_own(data=content(ATOMS + 1))
    assert shipped.is_own(NAME)
    assert shipped.find(NAME) == own
    assert np.array_equal(shipped.load_arrays(NAME)[0]["atoms"], ATOMS + 1)
    own.unlink()
    assert np.array_equal(shipped.load_arrays(NAME)[0]["atoms"], ATOMS)


def test_a_file_that_was_replaced_is_read_anew(folder: Path) -> None:
    own = put_own()
    before = shipped.digest(NAME)
    put_own(data=content(ATOMS + 1, longer="yes"))
    assert shipped.digest(NAME) != before
    assert shipped.digest(NAME) == hashlib.sha256(own.read_bytes()).hexdigest()
    assert np.array_equal(shipped.load_arrays(NAME)[0]["atoms"], ATOMS + 1)


def test_one_digest_stands_for_several_files_in_any_order(folder: Path) -> None:
    put_shipped(folder, "one")
    put_shipped(folder, "two", content(ATOMS + 1))
    assert shipped.digest_of_all([]) is None
    assert shipped.digest_of_all(["one", "one"]) == shipped.digest("one")
    both = shipped.digest_of_all(["one", "two"])
    assert both == shipped.digest_of_all(["two", "one"])
    assert both not in (shipped.digest("one"), shipped.digest("two"))


def test_missing_weights_say_where_they_belong(folder: Path) -> None:
    error = loading()
    assert error.code == "weights-missing"
    assert str(folder / "dictionary.safetensors") in str(error)
    assert str(folder / "dictionary.safetensors") in str(shipped.reason_missing(NAME))


def test_weights_that_are_there_lack_nothing(folder: Path) -> None:
    put_shipped(folder)
    assert shipped.reason_missing(NAME) is None


def test_an_empty_file(folder: Path) -> None:
    put_shipped(folder, data=b"")
    assert "empty" in str(loading())
    assert "empty" in str(shipped.reason_missing(NAME))


def headed(header: bytes) -> bytes:
    """A safetensors file with that header and no values."""
    return len(header).to_bytes(8, "little") + header


@pytest.mark.parametrize(
    "data",
    [
        content()[:-5],
        content()[:20],
        b"\xff" * 400,
        b"not weights",
        headed(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,"4"]}}'),
        headed(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,null]}}'),
        headed(b"[]"),
    ],
)
@pytest.mark.parametrize("put_there", [put_own, put_shipped])
def test_a_file_of_the_wrong_size_is_known_to_be_damaged_without_being_loaded(
    folder: Path, data: bytes, put_there: Callable[..., Path]
) -> None:
    path = put_own(data=data) if put_there is put_own else put_shipped(folder, data=data)
    reason = str(shipped.reason_missing(NAME))
    assert f"'{path}'" in reason
    assert "damaged" in reason
    assert ("models use dictionary --shipped" if put_there is put_own else "pip install") in reason


def test_a_file_with_the_wrong_checksum_is_known_to_be_damaged_once_it_was_read(folder: Path) -> None:
    path = put_shipped(folder)
    path.write_bytes(content(ATOMS + 1))
    assert shipped.reason_missing(NAME) is None
    checking.read_weights([NAME, "unknown"])
    assert "damaged" in str(shipped.reason_missing(NAME))
    put_own()
    assert shipped.reason_missing(NAME) is None


@pytest.mark.parametrize(
    "data",
    [
        content()[:-5],
        content()[:20],
        b"\xff" * 400,
        pickle.dumps({"atoms": ATOMS}),
        b"not weights",
    ],
    ids=["truncated", "cut in its header", "noise", "pickled", "text"],
)
@pytest.mark.parametrize("put_there", ["own", "shipped"])
def test_what_is_no_safetensors(folder: Path, data: bytes, put_there: str) -> None:
    if put_there == "own":
        put_own(data=data)
    else:
        put_shipped(folder, data=data)
    error = loading()
    assert error.code == "weights-broken"
    assert "safetensors" in str(error)


def test_a_shipped_file_with_another_checksum_is_not_used(folder: Path) -> None:
    path = put_shipped(folder)
    put(path, content(ATOMS + 1))
    error = loading()
    assert error.code == "weights-broken"
    assert "checksum" in str(error)


def test_values_that_are_no_numbers(folder: Path) -> None:
    put_own(data=content(np.full((2, 2), np.nan, np.float16)))
    assert "not finite" in str(loading())


@pytest.mark.parametrize("own", [False, True])
def test_a_folder_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch, own: bool) -> None:
    path = put_shipped(folder)
    closed = shipped.own_path(NAME).parent if own else folder
    stat = Path.stat

    def refused(self: Path, **more: bool) -> os.stat_result:
        if self.parent == closed:
            raise PermissionError(13, "Permission denied")
        return stat(self, **more)

    monkeypatch.setattr(Path, "stat", refused)
    if own:  # then those that ship are taken
        assert shipped.find(NAME) == path
        return
    error = error_of(lambda: shipped.find(NAME))
    assert error.code == "file-unreadable"
    assert "permission denied" in str(error)
    assert shipped.reason_missing(NAME) == str(error)


def test_a_file_that_the_system_refuses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put_shipped(folder)
    os_open = Path.open

    def refused(self: Path, *arguments: object, **more: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return os_open(self, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refused)
    error = loading()
    assert error.code == "file-unreadable"
    assert str(path) in str(error)


def test_a_folder_in_place_of_a_file(folder: Path) -> None:
    (folder / "dictionary.safetensors").mkdir()
    assert loading().code == "weights-missing"


def test_a_list_of_checksums_that_makes_no_sense_is_no_list(folder: Path) -> None:
    put(folder / shipped.SUMS, b"\xff\xfe nothing\n\nalone\n")
    put(folder / "dictionary.safetensors", content())
    assert shipped.load_arrays(NAME)[0].keys() == {"atoms"}
