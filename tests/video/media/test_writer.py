from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.video.media.compose import compose
from inpaint_studio.video.media.encoding import Quality
from inpaint_studio.video.media.planes import can_compose, planes
from inpaint_studio.video.media.reader import FilmReader
from inpaint_studio.video.media.rehearsal import plan_of
from inpaint_studio.video.media.writer import FilmWriter, Fitting, Part
from tests.video.films import COUNT, hum, make_film, number_in, scene

LOSSY, LOSSLESS = Quality(), Quality(lossless=True)
RICH: dict[str, Any] = {
    "sound": "aac",
    "colour": (1, 1, 1, 1),
    "pixel_aspect": Fraction(4, 3),
    "metadata": {"title": "A walk"},
    "chapters": True,
}


def written(
    source: Path, output: Path, quality: Quality = LOSSY, part: Part | None = None
) -> tuple[str, ...]:
    """Write the film again; returns the notes."""
    with FilmReader(source) as reader:
        plan = plan_of(reader.film, output, quality)
        fitting = Fitting(reader.film, plan.encoding.pixel_format)
        part = part or Part.whole(reader.film)
        with FilmWriter(output, reader.film, plan.encoding, plan.tracks, part) as writer:
            for number in range(part.start, part.end):
                writer.write(fitting.fitted(reader.picture(number)))
            writer.finish()
        return plan.notes


def sound_of(path: Path) -> list[bytes]:
    with av.open(str(path)) as film:
        return [bytes(packet) for packet in film.demux(audio=0) if packet.size]


@pytest.mark.parametrize("rotation", [None, -90, 180])
def test_a_film_is_kept_but_for_its_pictures(tmp_path: Path, rotation: float | None) -> None:
    source = make_film(tmp_path / "a.mp4", **RICH, rotation=rotation)
    output = tmp_path / "b.mp4"
    assert written(source, output) == ()
    with FilmReader(source) as before, FilmReader(output) as after:
        mine, theirs = before.film, after.film
        for name in ("size", "times", "time_base", "rate", "codec", "pixel_format", "colour", "orientation"):
            assert getattr(theirs, name) == getattr(mine, name), name
        for name in ("pixel_aspect", "chapters", "last", "tracks", "display"):
            assert getattr(theirs, name) == getattr(mine, name), name
        assert theirs.metadata["title"] == "A walk"
        if rotation is None:
            assert [number_in(after[n]) for n in range(COUNT)] == list(range(COUNT))
        assert np.abs(after[9].astype(int) - before[9]).mean() < 2
    assert sound_of(source) == sound_of(output) != []


def test_a_variable_frame_rate_is_kept(tmp_path: Path) -> None:
    times = [0, 100, 900, 1000, 1700, 3000, 3100, 5000]
    source = make_film(
        tmp_path / "a.mp4",
        times=times,
        time_base=Fraction(1, 1000),
        count=8,
        sound="aac",
        options={"bf": "2"},
    )
    for name, quality in (("b.mp4", LOSSY), ("b.mkv", LOSSY), ("c.mkv", LOSSLESS)):
        written(source, tmp_path / name, quality)
        with FilmReader(tmp_path / name) as after:
            assert [round(after.film.seconds(n), 3) for n in range(8)] == [time / 1000 for time in times]
            assert [number_in(after[n]) for n in range(8)] == list(range(8))
        assert sound_of(source) == sound_of(tmp_path / name)


