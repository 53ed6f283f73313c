"""Filling films from file to file, and going on after a stop."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.video.filling import Settings
from inpaint_studio.video.media.encoding import Quality
from inpaint_studio.video.media.planes import planes
from inpaint_studio.video.media.reader import FilmReader
from inpaint_studio.video.media.times import clock, moment
from inpaint_studio.video.running import job as jobs
from inpaint_studio.video.running.fillers import EachFrame, OverTime
from inpaint_studio.video.running.found import FindDirt
from inpaint_studio.video.running.job import VideoJob, VideoTask
from inpaint_studio.video.running.sinks import FilmSink
from inpaint_studio.video.running.unfinished import Unfinished, unfinished_folder
from tests.video.films import COUNT, HEIGHT, WIDTH, break_frame, make_film, number_in, scene

QUICK = Settings(engine="telea", reach=4, batch=3)
LOSSLESS = Quality(lossless=True)
HOLE = np.s_[21:35, 13:40]


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "STRETCH", 6)


def save_mask(path: Path, height: int = HEIGHT, width: int = WIDTH) -> Path:
    mask = np.zeros((height, width, 1), np.uint8)
    mask[HOLE] = 255
    write_photo(path, Photo(mask), overwrite=True)
    return path


def task_for(folder: Path, film: Path, output: str = "out.mkv", **changes: Any) -> VideoTask:
    mask = save_mask(folder / "mask.png")
    task = VideoTask(film, mask, folder / output, OverTime(QUICK), {}, quality=LOSSLESS)
    return replace(task, **changes)


def done(task: VideoTask, *, resume: bool = False, overwrite: bool = False) -> Path:
    """The output of a task that was run to its end."""
    with VideoJob(task, resume=resume, overwrite=overwrite) as job:
        job.fill()
        job.write()
        job.finish()
    assert not unfinished_folder(task.output).exists()
    return task.output


@pytest.mark.parametrize(
    "kind",
    [
        {"sound": "aac"},
        {"rotation": -90},
        {"codec": "ffv1", "pixel_format": "yuv422p10le", "ending": "mkv"},
        {"codec": "ffv1", "width": 67, "height": 49, "ending": "mkv"},
        {"times": [0, 100, 900, 1000, 1700, 3000, 3100, 5000], "count": 8},
    ],
)
@pytest.mark.parametrize("filler", [OverTime, EachFrame])
def test_outside_the_mask_lossless_films_have_the_same_samples(
    tmp_path: Path, kind: dict[str, Any], filler: type[OverTime] | type[EachFrame]
) -> None:
    film = make_film(tmp_path / f"a.{kind.pop('ending', 'mp4')}", **kind)
    with FilmReader(film) as before:
        size = before.size
        task = task_for(tmp_path, film, filler=filler(QUICK))
        save_mask(task.mask.with_name("fitting.png"), size.height, size.width)
        task = replace(task, mask=tmp_path / "fitting.png")
        with FilmReader(done(task)) as after:
            assert len(after) == len(before)
            hole = np.zeros((size.height, size.width), bool)
            hole[HOLE] = True
            for number in range(len(before)):
                assert (after[number] != before[number])[hole].any()
                around = ~cv2.dilate(hole.view(np.uint8), np.ones((9, 9))).astype(bool)
                assert (after[number] == before[number])[around].all()
                lying = np.rot90(hole, 1) if before.film.orientation == 6 else hole
                for mine, theirs in zip(
                    planes(before.picture(number)), planes(after.picture(number)), strict=True
                ):
                    touched = np.zeros(mine.samples.shape[:2], bool)
                    rows, columns = np.nonzero(lying)
                    touched[rows // mine.down, columns // mine.across] = True
                    assert (mine.samples == theirs.samples)[~touched].all()


def test_lossy_films_keep_their_container_codec_and_sound(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", sound="aac", chapters=True)
    output = done(task_for(tmp_path, film, "out.mp4", quality=Quality()))
    with FilmReader(film) as before, FilmReader(output) as after:
        assert (after.film.codec, after.film.times) == ("h264", before.film.times)
        assert [number_in(after[n]) for n in range(COUNT)] == list(range(COUNT))
    sounds = []
    for path in (film, output):
        with av.open(str(path)) as container:
            sounds.append([bytes(packet) for packet in container.demux(audio=0) if packet.size])
    assert sounds[0] == sounds[1] != []


@pytest.mark.parametrize("depth", [8, 16])
def test_a_folder_becomes_a_folder(tmp_path: Path, depth: int) -> None:
    frames = tmp_path / "frames"
    frames.mkdir()
    for number in range(7):
        write_photo(frames / f"{number:03d}.png", Photo(scene(number, depth=depth)))
    output = done(task_for(tmp_path, frames, "out", maps=tmp_path / "maps"))
    assert [path.name for path in sorted(output.iterdir())] == [f"{number:03d}.png" for number in range(7)]
    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[HOLE] = False
    for number in range(7):
        pixels = read_photo(output / f"{number:03d}.png").pixels
        assert (pixels[outside] == scene(number, depth=depth)[outside]).all()
        assert (pixels[HOLE] != scene(number, depth=depth)[HOLE]).any()
        sources = cv2.imread(str(tmp_path / "maps" / f"{number + 1:04d}.png"), cv2.IMREAD_UNCHANGED)
        assert sources.dtype == np.uint16
        assert (sources[outside] == 0).all()
        assert (sources[HOLE] > 0).all()
        assert set(np.unique(sources[HOLE])) <= {*range(1, 8), 65535}
    assert (tmp_path / "maps" / "legend.json").exists()


def test_maps_go_on_after_a_stop_and_are_not_replaced_unasked(tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    frames.mkdir()
    for name in ("1.png", "1.tif", "2.png"):
        write_photo(frames / name, Photo(scene(1)))
    task = task_for(tmp_path, frames, "out", maps=tmp_path / "maps")
    calls = iter(range(100))
    with VideoJob(task) as job:
        job.fill()
        with pytest.raises(Cancelled):
            job.write(is_cancelled=lambda: next(calls) > 1)
    assert (tmp_path / "maps" / "0001.png").exists()
    # two pictures of one name do not become one
    assert sorted(path.name for path in done(task, resume=True).iterdir()) == [
        "1.png.png",
        "1.tif.png",
        "2.png",
    ]
    with pytest.raises(StudioError) as caught:
        VideoJob(replace(task, output=tmp_path / "other"))
    assert caught.value.code == "folder-not-empty"


def test_masks_may_be_a_folder_or_a_film(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mkv", codec="ffv1", count=6)
    masks = tmp_path / "masks"
    masks.mkdir()
    moving = []
    for number in range(6):
        mask = np.zeros((HEIGHT, WIDTH, 1), np.uint8)
        if number != 2:
            mask[20:30, 10 + 5 * number : 20 + 5 * number] = 255
        moving.append(mask[..., 0] > 0)
        write_photo(masks / f"{number}.png", Photo(mask))
    white = tmp_path / "masks.mkv"
    with av.open(str(white), "w") as out:
        stream = out.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "gray"
        for mask in moving:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(mask.astype(np.uint8) * 255, "gray")))
        out.mux(stream.encode(None))
    outputs = [
        done(task_for(tmp_path, film, f"{path.stem}-out{path.suffix or '-'}.mkv", mask=path))
        for path in (masks, white)
    ]
    with FilmReader(film) as before, FilmReader(outputs[0]) as one, FilmReader(outputs[1]) as other:
        for number, hole in enumerate(moving):
            assert (one[number] == other[number]).all()
            assert (one[number] != before[number])[hole].any() == (number != 2)


@pytest.mark.parametrize(
    ("start", "end", "preview", "filled", "written"),
    [
        ("0.2", "0.4", None, range(5, 10), range(COUNT)),
        ("3f", None, None, range(3, COUNT), range(COUNT)),
        ("0:00.2", None, 4, range(5, 9), range(5, 9)),
    ],
)
def test_a_part_of_a_film(
    tmp_path: Path, start: str, end: str | None, preview: int | None, filled: range, written: range
) -> None:
    film = make_film(tmp_path / "a.mp4", sound="aac")
    task = task_for(tmp_path, film, start=moment(start), end=end and moment(end), preview=preview)
    with FilmReader(film) as before, FilmReader(done(task)) as after:
        assert [number_in(after[n]) for n in range(len(after))] == list(written)
        changed = [n for at, n in enumerate(written) if (after[at] != before[n]).any()]
        assert changed == list(filled)


class Killed(BaseException):
    pass


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Stop at the `step`-th time that something is kept or written, before or after it."""
    left = [step]

    def watched(method: Any) -> Any:
        def call(*args: Any, **options: Any) -> None:
            for after in (False, True):
                left[0] -= 1
                if left[0] == 0:
                    raise Killed
                if not after:
                    method(*args, **options)

        return call

    for owner, name in (
        (Unfinished, "save"),
        (FilmSink, "write"),
        (FilmSink, "finish"),
    ):
        monkeypatch.setattr(owner, name, watched(getattr(owner, name)))


