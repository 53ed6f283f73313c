"""Four jobs, done in the real window with mouse and keys as quickly as it allows: what each one costs.

    python -m tests.benchmarks.walks [--jobs print,people,specks,compare] [--pictures FOLDER]

Restores an old print, removes two people, heals 30 specks and compares five engines, from the open photo to
the saved file. Prints how often the mouse was clicked and dragged, how many keys were pressed, and the
seconds that the program computed (of the processor, so that other programs do not count). With `--pictures`
it saves the window at the end of each job.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.arrays import Pixels
from inpaint_studio.core.paths import HOME_VARIABLE
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.kit.theme import apply_theme
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow

from .__main__ import SAMPLES

Place = tuple[float, float]
"""x, y in the photo."""

_WINDOW = 1280, 800  # px
_PATIENCE = 1200.0  # s
_FIGURES: tuple[Place, ...] = ((620, 700), (1050, 720))
"""Where the two people stand, by the middle of their bodies."""
_FIGURE = 60, 220  # px, how wide and tall they are
_COMPARED = ("telea", "navier-stokes", "biharmonic", "exemplar", "low-rank")


class Walk:
    """A window with a photo, and a user who works in it; counts what the user does."""

    def __init__(self, application: QApplication, photo: Photo, **settings: object) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "photo.png"
        write_photo(path, photo)
        self._application = application
        self.session = Session(REGISTRY, settings=Settings.model_validate({"theme": "dark"} | settings))
        self.window = MainWindow(self.session)
        self.window.resize(*_WINDOW)
        self.window.show()
        self.window.open_path(path)
        self.wait(lambda: self.session.is_open and self.window.canvas.is_ready)
        self._settle()
        self.clicks = self.drags = self.keys = 0
        self._began = time.process_time()

    @property
    def seconds(self) -> float:
        """The processor time since the photo was open."""
        return time.process_time() - self._began

    def close(self) -> None:
        self.window.shut_down(discard=True)
        self.window.close()
        self._folder.cleanup()

    def wait(self, done: Callable[[], object]) -> None:
        """Let the program run until `done`. Raises TimeoutError."""
        end = time.monotonic() + _PATIENCE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            self._application.processEvents()
            time.sleep(0.002)

    def idle(self) -> None:
        """Wait until nothing is filled any more."""
        self.wait(lambda: not self.session.fills.numbers and not self.session.busy)

    def click(self, *places: Place) -> None:
        """Click on the photo."""
        for place in places:
            QTest.mouseClick(self.window.canvas, Qt.MouseButton.LeftButton, pos=self._at(place))
            self.clicks += 1
        self._settle()

    def drag(self, *places: Place) -> None:
        """Draw on the photo with the current tool."""
        canvas, left = self.window.canvas, Qt.MouseButton.LeftButton
        QTest.mousePress(canvas, left, pos=self._at(places[0]))
        for start, end in pairwise(places):
            for part in np.linspace(0, 1, 8):
                where = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
                QTest.mouseMove(canvas, self._at(where))
        QTest.mouseRelease(canvas, left, pos=self._at(places[-1]))
        self.drags += 1
        self._settle()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key with the keyboard focus on the photo."""
        QTest.keyClick(self.window.canvas, key, held)
        self.keys += 1
        self._settle()

    def press(self, button: str | QAbstractButton) -> None:
        """Click on a button, given by its text."""
        if isinstance(button, str):
            button = self.button(button)
        at = QPoint(8, button.height() // 2)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=at)
        self.clicks += 1
        self._settle()

    def button(self, text: str) -> QAbstractButton:
        """The button with this text that can be pressed."""
        for one in self._application.allWidgets():
            usable = isinstance(one, QAbstractButton) and one.isVisible() and one.isEnabled()
            if usable and one.text().replace("&", "").startswith(text):
                return one
        raise LookupError(text)

    def fill(self) -> None:
        """Fill what is marked or selected."""
        fills = self.session.fills
        if self.session.is_selecting:
            self.key(Qt.Key.Key_Return)
            self.wait(lambda: not self.session.is_selecting)
        self.key(Qt.Key.Key_Return)
        self.wait(lambda: fills.results)
        self.idle()

    def save(self) -> None:
        """Save the picture under the name that is offered, with Enter in whatever asks."""
        answered: list[QWidget] = []

        def answer() -> None:
            asking = self._application.activeModalWidget()
            if asking is not None and asking.isVisible() and asking not in answered:
                answered.append(asking)
                self.keys += 1
                QTest.keyClick(asking.focusWidget() or asking, Qt.Key.Key_Return)

        answering = QTimer()
        answering.timeout.connect(answer)
        answering.start(50)
        self.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self.wait(lambda: not self.session.unsaved.in_picture)
        answering.stop()

    def _at(self, place: Place) -> QPoint:
        return self.window.canvas.viewport.to_widget(*place).toPoint()

    def _settle(self) -> None:
        self._application.processEvents()
        self.wait(lambda: not self.session.busy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--jobs", default=",".join(_JOBS), help="names, with commas")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the window")
    given = parser.parse_args()
    table = Table("job", "clicks", "drags", "keys", "s of the processor")
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        application = application_for(["walks"])
        apply_theme(application, "dark")
        for name in given.jobs.split(","):
            title, photo, job, settings = _JOBS[name]
            walk = Walk(application, photo(), **settings)
            job(walk)
            counts = (walk.clicks, walk.drags, walk.keys)
            table.add_row(title, *map(str, counts), f"{walk.seconds:.1f}")
            if given.pictures is not None:
                given.pictures.mkdir(parents=True, exist_ok=True)
                walk.window.grab().save(str(given.pictures / f"{name}.png"))
            walk.close()
    Console().print(table)


# -- the jobs ------------------------------------------------------------------------------------------


def _restore_print(walk: Walk) -> None:
    finding = walk.session.finding
    walk.key(Qt.Key.Key_F)
    walk.wait(lambda: finding.review is not None)
    walk.press("Fill all")
    walk.wait(lambda: walk.session.fills.results)
    walk.idle()
    walk.key(Qt.Key.Key_K)
    walk.save()


def _remove_people(walk: Walk) -> None:
    walk.key(Qt.Key.Key_S)
    _, tall = _FIGURE
    for x, y in _FIGURES:
        before = walk.session.mask_area()
        walk.drag((x, y - tall * 0.4), (x, y + tall * 0.4))
        walk.wait(lambda before=before: walk.session.mask_area() > before)
    walk.fill()
    walk.key(Qt.Key.Key_K)
    walk.save()


def _heal_specks(walk: Walk) -> None:
    walk.press("Fill after each stroke")
    walk.click(*_specks())
    walk.wait(lambda: len(walk.session.document.layers) >= 1)
    walk.idle()
    walk.save()


def _compare_engines(walk: Walk) -> None:
    walk.drag((1268, 640), (1320, 628), (1372, 660), (1362, 730), (1300, 752), (1250, 716), (1310, 690))
    walk.key(Qt.Key.Key_C)
    walk.wait(lambda: walk.window.compare is not None)
    workspace = walk.window.compare
    assert workspace is not None
    rows = workspace.side.chooser.list.rows
    walk.wait(lambda: any(row.box.isChecked() for row in rows.values()))
    for name, row in rows.items():
        if row.box.isChecked() != (name in _COMPARED):
            walk.press(row.box)
    walk.press("Run")
    walk.wait(lambda: len(workspace.run.done) == len(_COMPARED) and workspace.run.idle)
    walk.press("Use this one")
    walk.key(Qt.Key.Key_K)
    walk.save()


# -- the photos ----------------------------------------------------------------------------------------


def _print() -> Photo:
    return read_photo(SAMPLES / "damaged-portrait.png")


def _meadow() -> Photo:
    return read_photo(SAMPLES / "meadow.jpg")


def _people() -> Photo:
    """The meadow with two people in dark coats."""
    pixels = _meadow().pixels.copy()
    for number, (x, y) in enumerate(_FIGURES):
        _draw_figure(pixels, int(x), int(y), (60 + 90 * number, 40, 50))
    return Photo(pixels)


def _draw_figure(pixels: Pixels, x: int, y: int, coat: Sequence[int]) -> None:
    wide, tall = _FIGURE
    cv2.ellipse(pixels, (x, y), (wide // 2, tall // 3), 0, 0, 360, tuple(coat), -1, cv2.LINE_AA)
    cv2.circle(pixels, (x, y - tall // 2 + wide // 4), wide // 4, (196, 150, 120), -1, cv2.LINE_AA)
    for side in (-1, 1):
        foot = (x + side * wide // 5, y + tall // 2)
        cv2.line(pixels, (x + side * wide // 6, y + tall // 4), foot, (40, 40, 60), wide // 5, cv2.LINE_AA)


def _specks() -> list[Place]:
    rng = np.random.default_rng(4)
    return [(float(x), float(y)) for x, y in rng.uniform((80, 80), (1450, 900), (30, 2))]


def _specked() -> Photo:
    """The meadow with white specks of dust."""
    pixels = _meadow().pixels.copy()
    for x, y in _specks():
        cv2.circle(pixels, (round(x), round(y)), 5, (240, 240, 235), -1, cv2.LINE_AA)
    return Photo(pixels)


_JOBS: dict[str, tuple[str, Callable[[], Photo], Callable[[Walk], None], dict[str, object]]] = {
    "print": ("restore an old print", _print, _restore_print, {}),
    "people": ("remove two people", _people, _remove_people, {}),
    "specks": ("heal 30 specks", _specked, _heal_specks, {"brush_size": 24.0}),
    "compare": ("compare five engines", _meadow, _compare_engines, {"brush_size": 88.0}),
}


if __name__ == "__main__":
    main()
