"""Rewriting an output without a sidecar removes a sidecar of the former picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio import fill
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.core.provenance import sidecar_path
from inpaint_studio.jobs import files
from inpaint_studio.jobs.files import FileFill, FillSettings, fill_file


@pytest.fixture
def task(tmp_path: Path) -> FileFill:
    photo = Photo(np.full((40, 50, 3), 90, np.uint8))
    write_photo(tmp_path / "photo.png", photo)
    coverage = np.zeros((40, 50), np.uint8)
    coverage[Rect(10, 10, 8, 8).slices] = 255
    settings = FillSettings("telea")
    return FileFill(tmp_path / "photo.png", Mask(coverage), tmp_path / "out.png", settings, overwrite=True)


def with_sidecar(task: FileFill) -> FileFill:
    return replace(task, sidecar=True)


def test_it_is_removed_and_told_and_nothing_else_is(task: FileFill) -> None:
    fill_file(with_sidecar(task))
    assert sidecar_path(task.output).exists()
    notes = fill_file(task).notes
    assert not sidecar_path(task.output).exists()
    assert "'out.png.inpaint.json' described the fill of the previous picture, so it was removed." in notes
    sidecar_path(task.output).write_text("no sidecar", "utf-8")
    fill_file(task)
    assert sidecar_path(task.output).read_text("utf-8") == "no sidecar"


def test_the_python_interface_leaves_none_either(task: FileFill) -> None:
    fill_file(with_sidecar(task))
    assert isinstance(task.mask, Mask)
    fill(task.photo, task.mask.coverage, engine="telea", output=task.output, overwrite=True)
    assert not sidecar_path(task.output).exists()


def test_without_leave_to_overwrite_it_stays_and_is_told(task: FileFill) -> None:
    fill_file(with_sidecar(task))
    task.output.unlink()
    notes = fill_file(replace(task, overwrite=False)).notes
    assert sidecar_path(task.output).exists()
    assert any("does not belong to this picture" in note for note in notes)


def test_a_new_one_that_cannot_be_written_leaves_no_old_one(
    task: FileFill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_file(with_sidecar(task))

    def full(*_: object, **__: object) -> None:
        raise StudioError("disk-full", path=sidecar_path(task.output))

    monkeypatch.setattr(files.provenance, "write_sidecar", full)
    with pytest.raises(StudioError, match="disk is full"):
        fill_file(with_sidecar(task))
    assert not sidecar_path(task.output).exists()


def test_a_kill_leaves_no_new_picture_with_the_old_one(
    task: FileFill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_file(with_sidecar(task))
    before = task.output.read_bytes(), sidecar_path(task.output).read_bytes()
    there: list[bool] = []

    def write(path: Path, *_: object, **__: object) -> None:
        there.append(sidecar_path(path).exists())
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "write_photo", write)
    for again in (task, with_sidecar(task)):
        with pytest.raises(KeyboardInterrupt):
            fill_file(again)
        # stopped, not killed: all is as it was
        assert (task.output.read_bytes(), sidecar_path(task.output).read_bytes()) == before
    assert there == [False, False]