def test_a_run_that_was_killed_goes_on_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make_film(tmp_path / "a.mp4", sound="aac", count=20)
    expected = done(task_for(tmp_path, film, "whole.mkv")).read_bytes()
    draw = random.Random(4)
    # 4 stretches, 20 frames and the end, each with a point before and after
    for point in sorted({1, 2, 3, 8, *draw.sample(range(9, 50), 5)}):
        task = task_for(tmp_path, film, f"{point}.mkv")
        with monkeypatch.context() as patch:
            kill_at(patch, point)
            with pytest.raises(Killed):
                done(task)
        assert task.output.exists() == (point == 50)
        assert done(task, resume=True, overwrite=True).read_bytes() == expected
    # killed twice
    task = task_for(tmp_path, film, "twice.mkv")
    for point in (4, 3):
        with monkeypatch.context() as patch:
            kill_at(patch, point)
            with pytest.raises(Killed):
                done(task, resume=True)
    assert done(task, resume=True).read_bytes() == expected


def test_a_process_that_dies_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", count=20)
    expected = done(task_for(tmp_path, film, "whole.mkv")).read_bytes()
    program = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.video.running import test_job as here
from inpaint_studio.video.running.unfinished import Unfinished
here.jobs.STRETCH = 6
save = Unfinished.save
def dying(self, patches):
    save(self, patches)
    if self.done == 12:
        os._exit(9)
