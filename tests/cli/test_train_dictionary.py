"""`train dictionary` writes atoms, their picture and a log, or says in one line why it does not."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.__main__ import main as studio
from inpaint_studio.core import files, paths, threads
from inpaint_studio.engines.sparse import dictionary

QUICK = ["--atoms", "24", "--patch", "5", "--sparsity", "3", "--patches", "300"]


@pytest.fixture(autouse=True)
def _own_thread_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run limits its process to one thread; the other tests are in that process too."""
    monkeypatch.setattr(threads, "_limit", threads._limit)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Five photos of waves, one of them grey and of 16 bit, two in a folder within."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    rng = np.random.default_rng(5)
    for index in range(5):
        y, x = np.mgrid[:60, :70]
        wave = np.sin(x * rng.uniform(0.2, 0.9) + y * rng.uniform(0.2, 0.9))
        picture = rng.uniform(60, 200, 3) + 45 * wave[..., None]
        parent = folder / "more" if index % 2 else folder
        if index == 0:
            Image.fromarray((picture[..., 0] * 257).astype(np.uint16)).save(parent / "photo0.png")
        else:
            Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(parent / f"photo{index}.png")
    return folder


def train(photos: Path, output: Path, *more: str) -> int:
    return studio(["train", "dictionary", str(photos), "-o", str(output), *QUICK, *more])


def test_it_writes_atoms_their_picture_and_a_log(photos: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert train(photos, run, "--passes", "3") == 0
    from safetensors.numpy import load_file

    arrays = load_file(run / "dictionary.safetensors")
    learned = dictionary.checked(arrays, {}, run)
    assert learned.atoms.values.shape == (24, 75)
    assert learned.usage.sum() == pytest.approx(1, abs=1e-3)
    with Image.open(run / "atoms.png") as picture:
        assert min(picture.size) > 5 * 4 * 4
    with (run / "log.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[-1]["rms"]) < 0.02


def test_the_engine_takes_what_was_trained(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    assert train(photos, paths.data_dir() / "checkpoints") == 0
    assert dictionary.load().atoms.size == 5


def test_the_same_seed_gives_the_same_file(photos: Path, tmp_path: Path) -> None:
    for name, seed in (("one", "3"), ("again", "3"), ("other", "4")):
        assert train(photos, tmp_path / name, "--seed", seed) == 0
    one, again, other = (
        (tmp_path / name / "dictionary.safetensors").read_bytes() for name in ("one", "again", "other")
    )
    assert one == again
    assert one != other


def test_broken_and_small_photos_are_skipped_and_counted(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photos / "broken.jpg").write_bytes(b"no picture")
    Image.new("RGB", (9, 9)).save(photos / "small.png")
    assert train(photos, tmp_path / "run") == 0
    said = capsys.readouterr().err
    assert "Skipped 2 photos" in said
    assert "broken.jpg" in said
    assert "5 photos" in said


def test_folders_can_count_half(photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train(photos, tmp_path / "run", "--half", "more") == 0
    assert "from 1,200 patches" in capsys.readouterr().err


def test_what_does_not_serve_is_one_line_and_costs_no_earlier_file(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, small, run = tmp_path / "empty", tmp_path / "small", tmp_path / "run"
    empty.mkdir()
    small.mkdir()
    Image.new("RGB", (9, 9)).save(small / "small.png")
    assert train(photos, run) == 0
    before = (run / "dictionary.safetensors").read_bytes()
    capsys.readouterr()
    assert train(tmp_path / "nowhere", run) != 0
    assert train(empty, tmp_path / "two") != 0
    assert train(small, tmp_path / "three") != 0
    assert train(photos, run) != 0
    assert train(photos, photos / "photo2.png") != 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("Error: ") for line in lines)
    assert (run / "dictionary.safetensors").read_bytes() == before


def test_a_full_disk_loses_no_earlier_file(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    assert train(photos, run) == 0
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    capsys.readouterr()

    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(files.os, "fsync", full)
    assert train(photos, run, "--overwrite", "--seed", "9") != 0
    assert "is full" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before


def test_another_run_replaces_the_files_when_told_to(photos: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert train(photos, run) == 0
    before = (run / "dictionary.safetensors").read_bytes()
    assert train(photos, run, "--seed", "9", "--overwrite") == 0
    assert (run / "dictionary.safetensors").read_bytes() != before
