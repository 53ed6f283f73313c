"""How long the GUI thread stalls while each engine runs, and whether smart select waits for a fill.

    python -m tests.benchmarks.stalls [--seconds N]
    python -m tests.benchmarks.stalls --window

A timer ticks every 5 ms; a stall is the time between two ticks. The window is the real one, drawn in
memory, with previews painted; each engine fills the same hole of a two-megapixel photo until it has run
for N seconds. Libraries are loaded and kernels compiled beforehand, as they are behind the start page.

With `--window`, how long it stalls when a comparison is entered, run and left and when the theme changes,
with photos of 24 and 50 megapixels. The time that the GUI thread computes between two ticks is shown beside
the time that passes, which is longer on a machine with other work.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from rich.console import Console
from rich.table import Table

from inpaint_studio.core import smart_select
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.kit.theme import apply_theme
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.jobs.warm_up import warm_up

from .__main__ import SAMPLES

TICK = 5
LEFT = Qt.MouseButton.LeftButton
WINDOW_MEGAPIXELS = (24, 50)


class Probe:
    """Ticks, and remembers how long it was between two ticks, in ms."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self.computed: list[float] = []  # of that, by this thread
        self._computed = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.gaps.clear()
        self.computed.clear()
        self._computed = time.thread_time()
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        self.gaps.append(self._clock.nsecsElapsed() / 1e6)
        now = time.thread_time()
        self.computed.append((now - self._computed) * 1000)
        self._clock.restart()
        self._computed = now


def photo_of(megapixels: float) -> Photo:
    """The meadow, repeated to that size."""
    pixels = read_photo(SAMPLES / "meadow.jpg").pixels
    side = int((megapixels * 1e6) ** 0.5)
    rows, columns = -(-side // pixels.shape[0]), -(-side // pixels.shape[1])
    return Photo(np.tile(pixels, (rows, columns, 1))[:side, :side].copy())


def wait(application: object, until: Callable[[], bool], limit: float = 300) -> None:
    end = time.monotonic() + limit
    while not until():
        application.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.0005)
        if time.monotonic() > end:
            raise TimeoutError


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--window", action="store_true")
    arguments = parser.parse_args()
    wanted = arguments.seconds
    application = application_for(["stalls"])
    if arguments.window:
        table = Table("megapixels", "what", "longest ms", "computing ms")
        for megapixels in WINDOW_MEGAPIXELS:
            for row in _window(application, megapixels):
                table.add_row(*row)
        Console().print(table)
        return
    session = Session(REGISTRY)
    window = MainWindow(session)
    window.resize(1280, 800)
    window.show()
    photo = photo_of(2)
    session.open(photo)
    wait(application, lambda: not session.busy)
    warm_up(session.registry)
    table = Table("engine", "fills", "seconds", "ticks", "p99 ms", "longest ms")
    probe = Probe()
    for name in [entry.name for entry in REGISTRY.entries() if entry.available]:
        edit = session.edit_mask()
        edit.paint(brush(Stroke(((500.0, 500.0, 60.0), (800.0, 700.0, 60.0))), Rect.of(session.size)))
        edit.paint(brush(Stroke(((100.0, 900.0, 4.0), (1300.0, 1000.0, 4.0))), Rect.of(session.size)))
        edit.commit("Stroke")
        wait(application, lambda: not session.busy)
        probe.start()
        began, fills = time.monotonic(), 0
        while time.monotonic() - began < wanted:
            session.fills.fill(name, {}, seed=fills)
            fills += 1
            wait(
                application,
                lambda count=fills: session.fills.job is None and len(session.fills.results) == count,
            )
        probe.stop()
        spent = time.monotonic() - began
        gaps = np.array(probe.gaps)
        table.add_row(
            name,
            str(fills),
            f"{spent:.1f}",
            str(len(gaps)),
            f"{np.percentile(gaps, 99):.0f}",
            f"{gaps.max():.0f}",
        )
        session.fills.forget()
        session.undo()
    Console().print(table)
    _smart_select(application, session, photo)
    window.shut_down(discard=True)


def _window(application: object, megapixels: int) -> Iterator[tuple[str, ...]]:
    """Rows: the stalls when a comparison is entered, run and left and when the theme changes."""
    session = Session(REGISTRY, settings=Settings(theme="dark", hints_seen=("paint", "fill", "keep")))
    apply_theme(application, "dark")
    window = MainWindow(session)
    window.resize(1280, 800)
    window.show()
    session.open(photo_of(megapixels))
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((500.0, 500.0, 60.0), (800.0, 700.0, 60.0))), Rect.of(session.size)))
    edit.commit("Stroke")
    wait(application, lambda: not session.busy and window.canvas.is_ready)
    _pass(application, 1)
    probe = Probe()

    def row(what: str, act: Callable[[], object]) -> tuple[str, ...]:
        probe.start()
        act()
        _pass(application, 1)
        probe.stop()
        return f"{megapixels}", what, f"{max(probe.gaps):.0f}", f"{max(probe.computed):.0f}"

    for which in ("first", "second"):
        yield row(f"enter, {which} time", lambda: QTest.keyClick(window.canvas, Qt.Key.Key_C))
        button = window.compare.side.chooser.run_button
        yield row(f"run, {which} time", lambda button=button: QTest.mouseClick(button, LEFT))
        window.compare.run.cancel_all()
        yield row(f"leave, {which} time", lambda: QTest.keyClick(window.compare, Qt.Key.Key_Escape))
    for theme in ("light", "dark", "light"):
        yield row(f"theme: {theme}", lambda theme=theme: session.update_settings(theme=theme))
    window.shut_down(discard=True)
    window.close()
    window.deleteLater()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _pass(application: object, seconds: float) -> None:
    """Let the editor run for some time."""
    end = time.monotonic() + seconds
    wait(application, lambda: time.monotonic() > end)


def _smart_select(application: object, session: Session, photo: Photo) -> None:
    """How long a selection takes alone and while a fill runs."""
    coverage = np.zeros((photo.size.height, photo.size.width), np.uint8)
    coverage[600:640, 600:700] = 255
    foreground = Mask(coverage)

    def seconds() -> float:
        began, ended = time.monotonic(), []
        session.pool.run(lambda: smart_select.select(photo, foreground), ended.append)
        wait(application, lambda: bool(ended))
        return time.monotonic() - began

    seconds()
    alone = min(seconds() for _ in range(3))
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((300.0, 300.0, 150.0), (1000.0, 1000.0, 150.0))), Rect.of(session.size)))
    edit.commit("Stroke")
    session.fills.fill("exemplar", {})
    wait(application, lambda: session.fills.job is not None and session.fills.job.fraction > 0)
    busy = seconds()
    runs = session.fills.job is not None
    session.fills.cancel()
    fate = "still ran" if runs else "had ended"
    print(f"smart select: {alone:.2f} s alone, {busy:.2f} s while a fill runs (it {fate})")


if __name__ == "__main__":
    main()
