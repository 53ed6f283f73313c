from __future__ import annotations

import csv
import json
from pathlib import Path

import fsspec
import pytest

from inpaint_studio.cluster.address import Address
from inpaint_studio.finding import network
from tests import white_is_damage
from tests.cli.studio import Studio, save_mask, save_photo, textured
from tests.cluster.conftest import scheduler
from tests.video.films import HEIGHT, WIDTH, make_film

__all__ = ["scheduler"]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        save_photo(folder / name, textured())
    save_mask(tmp_path / "mask.png")
    return folder


def test_a_batch_on_a_cluster_saves_and_reports_like_one_here(
    studio: Studio, scheduler: Address, photos: Path, tmp_path: Path
) -> None:
    (photos / "c.png").write_bytes(b"no picture")
    words = ("batch", photos, "--mask", tmp_path / "mask.png", "--engine", "telea", "--threads", 1, "--json")
    here = studio(*words, "-o", tmp_path / "here")
    there = studio(*words, "-o", tmp_path / "there", "--cluster", scheduler)
    assert here.code == there.code == 1
    for ran in (here, there):
        assert (ran.json["filled"], ran.json["failed"]) == (2, 1)
    for name in ("a.png", "b.png"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    assert there.err.count("\n") == 1
    assert "Failed: c.png" in there.err
    said = json.loads((tmp_path / "there" / ".inpaint-run.json").read_text())
    assert (said["filled"], said["skipped"], len(said["failed"])) == (2, 0, 1)
    assert said["failed"][0]["photo"] == str(photos / "c.png")
    again = studio(*words, "-o", tmp_path / "there", "--cluster", scheduler, "--resume")
    assert (again.json["filled"], again.json["skipped"]) == (0, 2)
    other = (*words, "-o", tmp_path / "there", "--cluster", scheduler, "--resume", "--seed", 7)
    assert "begun with other settings" in studio.fails(*other)
    threads = (*words, "-o", tmp_path / "there", "--cluster", scheduler, "--resume", "--threads", 2)
    assert studio(*threads).json["skipped"] == 2


def test_wrong_words_for_a_cluster(studio: Studio, photos: Path, tmp_path: Path) -> None:
    words = ("batch", photos, "--mask", tmp_path / "mask.png", "-o", tmp_path / "out")
    assert "'nowhere' is not a cluster" in studio.fails(*words, "--cluster", "nowhere", code=2)
    assert "--jobs" in studio.fails(*words, "--cluster", "local:2", "--jobs", 2, code=2)


def test_a_batch_in_remote_storage(studio: Studio, scheduler: Address, photos: Path) -> None:
    shelf = fsspec.filesystem("memory")
    if shelf.exists("/cli"):  # one for the whole process
        shelf.rm("/cli", recursive=True)
    for path in (photos / "a.png", photos.parent / "mask.png"):
        shelf.put_file(str(path), f"/cli/photos/{path.name}")
    words = ("batch", "memory://cli/photos", "--mask", "memory://cli/photos/mask.png", "--engine", "telea")
    words = (*words, "-o", "memory://cli/out", "--resume")
    assert "needs --cluster" in studio.fails(*words, code=2)
    mixed = (*words[:-3], "-o", photos, "--sidecar", "--cluster", scheduler)
    assert "the same storage" in studio.fails(*mixed, code=2)
    ran = studio(*words, "--cluster", scheduler)
    assert (ran.code, ran.err) == (0, "")
    assert "1 filled, 0 skipped, 0 failed" in ran.out
    assert ran.out.rstrip().endswith("The results are in memory://cli/out.")
    assert shelf.exists("/cli/out/a.png")
    assert "0 filled, 1 skipped" in studio(*words, "--cluster", scheduler).out


def test_restoring_on_a_cluster_draws_the_same_sheet(
    studio: Studio, scheduler: Address, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "look", white_is_damage.look)
    monkeypatch.setattr(network, "classifier", white_is_damage.no_opinion)
    ran = studio("restore", photos, "-o", tmp_path / "restored", "--cluster", scheduler, "--json")
    assert ran.code == 0
    assert (ran.json["filled"], len(ran.json["sheets"])) == (2, 1)
    again = studio("restore", photos, "-o", tmp_path / "restored", "--cluster", scheduler, "--json")
    assert (again.json["filled"], again.json["skipped"]) == (0, 2)


def test_restoring_remote_photos_points_to_batch(studio: Studio, tmp_path: Path) -> None:
    line = studio.fails("restore", "memory://cli/photos", "-o", tmp_path / "restored", code=2)
    assert "'memory://cli/photos'" in line
    assert "batch --mask find" in line


def test_an_evaluation_on_a_cluster_has_the_scores_of_one_here(
    studio: Studio, scheduler: Address, photos: Path, tmp_path: Path
) -> None:
    (photos / "c.png").write_bytes(b"no picture")
    words = ("evaluate", photos, "--engines", "telea,navier-stokes", "--threads", 1, "--json")
    here = studio(*words, "-o", tmp_path / "here")
    there = studio(*words, "-o", tmp_path / "there", "--cluster", scheduler)
    assert here.code == there.code == 1
    assert there.err == here.err
    tables = []
    for name in ("here", "there"):
        with (tmp_path / name / "scores.csv").open() as file:
            tables.append([{**row, "seconds": ""} for row in csv.DictReader(file)])
    assert tables[0] == tables[1]
    assert len(tables[0]) == 6
    assert (tmp_path / "there" / "sheet-1.png").exists() == (tmp_path / "here" / "sheet-1.png").exists()


def test_films_on_a_cluster_are_those_of_one_machine(
    studio: Studio, scheduler: Address, tmp_path: Path
) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    for name in ("a.mkv", "b.mkv"):
        make_film(folder / name, count=6)
    (folder / "broken.mkv").write_bytes(b"no film")
    mask = save_mask(tmp_path / "logo.png", HEIGHT, WIDTH)
    words = ("--mask", mask, "--engine", "telea", "--lossless", "--threads", 1)
    assert studio("video", folder / "a.mkv", *words, "-o", tmp_path / "a.mkv").code == 0
    there = ("video", folder, *words, "-o", tmp_path / "out", "--cluster", scheduler)
    ran = studio(*there, "--json")
    assert ran.code == 1
    assert (ran.json["filled"], ran.json["failed"]) == (2, 1)
    assert "Failed: broken.mkv" in ran.err
    assert (tmp_path / "out" / "a.mkv").read_bytes() == (tmp_path / "a.mkv").read_bytes()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a.mkv", "b.mkv"}
    (folder / "broken.mkv").unlink()
    again = studio(*there, "--resume")
    assert (again.code, again.out.split(" in ")[0]) == (0, "0 filled, 2 skipped, 0 failed")
    for film in folder.iterdir():
        film.unlink()
    assert "no films" in studio.fails(*there)