@pytest.mark.parametrize(
    ("codec", "pixel_format", "ending"),
    [
        ("libx264", "yuv420p", "mkv"),
        ("libx265", "yuv420p10le", "mkv"),
        ("libx264", "yuv422p10le", "mkv"),
        ("ffv1", "yuv444p16le", "mkv"),
        ("ffv1", "bgr0", "mkv"),
        ("ffv1", "gray", "mkv"),
        ("ffv1", "yuva420p", "mkv"),
        ("mjpeg", "yuvj422p", "avi"),
        ("rawvideo", "nv12", "nut"),
        ("rawvideo", "yuyv422", "nut"),
        ("png", "rgb24", "mov"),
        ("prores_ks", "yuv422p10le", "mov"),
    ],
)
@pytest.mark.parametrize("width", [64, 67])
def test_lossless_films_have_the_same_samples(
    tmp_path: Path, codec: str, pixel_format: str, ending: str, width: int
) -> None:
    if width % 2 and codec != "ffv1":
        width = 66  # most codecs cannot hold odd sizes
    quiet = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    source = make_film(
        tmp_path / f"a.{ending}", codec=codec, pixel_format=pixel_format, width=width, count=5, options=quiet
    )
    notes = written(source, tmp_path / "b.mkv", LOSSLESS)
    assert not [note for note in notes if "pixel" in note or "bits" in note or "transparency" in note]
    with FilmReader(source) as before, FilmReader(tmp_path / "b.mkv") as after:
        assert after.film.codec == "ffv1"
        assert after.film.depth == before.film.depth
        fitting = Fitting(before.film, after.film.pixel_format)
        for number in range(5):
            fitted = planes(fitting.fitted(before.picture(number)))
            for mine, theirs in zip(fitted, planes(after.picture(number)), strict=True):
                assert np.array_equal(mine.samples[..., mine.colours], theirs.samples[..., theirs.colours])
            if can_compose(pixel_format):
                assert np.array_equal(before[number], after[number])
            else:
                back = after.picture(number).reformat(format=pixel_format, threads=1)
                assert np.array_equal(back.to_ndarray(), before.picture(number).to_ndarray())


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv422p10le", "yuva444p", "bgr0", "bgra", "gray"])
def test_only_samples_that_the_mask_touches_change(tmp_path: Path, pixel_format: str) -> None:
    source = make_film(tmp_path / "a.mkv", codec="ffv1", pixel_format=pixel_format, width=67, height=49)
    with FilmReader(source) as reader:
        fitting = Fitting(reader.film, pixel_format)
        before, after = fitting.fitted(reader.picture(4)), fitting.fitted(reader.picture(4))
        filled = reader[4].copy()
        scale = 257 if filled.dtype == np.uint16 else 1
        hole = np.zeros((49, 67), bool)
        hole[11:24, 33:67] = True
        hole[48, 0] = True
        filled[hole] = (np.array([30, 200, 90]) * (257 if filled.dtype == np.uint16 else 1)).astype(
            filled.dtype
        )
        compose(after, filled, hole, fitting.colours)
        for mine, theirs in zip(planes(before), planes(after), strict=True):
            touched = np.zeros(mine.samples.shape[:2], bool)
            rows, columns = np.nonzero(hole)
            touched[rows // mine.down, columns // mine.across] = True
            same = mine.samples == theirs.samples
            assert same[~touched].all()
            assert len(mine.colours) in (0, 1, 3)
            changed = [at for at in range(mine.samples.shape[2]) if not same[..., at].all()]
            assert set(changed) <= set(mine.colours)
        shown = fitting.colours.rgb(after, deep=filled.dtype == np.uint16)
        if pixel_format != "gray":
            assert np.abs(shown[14:20, 38:60].astype(int) - filled[14:20, 38:60]).max() <= 4 * scale


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_films_of_few_frames(tmp_path: Path, codec: str, count: int) -> None:
    quiet = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    source = make_film(tmp_path / "a.mkv", codec=codec, options=quiet)
    written(source, tmp_path / "b.mp4", part=Part(5, 5 + count))
    with FilmReader(tmp_path / "b.mp4") as after:
        assert [number_in(after[n]) for n in range(len(after))] == list(range(5, 5 + count))


def test_hdr10_metadata_is_kept_in_hevc_and_said_to_be_lost_elsewhere(tmp_path: Path) -> None:
    display = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)"
    options = {"x265-params": f"log-level=none:master-display={display}:max-cll=1000,400"}
    pq = {"colour": (1, 9, 16, 9), "pixel_format": "yuv420p10le"}
    source = make_film(tmp_path / "a.mp4", codec="libx265", options=options, **pq)
    assert written(source, tmp_path / "b.mp4") == ()
    with FilmReader(source) as before, FilmReader(tmp_path / "b.mp4") as after:
        assert after.film.light == before.film.light
        assert after.film.light.content == (1000, 400)
        assert after.film.light.mastering is not None
        assert after.film.light.mastering[:2] == (0.68, 0.32)
        assert (after.film.depth, after.film.colour) == (10, before.film.colour)
    (lost,) = written(source, tmp_path / "b.mkv", LOSSLESS)
    assert lost == "Cannot be kept here: HDR mastering metadata and HDR light levels."


