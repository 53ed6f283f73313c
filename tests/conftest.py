"""What every test gets: its own settings folder, one thread per library, and no thread left behind."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Before cv2, numpy or numba are loaded, and inherited by the programs that tests start. With two
# workers on two cores, libraries that start a thread per core would only get in each other's way.
if "PYTEST_XDIST_WORKER" in os.environ:
    for _name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
        os.environ.setdefault(f"{_name}_NUM_THREADS", "1")
    os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")

# Windows are drawn in memory, and the same everywhere.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"

settings.register_profile("studio", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("studio")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, weights and logs of this test alone; programs that it starts see the same."""
    home = tmp_path / "studio-home"
    monkeypatch.setenv("INPAINT_STUDIO_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread that would keep the program from ending fails the test that started it."""
    before = set(threading.enumerate())
    yield
    patience = time.monotonic() + 2
    while (left := _left(before)) and time.monotonic() < patience:
        left[0].join(0.05)
    assert not left, f"threads still running: {', '.join(thread.name for thread in left)}"


def _left(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.is_alive() and not thread.daemon
    ]
