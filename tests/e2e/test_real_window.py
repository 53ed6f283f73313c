"""One run on a real display: a window, the mouse and the keys of X, and an orderly end."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, cast

import pytest

from inpaint_studio.core.document.history import JOURNAL_NAME
from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.sessions.sessions import sessions_dir
from tests.waiting import PATIENCE, wait_until

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture
def display() -> Iterator[str]:
    """A screen of its own, on a number that is free.

    `-noreset`: else the server starts anew whenever xdotool, its only client so far, hangs up, and turns away
    an editor that connects in that moment.
    """
    if MISSING and not os.environ.get("CI"):
        pytest.skip(f"{' and '.join(MISSING)} are not installed")
    assert not MISSING, f"CI needs {' and '.join(MISSING)}"
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    command += ["-noreset"]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    with ended(server), os.fdopen(reading) as answer:
        number = answer.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"


class Desk:
    """A mouse and a keyboard for that display."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display}
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.environment["QT_QPA_PLATFORM"] = "xcb"

    def do(self, *words: object) -> str:
        command = ["xdotool", *map(str, words)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout.strip()

    def window(self) -> str:
        """The number of the editor's window, or "" as long as there is none."""
        return self.do("search", "--onlyvisible", "--name", "meadow.jpg.*Inpaint Studio").partition("\n")[0]


def noted() -> int:
    """How large the journal of the one session is, in bytes."""
    journals = list(sessions_dir().glob(f"*/{JOURNAL_NAME}"))
    return journals[0].stat().st_size if journals else 0


def test_a_stroke_and_a_fill_with_the_mouse_and_the_keys_of_a_real_display(
    display: str, own_home: Path
) -> None:
    desk = Desk(display)
    photo = resources_dir() / "samples" / "meadow.jpg"
    command = [sys.executable, "-m", "inpaint_studio", "edit", str(photo)]
    errors = own_home.with_name("errors.txt")
    with errors.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=desk.environment, stderr=log, stdout=log)
        with ended(process):

            def comes(happened: Callable[[], T]) -> T:
                """Waits as long as the editor runs; one that ended says why."""
                result = wait_until(lambda: happened() or ("" if process.poll() is None else "ended"))
                assert process.poll() is None, errors.read_text()
                return cast(T, result)

            window = comes(desk.window)
            desk.do("windowmove", window, 0, 0)
            desk.do("windowfocus", window)
            begun = comes(lambda: noted())
            desk.do("mousemove", 450, 350)
            desk.do("mousedown", 1)
            for x in range(460, 540, 10):
                desk.do("mousemove", x, 350)
            desk.do("mouseup", 1)
            painted = comes(lambda: max(noted() - begun, 0)) + begun
            desk.do("key", "Return")
            comes(lambda: list(sessions_dir().glob("*/result*")))
            desk.do("key", "k")
            comes(lambda: noted() > painted)
            desk.do("key", "question")
            sheet = comes(lambda: desk.do("search", "--onlyvisible", "--name", "Shortcuts"))
            desk.do("windowfocus", "--sync", sheet.partition("\n")[0])  # as a window manager would
            desk.do("key", "Escape")
            comes(lambda: not desk.do("search", "--onlyvisible", "--name", "Shortcuts"))
            desk.do("windowfocus", "--sync", window)
            desk.do("key", "ctrl+q")
            question = comes(lambda: desk.do("search", "--onlyvisible", "--name", "Save changes"))
            desk.do("windowfocus", "--sync", question.partition("\n")[0])
            desk.do("key", "Tab")  # from Save to Don't save
            desk.do("key", "space")
            assert process.wait(PATIENCE) == 0, errors.read_text()
    assert list(sessions_dir().glob(f"*/{JOURNAL_NAME}")) == []
    assert "Traceback" not in errors.read_text()
