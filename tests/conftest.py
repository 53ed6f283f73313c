"""Fixtures of every test: its own settings folder, one thread per library, no thread left behind."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pytestqt.exceptions import TimeoutError as Late
from pytestqt.qtbot import QtBot

from tests.waiting import PATIENCE, PATIENCE_MS, stacks, wait_until
from tests.without_torch import pytest_collection_modifyitems, pytest_pycollect_makemodule  # noqa: F401

# Before cv2, numpy or numba are loaded, and inherited by the programs that tests start. With two
# workers on two cores, libraries that start a thread per core would only get in each other's way.
if "PYTEST_XDIST_WORKER" in os.environ:
    for _name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
        os.environ.setdefault(f"{_name}_NUM_THREADS", "1")
    os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")

# Windows are drawn in memory, the same on every machine.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

settings.register_profile("studio", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("studio")


class PatientBot(QtBot):
    """Waits until it happens: the five seconds of pytest-qt are too few for a busy machine."""

    def waitUntil(self, callback: Any, *, timeout: int = PATIENCE_MS) -> None:
        try:
            super().waitUntil(callback, timeout=timeout)
        except Late as error:
            raise Late(f"{error}\n{stacks()}") from error

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's bot, with patience."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """Environment variables set by a command in this process are reset after the test."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the settings, weights and logs of this test; programs that it starts use it too."""
    home = tmp_path / "studio-home"
    monkeypatch.setenv("INPAINT_STUDIO_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that would keep the program from ending fails the test that started it."""
    before = set(threading.enumerate())
    yield
    for thread in _left(before):
        thread.join(PATIENCE)
    left = _left(before)
    assert not left, f"threads still running: {', '.join(thread.name for thread in left)}"


@pytest.fixture(autouse=True)
def no_model_process_left() -> Iterator[None]:
    """A model process that is left over fails the test that started it."""
    yield
    if "inpaint_studio.weights.process.process" not in sys.modules:
        return
    from inpaint_studio.weights.process.warm import MODELS

    wait_until(
        lambda: model_processes() <= {one.pid for one in MODELS.loaded()}, "the end of the models' processes"
    )


@pytest.fixture(autouse=True, scope="module")
def no_models_kept() -> Iterator[None]:
    """Models stay loaded between the tests of a module, and no longer."""
    yield
    if warm := sys.modules.get("inpaint_studio.weights.process.warm"):
        warm.MODELS.close()


def model_processes(parent: int | None = None) -> set[int]:
    """The processes of models that this process (or that one) has started; on Linux, elsewhere none."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            state, started_by = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(started_by) != (parent or os.getpid()) or state == "Z":
                continue
            if b"inpaint_studio.weights.process.child" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
    return found


def _left(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.is_alive() and not thread.daemon
    ]
