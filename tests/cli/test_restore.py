"""A whole album is found, filled and shown; it goes on after a kill, and loses nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import restore as cli_restore
from inpaint_studio.core.damage import GROW
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.provenance import read_about, read_sidecar, sidecar_path
from inpaint_studio.evaluation.album import MOST_ON_A_PAGE
from inpaint_studio.gui.window import app as editor
from inpaint_studio.jobs.damage import DamageOptions
from tests import white_is_damage
from tests.cli.studio import Studio, pixels_of, save_photo, textured
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def fake_network(monkeypatch: pytest.MonkeyPatch) -> None:
    white_is_damage.use(monkeypatch)


def scratched(seed: int) -> np.ndarray:
    """A small photo with a white scratch, elsewhere in each."""
    pixels = np.minimum(textured(), 190)
    pixels[10:40, 10 + 4 * seed : 12 + 4 * seed] = 255
    return pixels


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Ten photos: eight with a scratch, an intact one, a broken one among them."""
    folder = tmp_path / "album"
    folder.mkdir()
    for number in range(8):
        save_photo(folder / f"{number}.{'jpg' if number == 3 else 'png'}", scratched(number))
    save_photo(folder / "2b.jpg", np.minimum(textured(), 190))
    (folder / "4b.jpg").write_bytes((folder / "3.jpg").read_bytes()[:400])
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "restored"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


RESULTS = {"0.png", "1.png", "2.png", "2b.jpg", "3.jpg", "4.png", "5.png", "6.png", "7.png"}
SHEETS = {"contact-sheet-1.jpg", "contact-sheet-2.jpg"}
ALL = RESULTS | {f"{name}.inpaint.json" for name in RESULTS} | SHEETS


def test_an_album_with_a_broken_photo_is_restored(studio: Studio, album: Path, out: Path) -> None:
    before = contents(album)
    ran = studio("restore", album, "-o", out)
    assert ran.code == 1
    assert ran.err.startswith("Failed: 4b.jpg: ")
    assert ran.err.count("\n") == 1
    assert set(contents(out)) == ALL
    assert contents(album) == before
    assert "8 restored, 1 with nothing found, 1 failed" in ran.out
    for number in (0, 1, 2, 4, 5, 6, 7):
        healed = pixels_of(out / f"{number}.png")
        assert healed[10:40, 10 + 4 * number : 12 + 4 * number].max() < 250


def test_the_marks_are_in_the_sidecar_grown_as_measured(studio: Studio, album: Path, out: Path) -> None:
    studio("restore", album, "-o", out)
    made = read_sidecar(sidecar_path(out / "5.png"))
    marks = np.zeros((60, 80), bool)
    marks[10:40, 30:32] = True
    rows, columns = np.mgrid[:60, :80]
    near = np.hypot(rows - np.clip(rows, 10, 39), columns - np.clip(columns, 30, 31)) <= GROW
    assert (made.mask.hole == near).all()
    assert made.engine == "auto"
    assert made.found is not None
    assert (made.found.sensitivity, made.found.grown, made.found.marks) == (50, GROW, {"scratch": 1})


def test_a_fill_can_be_replayed(studio: Studio, album: Path, out: Path, tmp_path: Path) -> None:
    studio("restore", album, "-o", out)
    for name in ("1.png", "3.jpg", "2b.jpg"):
        again = tmp_path / name
        assert studio("fill", "--replay", sidecar_path(out / name), "-o", again, "--sidecar").code == 0
        assert again.read_bytes() == (out / name).read_bytes()
        assert read_about(sidecar_path(again)).found == read_about(sidecar_path(out / name)).found


def test_an_intact_photo_is_copied_and_that_is_said(studio: Studio, album: Path, out: Path) -> None:
    ran = studio("restore", album / "2b.jpg", "-o", out)
    assert "[1/1] 2b.jpg: nothing found, copied as it is" in ran.out
    assert (out / "2b.jpg").read_bytes() == (album / "2b.jpg").read_bytes()


