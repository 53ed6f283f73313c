"""The measured speed of the machine, and fills within a time from file to file."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core import attempts
from inpaint_studio.core.attempts import Attempt
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.provenance import read_sidecar, sidecar_path
from inpaint_studio.engines.base import Cost, EngineInfo, Grade, RunContext
from inpaint_studio.engines.pipeline import attempts as choosing
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import Registry
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.jobs.budget import planning
from inpaint_studio.jobs.budget.speeds import SPEEDS, Speeds, speeds_file
from inpaint_studio.jobs.files import FileFill, FillSettings, fill_file
from inpaint_studio.jobs.replay import replay
from tests.painter import Painter, about, registry_of, request
from tests.waiting import pause


class Clock:
    """Goes on by the next of these steps at every second look."""

    def __init__(self, *steps: float) -> None:
        self._times = self._look(steps)

    def _look(self, steps: tuple[float, ...]) -> Iterator[float]:
        now = 0.0
        for step in itertools.cycle(steps):
            yield now
            now += step
            yield now

    def __call__(self) -> float:
        return next(self._times)


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
def registry(painter: Painter) -> Registry:
    return registry_of(painter)


def test_a_speed_is_measured_once_and_kept(tmp_path: Path, registry: Registry, painter: Painter) -> None:
    file = tmp_path / "cache" / "speed.json"
    speeds = Speeds(file, [Clock(9, 5, 7)])
    assert speeds.speed(painter.info) == 1
    speeds.measure([painter.info], registry=registry)
    assert speeds.speed(painter.info) == about(2.5)  # 5 s for what was declared as 2 s
    fills = len(painter.seen)
    speeds.measure([painter.info], registry=registry)
    again = Speeds(file, [Clock(100)])
    again.measure([painter.info], registry=registry)
    assert again.speed(painter.info) == about(2.5)
    assert len(painter.seen) == fills


def test_speeds_belong_to_device_and_threads(tmp_path: Path, registry: Registry, painter: Painter) -> None:
    painter.info = replace(painter.info, uses_gpu=True)
    speeds = Speeds(tmp_path / "speed.json", [Clock(5)])
    speeds.measure([painter.info], "cpu", 2, registry)
    assert speeds.is_measured(painter.info, "cpu", 2)
    assert not speeds.is_measured(painter.info, "cuda", 2)
    assert not speeds.is_measured(painter.info, "cpu", 1)


def test_an_engine_that_was_not_measured_counts_as_the_others(
    tmp_path: Path, registry: Registry, painter: Painter
) -> None:
    speeds = Speeds(tmp_path / "speed.json", [Clock(8)])
    speeds.measure([painter.info], registry=registry)
    assert speeds.speed(replace(painter.info, name="other")) == about(4)


def test_a_slow_engine_is_measured_once_at_its_quickest(
    tmp_path: Path, registry: Registry, painter: Painter
) -> None:
    grades = (Grade({"quality": "draft"}, Cost(fixed=10)), Grade({"quality": "normal"}, Cost(fixed=20)))
    painter.info = replace(painter.info, grades=grades)
    speeds = Speeds(tmp_path / "speed.json", [Clock(5)])
    speeds.measure([painter.info], registry=registry)
    assert [context.params["quality"] for context in painter.seen] == ["draft"]
    assert speeds.speed(painter.info) == about(0.5)


def test_a_measurement_can_be_stopped_and_another_one_does_not_wait_for_it(
    tmp_path: Path, painter: Painter, registry: Registry
) -> None:
    speeds = Speeds(tmp_path / "speed.json", [Clock(5)])
    begun, stop = threading.Event(), threading.Event()
    outcome = []

    def fill(image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        begun.set()
        while True:
            ctx.check()
            pause()

    def measure() -> None:
        try:
            speeds.measure([painter.info], registry=registry, is_cancelled=stop.is_set)
        except Cancelled:
            outcome.append("cancelled")

    painter.fill = fill  # type: ignore[method-assign]
    thread = threading.Thread(target=measure)
    thread.start()
    begun.wait()
    assert speeds.speed(painter.info) == 1
    with pytest.raises(Cancelled):
        speeds.measure([painter.info], registry=registry, is_cancelled=lambda: True)
    stop.set()
    thread.join()
    assert outcome == ["cancelled"]
    assert not speeds.is_measured(painter.info)


def test_attempts_of_a_sidecar_are_checked_before_anything_is_filled(tmp_path: Path) -> None:
    photo, out = tmp_path / "photo.png", tmp_path / "out.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 60, 3), np.uint8)).save(photo)
    mask = np.zeros((60, 60), np.uint8)
    mask[20:30, 20:30] = 255
    settings = FillSettings("telea")
    fill_file(FileFill(photo, Mask(mask), out, settings, sidecar=True))
    sidecar = sidecar_path(out)
    about = json.loads(sidecar.read_text())
    for engine, params, code in (
        ("telea", {}, ""),
        ("telea", {"radius": "wide"}, "param-value"),
        ("telea", {"nothing": 1}, "param-unknown"),
        ("nobody", {}, "engine-unknown"),
    ):
        about |= {"schema": 2, "attempts": [{"engine": engine, "params": params, "variation": 0}]}
        sidecar.write_text(json.dumps(about))
        if not code:
            replay(sidecar, tmp_path / "again.png")
            continue
        with pytest.raises(StudioError) as caught:
            replay(sidecar, tmp_path / "never.png")
        assert caught.value.code == code


def test_the_plan_is_that_of_the_widened_mask(painter: Painter, registry: Registry) -> None:
    painter.info = replace(painter.info, grades=(Grade({"quality": "normal"}, Cost(hole=1)),))
    speeds = Speeds(None, [Clock(2)])
    wide, drawn = (planning.plan_for(replace(request(), widen=px), registry, speeds) for px in (2.0, 0.0))
    assert wide.seconds > drawn.seconds


def test_no_more_than_two_fills_are_held_at_once(
    painter: Painter, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    best = choosing.best
    monkeypatch.setattr(
        choosing, "best", lambda fills, wanted: held.append(len(fills)) or best(fills, wanted)
    )
    tried = tuple(Attempt("painter", {}, number) for number in range(5))
    pipeline.run(replace(request(), attempts=tried), registry=registry)
    assert held == [1, 2, 2, 2, 2]


def test_what_cannot_be_measured_is_left_out(tmp_path: Path, registry: Registry, painter: Painter) -> None:
    file = tmp_path / "speed.json"
    speeds = Speeds(file, [Clock(1)])
    broken = replace(painter.info, name="broken")  # registered under no such name
    unknown, apart = replace(painter.info, grades=()), replace(painter.info, own_process=True)
    speeds.measure([broken, unknown, apart], registry=registry)
    assert not file.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 99, "speeds": {}}', '{"schema": 1, "speeds": 3}']
)
def test_a_damaged_file_counts_as_empty(
    tmp_path: Path, registry: Registry, painter: Painter, text: str
) -> None:
    file = tmp_path / "speed.json"
    file.write_text(text)
    speeds = Speeds(file, [Clock(4)])
    assert speeds.speed(painter.info) == 1
    speeds.measure([painter.info], registry=registry)
    assert list(json.loads(file.read_text())["speeds"].values()) == [about(2)]


def test_a_file_that_cannot_be_written_stops_nothing(
    tmp_path: Path, registry: Registry, painter: Painter
) -> None:
    (tmp_path / "file").write_text("")
    speeds = Speeds(tmp_path / "file" / "speed.json", [Clock(4)])
    speeds.measure([painter.info], registry=registry)
    assert speeds.speed(painter.info) == about(2)


def test_the_file_is_in_the_users_folder() -> None:
    assert speeds_file().name == "speed.json"
    assert SPEEDS.speed(EngineInfo("x", "X", "", "gan", lambda hole, photo, params: 1)) > 0


def test_a_plan_is_by_the_speed_of_the_machine(tmp_path: Path, registry: Registry) -> None:
    def plan(seconds: float, wanted: FillRequest) -> planning.BudgetPlan:
        speeds = Speeds(tmp_path / f"{seconds}.json", [Clock(seconds)])
        return planning.plan_for(wanted, registry, speeds)

    wanted = request(within=10.0)
    assert plan(2, wanted).params["quality"] == "best"
    assert plan(20, wanted).params["quality"] == "draft"
    assert plan(4, request()).seconds == about(2)  # not measured for that
    assert planning.planned(request(), registry).attempts == ()


# -- files ---------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rng = np.random.default_rng(2)
    photo, mask = tmp_path / "photo.png", tmp_path / "mask.png"
    Image.fromarray(rng.integers(80, 170, (90, 120, 3), np.uint8)).save(photo)
    drawn = np.zeros((90, 120), np.uint8)
    drawn[30:50, 40:70] = 255
    Image.fromarray(drawn).save(mask)
    return photo, mask


def fast(info: EngineInfo, device: str = "cpu", threads: int | None = None) -> float:
    return 0.05


def test_a_replay_repeats_the_plan_without_measuring(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SPEEDS, "speed", fast)
    monkeypatch.setattr(SPEEDS, "measure", lambda *_: None)
    photo, mask = files
    out, again = tmp_path / "out.png", tmp_path / "again.png"
    settings = FillSettings("exemplar", {"quality": "draft"}, seed=4, threads=1, within=0.01)
    done = fill_file(FileFill(photo, mask, out, settings, sidecar=True))
    assert len(done.fill.attempts) > 2
    read = read_sidecar(sidecar_path(out))
    assert read.attempts == done.fill.attempts
    assert json.loads(sidecar_path(out).read_text())["schema"] == 2
    monkeypatch.setattr(planning, "plan_for", None)
    replay(sidecar_path(out), again, again=True)
    assert np.array_equal(read_photo(out).pixels, read_photo(again).pixels)
    assert out.read_bytes() == again.read_bytes()
    one, other = (json.loads(sidecar_path(path).read_text()) for path in (out, again))
    assert one["attempts"] == other["attempts"]


def test_it_says_if_the_time_is_too_short(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SPEEDS, "speed", lambda *_: 500.0)
    monkeypatch.setattr(SPEEDS, "measure", lambda *_: None)
    settings = FillSettings("exemplar", threads=1, within=1)
    done = fill_file(FileFill(*files, tmp_path / "out.png", settings))
    assert any("more than the 1 s" in note for note in done.notes)
    assert done.fill.params["quality"] == "draft"
    assert done.fill.attempts == ()


def test_attempts_of_a_layer_survive() -> None:
    several = (Attempt("exemplar", {"quality": "best", "blend": True, "context": 1.5}, 2),)
    assert attempts.from_json(json.loads(json.dumps(attempts.to_json(several)))) == several
