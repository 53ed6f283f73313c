from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from inpaint_studio.cluster import folders, storage
from inpaint_studio.cluster.address import Address
from inpaint_studio.cluster.crew import crew_at
from inpaint_studio.cluster.filling import fill
from inpaint_studio.cluster.photos import fill_on
from inpaint_studio.cluster.staging import Staged, fill_staged
from inpaint_studio.core.errors import StudioError
from inpaint_studio.jobs.files import FileFill, FillSettings
from tests.cli.studio import save_mask, save_photo, textured

PHOTOS, OUT = Path("memory://shelf/photos"), Path("memory://shelf/out")


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> Iterator[fsspec.AbstractFileSystem]:
    """Remote storage in memory with a photo, its mask, and a broken photo."""
    files = fsspec.filesystem("memory")
    for name in ("a.png", "a_mask.png", "broken.png"):
        path = tmp_path / name
        if name == "broken.png":
            path.write_bytes(b"no picture")
        else:
            (save_mask if "mask" in name else lambda at: save_photo(at, textured()))(path)
        files.put_file(str(path), f"/shelf/photos/{name}")
    yield files
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]


def task(name: str = "a.png", **more: object) -> FileFill:
    return FileFill(
        PHOTOS / name, PHOTOS / "a_mask.png", OUT / name, FillSettings("telea"), sidecar=True, **more
    )


def names(files: fsspec.AbstractFileSystem) -> set[str]:
    return {path.rpartition("/")[2] for path in files.ls("/shelf/out", detail=False)}


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("s3://bucket/a/b.png", "s3://bucket/a/b.png"),
        ("sftp://user@host/a.png", "sftp://user@host/a.png"),
        ("memory://a", "memory://a"),
        ("file:///shared/a.png", "file:///shared/a.png"),
        ("/photos/a.png", None),
        ("photos/a:b.png", None),
        ("C:/photos/a.png", None),
    ],
)
def test_addresses_survive_being_paths(words: str, url: str | None) -> None:
    path = Path(words)
    assert storage.is_remote(path) == (url is not None)
    assert storage.url_of(path) == (url or str(path))


def test_a_photo_in_remote_storage_is_filled_like_one_here(
    shelf: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    assert fill_staged(Staged(task()), lambda: False).error is None
    assert names(shelf) == {"a.png", "a.png.inpaint.json"} or names(shelf) == {"a.png", "a.inpaint.json"}
    (tmp_path / "out").mkdir()
    here = FileFill(
        tmp_path / "a.png", tmp_path / "a_mask.png", tmp_path / "out" / "a.png", FillSettings("telea"),
        sidecar=True,
    )  # fmt: skip
    assert fill(here, lambda: False).error is None
    assert shelf.cat_file("/shelf/out/a.png") == here.output.read_bytes()
    (sidecar,) = (name for name in names(shelf) if name.endswith(".json"))
    said = json.loads(shelf.cat_file(f"/shelf/out/{sidecar}"))
    assert said["photo"]["path"] == "../photos/a.png"


def test_a_result_is_stored_once_and_never_over_one_of_somebody_else(
    shelf: fsspec.AbstractFileSystem,
) -> None:
    assert fill_staged(Staged(task()), lambda: False).error is None
    assert fill_staged(Staged(task()), lambda: False).error is None  # as after the death of a worker
    shelf.pipe_file("/shelf/out/a.png", b"precious")
    error = fill_staged(Staged(task()), lambda: False).error
    assert error is not None
    assert (error.code, error.values["path"]) == ("file-exists", "memory://shelf/out/a.png")
    assert shelf.cat_file("/shelf/out/a.png") == b"precious"


def test_errors_name_the_address_and_not_where_it_was_fetched_to() -> None:
    broken = fill_staged(Staged(task("broken.png")), lambda: False).error
    missing = fill_staged(Staged(task("gone.png")), lambda: False).error
    assert broken is not None
    assert missing is not None
    assert "'memory://shelf/photos/broken.png'" in str(broken)
    assert str(missing) == "There is no file 'memory://shelf/photos/gone.png'."


def test_half_a_result_never_appears(
    shelf: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(self: object, source: str, target: str, **_: object) -> None:
        shelf.pipe_file(target, b"half")
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(MemoryFileSystem, "put_file", broken_off)
    error = fill_staged(Staged(task()), lambda: False).error
    assert error is not None
    assert error.code == "disk-full"
    assert names(shelf) == set()


def test_a_folder_in_remote_storage_is_listed_like_one_here(shelf: fsspec.AbstractFileSystem) -> None:
    for name in ("scan.tif", "scan_IR.tif", ".hidden.png", "notes.txt", "b_mask.png"):
        shelf.pipe_file(f"/shelf/photos/{name}", b"x")
    found = folders.photos_in(PHOTOS, PHOTOS)
    assert [path.name for path in found] == ["a.png", "broken.png", "scan.tif"]
    assert [path.name for path in folders.infrared_beside(PHOTOS)(found[2])] == ["scan_IR.tif"]
    assert folders.masks_at(PHOTOS, PHOTOS)(found[0]) == PHOTOS / "a_mask.png"
    assert folders.names_in(Path("memory://shelf/nowhere")) == set()


def test_the_workers_fetch_and_store(scheduler: Address, shelf: fsspec.AbstractFileSystem) -> None:
    with crew_at(scheduler) as crew:
        outcomes = {outcome.photo.name: outcome for outcome in fill_on(crew, [task(), task("broken.png")])}
        (again,) = fill_on(crew, [task()])
    assert outcomes["a.png"].error is None
    assert outcomes["broken.png"].error is not None
    assert shelf.exists("/shelf/out/a.png")
    assert again.error is not None
    assert again.error.code == "file-exists"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(errno.EACCES, "no"), "storage-denied"),
        (type("NoCredentialsError", (Exception,), {})("Unable to locate credentials"), "storage-denied"),
        (ConnectionError("no route"), "storage-failed"),
        (OSError(errno.ENOSPC, "full"), "disk-full"),
        (FileNotFoundError("gone"), "file-missing"),
    ],
)
def test_errors_of_clients(error: Exception, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: object, path: str, **_: object) -> None:
        raise error

    monkeypatch.setattr(MemoryFileSystem, "exists", fails)
    with pytest.raises(StudioError) as caught:
        storage.there(OUT)
    assert caught.value.code == code
    assert "memory://shelf/out" in str(caught.value)


def test_storage_that_is_unknown_or_lacks_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StudioError) as caught:
        storage.there(Path("nonsense://a/b"))
    assert caught.value.code == "storage-unknown"

    def lacks(url: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", lacks)
    with pytest.raises(StudioError, match="pip install s3fs") as caught:
        storage.there(Path("s3://a/b"))
    assert caught.value.code == "storage-package"
