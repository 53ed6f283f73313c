"""How fast the canvas is and how much memory it takes, on photos of 12 and 50 megapixels.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.canvas [--passes N] [--one MEGAPIXELS BITS]

Each photo is measured in its own process, because memory is measured too. Of several passes the best counts
(other work on the machine only ever adds time); its 50th and 95th percentile are shown.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF
from PySide6.QtWidgets import QApplication
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.gui.canvas.overlays import OverlayStyle
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session

SHAPES = {12: (3000, 4000), 50: (5774, 8660)}
VIEW = (1500, 1000)
RADIUS = 50.0
STROKES = 40
SEGMENTS = 60
FRAMES = 60


def picture(megapixels: int, bits: int) -> Photo:
    """Noise on a gradient, so that nothing is easier than in a real photo."""
    height, width = SHAPES[megapixels]
    rng = np.random.default_rng(1)
    tile = rng.integers(0, 60, (512, 512, 3), dtype=np.uint8)
    pixels = np.tile(tile, (-(-height // 512), -(-width // 512), 1))[:height, :width]
    pixels = pixels + np.linspace(0, 190, width, dtype=np.uint8)[None, :, None]
    return Photo(pixels if bits == 8 else pixels.astype(np.uint16) * 257)


def resident() -> float:
    """Megabytes of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return math.nan


def settle(done: Callable[[], bool]) -> float:
    """Run the event loop until `done`; the longest that it did not come round, in ms."""
    longest = 0.0
    while not done():
        began = time.perf_counter()
        QCoreApplication.processEvents()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.0005)
    return longest * 1000


def painted(canvas: Canvas) -> None:
    """Have everything painted that waits for it."""
    QCoreApplication.sendPostedEvents(canvas, QEvent.Type.UpdateRequest)
    QCoreApplication.processEvents()


def strokes(session: Session, canvas: Canvas, zoom: float | None) -> list[float]:
    """ms of each segment from `MaskEdit.paint` to the last pixel painted."""
    canvas.zoom_to_fit() if zoom is None else canvas.zoom_to(zoom)
    painted(canvas)
    clip = Rect.of(session.size)
    edit = session.edit_mask()
    times = []
    for index in range(SEGMENTS):
        turn = index / 8
        ends = []
        for step in (turn, turn + 0.125):
            position = QPointF(
                canvas.width() / 2 + 300 * math.cos(step), canvas.height() / 2 + 250 * math.sin(step)
            )
            ends.append((*canvas.viewport.to_image(position), RADIUS))
        began = time.perf_counter()
        edit.paint(brush(Stroke(tuple(ends), 0.7), clip))
        painted(canvas)
        times.append((time.perf_counter() - began) * 1000)
    edit.abort()
    painted(canvas)
    return times


def frames(canvas: Canvas, move: Callable[[int], None]) -> list[float]:
    """ms of each frame."""
    times = []
    for index in range(FRAMES):
        began = time.perf_counter()
        move(index)
        painted(canvas)
        times.append((time.perf_counter() - began) * 1000)
    return times


def best(passes: int, measure: Callable[[], list[float]]) -> tuple[float, float]:
    """The lowest median and the lowest 95th percentile of several passes."""
    found = [np.percentile(measure(), [50, 95]) for _ in range(passes)]
    return float(min(each[0] for each in found)), float(min(each[1] for each in found))


def undo_times(session: Session, canvas: Canvas) -> list[float]:
    """ms to take one stroke back, picture and all."""
    clip = Rect.of(session.size)
    for index in range(STROKES):
        edit = session.edit_mask()
        x = 100.0 + index * 20
        edit.paint(brush(Stroke(((x, 100, RADIUS), (x + 400, 700, RADIUS)), 0.7), clip))
        edit.commit("Brush stroke")
    painted(canvas)
    times = []
    for _ in range(STROKES):
        began = time.perf_counter()
        session.undo()
        painted(canvas)
        times.append((time.perf_counter() - began) * 1000)
    return times