@pytest.mark.parametrize("moment", ["half", "none"])
def test_a_killed_run_goes_on_with_what_is_missing(
    studio: Studio, album: Path, out: Path, tmp_path: Path, moment: str
) -> None:
    words = [str(album), "-o", str(out)]
    command = [sys.executable, "-m", "tests.cli.killed_restore", "3.jpg", moment, *words]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert killed.returncode not in (0, 1, 2), killed.stderr
    done = contents(out)
    assert RESULTS & set(done) == {"0.png", "1.png", "2.png", "2b.jpg"}
    assert "3.jpg.inpaint.json" in done
    ran = studio("restore", *words)
    assert ran.code == 1
    assert "4 photos are restored already.\n" in ran.out
    assert "5 restored, 0 with nothing found, 4 restored before, 1 failed" in ran.out
    after = contents(out)
    assert set(after) == ALL
    assert {name: after[name] for name in RESULTS & set(done)} == {
        name: done[name] for name in RESULTS & set(done)
    }
    undisturbed = tmp_path / "undisturbed"
    studio("restore", album, "-o", undisturbed)
    assert {name: pixels_of(out / name).tobytes() for name in RESULTS} == {
        name: pixels_of(undisturbed / name).tobytes() for name in RESULTS
    }


def test_what_a_kill_left_half_replaced_does_not_count_as_done(
    studio: Studio, album: Path, out: Path
) -> None:
    words = [str(album / "0.png"), "-o", str(out), "--overwrite"]
    studio("restore", *words)
    command = [sys.executable, "-m", "tests.cli.killed_restore", "0.png", "none", *words]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert killed.returncode not in (0, 1, 2), killed.stderr
    assert "already exists" in studio("restore", *words[:-1]).err
    assert "1 restored, 0 with" in studio("restore", *words).out
    assert "1 restored before" in studio("restore", *words[:-1]).out


def test_a_photo_that_changed_after_a_kill_is_restored(studio: Studio, album: Path, out: Path) -> None:
    words = ("restore", album / "0.png", "-o", out)
    studio(*words)
    (out / "0.png").unlink()  # a kill leaves the sidecar
    save_photo(album / "0.png", scratched(3), overwrite=True)
    ran = studio(*words)
    assert (ran.code, ran.err) == (0, "")
    assert pixels_of(out / "0.png")[10:40, 22:24].max() < 250
    assert "1 restored before" in studio(*words).out


def test_a_finished_album_is_left_alone(studio: Studio, album: Path, out: Path) -> None:
    studio("restore", album, "-o", out)
    before = contents(out)
    ran = studio("restore", album, "-o", out)
    assert "0 restored, 0 with nothing found, 9 restored before, 1 failed" in ran.out
    assert contents(out) == before
    ran = studio("restore", album, "-o", out, "--sensitivity", 95)
    assert "9 of them with other options; --overwrite restores them again." in ran.out
    assert contents(out) == before
    ran = studio("restore", album, "-o", out, "--sensitivity", 95, "--overwrite")
    about = read_about(sidecar_path(out / "5.png")).found
    assert about is not None
    assert about.sensitivity == 95


