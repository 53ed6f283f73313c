from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.video.media.opening import open_frames
from inpaint_studio.video.media.pictures import PictureFolder
from inpaint_studio.video.media.reader import FilmReader
from tests.video.films import COUNT, HEIGHT, WIDTH, break_frame, hum, make_film, number_in, scene

KINDS = {
    "h264.mp4": {},
    "hevc.mkv": {"codec": "libx265", "options": {"x265-params": "log-level=none:keyint=8"}},
    "vp9.webm": {"codec": "libvpx-vp9"},
    "mpeg4.avi": {"codec": "mpeg4", "time_base": Fraction(1, 25)},
    "mpeg2.mpg": {"codec": "mpeg2video", "time_base": Fraction(1, 25)},
    "h264.ts": {},
    "ffv1.mkv": {"codec": "ffv1"},
    "h264.avi": {"time_base": Fraction(1, 25)},
    "mjpeg.avi": {"codec": "mjpeg", "pixel_format": "yuvj420p", "time_base": Fraction(1, 25)},
}


@pytest.mark.parametrize("name", KINDS)
def test_frames_have_their_numbers_in_any_order(tmp_path: Path, name: str) -> None:
    with FilmReader(make_film(tmp_path / name, **KINDS[name])) as film:
        assert len(film) == COUNT
        order = [*range(COUNT), 20, 3, 4, 17, 0, 23, 9, 8, 22]
        assert [number_in(film[n]) for n in order] == order
        assert not film.missing


def test_a_frame_is_close_to_what_was_filmed(tmp_path: Path) -> None:
    with FilmReader(make_film(tmp_path / "a.mkv", codec="ffv1", pixel_format="yuv444p")) as film:
        assert np.abs(film[5].astype(int) - scene(5)).max() <= 3
        assert not film[5].flags.writeable
        for number in (-1, COUNT):
            with pytest.raises(IndexError):
                film[number]


def test_what_a_film_is(tmp_path: Path) -> None:
    path = make_film(
        tmp_path / "a.mp4",
        sound="aac",
        colour=(1, 1, 1, 1),
        pixel_aspect=Fraction(4, 3),
        metadata={"title": "A walk"},
        chapters=True,
    )
    with FilmReader(path) as reader:
        film = reader.film
    assert film.size == Size(WIDTH, HEIGHT)
    assert (film.count, film.rate, film.codec, film.pixel_format, film.depth) == (
        COUNT,
        25,
        "h264",
        "yuv420p",
        8,
    )
    assert film.times == tuple(512 * n for n in range(COUNT))
    assert film.time_base == Fraction(1, 12800)
    assert not film.is_variable
    colour = film.colour
    assert (colour.range, colour.matrix, colour.transfer, colour.primaries) == (1, 1, 1, 1)
    assert film.pixel_aspect == Fraction(4, 3)
    assert [(one.kind, one.codec) for one in film.tracks if one.kind == "audio"] == [("audio", "aac")]
    assert film.chapters == 2
    assert film.metadata["title"] == "A walk"
    assert film.keys == (0, 8, 16)
    assert not film.is_cut_short


def test_a_variable_frame_rate(tmp_path: Path) -> None:
    times = [0, 100, 900, 1000, 1700, 3000, 3100, 5000]
    with FilmReader(make_film(tmp_path / "a.mp4", times=times, time_base=Fraction(1, 1000))) as reader:
        film = reader.film
        assert [round(film.seconds(n), 3) for n in range(film.count)] == [time / 1000 for time in times]
        assert film.is_variable
        assert [number_in(reader[n]) for n in (7, 2, 5)] == [7, 2, 5]
        assert [film.number_at(at) for at in (0, 0.05, 0.9, 4, 6)] == [0, 1, 2, 7, 8]


@pytest.mark.parametrize(("degrees", "orientation", "turns"), [(-90, 6, -1), (90, 8, 1), (180, 3, 2)])
def test_a_rotated_film_is_seen_upright(tmp_path: Path, degrees: int, orientation: int, turns: int) -> None:
    path = make_film(tmp_path / "a.mp4", codec="libx264", rotation=degrees)
    with FilmReader(path) as reader:
        assert reader.film.orientation == orientation
        assert reader.film.coded_size == Size(WIDTH, HEIGHT)
        assert reader[3].shape[:2] == (reader.film.size.height, reader.film.size.width)
        assert number_in(np.rot90(reader[3], -turns)) == 3


