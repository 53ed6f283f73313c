"""Memory and undo of a long session: 500 strokes and some kept fills on a large photo, then all undone.

    python -m tests.benchmarks.long_session [--megapixels 50] [--strokes 500] [--depth 8|16] [--fill-every 50]

In the real window, drawn in memory. Each undo is timed from the key to the end of the repaint. Resident
memory is that of the whole program including libraries, read from /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import itertools

import numpy as np
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow

from .memory import resident
from .stalls import photo_of, wait


def stroke(session: Session, chance: random.Random) -> None:
    """A stroke of a hand: a few hundred pixels long, 40 to 160 px wide."""
    width, height = session.size.width, session.size.height
    x, y, radius = chance.uniform(0, width), chance.uniform(0, height), chance.uniform(20, 80)
    points = []
    for _ in range(12):
        points.append((x, y, radius))
        x, y = x + chance.uniform(-90, 90), y + chance.uniform(-90, 90)
    edit = session.edit_mask()
    for start, end in itertools.pairwise(points):
        edit.paint(brush(Stroke((start, end), 0.7), Rect.of(session.size)))
    edit.commit("Stroke")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megapixels", type=float, default=50)
    parser.add_argument("--strokes", type=int, default=500)
    parser.add_argument("--depth", type=int, choices=(8, 16), default=16)
    parser.add_argument("--fill-every", type=int, default=50, help="strokes; 0 for no fills")
    given = parser.parse_args()
    application = application_for(["long_session"])
    assert isinstance(application, QApplication)
    session = Session()
    window = MainWindow(session)
    window.resize(1600, 1000)
    window.show()
    photo = photo_of(given.megapixels)
    if given.depth == 16:
        photo = Photo(photo.pixels.astype(np.uint16) * np.uint16(257))
    session.open(photo)
    wait(application, lambda: window.canvas.is_ready)
    chance = random.Random(0)
    peak = resident()[0]
    began = time.monotonic()
    for turn in range(1, given.strokes + 1):
        stroke(session, chance)
        application.processEvents()
        if given.fill_every and turn % given.fill_every == 0:
            session.fills.fill("telea", {}, seed=turn)
            wait(application, lambda: session.fills.job is None and session.fills.chosen is not None)
            session.fills.keep()
            wait(application, lambda: session.can_edit)
        peak = max(peak, resident()[0])
    steps, spent = len(session.entries), time.monotonic() - began
    print(f"{steps} steps in {spent:.0f} s, resident {resident()[0]:.0f} MB, peak {peak:.0f} MB")
    times: list[float] = []
    whole: list[float] = []
    while session.can_undo:
        began = time.perf_counter()
        session.undo()
        window.canvas.repaint()
        times.append(1000 * (time.perf_counter() - began))
        wait(application, lambda: not session.busy)
        whole.append(1000 * (time.perf_counter() - began))
        application.processEvents()
        peak = max(peak, resident()[0])
    order = np.array(times)
    print(
        f"{len(times)} undos: median {np.median(order):.1f} ms, p95 {np.percentile(order, 95):.1f} ms, "
        f"longest {order.max():.1f} ms on the GUI thread, {max(whole):.0f} ms in all; peak {peak:.0f} MB"
    )
    assert np.array_equal(session.document.read(Rect.of(session.size)), photo.pixels)
    window.shut_down(discard=True)


if __name__ == "__main__":
    main()
