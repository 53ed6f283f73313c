"""How soon the editor shows what another sensitivity takes: the slider of *Find damage*.

    python -m tests.benchmarks.sensitivity [--megapixels 24] [--marks 5000] [--faint 0.05]

A photo with so many marks of dust and scratches (made up: no network runs); `--faint` is the share of its
pixels that only the highest sensitivity shows. At two zooms the slider goes from 0 to 100 and back; the times
are from the move to the painted canvas and panel, the best of several passes, as other work on the machine
only ever adds time. Also: preparing the review, one decision, and adding to the mask.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["INPAINT_STUDIO_HOME"] = tempfile.mkdtemp(prefix="bench-home-")

import cv2
import numpy as np
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.finding.findings import Findings, findings
from inpaint_studio.finding.review import Review
from inpaint_studio.gui.kit import theme
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow

PASSES = 4


def damaged(width: int, height: int, marks: int, faint: float) -> Findings:
    """Findings of that size with about so many marks, and a share of faint pixels."""
    rng = np.random.default_rng(0)
    levels = np.zeros((height, width), np.float32)
    coarse = rng.random((-(-height // 8), -(-width // 8)), np.float32)
    noise = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST)
    levels[noise < faint] = 0.15
    for _ in range(marks):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        dx, dy = rng.integers(-60, 60, 2) if rng.random() < 0.2 else (0, 0)
        end, value = (x + int(dx), y + int(dy)), float(rng.uniform(0.2, 1))
        cv2.line(levels, (x, y), end, value, int(rng.integers(2, 8)))
    return findings(levels, rng.random((len(KINDS), height // 8, width // 8)).astype(np.float32))


def timed(what: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megapixels", type=float, default=24)
    parser.add_argument("--marks", type=int, default=5000)
    parser.add_argument("--faint", type=float, default=0.05)
    given = parser.parse_args()
    application = application_for(["sensitivity"])
    theme.apply_theme(application, "dark")
    height = round((given.megapixels * 1e6 / 1.5) ** 0.5 / 8) * 8
    width = height * 3 // 2
    rng = np.random.default_rng(1)
    photo = Photo(rng.integers(0, 255, (height, width, 3), np.uint8))
    found = damaged(width, height, given.marks, given.faint)
    review: list[Review] = []
    preparing = timed(lambda: review.append(Review(found)))
    session = Session(settings=Settings(hints_seen=("paint", "fill", "keep")))
    window = MainWindow(session)
    window.resize(1920, 1080)
    window.show()
    session.open(photo)
    until(lambda: window.canvas.picture.is_sharp)
    session.finding.look = lambda *_: found
    window.show_damage()
    session.finding.find()
    until(lambda: session.finding.review is not None)
    shape = f"{width} x {height}, {len(found.marks):,} marks, {np.count_nonzero(found.labels):,} pixels"
    print(f"{shape}; canvas {window.canvas.width()} x {window.canvas.height()}")
    print(f"preparing the review: {preparing:.0f} ms (in the background)")
    for name, zoom in (
        ("whole photo", window.canvas.zoom_to_fit),
        ("100 %", lambda: window.canvas.zoom_to(1.0)),
    ):
        zoom()
        window.canvas.repaint()
        best: dict[int, float] = {}
        for _ in range(PASSES):
            for value in (*range(0, 101, 4), *range(98, -1, -4)):

                def move(value: int = value) -> None:
                    session.finding.set_sensitivity(value)
                    window.canvas.repaint()
                    window.damage_panel.repaint()

                best[value] = min(best.get(value, np.inf), timed(move))
        times = list(best.values())
        refresh = timed(window.wiring.refresh)
        print(
            f"{name}: slider to painted {np.median(times):.0f} ms (median), {max(times):.0f} ms (worst);"
            f" commands {refresh:.0f} ms later"
        )
    session.finding.set_sensitivity(50)
    session.finding.settle()
    window.canvas.repaint()

    def decision() -> None:
        session.finding.reject([0])
        window.canvas.repaint()

    print(f"one decision: {timed(decision):.0f} ms")
    print(f"next doubtful mark: {timed(lambda: session.finding.step(1)):.0f} ms")
    start = time.perf_counter()
    longest = 0.0
    done: list[bool] = []
    session.finding.add_to_mask(lambda: done.append(True))
    while not done:
        longest = max(longest, timed(application.processEvents))
    print(f"add to the mask: {1000 * (time.perf_counter() - start):.0f} ms, longest stall {longest:.0f} ms")
    window.shut_down(discard=True)


def until(happened: Callable[[], bool]) -> None:
    while not happened():
        QApplication.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main()