@pytest.mark.parametrize(("field", "first"), [("tff", "top"), ("bff", "bottom")])
def test_interlaced_films_stay_so_in_h264(tmp_path: Path, field: str, first: str) -> None:
    options = {"x264-params": f"{field}=1", "flags": "+ildct+ilme"}
    source = make_film(tmp_path / "a.mp4", height=64, options=options)
    assert written(source, tmp_path / "b.mp4") == ()
    with FilmReader(source) as before, FilmReader(tmp_path / "b.mp4") as after:
        assert before.film.first_field == after.film.first_field == first
    assert written(source, tmp_path / "b.mkv", LOSSLESS) == ("Cannot be kept here: interlacing.",)


def test_a_part_begins_at_its_start(tmp_path: Path) -> None:
    source = make_film(tmp_path / "a.mp4", **RICH)
    written(source, tmp_path / "b.mp4", part=Part(10, 20))
    with FilmReader(tmp_path / "b.mp4") as after:
        assert [number_in(after[n]) for n in range(len(after))] == list(range(10, 20))
        assert after.film.times[0] == 0
    assert 15 < len(sound_of(tmp_path / "b.mp4")) < 25


def test_the_same_frames_give_the_same_lossless_file(tmp_path: Path) -> None:
    source = make_film(tmp_path / "a.mp4", **RICH)
    for name in ("b.mkv", "c.mkv"):
        written(source, tmp_path / name, LOSSLESS)
    assert (tmp_path / "b.mkv").read_bytes() == (tmp_path / "c.mkv").read_bytes()


def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    deep = make_film(tmp_path / "a.mkv", codec="ffv1", pixel_format="yuva444p10le")
    (depth, lost) = written(deep, tmp_path / "b.webm")[1:]
    assert depth == "Colours get 8 bits instead of 10."
    assert "audio" not in lost
    with FilmReader(deep) as reader:
        notes = plan_of(reader.film, tmp_path / "b.webm", LOSSY).notes
    assert notes[0] == "The pictures become vp9: ffv1 cannot be written here."
    fine = make_film(tmp_path / "c.mp4", times=[1, 90, 200, 300], time_base=Fraction(1, 90000), sound="aac")
    assert any("units of 1 ms" in note for note in written(fine, tmp_path / "c.mkv"))
    assert any("audio track (aac)" in note for note in written(fine, tmp_path / "c.webm"))


@pytest.mark.parametrize(
    ("name", "quality", "code"),
    [
        ("b.mp4", LOSSLESS, "film-lossless"),
        ("b.png", Quality(), "film-container"),
        ("b.gif", Quality(), "film-container"),
        ("b.nothing", Quality(), "film-container"),
        ("b.mp4", Quality(crf=52), "film-crf"),
    ],
)
def test_what_cannot_be_written(tmp_path: Path, name: str, quality: Quality, code: str) -> None:
    with FilmReader(make_film(tmp_path / "a.mp4")) as reader, pytest.raises(StudioError) as caught:
        plan_of(reader.film, tmp_path / name, quality)
    assert caught.value.code == code


