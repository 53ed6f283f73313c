from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.studio import Studio, save_mask, save_photo, textured


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.png", "b.png", "c.png"):
        save_photo(folder / name, textured(90, 120))
    return folder


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "scores.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_engine_is_scored_on_every_photo(studio: Studio, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    ran = studio("evaluate", photos, "--engines", "telea,navier-stokes", "-o", out, "--holes", "scratches")
    assert (ran.code, ran.err) == (0, "")
    rows = rows_of(out)
    assert [(row["photo"], row["engine"]) for row in rows[:3]] == [
        ("a.png", "telea"),
        ("a.png", "navier-stokes"),
        ("b.png", "telea"),
    ]
    assert len(rows) == 6
    assert all(float(row["hole_psnr"]) > 5 and 0 < float(row["hole"]) < 0.5 for row in rows)
    assert "hole PSNR" in ran.out
    assert "[" in ran.out  # the interval of the difference
    assert (out / "sheet-001.png").exists()


def test_the_manifest_says_how_to_get_the_same_figures(studio: Studio, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    studio("evaluate", photos, "-e", "telea", "-o", out, "--seed", 4, "--limit", 1, "--size", 64)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["seed"] == 4
    assert manifest["photos"] == ["a.png"]
    assert manifest["longest_side"] == 64
    assert "object" in manifest["holes"]
    assert manifest["versions"]["numpy"]
    assert manifest["machine"]["threads"] >= 1
    assert manifest["join"]["grain"] is False


def test_the_same_seed_gives_the_same_scores(studio: Studio, photos: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        studio("evaluate", photos, "-e", "telea", "-o", tmp_path / name, "--limit", 2)
    scores = [
        [(row["hole"], row["psnr"], row["texture"]) for row in rows_of(tmp_path / name)]
        for name in ("one", "two")
    ]
    assert scores[0] == scores[1]


def test_holes_may_be_given(studio: Studio, photos: Path, tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    for name in "abc":
        save_mask(masks / f"{name}_mask.png", 90, 120)
    out = tmp_path / "results"
    ran = studio("evaluate", photos, "-e", "telea", "-o", out, "--masks", masks, "--json")
    assert set(ran.json["mask_pixels"].values()) == {120}
    assert "NAME_mask" in json.loads((out / "manifest.json").read_text())["holes"]


def test_a_broken_photo_is_reported_and_the_others_are_scored(
    studio: Studio, photos: Path, tmp_path: Path
) -> None:
    (photos / "b.png").write_bytes(b"no picture")
    out = tmp_path / "results"
    ran = studio("evaluate", photos, "-e", "telea", "-o", out)
    assert ran.code == 1
    assert ran.err.startswith("Failed: b.png: ")
    assert [bool(row["error"]) for row in rows_of(out)] == [False, True, False]


def test_earlier_results_are_kept_unless_told_otherwise(studio: Studio, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    words = ("evaluate", photos, "-e", "telea", "-o", out, "--limit", 1)
    assert studio(*words).code == 0
    assert "scores.csv" in studio.fails(*words)
    assert studio(*words, "--overwrite").code == 0


def test_given_and_made_holes_exclude_each_other(studio: Studio, photos: Path, tmp_path: Path) -> None:
    words = ("evaluate", photos, "-e", "telea", "-o", tmp_path / "x", "--masks", photos, "--holes", "dust")
    studio.fails(*words, code=2)