def test_ten_bits_are_kept(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mkv", codec="ffv1", pixel_format="yuv422p10le")
    with FilmReader(path) as reader:
        assert reader.film.depth == 10
        assert reader[2].dtype == np.uint16
        assert np.abs(reader[2].astype(int)[30:] - scene(2, depth=16)[30:]).mean() < 3 * 257


def test_odd_sizes(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mkv", codec="ffv1", width=67, height=49)
    with FilmReader(path) as reader:
        assert reader[4].shape == (49, 67, 3)
        assert number_in(reader[4]) == 4


def test_alpha_is_known_and_left_out(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mkv", codec="ffv1", pixel_format="yuva420p")
    with FilmReader(path) as reader:
        assert reader.film.has_alpha
        assert reader[1].shape == (HEIGHT, WIDTH, 3)


WEIGHTS = {1: (0.2126, 0.0722), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
"""Of red and blue in the luma of the matrices of H.273."""


@pytest.mark.parametrize("matrix", WEIGHTS)
@pytest.mark.parametrize("full", [False, True])
def test_colours_by_matrix_and_range(tmp_path: Path, matrix: int, full: bool) -> None:
    path = tmp_path / "a.mkv"
    luma, blue_difference, red_difference = 120, 110, 150
    with av.open(str(path), "w") as out:
        stream = out.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv444p"
        stream.codec_context.colorspace, stream.codec_context.color_range = matrix, 2 if full else 1
        frame = av.VideoFrame(64, 48, "yuv444p")
        for plane, level in zip(frame.planes, (luma, blue_difference, red_difference), strict=True):
            plane.update(np.full(plane.buffer_size, level, np.uint8).tobytes())
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    kr, kb = WEIGHTS[matrix]
    y = luma / 255 if full else (luma - 16) / 219
    cb, cr = ((level - 128) / (255 if full else 224) for level in (blue_difference, red_difference))
    r, b = y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb
    g = (y - kr * r - kb * b) / (1 - kr - kb)
    with FilmReader(path) as reader:
        assert np.abs(reader[0][20, 20] - 255 * np.array([r, g, b])).max() <= 1


def test_a_truncated_film_is_read_to_its_end(tmp_path: Path) -> None:
    whole = make_film(tmp_path / "a.mkv", codec="ffv1").read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(whole[: len(whole) // 2])
    with FilmReader(path) as reader:
        assert 4 < len(reader) < COUNT
        assert [number_in(reader[n]) for n in range(len(reader) - 1)] == list(range(len(reader) - 1))


def test_frames_that_an_edit_list_hides_are_not_missing(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mp4")
    data = bytearray(path.read_bytes())
    entry = data.index(b"elst") + 12
    _, begin, rate = struct.unpack_from(">IiI", data, entry)
    ten_frames = 10 * 12800 // 25
    struct.pack_into(">IiI", data, entry, 400, begin + ten_frames, rate)
    path.write_bytes(data)
    with FilmReader(path) as reader:
        assert [number_in(reader[n]) for n in range(len(reader))] == list(range(10, 20))
        assert not reader.film.is_cut_short


def test_frames_that_an_avi_skips_are_not_missing(tmp_path: Path) -> None:
    times = [0, 2, 3, 4, 7, 8]
    path = make_film(tmp_path / "a.avi", codec="mpeg4", times=times, count=6, time_base=Fraction(1, 25))
    with FilmReader(path) as reader:
        assert list(reader.film.times) == times
        assert not reader.film.is_cut_short


def test_pictures_that_change_their_size_are_said(tmp_path: Path) -> None:
    parts = []
    for number, width in enumerate((64, 96)):
        times = [3600 * (6 * number + at) for at in range(6)]
        part = make_film(tmp_path / f"{number}.ts", width=width, times=times, time_base=Fraction(1, 90000))
        parts.append(part.read_bytes())
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(parts))
    with FilmReader(path) as reader, pytest.raises(StudioError) as caught:
        list(map(reader.picture, range(len(reader))))
    assert caught.value.code == "film-sizes"


def test_a_name_with_a_colon_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_film(tmp_path / "a.mp4").rename("2026-11-29T10:30.mp4")
    with FilmReader(Path("2026-11-29T10:30.mp4")) as reader:
        assert len(reader) == COUNT


def test_a_broken_frame_is_the_one_before(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mkv", codec="mjpeg", pixel_format="yuvj420p")
    break_frame(path, 7)
    for order in (range(COUNT), (7, 6, 8), (8, 7)):
        with FilmReader(path) as reader:
            assert len(reader) == COUNT
            assert [number_in(reader[n]) for n in order] == [6 if n == 7 else n for n in order]
            assert reader.missing == {7}


@pytest.mark.parametrize(("content", "code"), [(b"", "file-empty"), (b"no film at all" * 99, "film-unknown")])
def test_what_is_no_film(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(StudioError) as caught:
        open_frames(path)
    assert caught.value.code == code


def test_sound_alone_is_no_film(tmp_path: Path) -> None:
    path = tmp_path / "a.mka"
    with av.open(str(path), "w") as out:
        hum(out, out.add_stream("flac", rate=48000, layout="mono"), 0.1)
    with pytest.raises(StudioError) as caught:
        open_frames(path)
    assert caught.value.code == "film-no-pictures"


@pytest.mark.parametrize("depth", [8, 16])
def test_a_folder_of_numbered_pictures(tmp_path: Path, depth: int) -> None:
    for number in (0, 1, 2, 10, 11):
        write_photo(tmp_path / f"frame{number}.png", Photo(scene(number, depth=depth)))
    with open_frames(tmp_path) as frames:
        assert isinstance(frames, PictureFolder)
        assert len(frames) == 5
        assert np.array_equal(frames[3], scene(10, depth=depth))
        with pytest.raises(IndexError):
            frames[5]


def test_pictures_of_a_folder_must_be_alike(tmp_path: Path) -> None:
    write_photo(tmp_path / "0.png", Photo(scene(0)))
    write_photo(tmp_path / "1.png", Photo(scene(1, width=80)))
    write_photo(tmp_path / "2.png", Photo(scene(2, depth=16)))
    with open_frames(tmp_path) as frames:
        for number, code in ((1, "frame-size"), (2, "frame-depth")):
            with pytest.raises(StudioError) as caught:
                frames[number]
            assert caught.value.code == code
