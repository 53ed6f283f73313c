from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.video.filling import fill
from inpaint_studio.video.media import opening
from inpaint_studio.video.media.reader import FilmReader
from inpaint_studio.video.running import fillers, job, sinks
from tests.cli.studio import Studio
from tests.video.films import COUNT, HEIGHT, WIDTH, break_frame, make_film, number_in, scene


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "film.mp4", sound="aac")


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    coverage = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
    coverage[30:36, 40:56] = 255
    write_photo(tmp_path / "mask.png", Photo(coverage))
    return tmp_path / "mask.png"


def test_a_logo_is_removed(studio: Studio, film: Path, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    ran = studio("video", film, "--mask", mask, "-o", out, "--engine", "telea")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith(f"Filled {COUNT} frames in ")
    with FilmReader(out) as after, FilmReader(film) as before:
        assert after.film.times == before.film.times
        assert (after[9][31:35, 42:54] != before[9][31:35, 42:54]).any()
    assert not list(tmp_path.glob("*.unfinished"))


def test_scripts_get_one_object(studio: Studio, film: Path, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mkv"
    options = ["--lossless", "--start", "0.4", "--preview", 3, "--engine", "telea", "--grow", 1]
    ran = studio("video", film, "-m", mask, "-o", out, *options, "--json")
    report = ran.json
    assert report["output"] == str(out)
    assert report["frames"] == [10, 13]
    assert report["missing"] == []
    with FilmReader(out) as after:
        assert [number_in(after[n]) for n in range(len(after))] == [10, 11, 12]


def test_what_is_not_seen_is_marked_and_mapped(studio: Studio, mask: Path, tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    frames.mkdir()
    for number in range(5):
        write_photo(frames / f"{number}.png", Photo(scene(0)))
    ran = studio(
        "video", frames, "-m", mask, "-o", tmp_path / "out", "--never-invent", "--map", tmp_path / "map"
    )
    assert ran.code == 0, ran
    assert (read_photo(tmp_path / "out" / "3.png").pixels[32, 50] == (255, 0, 255)).all()
    assert read_photo(tmp_path / "map" / "0004.png").pixels[32, 50] == 65534


def test_frame_by_frame(studio: Studio, film: Path, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mkv"
    ran = studio("video", film, "-m", mask, "-o", out, "--each-frame", "-e", "telea", "--preview", 2)
    assert ran.code == 0, ran


def test_what_cannot_be_kept_and_what_is_damaged_is_said(studio: Studio, mask: Path, tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mkv", codec="mjpeg", pixel_format="yuvj420p", sound="flac")
    break_frame(film, 4)
    ran = studio("video", film, "-m", mask, "-o", tmp_path / "out.webm", "-e", "telea")
    assert ran.code == 0, ran
    assert "The pictures become vp9: mjpeg cannot be written here." in ran.err
    assert "Cannot be kept here: the audio track (flac)" in ran.err
    assert "Frames that cannot be decoded, for which the one before stands in: 4 (1 in all)." in ran.err


def test_stopped_it_goes_on(
    studio: Studio, film: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "STRETCH", 6)
    words = ["video", film, "-m", mask, "-o", tmp_path / "out.mkv", "--lossless", "-e", "telea"]

    def stopping(*args, start: int, **options):
        for filled in fill(*args, start=start, **options):
            if filled.number == 15:
                raise KeyboardInterrupt
            yield filled

    with monkeypatch.context() as patch:
        patch.setattr(fillers, "fill", stopping)
        line = studio.fails(*words, code=130)
        assert line.startswith("Stopped at frame 12; what is filled is kept in ")
        assert "There is unfinished work for" in studio.fails(*words)
        line = studio.fails(*words, "--resume", "--keep-part", code=130)
        assert "out.mkv is the film up to frame 12." in line
        with FilmReader(tmp_path / "out.mkv") as part:
            assert len(part) == 12
    assert studio(*words, "--resume", "--overwrite").code == 0
    with FilmReader(tmp_path / "out.mkv") as whole:
        assert len(whole) == COUNT
    whole = (tmp_path / "out.mkv").read_bytes()
    words[5] = tmp_path / "again.mkv"
    assert studio(*words).code == 0
    assert (tmp_path / "again.mkv").read_bytes() == whole


def test_an_error_on_the_way_keeps_what_was_done(
    studio: Studio, film: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "STRETCH", 6)
    save = job.Unfinished.save

    def full(self, patches):
        if self.done == 6:
            raise job.StudioError("disk-full", path="the disk")
        save(self, patches)

    monkeypatch.setattr(job.Unfinished, "save", full)
    line = studio.fails("video", film, "-m", mask, "-o", tmp_path / "out.mp4", "-e", "telea")
    assert line.count("disk is full") == 1
    assert "What is filled so far is kept; --resume goes on." in line


def test_dirt_is_found(studio: Studio, film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mkv"
    ran = studio("video", film, "--find", "dirt,scratches", "-o", out, "-e", "telea", "--preview", 8)
    assert ran.code == 0, ran
    for words, said in (
        (["-m", film, "--find", "dirt"], "Leave out --find"),
        (["--find", "dust"], "--find takes one of dirt, scratches, not 'dust'."),
        ([], "Missing --mask, --keyframes or --find"),
    ):
        assert said in studio.fails("video", film, "-o", tmp_path / "b.mkv", *words, code=2)


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        (["--crf", 20, "--lossless"], "Leave out --crf", 2),
        (["--lossless"], "ends in .mkv", 1),
        (["--start", "soon"], "'soon' is not a place in a film", 2),
        (["--start", "5f", "--end", "5f"], "nothing to fill", 2),
        (["--engine", "magic"], "magic", 2),
        (["--each-frame", "--never-invent"], "Leave out --never-invent", 2),
        (["--crf", 90], "from 0 to 51", 2),
    ],
)
def test_wrong_usage(
    studio: Studio, film: Path, mask: Path, tmp_path: Path, options: list[object], words: str, code: int
) -> None:
    out = tmp_path / "out.mp4"
    assert words in studio.fails("video", film, "-m", mask, "-o", out, *options, code=code)
    assert not out.exists()
    assert not list(tmp_path.glob("*.unfinished"))


def test_a_mask_that_marks_nothing_is_said(studio: Studio, film: Path, tmp_path: Path) -> None:
    write_photo(tmp_path / "empty.png", Photo(np.zeros((HEIGHT, WIDTH, 1), np.uint8)))
    ran = studio("video", film, "-m", tmp_path / "empty.png", "-o", tmp_path / "out.mkv", "--lossless")
    assert ran.code == 0
    assert ran.err.startswith("Warning: ")
    with FilmReader(film) as before, FilmReader(tmp_path / "out.mkv") as after:
        assert all((before[n] == after[n]).all() for n in range(COUNT))


def test_stopped_while_it_is_saved(
    studio: Studio, film: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["video", film, "-m", mask, "-o", tmp_path / "out.mkv", "-e", "telea"]

    def interrupted(self, number, patch):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sinks.FilmSink, "write", interrupted)
        assert studio.fails(*words, code=130).startswith(f"Stopped at frame {COUNT}; what is filled is kept")
    assert studio(*words, "--resume").code == 0


def test_masks_must_fit(studio: Studio, film: Path, mask: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.png"
    write_photo(small, Photo(np.zeros((10, 10, 1), np.uint8)))
    assert "10 x 10" in studio.fails("video", film, "-m", small, "-o", tmp_path / "out.mp4")
    folder = tmp_path / "masks"
    folder.mkdir()
    (folder / "0.png").write_bytes(mask.read_bytes())
    line = studio.fails("video", film, "-m", folder, "-o", tmp_path / "out.mp4")
    assert f"has 1 masks, but the film has {COUNT} frames" in line


def test_outputs_are_not_replaced_unasked(studio: Studio, film: Path, mask: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    out.write_bytes(b"mine")
    assert "already exists" in studio.fails("video", film, "-m", mask, "-o", out)
    assert out.read_bytes() == b"mine"
    assert studio("video", film, "-m", mask, "-o", out, "-e", "telea", "--overwrite").code == 0
    assert "same file" in studio.fails("video", film, "-m", mask, "-o", film, "--overwrite", code=2)


def test_without_pyav_the_extra_is_named(
    studio: Studio, film: Path, mask: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.importlib.util, "find_spec", lambda name: None)
    assert "inpaint-studio[video]" in studio.fails("video", film, "-m", mask, "-o", tmp_path / "out.mp4")
