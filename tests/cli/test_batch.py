from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from inpaint_studio.core.limits import LIMIT_VARIABLE
from tests.cli.studio import Studio, pixels_of, save_mask, save_photo, textured

WORDS = ("--engine", "telea")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.png", "b.jpg", "c.tif"):
        save_photo(folder / name, textured())
    return folder


@pytest.fixture
def masks(tmp_path: Path) -> Path:
    folder = tmp_path / "masks"
    folder.mkdir()
    save_mask(folder / "a.png")
    save_mask(folder / "b_mask.png")
    save_mask(folder / "c.tif")
    return folder


@pytest.fixture
def healed(tmp_path: Path) -> Path:
    return tmp_path / "healed"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_every_photo_is_filled_under_its_own_name(
    studio: Studio, photos: Path, masks: Path, healed: Path
) -> None:
    ran = studio("batch", photos, "--mask", masks, "-o", healed, *WORDS)
    assert (ran.code, ran.err) == (0, "")
    assert names(healed) == {"a.png", "b.jpg", "c.tif"}
    assert "3 filled, 0 skipped, 0 failed" in ran.out


def test_one_mask_may_serve_all(studio: Studio, photos: Path, masks: Path, healed: Path) -> None:
    assert studio("batch", photos, "--mask", masks / "a.png", "-o", healed, *WORDS).code == 0
    assert len(names(healed)) == 3


def test_masks_may_lie_beside_the_photos(studio: Studio, photos: Path, healed: Path) -> None:
    for name in "abc":
        save_mask(photos / f"{name}_mask.png")
    assert studio("batch", photos, "--mask", photos, "-o", healed, *WORDS).code == 0
    assert names(healed) == {"a.png", "b.jpg", "c.tif"}


def test_failures_are_reported_and_the_rest_goes_on(
    studio: Studio, photos: Path, masks: Path, healed: Path
) -> None:
    (photos / "a.png").write_bytes(b"no picture")
    (masks / "b_mask.png").unlink()
    ran = studio("batch", photos, "--mask", masks, "-o", healed, *WORDS)
    assert ran.code == 1
    assert sorted(line[:13] for line in ran.err.splitlines()) == ["Failed: a.png", "Failed: b.jpg"]
    assert names(healed) == {"c.tif"}


def test_resuming_skips_what_is_there(studio: Studio, photos: Path, masks: Path, healed: Path) -> None:
    healed.mkdir()
    (healed / "a.png").write_bytes(b"done before")
    ran = studio("batch", photos, "--mask", masks, "-o", healed, "--resume", *WORDS)
    assert ran.code == 0
    assert "2 filled, 1 skipped" in ran.out
    assert (healed / "a.png").read_bytes() == b"done before"


def test_without_resume_or_overwrite_what_is_there_is_kept(
    studio: Studio, photos: Path, masks: Path, healed: Path
) -> None:
    healed.mkdir()
    (healed / "a.png").write_bytes(b"precious")
    assert studio("batch", photos, "--mask", masks, "-o", healed, *WORDS).code == 1
    assert (healed / "a.png").read_bytes() == b"precious"


def test_the_photos_are_not_replaced_unasked(studio: Studio, photos: Path, masks: Path) -> None:
    for words in ([], ["--resume"]):
        studio.fails("batch", photos, "--mask", masks, "-o", photos, *words, code=2)


def test_a_wrong_engine_is_said_once_and_not_for_each_photo(
    studio: Studio, photos: Path, masks: Path, healed: Path
) -> None:
    studio.fails("batch", photos, "--mask", masks, "-o", healed, "--engine", "telly", code=2)
    assert not healed.exists()


def test_a_folder_without_photos_is_an_error(studio: Studio, tmp_path: Path, masks: Path) -> None:
    (tmp_path / "bare").mkdir()
    studio.fails("batch", tmp_path / "bare", "--mask", masks, "-o", tmp_path / "out")
    studio.fails("batch", tmp_path / "nowhere", "--mask", masks, "-o", tmp_path / "out", code=2)


def test_folders_of_names_that_are_too_long_are_errors_in_one_line(
    studio: Studio, photos: Path, masks: Path, tmp_path: Path
) -> None:
    name = tmp_path / ("x" * 300)
    studio.fails("batch", name, "-m", masks, "-o", tmp_path / "out", code=2)
    assert "There is no file" in studio.fails("batch", photos, "-m", name, "-o", tmp_path / "out")
    assert "the name is too long." in studio.fails("batch", photos, "-m", masks, "-o", name)


