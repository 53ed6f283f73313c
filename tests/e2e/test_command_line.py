"""The command line as a program of its own: what only a real process can show."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.studio import save_mask, save_photo, textured
from tests.waiting import PATIENCE, wait_until

PROGRAM = [sys.executable, "-m", "inpaint_studio"]
WITHOUT_SIGNALS = sys.platform == "win32"


def run(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=PATIENCE, check=False, **options
    )  # type: ignore[call-overload,no-any-return]


def is_over(group: int) -> bool:
    """Whether no process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


# Programs in which the command line stops at a certain place, says so on stdout, and waits to be stopped.
STOPS_IN_THE_ENGINE = """
import sys
from tests.jobs.fake_engines import HangingEngine
from inpaint_studio.engines.registry import REGISTRY

class Telling(HangingEngine):
    def fill(self, image, hole, ctx):
        print("here", flush=True)
        return super().fill(image, hole, ctx)

REGISTRY.register(Telling())
"""
STOPS_WHILE_WRITING = """
import os, sys, time

def slow(descriptor, sync=os.fsync):
    print("here", flush=True)
    time.sleep(3600)

os.fsync = slow
"""
RUN = """
from inpaint_studio.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Programs hear Ctrl+C also where the tests run in the background, as shells make those ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def started(command: list[object], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A program that is ended whatever becomes of the test."""
    pipe = subprocess.PIPE
    with subprocess.Popen(list(map(str, command)), stdout=pipe, stderr=pipe, text=True, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_photo_is_filled_and_saved(tmp_path: Path) -> None:
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    done = run("fill", photo, "--mask", mask, "-o", tmp_path / "out.png", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["mask_pixels"] == 120
    assert (tmp_path / "out.png").exists()


def test_an_error_is_one_line_on_stderr() -> None:
    done = run("fill", "nowhere.png", "--mask", "nowhere.png", "-o", "out.png", "--engine", "telea")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: There is no file 'nowhere.png'.\n"


@pytest.mark.skipif(WITHOUT_SIGNALS, reason="signals are sent differently on Windows")
@pytest.mark.parametrize(
    ("place", "engine", "number", "code"),
    [
        (STOPS_IN_THE_ENGINE, "hanging", signal.SIGINT, 130),
        (STOPS_WHILE_WRITING, "telea", signal.SIGINT, 130),
        (STOPS_WHILE_WRITING, "telea", signal.SIGTERM, 143),
    ],
    ids=["Ctrl+C in the engine", "Ctrl+C while writing", "SIGTERM while writing"],
)
def test_stopping_leaves_no_half_written_file(
    ctrl_c: None, tmp_path: Path, place: str, engine: str, number: signal.Signals, code: int
) -> None:
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    words = ["fill", photo, "--mask", mask, "-o", tmp_path / "out.png", "--engine", engine, "--sidecar"]
    with started([sys.executable, "-c", place + RUN, *words]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (code, "")
    assert err == "Stopped; nothing half-written was left behind.\n"
    assert {path.name for path in tmp_path.iterdir()} - {"studio-home"} == {"photo.png", "mask.png"}


@pytest.mark.skipif(WITHOUT_SIGNALS, reason="signals are sent differently on Windows")
def test_stopping_a_batch_stops_its_processes_too(ctrl_c: None, tmp_path: Path) -> None:
    photos, healed = tmp_path / "photos", tmp_path / "healed"
    photos.mkdir()
    for number in range(40):
        save_photo(photos / f"{number:02}.png", textured(400, 600))
    mask = save_mask(tmp_path / "mask.png", 400, 600)
    words = ["batch", photos, "--mask", mask, "-o", healed, "--jobs", "2", "--engine", "biharmonic"]
    unbuffered = os.environ | {"PYTHONUNBUFFERED": "1"}
    with started([*PROGRAM, *words], start_new_session=True, env=unbuffered) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("[1/40]")
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err == "Stopped; nothing half-written was left behind.\n"
    assert len(list(healed.iterdir())) < 40
    assert all(path.suffix == ".png" for path in healed.iterdir())
    wait_until(lambda: is_over(process.pid))


@pytest.mark.skipif(WITHOUT_SIGNALS, reason="there is no head on Windows")
def test_a_reader_that_goes_away_is_no_error_to_shout_about() -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m inpaint_studio engines | head -n 1',
        shell=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.startswith("auto")


@pytest.mark.skipif(WITHOUT_SIGNALS, reason="there is no shell to close them with")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_fill_needs_no_stream_to_be_open(tmp_path: Path, closed: str) -> None:
    photo, mask = save_photo(tmp_path / "photo.png", textured()), save_mask(tmp_path / "mask.png")
    words = [
        *PROGRAM,
        "fill",
        str(photo),
        "--mask",
        str(mask),
        "-o",
        str(tmp_path / "out.png"),
        "-e",
        "telea",
    ]
    ran = subprocess.run(["sh", "-c", f"{shlex.join(words)} {closed}"], timeout=PATIENCE, check=False)
    assert ran.returncode == 0
    assert (tmp_path / "out.png").exists()
