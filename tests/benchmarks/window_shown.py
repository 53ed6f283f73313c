"""Seconds from starting a program to its window on the screen, under Xvfb (with xdotool).

    python -m tests.benchmarks.window_shown [PROGRAM ...] [--rounds 5]

A PROGRAM is a bundle's executable, such as an AppImage; without any, this checkout is started. The programs
take turns; the first round, which reads files from the disk, is told apart from the median of the others. The
processor seconds are those of the program until then, without a file system that an AppImage mounts.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

HERE = Path(__file__).parents[2]
_PHOTO = HERE / "resources" / "samples" / "damaged-portrait.png"
_LOOK_EVERY = 0.02  # s
_PATIENCE = 120.0  # s


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """The display of an X server."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1280x800x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.kill()
        server.wait()


def seconds(command: list[str], display: str) -> tuple[float, float]:
    """How long it takes until the editor's window is shown, with a photo; and processor seconds."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "INPAINT_STUDIO_HOME": home}
        began = time.perf_counter()
        program = subprocess.Popen([*command, "edit", str(_PHOTO)], env=environment, cwd=HERE)
        search = ["xdotool", "search", "--onlyvisible", "--name", f"{_PHOTO.name}.*Inpaint Studio"]
        try:
            while subprocess.run(search, env=environment, capture_output=True, check=False).returncode:
                if program.poll() is not None or time.perf_counter() - began > _PATIENCE:
                    raise SystemExit(f"{command[0]} shows no window")
                time.sleep(_LOOK_EVERY)
            taken = time.perf_counter() - began
            used = psutil.Process(program.pid).cpu_times()
            return taken, used.user + used.system
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("programs", metavar="PROGRAM", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    commands = [[str(each.resolve())] for each in given.programs] or [
        [sys.executable, "-m", "inpaint_studio"]
    ]
    with screen() as display:
        taken = [[seconds(command, display) for command in commands] for _ in range(given.rounds + 1)]
    print(f"{'program':40} first   then   (processor seconds)")
    for command, (first, *others) in zip(commands, zip(*taken, strict=True), strict=True):
        then, used = map(statistics.median, zip(*others, strict=True))
        print(f"{command[0][-40:]:40} {first[0]:4.1f} s {then:4.1f} s ({used:.1f})")


if __name__ == "__main__":
    main()