def measured(megapixels: int, bits: int, passes: int) -> dict[str, float]:
    """All figures of one photo."""
    application = QApplication.instance() or QApplication([])
    photo = picture(megapixels, bits)
    with tempfile.TemporaryDirectory() as home:
        os.environ["INPAINT_STUDIO_HOME"] = home
        session = Session(settings=Settings())
        canvas = Canvas(session)
        canvas.resize(*VIEW)
        canvas.show()
        painted(canvas)
        base = resident()
        found: dict[str, float] = {}
        began = time.perf_counter()
        session.open(photo)
        stalled = (time.perf_counter() - began) * 1000
        settle(lambda: canvas.is_ready)
        painted(canvas)
        found["first"] = time.perf_counter() - began
        stall = settle(lambda: canvas.picture.is_sharp)
        painted(canvas)
        found["open"] = time.perf_counter() - began
        found["stall"] = max(stalled, stall)
        found["pyramid"] = resident() - base
        found["stroke fit 50"], found["stroke fit 95"] = best(passes, lambda: strokes(session, canvas, None))
        found["stroke 100 50"], found["stroke 100 95"] = best(passes, lambda: strokes(session, canvas, 1.0))
        session.set_mask("Large hole", large_hole(session.size))
        found["mask stall"] = settle(lambda: not session.busy)

        def pan(index: int) -> None:
            canvas.scroll_by(7 if index % 20 < 10 else -7, 5 if index % 20 < 10 else -5)

        for name, scale in (("fit", None), ("70", 0.7), ("100", 1.0), ("130", 1.3), ("400", 4.0)):
            canvas.zoom_to_fit() if scale is None else canvas.zoom_to(scale)
            painted(canvas)
            found[f"pan {name} 50"], found[f"pan {name} 95"] = best(passes, lambda: frames(canvas, pan))
        canvas.zoom_to(0.7)
        canvas.set_overlay(OverlayStyle(mode="outline"))
        found["pan outline 50"], found["pan outline 95"] = best(passes, lambda: frames(canvas, pan))
        canvas.set_overlay(OverlayStyle())
        canvas.zoom_to_fit()

        def zoom(index: int) -> None:
            canvas.zoom_by(1.12 if index < FRAMES // 2 else 1 / 1.12, QPointF(600, 400))

        found["zoom 50"], found["zoom 95"] = best(passes, lambda: frames(canvas, zoom))
        session.undo()
        settle(lambda: not session.busy)
        found["undo 50"], found["undo 95"] = best(1, lambda: undo_times(session, canvas))
        found["memory"] = resident()
        session.shut_down()
        canvas.deleteLater()
        application.processEvents()
    return found


def large_hole(size: Size) -> Mask:
    """A hole over most of the picture: the most that an overlay has to do."""
    coverage = np.zeros((size.height, size.width), np.uint8)
    coverage[size.height // 8 : -size.height // 8, size.width // 8 : -size.width // 8] = 255
    return Mask(coverage)


ROWS = (
    ("open: first look, s", "first"),
    ("open: sharp, s", "open"),
    ("open: longest stall, ms", "stall"),
    ("memory of opening, MB", "pyramid"),
    ("memory in all, MB", "memory"),
    ("stroke, fitted, ms", "stroke fit"),
    ("stroke, 100 %, ms", "stroke 100"),
    ("pan, fitted, ms", "pan fit"),
    ("pan, 70 %, ms", "pan 70"),
    ("pan, 100 %, ms", "pan 100"),
    ("pan, 130 %, ms", "pan 130"),
    ("pan, 400 %, ms", "pan 400"),
    ("pan, 70 %, outline, ms", "pan outline"),
    ("zoom, ms", "zoom"),
    ("large mask: longest stall, ms", "mask stall"),
    ("undo of a stroke, ms", "undo"),
)


def shown(found: dict[str, float], key: str) -> str:
    if key in found:
        return f"{found[key]:.2f}" if found[key] < 10 else f"{found[key]:.0f}"
    return f"{found[key + ' 50']:.1f} / {found[key + ' 95']:.1f}"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--one", nargs=2, type=int, metavar=("MEGAPIXELS", "BITS"))
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one[0], options.one[1], options.passes)))
        return
    table = Table(title=f"canvas of {VIEW[0]} x {VIEW[1]}: median / 95th percentile")
    table.add_column("", no_wrap=True)
    columns = []
    for megapixels in SHAPES:
        for bits in (8, 16):
            call = [sys.executable, "-m", "tests.benchmarks.canvas"]
            call += ["--one", str(megapixels), str(bits), "--passes", str(options.passes)]
            output = subprocess.run(call, capture_output=True, text=True, check=True).stdout
            columns.append(json.loads(output.splitlines()[-1]))
            table.add_column(f"{megapixels} MP, {bits} bit", justify="right", no_wrap=True)
    for label, key in ROWS:
        table.add_row(label, *(shown(found, key) for found in columns))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
