"""What the pins of 200 kept fills cost the canvas at 50 megapixels: strokes, pans, hovers with and without.

    QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.pins [--passes N]

Of several passes the best counts (other work on the machine only ever adds time); its 50th and 95th
percentile in ms are shown.
"""

from __future__ import annotations

import argparse
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import Session

from .canvas import FRAMES, VIEW, best, frames, painted, picture, settle, strokes

FILLS = 200
SIDE = 120


def with_fills(session: Session) -> Document:
    """The open photo with kept fills all over it."""
    rng = np.random.default_rng(2)
    document = session.document
    layers = []
    for number in range(FILLS):
        x, y = (int(rng.integers(0, most - SIDE)) for most in (session.size.width, session.size.height))
        pixels = np.full((SIDE, SIDE, 3), number, np.uint8)
        patch = LayerPatch(Rect(x, y, SIDE, SIDE), pixels, np.full((SIDE, SIDE), 255, np.uint8))
        layers.append(document.with_fill([patch], "Fill").layers[-1])
    return document.with_layers(layers)


def hovers(canvas: Canvas) -> list[float]:
    """ms of each move of the pointer with no button down."""
    times = []
    for index in range(FRAMES):
        at = QPointF(20 + index * 20.5, 300 + 3 * index)
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier
        )
        began = time.perf_counter()
        QApplication.sendEvent(canvas, event)
        painted(canvas)
        times.append((time.perf_counter() - began) * 1000)
    return times


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passes", type=int, default=5)
    passes = parser.parse_args().passes
    application = QApplication([])
    session = Session(settings=Settings())
    canvas = Canvas(session)
    canvas.resize(*VIEW)
    canvas.show()
    session.open(picture(50, 8))
    settle(lambda: canvas.is_ready and not session.busy)
    session.commit("Fills", session.state.with_document(with_fills(session)))
    settle(lambda: not session.busy)
    began = time.perf_counter()
    canvas.pins.place(0)
    print(f"places of {FILLS} pins, once: {(time.perf_counter() - began) * 1000:.1f} ms")
    for what, measure in {
        "stroke, fitted": lambda: strokes(session, canvas, None),
        "stroke, 100 %": lambda: strokes(session, canvas, 1.0),
        "pan, fitted": lambda: frames(canvas, lambda index: canvas.scroll_by(4 - 8 * (index % 2), 3)),
        "hover, fitted": lambda: hovers(canvas),
    }.items():
        canvas.zoom_to_fit()
        times: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
        for _ in range(passes):  # in turns, so that both meet the same load
            for shown, found in times.items():
                session.update_settings(show_pins=shown)
                painted(canvas)
                found.append(best(1, measure))
        for shown, found in times.items():
            middle, most = np.min(found, axis=0).tolist()
            print(f"{what:16} {'with' if shown else 'without':8} pins: {middle:6.2f} {most:6.2f}")
    session.shut_down(discard=True)
    application.quit()


if __name__ == "__main__":
    main()
