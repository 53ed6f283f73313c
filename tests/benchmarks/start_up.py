"""How long the program takes to start, beside another version of it: the checkout in that folder.

    python -m tests.benchmarks.start_up OTHER [--rounds 7]

Processor seconds (user and system) of whole processes, which depend little on what else runs; the two take
turns, and the median of each is told with their ratio.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parents[2]
WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
try:
    from inpaint_studio.gui.window import app
except ImportError:  # 0.1.0
    from inpaint_studio.gui import app
QTimer.singleShot(0, lambda: QTimer.singleShot(300, QApplication.quit))
app.application_for(sys.argv[:1])
app.run(None)
"""


def commands(root: Path, folder: Path) -> dict[str, list[str]]:
    """What is started, by name."""
    samples = root / "resources" / "samples"
    photo, mask = samples / "damaged-portrait.png", samples / "damaged-portrait.mask.png"
    program = [sys.executable, "-m", "inpaint_studio"]
    fill = ["fill", str(photo), "--mask", str(mask), "-o", str(folder / "out.png"), "--overwrite"]
    return {
        "--help": [*program, "--help"],
        "fill of a small photo": [*program, *fill, "--engine", "telea"],
        "window": [sys.executable, "-c", WINDOW],
    }


def seconds(command: list[str], root: Path, home: Path) -> float:
    """Processor time of that command."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "INPAINT_STUDIO_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    roots = {"this": HERE, "other": given.other.resolve()}
    with tempfile.TemporaryDirectory() as place:
        homes = {name: Path(place) / name for name in roots}
        for home in homes.values():
            home.mkdir()
        names = list(commands(HERE, Path(place)))
        print(f"{'processor seconds':24}  this  other  ratio")
        for name in names:
            taken: dict[str, list[float]] = {version: [] for version in roots}
            for turn in range(given.rounds + 1):
                for version, root in roots.items():
                    one = seconds(commands(root, homes[version])[name], root, homes[version])
                    if turn:  # the first compiles what is kept afterwards
                        taken[version].append(one)
            this, other = statistics.median(taken["this"]), statistics.median(taken["other"])
            print(f"{name:24} {this:5.2f}  {other:5.2f}  {this / other:5.2f}", flush=True)


if __name__ == "__main__":
    main()
