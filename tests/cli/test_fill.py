from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.paths import settings_file
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.core.provenance import read_sidecar
from inpaint_studio.core.settings import Settings, save_settings
from tests.cli.studio import HOLE, Studio, pixels_of, save_mask, save_photo, textured


@pytest.mark.parametrize("ending", ["png", "tif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_pixel_outside_the_mask_stays(
    studio: Studio, tmp_path: Path, mask: Path, ending: str, dtype: type, channels: int
) -> None:
    before = textured(channels=channels, dtype=dtype)
    photo, out = save_photo(tmp_path / f"photo.{ending}", before), tmp_path / f"out.{ending}"
    assert studio("fill", photo, "--mask", mask, "-o", out, "--engine", "telea").code == 0
    after = pixels_of(out)
    assert (after.dtype, after.shape) == (before.dtype, before.shape)
    assert (after[HOLE] != before[HOLE]).any()
    after = after.copy()
    after[HOLE] = before[HOLE]
    assert (after == before).all()


def test_one_line_says_who_filled_what_and_where_it_is(
    studio: Studio, photo: Path, mask: Path, out: Path
) -> None:
    ran = studio("fill", photo, "--mask", mask, "-o", out, "--engine", "telea")
    assert ran.err == ""
    assert ran.out.startswith("Filled 120 px with telea, all painted. Saved ")
    assert str(out) in ran.out
    assert all(step in ran.out for step in ("read in", "filled in", "saved in"))


def test_auto_says_what_it_chose_and_why(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    ran = studio("fill", photo, "--mask", mask, "-o", out)
    assert " (best for a hole " in ran.out


def test_json_is_one_object_and_nothing_else(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    ran = studio("fill", photo, "--mask", mask, "-o", out, "-e", "telea", "--seed", 5, "--json")
    assert ran.err == ""
    report = ran.json
    assert (report["engine"], report["seed"], report["mask_pixels"]) == ("telea", 5, 120)
    assert report["rects"] == [[30, 20, 12, 10]]
    assert report["output"] == str(out)
    assert report["seconds"] > 0


def test_a_jpeg_says_that_it_was_encoded_again(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path
) -> None:
    ran = studio("fill", photo, "--mask", mask, "-o", tmp_path / "out.jpg", "-e", "telea", "--quality", 80)
    assert "quality 80" in ran.out


def test_parameters_reach_the_engine(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "-p", "radius=9", "--json")
    assert ran.json["params"] == {"radius": 9}


def test_growing_the_mask_makes_more_unknown(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--grow", 2, "--json")
    assert ran.json["mask_pixels"] > 120


def test_a_feathered_edge_keeps_the_same_pixels_unknown(
    studio: Studio, photo: Path, mask: Path, out: Path
) -> None:
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--feather", 3, "--json")
    assert ran.json["mask_pixels"] == 120


def test_greys_of_a_mask_are_split_unless_it_is_soft(studio: Studio, photo: Path, tmp_path: Path) -> None:
    grey = np.zeros((60, 80, 1), np.uint8)
    grey[20:30, 30:40] = 100
    grey[20, 30] = 90  # of two values alone the higher one would be the hole
    mask = tmp_path / "grey.png"
    write_photo(mask, Photo(grey))
    words = ("fill", photo, "-m", mask, "-e", "telea", "--json")
    assert studio(*words, "-o", tmp_path / "hard.png").json["mask_pixels"] == 0
    assert studio(*words, "-o", tmp_path / "soft.png", "--soft").json["mask_pixels"] == 100


def test_what_is_odd_about_a_mask_is_said_to_people_and_to_scripts(
    studio: Studio, photo: Path, tmp_path: Path, out: Path
) -> None:
    mask = tmp_path / "mask.png"
    values = np.zeros((60, 80, 1), np.uint8)
    values[HOLE] = 1
    write_photo(mask, Photo(values))
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--json")
    assert (ran.json["mask_pixels"], ran.json["warnings"], ran.err) == (120, [], "")
    assert "The mask has only the values 0 and 1; 1 was read as marked." in ran.json["notes"]
    values[..., 0] = np.arange(80)
    write_photo(mask, Photo(values), overwrite=True)
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--json", "--overwrite")
    line = "The mask marks nothing: its values are from 0 to 79 (of 255), and only those from 128 up count."
    assert ran.json["warnings"] == [line]
    assert ran.err == f"Warning: {line}\n"


def test_invert_fills_what_the_mask_keeps(studio: Studio, photo: Path, tmp_path: Path, out: Path) -> None:
    mask = tmp_path / "mask.png"
    values = np.full((60, 80, 1), 255, np.uint8)
    values[HOLE] = 0
    write_photo(mask, Photo(values))
    words = ("fill", photo, "-m", mask, "-e", "telea", "--sidecar")
    ran = studio(*words, "-o", tmp_path / "all.png")
    assert ran.err == "Warning: The mask covers 98 % of the photo. If the rest is meant, use --invert.\n"
    ran = studio(*words, "-o", out, "--invert", "--json")
    assert (ran.json["mask_pixels"], ran.err) == (120, "")
    before, after = pixels_of(photo), pixels_of(out).copy()
    assert (after[HOLE] != before[HOLE]).any()
    again = tmp_path / "again.png"
    assert studio("fill", "--replay", f"{out}.inpaint.json", "-o", again).code == 0
    assert again.read_bytes() == out.read_bytes()
    after[HOLE] = before[HOLE]
    assert (after == before).all()


def test_a_mask_inverted_by_mistake_is_warned_of(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--invert")
    assert ran.err.endswith("If the rest is meant, omit --invert.\n")


def test_a_replay_takes_invert_from_its_sidecar(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--sidecar")
    said = studio.fails("fill", "--replay", f"{out}.inpaint.json", "-o", out, "--invert", code=2)
    assert "Leave out --invert" in said


def test_an_empty_mask_saves_the_photo_as_it_is(
    studio: Studio, photo: Path, tmp_path: Path, out: Path
) -> None:
    mask = tmp_path / "empty.png"
    write_photo(mask, Photo(np.zeros((60, 80, 1), np.uint8)))
    ran = studio("fill", photo, "-m", mask, "-o", out)
    assert "nothing was filled" in ran.out
    assert ran.err == "Warning: The mask marks nothing: its value is 0 everywhere.\n"
    assert (pixels_of(out) == pixels_of(photo)).all()


def test_a_mask_of_everything_is_an_error(studio: Studio, photo: Path, tmp_path: Path, out: Path) -> None:
    mask = tmp_path / "full.png"
    write_photo(mask, Photo(np.full((60, 80, 1), 255, np.uint8)))
    assert "covers the whole photo" in studio.fails("fill", photo, "-m", mask, "-o", out, "-e", "telea")
    assert not out.exists()


def test_a_mask_of_another_size_names_both_sizes(
    studio: Studio, photo: Path, tmp_path: Path, out: Path
) -> None:
    mask = save_mask(tmp_path / "other.png", 50, 70)
    line = studio.fails("fill", photo, "-m", mask, "-o", out)
    assert "70 x 50" in line
    assert "80 x 60" in line


def test_nothing_is_overwritten_unasked_and_it_is_said_before_the_work(
    studio: Studio, photo: Path, mask: Path
) -> None:
    before = photo.read_bytes()
    line = studio.fails("fill", photo, "-m", mask, "-o", photo, "-e", "telea")
    assert "--overwrite" in line
    assert photo.read_bytes() == before
    assert studio("fill", photo, "-m", mask, "-o", photo, "-e", "telea", "--overwrite").code == 0
    assert photo.read_bytes() != before


def test_a_guide_of_another_size_is_an_error(
    studio: Studio, photo: Path, mask: Path, out: Path, tmp_path: Path
) -> None:
    guide = save_photo(tmp_path / "guide.png", textured(30, 40))
    assert "guide" in studio.fails("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--guide", guide)


def test_how_far_a_guide_is_believed_reaches_the_engine(
    studio: Studio, photo: Path, mask: Path, out: Path
) -> None:
    words = ("fill", photo, "-m", mask, "-e", "exemplar", "-p", "quality=draft")
    ran = studio(*words, "-o", out, "--guide", photo, "--belief", 0.25, "--json")
    assert (ran.json["params"]["belief"], ran.json["params"]["quality"]) == (0.25, "draft")
    said = studio.fails(*words, "-o", out, "--belief", 0.25, code=2)
    assert "Leave out --belief: it needs --guide" in said


def test_an_engine_without_use_for_a_guide_or_sources_says_so(
    studio: Studio, photo: Path, mask: Path, out: Path
) -> None:
    words = ("--guide", photo, "--source-mask", mask)
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", *words)
    assert "does not use a guide" in ran.out
    assert "does not use a source mask" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--engine", "telly"], "There is no engine 'telly'"),
        (["--engine", "telea", "--param", "radius"], "KEY=VALUE"),
        (["--engine", "telea", "--param", "depth=2"], "It has: radius"),
        (["--engine", "telea", "--param", "radius=huge"], "a whole number from"),
        (["--seam", "glue"], "feather, gradient, none"),
        (["--device", "toaster"], "auto, cpu, cuda, mps"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "x"], "--seed"),
        (["--quality", "0"], "--quality"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_code_2(
    studio: Studio, photo: Path, mask: Path, out: Path, words: list[str], said: str
) -> None:
    assert said in studio.fails("fill", photo, "--mask", mask, "-o", out, *words, code=2)
    assert not out.exists()


@pytest.mark.parametrize("missing", ["photo", "--mask", "--output"])
def test_what_is_missing_is_named(studio: Studio, photo: Path, mask: Path, out: Path, missing: str) -> None:
    words = {"photo": [photo], "--mask": ["--mask", mask], "--output": ["-o", out]}
    given = [word for name, part in words.items() if name != missing for word in part]
    line = studio.fails("fill", *given, code=2)
    assert missing.lower() in line.lower()
    assert "inpaint-studio fill --help" in line


def test_an_unknown_ending_is_said_before_the_work(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path
) -> None:
    assert ".xyz" in studio.fails("fill", photo, "-m", mask, "-o", tmp_path / "out.xyz")


def test_a_folder_that_is_not_there_is_said_before_the_work(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path
) -> None:
    studio.fails("fill", photo, "-m", mask, "-o", tmp_path / "nowhere" / "out.png")


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "webp"])
def test_a_replay_gives_the_same_bytes(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path, ending: str
) -> None:
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    words = ("--seed", 3, "--grow", 2, "--feather", 3, "--sidecar", "--no-colour")
    ran = studio("fill", photo, "-m", mask, "-o", first, *words, "--json")
    assert ran.code == 0
    assert studio("fill", "--replay", ran.json["sidecar"], "-o", second).code == 0
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(("engine", "share"), [("telea", 0), ("exemplar", 1)])
def test_it_says_how_much_was_copied_and_how_much_painted(
    studio: Studio, photo: Path, mask: Path, out: Path, engine: str, share: float
) -> None:
    words = ("fill", photo, "-m", mask, "-e", engine, "--sidecar", "-o", out)
    made = studio(*words, "--json")
    assert made.json["copied"] == share
    assert read_sidecar(made.json["sidecar"]).copied == share
    text = "all copied from the photo." if share else "all painted."
    assert f"120 px with {engine}, {text}" in studio(*words, "--overwrite").out


def test_a_replay_may_be_told_where_the_photo_is_now(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path, out: Path
) -> None:
    sidecar = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--sidecar", "--json").json[
        "sidecar"
    ]
    moved = photo.rename(tmp_path / "moved.png")
    again = tmp_path / "again.png"
    assert "photo.png" in studio.fails("fill", "--replay", sidecar, "-o", again)
    assert studio("fill", moved, "--replay", sidecar, "-o", again).code == 0
    assert again.read_bytes() == out.read_bytes()


def test_a_replay_of_a_changed_photo_is_refused(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path, out: Path
) -> None:
    sidecar = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--sidecar", "--json").json[
        "sidecar"
    ]
    photo.unlink()
    save_photo(photo, 255 - textured())
    studio.fails("fill", "--replay", sidecar, "-o", tmp_path / "again.png")
    assert not (tmp_path / "again.png").exists()


def test_a_replay_takes_no_other_settings(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    for words in (["--engine", "telea"], ["--mask", mask], ["--param", "a=1"], ["--seed", "0"], ["--soft"]):
        assert words[0] in studio.fails("fill", photo, "--replay", "x.json", "-o", out, *words, code=2)


def test_the_photo_is_never_changed(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    before = hashlib.sha256(photo.read_bytes()).digest()
    studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--sidecar")
    assert hashlib.sha256(photo.read_bytes()).digest() == before


def test_an_endless_distance_is_wrong_usage(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    assert "inf px" in studio.fails("fill", photo, "--mask", mask, "-o", out, "--grow", "inf", code=2)
    assert not out.exists()


def test_a_name_that_is_too_long_is_told_before_the_work(
    studio: Studio, tmp_path: Path, mask: Path, out: Path
) -> None:
    missing, name = tmp_path / "no photo.png", tmp_path / ("x" * 300 + ".png")
    assert "name is too long" in studio.fails("fill", missing, "--mask", mask, "-o", name)


def test_a_name_that_leaves_no_room_for_a_sidecar_is_saved_to(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path
) -> None:
    out = tmp_path / ("x" * 246 + ".png")
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea")
    assert (ran.code, ran.err, out.exists()) == (0, "", True)


@pytest.mark.parametrize("words", [("--grow", "-50"), ("--invert",)])
def test_a_mask_of_which_nothing_is_left_is_warned_of(
    studio: Studio, photo: Path, mask: Path, out: Path, words: tuple[str, ...]
) -> None:
    if words == ("--invert",):
        write_photo(mask, Photo(np.full((60, 80, 1), 255, np.uint8)), overwrite=True)
    ran = studio("fill", photo, "-m", mask, "-o", out, "-e", "telea", "--json", *words)
    assert ran.json["mask_pixels"] == 0
    (line,) = ran.json["warnings"]
    assert line in (
        "Nothing is left of the mask when it is shrunk by 50 px.",
        "The mask covers the whole photo, so its inverse marks nothing.",
    )
    assert ran.err == f"Warning: {line}\n"


def test_more_threads_than_there_can_be_are_wrong_usage(
    studio: Studio, photo: Path, mask: Path, out: Path
) -> None:
    assert "1024" in studio.fails("fill", photo, "-m", mask, "-o", out, "--threads", "1000000000", code=2)


def test_a_terminal_is_not_told_what_to_do_by_names(
    studio: Studio, photo: Path, mask: Path, tmp_path: Path
) -> None:
    name = tmp_path / "\x1b[31mred.png"
    assert "\\x1b[31mred.png'" in studio.fails("fill", name, "-m", mask, "-o", tmp_path / "out.png")
    ran = studio("fill", photo, "-m", mask, "-o", name, "-e", "telea")
    assert "\\x1b[31mred.png (" in ran.out
    assert name.exists()


def test_the_settings_limit_how_large_a_photo_may_be(
    studio: Studio, photo: Path, mask: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_MAX_MEGAPIXELS", "")  # so that what the command sets is undone
    save_settings(Settings(max_megapixels=0.001))
    assert "above the limit" in studio.fails("fill", photo, "--mask", mask, "-o", out, "-e", "telea")


def test_damaged_settings_are_told_and_stop_nothing(
    studio: Studio, photo: Path, mask: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_MAX_MEGAPIXELS", "")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("{")
    ran = studio("fill", photo, "--mask", mask, "-o", out, "-e", "telea", "--json")
    assert ran.code == 0
    assert ran.json["mask_pixels"] == 120
    assert "are damaged" in ran.err


def test_pictures_of_another_size_are_refused_from_their_heads(
    studio: Studio, photo: Path, mask: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpacked(*words: object, **options: object) -> None:
        raise AssertionError(words)

    for place in ("jobs.files", "cli.compare"):
        monkeypatch.setattr(f"inpaint_studio.{place}.read_photo", unpacked)
    monkeypatch.setattr("inpaint_studio.jobs.files.find_mask", unpacked)
    other = save_mask(tmp_path / "other.png", 61, 80)
    assert "The mask is 80 x 61 px" in studio.fails("fill", photo, "-m", other, "-o", out)
    words = (photo, "-m", mask, "-o", out)
    assert "The guide is 80 x 61 px" in studio.fails("fill", *words, "--guide", other)
    assert "The source mask is 80 x 61 px" in studio.fails("fill", *words, "--source-mask", other)
    assert "The true photo is 80 x 61" in studio.fails("compare", *words, "-e", "telea", "--truth", other)


@pytest.mark.parametrize("option", ["--mask", "--source-mask", "--guide"])
def test_what_is_read_beside_the_photo_is_not_overwritten(
    studio: Studio, photo: Path, mask: Path, out: Path, option: str
) -> None:
    out.write_bytes(mask.read_bytes())
    words = ("fill", photo, "-m", mask, option, out, "-o", out, "--overwrite")
    assert f"{option} and --output are the same file" in studio.fails(*words, code=2)
    assert out.read_bytes() == mask.read_bytes()


def test_time_is_a_promise_that_a_replay_keeps(
    studio: Studio, photo: Path, mask: Path, out: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.png"
    words = ("-e", "exemplar", "-p", "quality=draft", "--time", 30, "--threads", 1, "--sidecar")
    ran = studio("fill", photo, "-m", mask, "-o", out, *words, "--json")
    assert ran.code == 0
    assert len(ran.json["attempts"]) > 1
    assert studio("fill", "--replay", ran.json["sidecar"], "-o", again).code == 0
    assert again.read_bytes() == out.read_bytes()


def test_a_time_must_be_more_than_nothing(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    assert "--time" in studio.fails("fill", photo, "-m", mask, "-o", out, "--time", 0, code=2)
    said = studio.fails("fill", photo, "--replay", "x.json", "-o", out, "--time", 3, code=2)
    assert "--time" in said


def test_only_what_is_wide_is_widened_and_only_if_asked(studio: Studio, photo: Path, tmp_path: Path) -> None:
    coverage = np.zeros((60, 80, 1), np.uint8)
    coverage[10:40, 10:40] = 255
    coverage[50:54] = 255
    mask = save_photo(tmp_path / "two.png", coverage)
    words = ("fill", photo, "-m", mask, "-e", "telea", "--sidecar", "-o")
    plain, wide, again = (tmp_path / f"{name}.png" for name in ("plain", "wide", "again"))
    assert studio(*words, plain, "--json").json["mask_pixels"] == 900 + 4 * 80
    pixels = studio(*words, wide, "--widen", 2, "--json").json["mask_pixels"]
    assert pixels == 34 * 34 - 4 * 3 + 4 * 80  # a disc leaves the corners out
    assert studio("fill", "--replay", f"{wide}.inpaint.json", "-o", again, "--sidecar").code == 0
    assert again.read_bytes() == wide.read_bytes()
    about = [json.loads(Path(f"{path}.inpaint.json").read_text())["mask"] for path in (plain, wide, again)]
    assert [mask.get("widened") for mask in about] == [None, 2.0, 2.0]
