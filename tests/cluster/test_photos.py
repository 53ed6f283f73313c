from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inpaint_studio.cluster import photos
from inpaint_studio.cluster.address import Address
from inpaint_studio.cluster.crew import crew_at
from inpaint_studio.cluster.filling import fill
from inpaint_studio.cluster.photos import fill_on
from inpaint_studio.core.errors import StudioError
from inpaint_studio.jobs.batch import run_batch
from inpaint_studio.jobs.files import FileFill, FillSettings
from tests.cli.studio import save_mask, save_photo, textured


@pytest.fixture
def tasks(tmp_path: Path) -> list[FileFill]:
    """Three photos and a broken one."""
    mask = save_mask(tmp_path / "mask.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    names = ["a.png", "b.jpg", "broken.png", "c.tif"]
    for name in names:
        if name != "broken.png":
            save_photo(tmp_path / name, textured())
    (tmp_path / "out").mkdir()
    settings = FillSettings("telea")
    return [
        FileFill(tmp_path / name, mask, tmp_path / "out" / name, settings, sidecar=True) for name in names
    ]


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_workers_save_the_same_bytes_as_this_process(
    scheduler: Address, tasks: list[FileFill], tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    here = [replace(task, output=tmp_path / "here" / task.output.name) for task in tasks]
    assert sum(outcome.error is None for outcome in run_batch(here)) == 3
    with crew_at(scheduler, engines=["telea"], threads=1) as crew:
        outcomes = {outcome.photo.name: outcome for outcome in fill_on(crew, tasks)}
    assert bytes_in(tmp_path / "out") == bytes_in(tmp_path / "here")
    assert len(bytes_in(tmp_path / "out")) == 6  # with their sidecars
    assert [name for name, outcome in outcomes.items() if outcome.error] == ["broken.png"]
    assert outcomes["a.png"].engines == ("telea",)
    assert outcomes["a.png"].mask_pixels == 120


def test_relative_paths_are_those_of_this_process(
    scheduler: Address, tasks: list[FileFill], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    task = replace(tasks[0], photo=Path("a.png"), mask=Path("mask.png"), output=Path("out/a.png"))
    assert photos.for_workers(task).photo == tmp_path / "a.png"
    with crew_at(scheduler) as crew:
        (outcome,) = fill_on(crew, [task])
    assert (outcome.photo, outcome.output, outcome.error) == (task.photo, task.output, None)


def test_what_is_there_already_is_neither_replaced_nor_filled(
    scheduler: Address, tasks: list[FileFill]
) -> None:
    tasks[0].output.write_bytes(b"precious")
    with crew_at(scheduler) as crew:
        outcomes = {outcome.photo.name: outcome for outcome in fill_on(crew, tasks)}
    error = outcomes["a.png"].error
    assert error is not None
    assert error.code == "file-exists"
    assert tasks[0].output.read_bytes() == b"precious"
    assert outcomes["b.jpg"].error is None


def test_an_item_whose_worker_died_after_saving_it_counts_as_saved(tasks: list[FileFill]) -> None:
    assert fill(tasks[0], lambda: False).error is None
    saved = bytes_in(tasks[0].output.parent)
    again = fill(tasks[0], lambda: False)
    assert (again.error, again.output) == (None, tasks[0].output)
    assert bytes_in(tasks[0].output.parent) == saved


def test_a_file_of_somebody_else_that_appears_meanwhile_is_kept(tasks: list[FileFill]) -> None:
    tasks[0].output.write_bytes(b"precious")
    error = fill(tasks[0], lambda: False).error
    assert error is not None
    assert error.code == "file-exists"
    assert tasks[0].output.read_bytes() == b"precious"


def test_a_folder_that_a_worker_does_not_see(
    scheduler: Address, tasks: list[FileFill], monkeypatch: pytest.MonkeyPatch
) -> None:
    with crew_at(scheduler) as crew:
        monkeypatch.setattr(photos, "exists", lambda path: False)
        with pytest.raises(StudioError) as caught:
            list(fill_on(crew, tasks))
    assert caught.value.code == "cluster-folder-unseen"
    assert not list(tasks[0].output.parent.iterdir())


def test_two_photos_with_the_same_output_are_both_reported(scheduler: Address, tasks: list[FileFill]) -> None:
    same = [replace(tasks[0], overwrite=True), replace(tasks[1], output=tasks[0].output, overwrite=True)]
    with crew_at(scheduler) as crew:
        outcomes = {outcome.photo.name: outcome.error for outcome in fill_on(crew, same)}
    assert outcomes["a.png"] is None
    assert outcomes["b.jpg"] is not None
    assert outcomes["b.jpg"].code == "file-exists"
