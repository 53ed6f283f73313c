"""`inpaint-studio video --keyframes`: masks of a few frames, carried to all others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.video.media.reader import FilmReader
from tests.cli.studio import Studio
from tests.video.films import COUNT, HEIGHT, WIDTH, make_film
from tests.video.scenes import scene

SHAPE = HEIGHT, WIDTH


def square_of(number: int, grown: int = 1) -> tuple[slice, slice]:
    """Where the square of a made film is in a frame, with a margin."""
    top, left = HEIGHT // 2, 4 + number
    return slice(top - grown, top + 8 + grown), slice(left - grown, left + 8 + grown)


def keyframe(path: Path, *parts: tuple[slice, slice], shape: tuple[int, int] = SHAPE) -> None:
    """A mask of these parts of a frame."""
    path.parent.mkdir(exist_ok=True)
    coverage = np.zeros((*shape, 1), np.uint8)
    for part in parts:
        coverage[part] = 255
    write_photo(path, Photo(coverage))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "film.mkv", codec="ffv1", pixel_format="bgr0")


def test_what_was_painted_on_two_frames_is_removed_from_all(
    studio: Studio, film: Path, tmp_path: Path
) -> None:
    keys, out = tmp_path / "keys", tmp_path / "out.mkv"
    keyframe(keys / "film_0003.png", square_of(3))
    keyframe(keys / "film_0020.png", square_of(20))
    options = ["--keyframes", keys, "-o", out, "--engine", "telea", "--lossless"]
    assert studio("video", film, *options).code == 0
    with FilmReader(out) as after, FilmReader(film) as before:
        for number in range(COUNT):
            inside = square_of(number, 0)
            assert before[number][inside][..., 0].mean() > 190, "the square is red"
            assert after[number][inside][..., 0].mean() < 160, f"nothing of it is left in frame {number}"
            assert (after[number][:20] == before[number][:20]).all()


def test_an_empty_keyframe_ends_it(studio: Studio, film: Path, tmp_path: Path) -> None:
    keys, out = tmp_path / "keys", tmp_path / "out.mkv"
    keyframe(keys / "0.png", square_of(0))
    keyframe(keys / "4.png")
    options = ["--keyframes", keys, "-o", out, "--engine", "telea", "--lossless"]
    assert studio("video", film, *options).code == 0
    with FilmReader(out) as after, FilmReader(film) as before:
        assert (after[0] != before[0]).any()
        assert all((after[number] == before[number]).all() for number in range(4, COUNT))


def test_of_a_folder_a_keyframe_has_the_name_of_its_picture(studio: Studio, tmp_path: Path) -> None:
    frames, keys, out = tmp_path / "frames", tmp_path / "keys", tmp_path / "out"
    frames.mkdir()
    for number in (7, 8, 12):
        write_photo(frames / f"shot2_{number}.tif", Photo(scene(1, shape=SHAPE)))
    keyframe(keys / "shot2_8.png", (slice(10, 20), slice(10, 30)))
    assert studio("video", frames, "--keyframes", keys, "-o", out, "--engine", "telea").code == 0
    assert sorted(path.stem for path in out.iterdir()) == ["shot2_12", "shot2_7", "shot2_8"]


@pytest.mark.parametrize(
    ("name", "shape", "said"),
    [
        ("99.png", SHAPE, "belongs to no frame"),
        ("first.png", SHAPE, "belongs to no frame"),
        ("0.png", (9, 9), "9 x 9"),
    ],
)
def test_what_fits_no_frame_is_refused_before_the_work(
    name: str, shape: tuple[int, int], said: str, studio: Studio, film: Path, tmp_path: Path
) -> None:
    keyframe(tmp_path / "keys" / name, shape=shape)
    ran = studio("video", film, "--keyframes", tmp_path / "keys", "-o", tmp_path / "out.mkv")
    assert ran.code == 1
    assert said in ran.err
    assert name in ran.err or shape != SHAPE
    assert not list(tmp_path.glob("out*"))


def test_two_masks_of_one_frame_and_a_folder_without_any_are_refused(
    studio: Studio, film: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    assert studio("video", film, "--keyframes", keys, "-o", tmp_path / "out.mkv").code == 1
    keyframe(keys / "3.png")
    keyframe(keys / "03.png")
    ran = studio("video", film, "--keyframes", keys, "-o", tmp_path / "out.mkv")
    assert "one that another has" in ran.err


def test_it_is_one_way_of_saying_what_to_fill(studio: Studio, film: Path, tmp_path: Path) -> None:
    for other in (["--mask", film], ["--find", "dirt"]):
        ran = studio("video", film, "--keyframes", tmp_path, *other, "-o", tmp_path / "out.mkv")
        assert ran.code == 2
        assert "what to fill" in ran.err


def test_where_the_object_was_lost_is_told(studio: Studio, tmp_path: Path) -> None:
    frames, keys, out = tmp_path / "frames", tmp_path / "keys", tmp_path / "out"
    frames.mkdir()
    place = slice(30, 70), slice(40, 90)
    for number in range(6):
        picture = scene(1)
        picture[place] = scene(2 if number < 3 else 10 + number)[place]  # it becomes something else
        write_photo(frames / f"{number}.png", Photo(picture))
    keyframe(keys / "0.png", place, shape=(90, 160))
    ran = studio("video", frames, "--keyframes", keys, "-o", out, "--engine", "telea")
    assert ran.code == 0
    assert "may have lost its object in the frames" in ran.err
    out = tmp_path / "again"
    ran = studio("video", frames, "--keyframes", keys, "-o", out, "--engine", "telea", "--json")
    assert set(ran.json["doubtful"]) <= {3, 4, 5}
    assert ran.json["doubtful"][-1] == 5


def test_other_keyframes_are_other_work(studio: Studio, film: Path, tmp_path: Path) -> None:
    from inpaint_studio.video.running.identity import identity_of

    keys = tmp_path / "keys"
    keyframe(keys / "3.png", square_of(3))
    before = identity_of(keys)
    (keys / "3.png").rename(keys / "4.png")
    assert identity_of(keys) != before