@pytest.mark.parametrize("ending", ["avi", "wmv"])
def test_frames_are_in_order_where_there_are_no_times_of_showing(tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"b.{ending}"
    written(make_film(tmp_path / "a.mp4"), output)
    with av.open(str(output)) as film:
        frames = list(film.decode(video=0))
    assert [number_in(frame.to_ndarray(format="rgb24", threads=1)) for frame in frames] == list(range(COUNT))
    times = [frame.pts for frame in frames]
    assert times == sorted(times)


def test_packets_of_sound_that_damage_has_put_out_of_order_are_kept(tmp_path: Path) -> None:
    source, output = make_film(tmp_path / "a.ts", sound="mp2"), tmp_path / "b.ts"
    with av.open(str(source)) as film:
        stamps = [packet.pts for packet in film.demux(audio=0) if packet.size]
    data = bytearray(source.read_bytes())
    at = data.index(_pes_time(stamps[0]))
    late = next(stamp for stamp in stamps if _pes_time(stamp) in data and stamp > stamps[0])
    data[at : at + 5] = _pes_time(late + 9000)
    source.write_bytes(data)
    written(source, output)
    assert sound_of(output) == sound_of(source)


def _pes_time(stamp: int) -> bytes:
    """A time of showing as it stands in the header of a packet of MPEG-2."""
    stamp %= 1 << 33
    parts = (stamp >> 30 & 7, stamp >> 22 & 255, stamp >> 15 & 127, stamp >> 7 & 255, stamp & 127)
    return bytes([0x21 | parts[0] << 1, parts[1], 1 | parts[2] << 1, parts[3], 1 | parts[4] << 1])


def test_a_frame_an_hour(tmp_path: Path) -> None:
    source = make_film(tmp_path / "a.mp4", count=3, times=[0, 3600 * 12800, 3 * 3600 * 12800])
    written(source, tmp_path / "b.mp4")
    with FilmReader(source) as before, FilmReader(tmp_path / "b.mp4") as after:
        assert after.film.times == before.film.times


def test_covers_and_the_names_of_tracks_are_kept(tmp_path: Path) -> None:
    source, output = tmp_path / "a.mp4", tmp_path / "b.mp4"
    picture = av.VideoFrame.from_ndarray(scene(3), "rgb24")
    with av.open(str(source), "w") as out:
        pictures = out.add_stream("libx264", rate=25)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        sound = out.add_stream("aac", rate=48000, layout="mono")
        sound.metadata["title"] = "Comments"
        cover = out.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        for stream in (pictures, cover):
            out.mux(stream.encode(picture))
            out.mux(stream.encode(None))
        hum(out, sound, 0.1)
    assert written(source, output) == ()
    covers = []
    for path in (source, output):
        with av.open(str(path)) as film:
            assert film.streams.audio[0].metadata["name"] == "Comments"
            covers.append([bytes(packet) for packet in film.demux(video=1) if packet.size])
    assert len(covers[0]) == 1
    assert covers[0] == covers[1]


def test_no_room_to_try_it_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StudioError("disk-full", path="trial.mp4")

    monkeypatch.setattr(FilmWriter, "close", full)
    with FilmReader(make_film(tmp_path / "a.mp4")) as reader, pytest.raises(StudioError) as caught:
        plan_of(reader.film, tmp_path / "b.mp4", LOSSY)
    assert caught.value.code == "disk-full"


def test_crf_sets_the_size(tmp_path: Path) -> None:
    source = make_film(tmp_path / "a.mp4")
    sizes = []
    for crf in (5, 40):
        written(source, tmp_path / f"{crf}.mp4", Quality(crf=crf))
        sizes.append((tmp_path / f"{crf}.mp4").stat().st_size)
    assert sizes[0] > 1.5 * sizes[1]
