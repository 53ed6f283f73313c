from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.geometry import Rect
from inpaint_studio.jobs import damage
from tests import white_is_damage
from tests.cli.studio import Studio
from tests.finding.film import Film, scanned
from tests.tiff_files import tiff_of


@pytest.fixture(autouse=True)
def fake_network(monkeypatch: pytest.MonkeyPatch) -> None:
    white_is_damage.use(monkeypatch)


@pytest.fixture
def print_(tmp_path: Path) -> Path:
    pixels = np.full((60, 80, 3), 90, np.uint8)
    pixels[10:40, 20:22] = 255
    pixels[50:52, 60:70] = 220
    path = tmp_path / "print.png"
    Image.fromarray(pixels).save(path)
    return path


def area(path: Path) -> int:
    with Image.open(path) as picture:
        assert picture.mode == "L"
        levels = np.asarray(picture)
    assert set(np.unique(levels)) <= {0, 255}
    return int((levels > 0).sum())


def test_the_mask_is_white_where_there_is_damage(studio: Studio, print_: Path, tmp_path: Path) -> None:
    mask, confidence = tmp_path / "m.png", tmp_path / "c.png"
    ran = studio("find", print_, "-o", mask, "--map", confidence)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip() == f"{mask}: 1 mark (1 scratch), 60 px"
    assert area(mask) == 60
    with Image.open(confidence) as picture:
        assert sorted(np.unique(np.asarray(picture))) == [0, 51, 252], "what the network said"


def test_sensitivity_kinds_and_exclusion(studio: Studio, print_: Path, tmp_path: Path) -> None:
    mask = tmp_path / "m.png"

    def found(*words: Any) -> dict[str, Any]:
        report: dict[str, Any] = studio("find", print_, "-o", mask, "--overwrite", "--json", *words).json
        assert report["area"] == area(mask)
        return report

    assert [mark["rect"] for mark in found()["marks"]] == [[20, 10, 2, 30]]
    assert found("--sensitivity", 95)["area"] == 80
    assert found("--sensitivity", 95, "--kinds", "speck, hair")["area"] == 0
    kept = tmp_path / "kept.png"
    Image.fromarray(np.uint8([[255]] * 30 + [[0]] * 30).repeat(80, 1)).save(kept)
    assert found("--exclude", kept)["area"] == 20
    Image.fromarray(np.uint8([[255]] * 45 + [[0]] * 15).repeat(80, 1)).save(kept)
    rest = found("--exclude", kept, "--sensitivity", 95)
    assert [mark["rect"] for mark in rest["marks"]] == [[60, 50, 10, 2]], "nothing is left of the other"
    assert rest["counts"]["scratch"] == 1
    assert "0 marks (none), 0 px" in studio("find", print_, "-o", mask, "--overwrite", "--exclude", kept).out
    assert found()["counts"] == {kind: int(kind == "scratch") for kind in KINDS}


def test_care_with_faces_drops_what_is_doubtful_in_them(
    studio: Studio, print_: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damage, "find_faces", lambda photo: (Rect(15, 5, 10, 20), Rect(0, 45, 80, 15)))
    words = ("find", print_, "-o", tmp_path / "m.png", "--overwrite", "--json", "--sensitivity", 85)
    assert "faces" not in studio(*words).json
    careful = studio(*words, "--careful-faces").json
    assert careful["faces"] == [[15, 5, 10, 20], [0, 45, 80, 15]]
    assert [mark["rect"] for mark in careful["marks"]] == [[20, 10, 2, 30]]


def test_the_infrared_of_a_scan(studio: Studio, tmp_path: Path) -> None:
    scan = scanned(Film(width=300, height=200, marks=8))
    tiff, mask = tmp_path / "scan.tif", tmp_path / "m.png"
    tiff.write_bytes(tiff_of(np.dstack([scan.photo.pixels, scan.infrared]), extra=(0,)))
    words = ("find", tiff, "-o", mask, "--overwrite")
    report = studio(*words, "--json").json
    assert report["infrared"]
    assert report["notes"] == []
    assert report["counts"]["speck"] >= 3
    assert studio(*words).out.strip().endswith(", with infrared")
    photo, beside = tmp_path / "photo.png", tmp_path / "other.png"
    Image.fromarray((scan.photo.pixels >> 8).astype(np.uint8)).save(photo)
    words = ("find", photo, "-o", mask, "--overwrite")
    assert not studio(*words, "--json").json["infrared"]
    Image.fromarray((scan.infrared >> 8).astype(np.uint8)).save(beside)
    assert studio(*words, "--json", "--ir", beside).json["counts"]["speck"] >= 3
    beside.rename(tmp_path / "photo_IR.png")
    assert studio(*words, "--json").json["infrared"]
    assert "in colour" in studio.fails(*words, "--ir", photo)
    Image.new("L", (200, 200), 9).save(tmp_path / "photo_IR.png")
    assert "the same everywhere" in studio(*words).out


def test_wrong_usage_and_files_that_exist(studio: Studio, print_: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.png"
    taken.write_bytes(b"mine")
    studio.fails("find", print_, "-o", taken)
    assert taken.read_bytes() == b"mine"
    assert studio("find", print_, "-o", tmp_path / "m.jpg").code == 2
    assert studio("find", print_, "-o", tmp_path / "m.png", "--kinds", "mould").code == 2
    assert studio("find", print_, "-o", tmp_path / "m.png", "--sensitivity", 101).code == 2
    assert not (tmp_path / "m.png").exists()


def test_nothing_that_is_read_is_overwritten(studio: Studio, print_: Path, tmp_path: Path) -> None:
    kept, linked, mask = tmp_path / "kept.png", tmp_path / "linked.png", tmp_path / "m.png"
    Image.new("L", (80, 60)).save(kept)
    linked.symlink_to(print_)
    before = print_.read_bytes(), kept.read_bytes()
    for words, said in (
        (("-o", print_), "PHOTO and --output"),
        (("-o", linked), "PHOTO and --output"),
        (("-o", mask, "--map", linked), "PHOTO and --map"),
        (("-o", kept, "--exclude", kept), "--exclude and --output"),
        (("-o", kept, "--ir", kept), "--ir and --output"),
        (("-o", mask, "--map", tmp_path / "." / "m.png"), "--output and --map"),
    ):
        assert said in studio.fails("find", print_, *words, "--overwrite", code=2)
        assert said in studio.fails("find", print_, *words, code=2)
    assert (print_.read_bytes(), kept.read_bytes()) == before
    assert not mask.exists()
