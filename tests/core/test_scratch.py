"""Large fills lie in a temporary file instead of in memory."""

from __future__ import annotations

import errno
import mmap
import shutil
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core import paths
from inpaint_studio.core.document import scratch
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import History
from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.document.scratch import release_pages, spilled
from inpaint_studio.core.document.state import State
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fill is large enough."""
    monkeypatch.setattr(scratch, "LARGE", 1)
    monkeypatch.setattr(scratch, "_ROOM", 0)


def patch_of(rect: Rect, *, alpha: bool = False, seed: int = 0) -> LayerPatch:
    chance = np.random.default_rng(seed)
    shape = (rect.height, rect.width)
    pixels = chance.integers(0, 65536, (*shape, 3)).astype(np.uint16)
    coverage = chance.integers(0, 256, shape).astype(np.uint8)
    return LayerPatch(rect, pixels, coverage, pixels[..., 0].copy() if alpha else None)


def same(one: LayerPatch, other: LayerPatch) -> bool:
    arrays = [(patch.pixels, patch.coverage, patch.alpha) for patch in (one, other)]
    return one.rect == other.rect and all(
        first is second or (first.dtype == second.dtype and np.array_equal(first, second))
        for first, second in zip(*arrays, strict=True)
    )


def is_in_a_file(patch: LayerPatch) -> bool:
    base: object = patch.pixels
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base, memoryview | mmap.mmap)


@pytest.mark.usefixtures("large")
def test_a_large_fill_reads_the_same_from_its_file_which_has_no_name(home: Path) -> None:
    patches = [patch_of(Rect(3, 5, 7, 11)), patch_of(Rect(0, 0, 13, 2), alpha=True, seed=1)]
    found = spilled(patches)
    assert all(map(same, found, patches))
    assert all(map(is_in_a_file, found))
    assert not any(patch.pixels.flags.writeable for patch in found)
    release_pages()
    assert all(map(same, found, patches))
    if sys.platform != "win32":  # there it has one until it is closed
        assert not any(path.is_file() for path in home.rglob("*"))


def test_a_small_fill_stays_in_memory() -> None:
    patches = (patch_of(Rect(3, 5, 7, 11)),)
    assert spilled(patches)[0] is patches[0]


@pytest.mark.usefixtures("large")
def test_a_fill_stays_in_memory_if_it_cannot_be_written(home: Path) -> None:
    home.write_text("a file where the folder should be")
    patches = (patch_of(Rect(3, 5, 7, 11)),)
    assert spilled(patches)[0] is patches[0]


@pytest.mark.usefixtures("large")
def test_only_so_many_files_are_open_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "_MOST_FILES", 0)
    patches = (patch_of(Rect(3, 5, 7, 11)),)
    assert spilled(patches)[0] is patches[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no handles")
@pytest.mark.usefixtures("large")
def test_most_handles_are_left_to_the_rest_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(scratch, "_maps", weakref.WeakSet())  # without those of other tests
    monkeypatch.setattr(resource, "getrlimit", lambda _: (8, resource.RLIM_INFINITY))
    found = [spilled([patch_of(Rect(3, 5, 7, 11))])[0] for _ in range(4)]
    assert [is_in_a_file(patch) for patch in found] == [True, True, False, False]


@pytest.mark.usefixtures("large")
def test_room_to_save_is_left_on_the_disk(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    patches = (patch_of(Rect(3, 5, 7, 11)),)
    monkeypatch.setattr(scratch, "_ROOM", shutil.disk_usage(home.parent).total)
    assert spilled(patches)[0] is patches[0]


@pytest.mark.usefixtures("large")
def test_a_fill_for_which_the_disk_is_too_small_stays_in_memory_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def write(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(scratch, "write_all", write)
    patches = (patch_of(Rect(3, 5, 7, 11)),)
    assert spilled(patches)[0] is patches[0]
    assert not any(path.is_file() for path in home.rglob("*"))


@pytest.mark.usefixtures("large")
def test_fills_in_files_are_undone_redone_and_recovered(tmp_path: Path) -> None:
    photo = Photo(np.zeros((300, 400, 3), np.uint16))
    whole = Rect(0, 0, 400, 300)
    state = State(Document.of(photo))
    history = History(state, folder=tmp_path / "journal", budget=0)
    for seed in range(3):
        document = state.document.with_fill(spilled([patch_of(Rect(100 * seed, 40, 200, 250), seed=seed)]))
        state = state.with_document(document)
        history.record("Fill", state)
    expected = state.document.read(whole)
    del state, document
    for _ in range(3):
        history.undo()
    assert not history.state.document.read(whole).any()
    for _ in range(3):
        history.redo()
    assert all(
        is_in_a_file(patch) for layer in history.state.document.layers for patch in layer.content.patches
    )
    np.testing.assert_array_equal(history.state.document.read(whole), expected)
    history.close()
    with History.recover(tmp_path / "journal", photo) as again:
        np.testing.assert_array_equal(again.state.document.read(whole), expected)