Unfinished.save = dying
folder = Path(sys.argv[2])
here.done(here.task_for(folder, folder / "a.mp4"))
"""
    root = Path(__file__).parents[3]
    ended = subprocess.run([sys.executable, "-c", program, str(root), str(tmp_path)], check=False)
    assert ended.returncode == 9
    task = task_for(tmp_path, film)
    assert not task.output.exists()
    with VideoJob(task, resume=True) as job:
        assert job.done == 12
    assert done(task, resume=True).read_bytes() == expected


def test_a_damaged_stretch_is_filled_again(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", count=20)
    task = task_for(tmp_path, film)
    with VideoJob(task) as job:
        job.fill()
    stretch = sorted(unfinished_folder(task.output).glob("*.npz"))[1]
    stretch.write_bytes(stretch.read_bytes()[:-40])
    with VideoJob(task, resume=True) as job:
        assert job.done == 6
        job.fill()
        assert job.done == 20


def test_unfinished_work_is_neither_lost_nor_mixed_up(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4")
    task = task_for(tmp_path, film)
    with VideoJob(task) as job, pytest.raises(Cancelled):
        job.fill(is_cancelled=lambda: job.done > 0)
    with pytest.raises(StudioError) as caught:
        VideoJob(task)
    assert caught.value.code == "film-unfinished"
    for other in (replace(task, settings={"seed": 3}), replace(task, start=moment("2f"))):
        with pytest.raises(StudioError) as caught:
            VideoJob(other, resume=True)
        assert caught.value.code == "film-resume-other"
    with VideoJob(task, resume=True) as job:
        assert job.done > 0
        with pytest.raises(StudioError) as caught:
            VideoJob(task, resume=True)
        assert caught.value.code == "film-busy"
    with VideoJob(task, overwrite=True) as job:
        assert job.done == 0


def test_a_stopped_run_can_leave_a_part(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", sound="aac")
    task = task_for(tmp_path, film)
    with VideoJob(task) as job:
        with pytest.raises(Cancelled):
            job.fill(is_cancelled=lambda: job.done >= 12)
        job.write(until=job.done)
    with FilmReader(task.output) as part:
        assert [number_in(part[n]) for n in range(len(part))] == list(range(12))
    assert len(list(unfinished_folder(task.output).glob("*.npz"))) == 2


def test_cancelled_while_it_is_written_nothing_is_there_but_the_work(tmp_path: Path) -> None:
    task = task_for(tmp_path, make_film(tmp_path / "a.mp4"))
    calls = iter(range(100))
    with VideoJob(task) as job:
        job.fill()
        with pytest.raises(Cancelled):
            job.write(is_cancelled=lambda: next(calls) > 5)
    assert not task.output.exists()
    assert not list(unfinished_folder(task.output).glob("film*"))


def dirty_film(folder: Path) -> Path:
    """A still scene with grain, and a white speck in frame 8."""
    rng = np.random.default_rng(0)
    still = cv2.resize(rng.integers(40, 160, (12, 16, 3)).astype(np.uint8), (128, 96))
    path = folder / "dirty.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv444p"
        for number in range(16):
            picture = np.clip(still + rng.normal(0, 2, (96, 128, 1)), 0, 255).astype(np.uint8)
            if number == 8:
                picture[40:45, 60:66] = 255
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            out.mux(stream.encode(frame.reformat(format="yuv444p", threads=1)))
        out.mux(stream.encode(None))
    return path


def test_dirt_is_found_and_filled(tmp_path: Path) -> None:
    film = dirty_film(tmp_path)
    task = task_for(tmp_path, film, mask=FindDirt(("dirt",)))
    calls = iter(range(100))
    with VideoJob(task) as job, pytest.raises(Cancelled):
        job.find(is_cancelled=lambda: next(calls) > 5)
    with VideoJob(task, resume=True) as job:
        job.find()
    assert (unfinished_folder(task.output) / "found.zip").exists()
    with FilmReader(film) as before, FilmReader(done(task, resume=True)) as after:
        assert before[8][41:44, 61:65].min() > 240
        assert after[8][40:45, 60:66].max() < 200
        same = [(after[n] == before[n]).mean() for n in range(16)]
        assert min(same) > 0.95
        assert same.count(1.0) >= 12


def test_a_folder_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    task = task_for(tmp_path, make_film(tmp_path / "a.mp4"))
    mine = unfinished_folder(task.output) / "letter.txt"
    mine.parent.mkdir()
    mine.write_text("Dear")
    for resume, overwrite in ((True, False), (False, True)):
        with pytest.raises(StudioError) as caught:
            VideoJob(task, resume=resume, overwrite=overwrite)
        assert caught.value.code == "folder-not-empty"
    assert mine.read_text() == "Dear"


def test_killed_before_anything_is_written_it_starts_anew(tmp_path: Path) -> None:
    task = task_for(tmp_path, make_film(tmp_path / "a.mp4"))
    folder = unfinished_folder(task.output)
    folder.mkdir()
    for name in ("lock", ".inpaint-0123456789ab.tmp"):
        (folder / name).touch()
    done(task, resume=True)


def test_maps_are_not_put_into_the_output(tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    frames.mkdir()
    write_photo(frames / "1.png", Photo(scene(0)))
    output = tmp_path / "out"
    for maps in (output, output / "maps", unfinished_folder(output)):
        with pytest.raises(StudioError) as caught:
            VideoJob(task_for(tmp_path, frames, output="out", maps=maps))
        assert caught.value.code == "map-inside"
    assert not output.exists()


def test_the_output_may_be_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames, here = tmp_path / "frames", tmp_path / "here"
    frames.mkdir()
    here.mkdir()
    write_photo(frames / "1.png", Photo(scene(0)))
    monkeypatch.chdir(here)
    done(replace(task_for(tmp_path, frames), output=Path()))
    assert [path.name for path in here.iterdir()] == ["1.png"]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] in (
        ["frames", "here"],
        ["here", "frames"],
    )


def test_nothing_is_left_of_a_run_that_did_nothing(tmp_path: Path) -> None:
    task = task_for(tmp_path, make_film(tmp_path / "a.mp4"), maps=tmp_path / "maps")
    for _ in range(2):  # the first one is not in the way of the second
        with VideoJob(task):
            pass
        assert not unfinished_folder(task.output).exists()
        assert not list((tmp_path / "maps").iterdir())


def test_a_full_disk_keeps_what_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = task_for(tmp_path, make_film(tmp_path / "a.mp4"))
    save = Unfinished.save

    def full(self: Unfinished, patches: Any) -> None:
        if self.done == 12:
            raise StudioError("disk-full", path=self.folder)
        save(self, patches)

    with monkeypatch.context() as patch:
        patch.setattr(Unfinished, "save", full)
        with VideoJob(task) as job, pytest.raises(StudioError):
            job.fill()
    with VideoJob(task, resume=True) as job:
        assert job.done == 12


def test_a_truncated_film_and_a_broken_frame(tmp_path: Path) -> None:
    path = make_film(tmp_path / "a.mkv", codec="mjpeg", pixel_format="yuvj420p")
    break_frame(path, 7)
    task = task_for(tmp_path, path)
    with VideoJob(task) as job:
        job.fill()
        job.write()
        assert job.frames.missing == {7}
    cut = tmp_path / "cut.mp4"
    options = {"movflags": "+faststart"}
    make_film(tmp_path / "b.mp4", options={"g": "8"})
    with av.open(str(tmp_path / "b.mp4")) as source, av.open(str(cut), "w", options=options) as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    data = cut.read_bytes()
    cut.write_bytes(data[: len(data) * 3 // 4])
    with VideoJob(task_for(tmp_path, cut, "cut.mkv")) as job:
        assert "The film ends too early" in job.notes[0]


def test_progress_counts_frames(tmp_path: Path) -> None:
    task = task_for(tmp_path, make_film(tmp_path / "a.mp4"))
    seen: list[float] = []
    with VideoJob(task) as job:
        job.fill(on_progress=lambda frames, total: seen.append(frames / total))
        assert seen == sorted(seen)
        assert seen[-1] == 1
        seen.clear()
        job.write(on_progress=lambda frames, total: seen.append(frames / total))
    assert seen == [n / COUNT for n in range(1, COUNT + 1)]


def test_moments() -> None:
    assert [moment(words).seconds for words in ("83.5", "1:23.5", "0:01:23.5", "2:00:00")] == [83.5] * 3 + [
        7200
    ]
    assert moment("2087f").number == 2087
    for words in ("", "a", "-3", "1:2:3:4", "3 f", "1e3", "9" * 400, "9" * 5000 + "f"):
        with pytest.raises(StudioError):
            moment(words)
    assert [clock(4.1), clock(3723.45)] == ["0:04.10", "1:02:03.45"]