def test_json_tells_of_every_photo(studio: Studio, photos: Path, masks: Path, healed: Path) -> None:
    (photos / "a.png").write_bytes(b"no picture")
    ran = studio("batch", photos, "--mask", masks, "-o", healed, "--json", *WORDS)
    report = ran.json
    assert (report["filled"], report["failed"], report["skipped"]) == (2, 1, 0)
    broken = next(photo for photo in report["photos"] if photo["photo"].endswith("a.png"))
    assert broken["code"].startswith("photo-")
    assert broken["output"] is None


def test_several_processes_give_the_same_bytes_as_one(
    studio: Studio, photos: Path, masks: Path, healed: Path, tmp_path: Path
) -> None:
    (photos / "d.png").write_bytes(b"no picture")
    save_mask(masks / "d.png")
    words = ("batch", photos, "--mask", masks, "--engine", "telea")
    assert studio(*words, "-o", healed).code == 1
    ran = studio(*words, "-o", tmp_path / "shared", "--jobs", 2)
    assert ran.code == 1
    assert "Failed: d.png" in ran.err
    assert names(tmp_path / "shared") == names(healed)
    for name in names(healed):
        assert (healed / name).read_bytes() == (tmp_path / "shared" / name).read_bytes()


def test_masks_can_be_inverted_and_what_is_odd_is_said_of_each_photo(
    studio: Studio, photos: Path, masks: Path, healed: Path
) -> None:
    ran = studio("batch", photos, "--mask", masks, "-o", healed, *WORDS, "--invert", "--json")
    assert ran.code == 0
    line = "The mask covers 98 % of the photo. If the rest is meant, omit --invert."
    assert [one["warnings"] for one in ran.json["photos"]] == [[line]] * 3
    assert ran.err.splitlines() == [f"Warning: {name}: {line}" for name in ("a.png", "b.jpg", "c.tif")]


def test_a_format_that_cannot_be_written_becomes_a_png_beside_it(
    studio: Studio, photos: Path, masks: Path, healed: Path
) -> None:
    for path in photos.iterdir():
        path.unlink()
    Image.fromarray(textured()).save(photos / "a.jp2")
    assert studio("batch", photos, "--mask", masks / "a.png", "-o", healed, *WORDS).code == 0
    assert names(healed) == {"a.jp2.png"}


def test_a_folder_is_extended_with_and_without_masks(
    studio: Studio, photos: Path, masks: Path, healed: Path, tmp_path: Path
) -> None:
    shape = ("--extend", "left=12,bottom=7", *WORDS)
    ran = studio("batch", photos, *shape, "-o", healed, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert [one["canvas"] for one in ran.json["photos"]] == [[-12, 0, 92, 67]] * 3
    assert [one["mask_pixels"] for one in ran.json["photos"]] == [92 * 67 - 80 * 60] * 3
    for name in ("a.png", "c.tif"):
        assert (pixels_of(healed / name)[:-7, 12:] == pixels_of(photos / name)).all()

    both = studio("batch", photos, "-m", masks, *shape, "-o", tmp_path / "both")
    assert (both.code, both.err) == (0, "")
    assert "a.png: filled 1,484 px with telea" in both.out
    assert "now 92 x 67 px" in both.out
    single = ("fill", photos / "a.png", "-m", masks / "a.png", *shape, "-o", tmp_path / "one.png")
    assert studio(*single).code == 0
    assert (tmp_path / "both" / "a.png").read_bytes() == (tmp_path / "one.png").read_bytes()


def test_a_batch_without_mask_or_shape_says_what_is_missing(
    studio: Studio, photos: Path, healed: Path
) -> None:
    assert "Missing --mask" in studio.fails("batch", photos, "-o", healed, code=2)
    words = ("batch", photos, "-o", healed, "--extend")
    assert "--extend: " in studio.fails(*words, "sideways", code=2)
    line = studio.fails(*words, "16:9", "--grow", 3, code=2)
    assert "Leave out --grow: it changes the mask, and there is none." in line
    assert "Leave out --sensitivity" in studio.fails(*words, "16:9", "--sensitivity", 30, code=2)
    assert not healed.exists()


def test_a_photo_that_cannot_be_extended_fails_alone(
    studio: Studio, photos: Path, healed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "0.02")
    save_photo(photos / "d.png", textured(20, 20))
    ran = studio("batch", photos, "--extend", "16:1", "-o", healed, *WORDS)
    assert ran.code == 1
    assert "1 filled, 0 skipped, 3 failed" in ran.out
    assert "megapixels" in ran.err