def test_photos_of_the_same_name_do_not_collide(
    studio: Studio, album: Path, out: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    save_photo(other / "0.png", scratched(9))
    save_photo(other / "CONTACT-SHEET.jpg", scratched(8))
    words = ("restore", album / "0.png", other, album / "0.png", "-o", out)
    for _ in range(2):
        assert studio(*words).code == 0
        assert {name for name in contents(out) if not name.endswith(".json")} == {
            "0.png", "0 (2).png", "CONTACT-SHEET (2).jpg", "contact-sheet.jpg",
        }  # fmt: skip
    assert read_about(sidecar_path(out / "0 (2).png")).photo.path == other / "0.png"
    # in another order each still finds its own
    assert (
        "0 restored, 0 with nothing found, 2 restored before"
        in studio("restore", other / "0.png", album / "0.png", "-o", out).out
    )


def test_nothing_of_others_is_overwritten(studio: Studio, album: Path, out: Path) -> None:
    out.mkdir()
    for name in ("0.png", "contact-sheet.jpg"):
        (out / name).write_bytes(b"mine")
    ran = studio("restore", album / "0.png", album / "1.png", "-o", out)
    assert ran.code == 1
    assert [line.split(":")[1] for line in ran.err.splitlines()] == [" 0.png", " the contact sheet"]
    assert "is not a contact sheet of this program" in ran.err
    assert "1 restored, 0 with nothing found, 1 failed" in ran.out
    assert (out / "0.png").read_bytes() == b"mine"
    assert (out / "contact-sheet.jpg").read_bytes() == b"mine"
    assert (out / "1.png").exists()
    # a photo that has changed since is not taken for the one that was restored
    save_photo(album / "1.png", scratched(3), overwrite=True)
    assert "already exists" in studio("restore", album / "1.png", "-o", out).err


@pytest.mark.parametrize("error", [StudioError("disk-full", path="sheet"), MemoryError(), OSError("odd")])
def test_without_a_contact_sheet_the_report_is_still_there(
    studio: Studio, album: Path, out: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli_restore, "write_sheets", fails)
    ran = studio("restore", album / "0.png", "-o", out)
    assert ran.code == 1
    assert ran.err.startswith("Failed: the contact sheet: ")
    assert ran.err.count("\n") == 1
    assert "1 restored, 0 with nothing found, 0 failed" in ran.out
    ran = studio("restore", album / "0.png", "-o", out, "--json")
    assert (ran.code, ran.json["skipped"], ran.json["sheets"]) == (1, 1, [])
    assert f"Failed: the contact sheet: {ran.json['sheets_error']}" in ran.err


def test_originals_are_never_the_output(studio: Studio, album: Path, tmp_path: Path) -> None:
    before = contents(album)
    assert "another one" in studio.fails("restore", album, "-o", album, "--overwrite", code=2)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "0.png").hardlink_to(album / "0.png")
    assert studio("restore", album / "0.png", "-o", linked, "--overwrite").code == 0
    assert contents(album) == before
    assert (linked / "0 (2).png").exists()


def test_what_cannot_be_restored_is_wrong_usage_or_a_line(
    studio: Studio, album: Path, out: Path, tmp_path: Path
) -> None:
    assert studio("restore", album, "-o", out, "--kinds", "mould").code == 2
    assert studio("restore", album, "-o", out, "--device", "abacus").code == 2
    assert not out.exists()
    (tmp_path / "bare").mkdir()
    ran = studio("restore", tmp_path / "none.png", tmp_path / "bare", album / "0.png", "-o", out)
    assert ran.code == 1
    assert [line[:18] for line in ran.err.splitlines()] == ["Failed: none.png: ", "Failed: bare: Ther"]
    assert "1 restored, 0 with nothing found, 2 failed" in ran.out


def test_kinds_and_sensitivity(studio: Studio, album: Path, out: Path) -> None:
    report = studio("restore", album / "0.png", "-o", out, "--kinds", "speck,hair", "--json").json
    assert report["photos"][0]["marks"] == {}
    assert report["sheets"] == [str(out / "contact-sheet.jpg")]


