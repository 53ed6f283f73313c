"""Editors that kill themselves at a given moment: forked one after the other from this process.

Each line on standard input asks for one, as JSON: `photo` to open (null: resume the session that is
offered), `log`, `seed` of what it does, and `steps` until it is killed. A step is a call of the system
that changes or opens a file, or an iteration of the event loop, so the moment does not depend on a clock. The
answer is the number of the signal that ended it, on a line of its own.

The log says what the user has seen so far, in lines of JSON that are there before the editor goes on.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.journal import Journal
from inpaint_studio.core.document.layers import LayerContent
from inpaint_studio.core.document.state import MASK, State
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.files.recovery_dialog import RecoveryDialog
from inpaint_studio.gui.kit.collector import Collector
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.jobs.saving import SaveChoice
from tests.gui import fakes

Place = tuple[float, float]
_CHANGES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.rmtree")
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def digest_of(state: State) -> str:
    """Tells states apart: the picture and every mask that covers something."""
    whole = Rect.of(state.document.size)
    total = hashlib.sha1(state.document.read(whole).tobytes())
    for name in sorted(state.masks):
        plane = state.tiles(name).read(whole)
        if plane.any():
            total.update(name.encode() + plane.tobytes())
    return total.hexdigest()


def digest_of_result(content: LayerContent) -> str:
    total = hashlib.sha1()
    for patch in content.patches:
        total.update(repr(patch.rect).encode() + patch.pixels.tobytes() + patch.coverage.tobytes())
    return total.hexdigest()


def picture_of(document: Document) -> str:
    return hashlib.sha1(document.read(Rect.of(document.size)).tobytes()).hexdigest()


class Countdown:
    """Kills this process after so many steps."""

    def __init__(self, steps: int) -> None:
        self._left = itertools.count(steps, -1)

    def begin(self) -> None:
        fsync, write = os.fsync, Journal._write

        def counted_fsync(descriptor: int) -> None:
            self.step()
            fsync(descriptor)
            self.step()

        def counted_write(journal: Journal, *parts: bytes) -> None:
            self.step()
            write(journal, parts[0])
            journal._end -= len(parts[0])
            self.step()  # here the record is cut short
            write(journal, *parts)

        os.fsync = counted_fsync
        Journal._write = counted_write  # type: ignore[method-assign]
        sys.addaudithook(lambda event, _: self.step() if event in _CHANGES else None)

    def step(self) -> None:
        if next(self._left) <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


class Driver:
    """A hand that works until it is killed, and writes down what it has seen."""

    def __init__(self, log: Path, seed: int, countdown: Countdown) -> None:
        self.chance = random.Random(seed)
        self.countdown = countdown
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        settings = Settings(brush_size=8.0, brush_diagonal=150.0, hints_seen=("paint",))
        self.session = Session(fakes.registry(), settings=settings)
        self.window = MainWindow(self.session)
        self.window.show()
        self.targets = 0
        self.session.history_changed.connect(self.tell_state)
        self.session.fills.results_changed.connect(self.note_results)
        self.has_news = False

    def tell(self, **words: Any) -> None:
        os.write(self._log, (json.dumps(words) + "\n").encode())

    def tell_state(self) -> None:
        session = self.session
        if session.is_open:
            names, digest = [entry.name for entry in session.entries], digest_of(session.state)
            self.tell(kind="state", digest=digest, position=session.position, entries=names)
            self.note_results()

    def note_results(self) -> None:
        self.has_news = True

    def tell_results(self) -> None:
        """Once they can be seen."""
        session = self.session
        if session.is_open and self.has_news:
            self.has_news = False
            found = [digest_of_result(result.content) for result in session.fills.results]
            self.tell(kind="results", results=found, picture=picture_of(session.document))

    def begin(self, photo: Path | None) -> None:
        self.countdown.begin()
        self.window.files.begin(photo)
        self._script = self.script(photo)
        self.go_on()

    def go_on(self) -> None:
        self.countdown.step()
        self.tell_results()
        next(self._script)
        QTimer.singleShot(1, self.go_on)

    # -- what it does: each `yield` is a turn of the event loop ------------------------------------------

    def script(self, photo: Path | None) -> Iterator[None]:
        if photo is None:
            yield from self.restore()
        while not (self.session.is_open and self.window.canvas.is_ready):
            yield
        folder = Path(self.session.path or ".").parent
        while True:
            act = self.chance.choices(
                (self.stroke, self.fill, self.keep, self.undo, self.redo, self.star, self.discard, self.save),
                (8, 6, 3, 2, 1, 1, 1, 2),
            )[0]
            self.tell(kind="intent", what=act.__name__)
            yield from act() if act != self.save else self.save(folder)
            while self.session.busy:
                yield

    def restore(self) -> Iterator[None]:
        dialogs: list[RecoveryDialog] = []
        while not dialogs:
            dialogs = [one for one in self.window.findChildren(RecoveryDialog) if one.isVisible()]
            yield
        self.tell(kind="intent", what="restore")
        dialogs[0].restore_button.click()

    def mouse(self, kind: QEvent.Type, at: Place, held: bool = True) -> None:
        canvas = self.window.canvas
        place = canvas.viewport.to_widget(*at)
        button = NO_BUTTON if kind == QEvent.Type.MouseMove else LEFT
        buttons = LEFT if held else NO_BUTTON
        keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, place, canvas.mapToGlobal(place), button, buttons, keys)
        QApplication.sendEvent(canvas, event)

    def stroke(self) -> Iterator[None]:
        y = self.chance.uniform(5, 85)
        points = [(10.0, y)]
        self.mouse(QEvent.Type.MouseButtonPress, points[0])
        keeper = self.window.files.keeper
        for turn in range(self.chance.randrange(3, 30)):
            points.append((points[-1][0] + 3.0, y))
            self.mouse(QEvent.Type.MouseMove, points[-1])
            if turn % 5 == 4:  # as the keeper's own timer does it a few times a second
                keeper.tick()
                while keeper.is_noting:
                    yield
                self.tell(kind="noted", points=points, position=self.session.position)
            yield
        self.tell(kind="intent", what="end of the stroke")
        self.mouse(QEvent.Type.MouseButtonRelease, points[-1], held=False)

    def fill(self) -> Iterator[None]:
        if self.session.mask_area(MASK):
            self.session.fills.fill(self.chance.choice(("white", "noise")), {}, self.chance.randrange(1000))
            while self.session.fills.job is not None:
                yield

    def keep(self) -> Iterator[None]:
        self.session.fills.keep()
        yield

    def undo(self) -> Iterator[None]:
        self.session.undo()
        yield

    def redo(self) -> Iterator[None]:
        self.session.redo()
        yield

    def star(self) -> Iterator[None]:
        if self.session.fills.results:
            self.session.fills.star(self.session.fills.results[0], True)
        yield

    def discard(self) -> Iterator[None]:
        if len(self.session.fills.results) > 1:
            self.session.fills.discard(self.session.fills.results[0])
        yield

    def save(self, folder: Path) -> Iterator[None]:
        saver = self.window.files.saver
        name = self.chance.choice(("photo.png", "saved/other.tif", "saved/project.ora"))
        if name.endswith(".ora"):
            saver.write_project(folder / name, overwrite=True)
        else:
            saver.write(folder / name, SaveChoice(), overwrite=True)
        while saver.busy:
            yield


def edit(order: dict[str, Any]) -> None:
    """Be an editor until the kill."""
    application = application_for(["killed"])
    collector = Collector()
    countdown = Countdown(order["steps"])
    driver = Driver(Path(order["log"]), order["seed"], countdown)
    photo = None if order["photo"] is None else Path(order["photo"])
    QTimer.singleShot(0, lambda: driver.begin(photo))
    application.exec()
    collector.stop()


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                edit(json.loads(line))
            finally:
                os._exit(3)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}", flush=True)


if __name__ == "__main__":
    main()