def test_review_opens_the_editor_instead(
    studio: Studio, album: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[dict[str, Any]] = []
    monkeypatch.setattr(editor, "run", lambda **begin: begun.append(begin) or 0)
    words = ("restore", album, album / "0.png", "-o", out, "--review")
    assert studio(*words, "--sensitivity", 30, "--kinds", "hair", "--careful-faces").code == 0
    assert begun == [{"album": ([album, album / "0.png"], out, DamageOptions(30, ("hair",), True))}]
    assert "--overwrite" in studio.fails(*words, "--overwrite", code=2)
    assert "--jobs" in studio.fails(*words, "--jobs", 2, code=2)
    assert not out.exists()


def test_several_at_once_give_the_same(studio: Studio, album: Path, out: Path, tmp_path: Path) -> None:
    # the processes run the real network
    ran = studio("restore", album, "-o", out, "--jobs", 2, "--json")
    assert (ran.code, ran.json["filled"], ran.json["failed"]) == (1, 9, 1)
    assert set(contents(out)) == ALL


def test_the_sheet_has_a_row_for_each_photo(studio: Studio, album: Path, out: Path) -> None:
    studio("restore", album / "0.png", "-o", out)
    with Image.open(out / "contact-sheet.jpg") as sheet:
        one = sheet.size
    studio("restore", album, "-o", out)
    assert not (out / "contact-sheet.jpg").exists()
    heights = []
    for name in sorted(SHEETS):
        with Image.open(out / name) as sheet:
            assert sheet.width == one[0]
            heights.append(sheet.height)
    assert sum(heights) == 9 * one[1]
    assert max(heights) <= MOST_ON_A_PAGE * one[1]


def test_the_sheet_shows_what_was_asked_for_whenever_it_was_made(
    studio: Studio, album: Path, out: Path
) -> None:
    one, other = album / "0.png", album / "1.png"

    def sheet(*photos: Path) -> bytes:
        assert studio("restore", *photos, "-o", out).code == 0
        return (out / "contact-sheet.jpg").read_bytes()

    first, second = sheet(one), sheet(other)
    both = sheet(one, other)
    assert len({first, second, both}) == 3
    assert sheet(one, other) == both
    assert sheet(one) == first
    written = (out / "contact-sheet.jpg").stat()
    assert sheet(one) == first
    assert (out / "contact-sheet.jpg").stat().st_ino == written.st_ino, "pages that show the same are left"


def test_batch_finds_the_same(studio: Studio, album: Path, out: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    ran = studio("batch", album, "--mask", "find", "-o", batch, "--sidecar", "--resume")
    assert ran.code == 1
    assert "9 filled, 0 skipped, 1 failed" in ran.out
    studio("restore", album, "-o", out)
    assert {name: (batch / name).read_bytes() for name in RESULTS} == {
        name: (out / name).read_bytes() for name in RESULTS
    }
    (batch / "3.jpg").unlink()
    ran = studio("batch", album, "--mask", "find", "-o", batch, "--sidecar", "--resume")
    assert "1 filled, 8 skipped, 1 failed" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mask", "find", "--soft"), "--soft"),
        (("--mask", "find", "--invert"), "--invert"),
        (("--mask", "find", "--kinds", "mould"), "mould"),
        (("--mask", "masks", "--sensitivity", 40), "--sensitivity"),
        (("--mask", "masks", "--careful-faces"), "--careful-faces"),
    ],
)
def test_batch_takes_options_only_where_they_do_something(
    studio: Studio, album: Path, out: Path, words: tuple[Any, ...], said: str
) -> None:
    assert said in studio.fails("batch", album, "-o", out, *words, code=2)
    assert not out.exists()


def test_batch_grows_as_it_is_told(studio: Studio, album: Path, out: Path) -> None:
    studio("batch", album, "--mask", "find", "--grow", 0, "-o", out, "--sidecar")
    assert read_about(sidecar_path(out / "5.png")).area == 60


def test_the_real_network_finds_strong_damage(
    studio: Studio, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    rows, columns = np.mgrid[:240, :320]
    calm = np.dstack([110 + 40 * np.sin(columns / 60) + 20 * np.cos(rows / 50)] * 3)
    damaged = calm.copy()
    for place in (60, 150, 260):
        damaged[20:220, place : place + 3] = 250
    photo = save_photo(tmp_path / "print.png", damaged.astype(np.uint8))
    ran = studio("restore", photo, "-o", out, "--json").json
    assert sum(ran["photos"][0]["marks"].values()) > 0
    error = np.abs(pixels_of(out / "print.png") - calm).mean()
    assert error < np.abs(damaged - calm).mean() / 4
