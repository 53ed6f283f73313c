"""Thousands of random actions in the real window: what breaks, how long it stalls, how memory grows.

    python -m tests.benchmarks.soak [--actions 5000] [--seed 0] [--every 250] [--objects] [--stalls]

Photos are opened, pasted and dropped, marked with every tool, filled, kept, undone, saved and
closed; dialogs appear and are answered at random; themes, languages, layouts and sizes of the window
change; now and then the window is closed and another one resumes the session. It ends with an error if
anything raised, or if Qt or Python warned. Memory is printed as it grows, with the longest time between
two iterations of the event loop and the action during which it occurred. `--objects` also lists the kinds
of objects whose number grows, and `--stalls` what every thread does during a stall (which at worst ends
the program: Python's watchdog reads frames while they change).
"""

from __future__ import annotations

import argparse
import collections
import faulthandler
import os
import random
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
)

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.commands.table import COMMANDS
from inpaint_studio.gui.kit import theme
from inpaint_studio.gui.kit.collector import Collector
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.gui.words import translation
from inpaint_studio.jobs.warm_up import warm_up
from tests.gui.medical.objects import phantom, write_dicom

from .__main__ import SAMPLES
from .memory import census, memory
from .poking import Poker

ENGINES = ("telea", "navier-stokes", "low-rank", "exemplar")
NONE = Qt.KeyboardModifier.NoModifier
MODIFIERS = (NONE, NONE, NONE, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)
BUTTONS = (Qt.MouseButton.LeftButton,) * 4 + (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
KEYS = (
    Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_K, Qt.Key.Key_R, Qt.Key.Key_Comma, Qt.Key.Key_Period,
    Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Backslash, Qt.Key.Key_Q,
)  # fmt: skip
STALL = 1.5
"""Seconds without a turn after which `--stalls` prints what every thread is doing."""
LEFT_OUT = {"open", "quit", "log", "full-screen"}
"""Commands that have an action of their own here, or that start another program."""
TOOLS = tuple(one.id.removeprefix("tool-") for one in COMMANDS if one.id.startswith("tool-"))


class Soak:
    """A window and a hand that does something at random."""

    def __init__(self, folder: Path, seed: int, *, tells_stalls: bool = False) -> None:
        self._tells_stalls = tells_stalls
        self.chance = random.Random(seed)
        self._poker = Poker(self.chance)
        self.folder = folder
        self.problems: list[str] = []
        self.action = "start"
        self.longest = (0.0, "")
        self.stalls: collections.Counter[str] = collections.Counter()
        self.photos = self._photos()
        self._last_turn = time.monotonic()
        self.window: MainWindow | None = None
        self.session: Session | None = None
        self._meddler = QTimer()
        self._meddler.setInterval(3)
        self._meddler.timeout.connect(self._meddle)
        self._meddler.start()
        for name in ("getOpenFileName", "getSaveFileName"):
            setattr(QFileDialog, name, staticmethod(getattr(self, f"_{name}")))
        self.begin()

    def _photos(self) -> list[Path]:
        found = []
        for turn, (source, ending) in enumerate(
            zip(sorted(SAMPLES.glob("*.png"))[:5], (".png", ".jpg", ".tif", ".webp", ".bmp"), strict=False)
        ):
            photo = read_photo(source)
            path = self.folder / f"photo{turn}{ending}"
            write_photo(path, photo)
            found.append(path)
        return [*found, write_dicom(self.folder / "frames.dcm", phantom(4, 200, 260))]

    # -- windows --------------------------------------------------------------------------------------

    def begin(self, photo: Path | None = None) -> None:
        self.session = Session(REGISTRY, settings=Settings(hints_seen=("paint", "fill", "keep")))
        self.window = MainWindow(self.session)
        self.window.show()
        self.window.files.begin(photo)

    def end(self, *, discard: bool) -> None:
        assert self.window is not None
        assert self.session is not None
        window, session = self.window, self.session
        self.window = self.session = None
        window.shut_down(discard=discard)
        window.close()
        window.deleteLater()
        session.deleteLater()
        # the program's event loop, which does it, does not run here: they would stay until a dialog's does
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # -- one action -----------------------------------------------------------------------------------

    def act(self) -> None:
        acts: list[tuple[int, Callable[[], None]]] = [
            (20, self.drag), (8, self.tool_and_drag), (4, self.click), (4, self.wheel), (8, self.command),
            (6, self.key), (10, self.fill), (5, self.keep), (5, self.undo), (2, self.go_to), (2, self.layer),
            (1, self.compare), (2, self.preferences), (2, self.mask_dialog), (1, self.dialog),
            (2, self.save), (1, self.project), (3, self.open), (1, self.paste), (1, self.drop),
            (1, self.theme), (1, self.language), (2, self.resize), (1, self.close_photo), (2, self.panels),
            (1, self.restart), (4, self.wait), (2, self.cancel), (1, self.adjust), (3, self.find),
            (8, self.review), (4, self.frames),
        ]  # fmt: skip
        act = self.chance.choices([one for _, one in acts], [weight for weight, _ in acts])[0]
        self.action = act.__name__
        if not self.session.is_open and act not in (self.restart, self.preferences, self.dialog, self.open):
            act = self.open
        act()
        for _ in range(self.chance.choice((1, 1, 2, 5))):
            QApplication.processEvents()

    def place(self) -> QPointF:
        canvas = self.window.canvas
        return QPointF(
            self.chance.uniform(-5, canvas.width() + 5), self.chance.uniform(-5, canvas.height() + 5)
        )

    def mouse(self, kind: QEvent.Type, at: QPointF, button: Any, held: Any, keys: Any) -> None:
        canvas = self.window.canvas
        QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, keys))

    def drag(self) -> None:
        button, keys = self.chance.choice(BUTTONS), self.chance.choice(MODIFIERS)
        none = Qt.MouseButton.NoButton
        at = self.place()
        self.mouse(QEvent.Type.MouseButtonPress, at, button, button, keys)
        for _ in range(self.chance.randrange(1, 6)):
            at = at + QPointF(self.chance.uniform(-90, 90), self.chance.uniform(-90, 90))
            self.mouse(QEvent.Type.MouseMove, at, none, button, keys)
            if self.chance.random() < 0.3:
                QApplication.processEvents()
        self.mouse(QEvent.Type.MouseButtonRelease, at, button, none, keys)

    def tool_and_drag(self) -> None:
        self.window.toolbox.select(self.chance.choice(TOOLS))
        self.drag()

    def click(self) -> None:
        button, keys, at = Qt.MouseButton.LeftButton, self.chance.choice(MODIFIERS), self.place()
        kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        self.mouse(self.chance.choice(kinds), at, button, button, keys)
        self.mouse(QEvent.Type.MouseButtonRelease, at, button, Qt.MouseButton.NoButton, keys)

    def wheel(self) -> None:
        canvas, at = self.window.canvas, self.place()
        turn = QPoint(0, self.chance.choice((-360, -120, 120, 360)))
        nothing = Qt.MouseButton.NoButton
        phase = Qt.ScrollPhase.NoScrollPhase
        QApplication.sendEvent(
            canvas, QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), turn, nothing, NONE, phase, False)
        )

    def command(self) -> None:
        name = self.chance.choice([one.id for one in COMMANDS if one.id not in LEFT_OUT])
        self.action = f"command {name}"
        self.trigger(name)

    def trigger(self, name: str) -> None:
        if self.window.commands[name].isEnabled():
            self.window.commands[name].trigger()

    def key(self) -> None:
        widget = QApplication.focusWidget() or self.window
        key = self.chance.choice(KEYS)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, NONE))

    def fill(self) -> None:
        if not self.session.mask_area():
            self.window.toolbox.select("brush")
            self.drag()
        engine = self.chance.choices(ENGINES, (6, 6, 1, 1))[0]
        self.action = f"fill {engine}"
        self.window.engine_panel.set_current(engine, {})
        self.trigger("fill")
        if self.chance.random() < 0.7:
            self.wait()

    def keep(self) -> None:
        self.trigger("keep")

    def undo(self) -> None:
        for _ in range(self.chance.randrange(1, 6)):
            self.trigger(self.chance.choice(("undo", "undo", "redo")))

    def go_to(self) -> None:
        self.session.go_to(self.chance.randrange(len(self.session.entries) + 1))

    def layer(self) -> None:
        count = len(self.session.document.layers)
        if count and self.session.can_edit:
            index = self.chance.randrange(count)
            act = self.chance.choice(("hide", "fade", "again", "delete"))
            if act == "hide":
                self.session.set_layers_visible([index], self.chance.random() < 0.5)
            elif act == "fade":
                self.session.set_layers_opacity([index], self.chance.random())
            elif act == "again":
                self.session.fills.refill([index])
            else:
                self.session.delete_layers([index])

    def find(self) -> None:
        """Look for damage, and mostly wait for what is found; or look again, cancel or crop meanwhile."""
        self.trigger("find-damage")
        meanwhile = self.chance.random()
        if meanwhile < 0.6:
            self.wait()
        elif meanwhile < 0.7:
            self.session.finding.find()
        elif meanwhile < 0.8:
            self._turns(self.chance.randrange(1, 30))
            self.session.finding.cancel()
        elif meanwhile < 0.9:
            self.session.crop(Rect(20, 10, 200, 150))

    def review(self) -> None:
        """Decide about marks in all the ways there are."""
        finding = self.session.finding
        if finding.review is None or not finding.is_shown:
            self.find()
        ways: dict[str, Callable[[], None]] = {
            "sensitivity": lambda: finding.set_sensitivity(self.chance.randint(0, 100)),
            "kind": lambda: finding.set_hidden(self.chance.choice(KINDS), self.chance.random() < 0.5),
            "careful": lambda: finding.set_careful(self.chance.random() < 0.5),
            "show": lambda: setattr(finding, "show", self.chance.choice(("photo", "grey", "marks"))),
            "marks": lambda: (self.window.toolbox.select("marks"), self.click(), self.drag())[0],
            "protect": lambda: (self.window.toolbox.select("protect"), self.drag())[0],
            "eraser": lambda: (self.window.toolbox.select("eraser"), self.drag())[0],
        }
        commands = (
            "next-mark", "next-mark", "previous-mark", "accept-mark", "reject-mark", "reject-mark",
            "protect-mask", "unprotect", "add-found", "fill-all", "look-again",
        )  # fmt: skip
        for _ in range(self.chance.randrange(1, 6)):
            way = self.chance.choice((*ways, *commands))
            self.action = f"review {way}"
            ways[way]() if way in ways else self.trigger(way)
            self._turns(self.chance.randrange(3))
            if not self.session.is_open:
                return

    def compare(self) -> None:
        self.trigger("compare")
        self._turns(self.chance.randrange(1, 20))
        if self.window.compare is not None:
            self._poker.poke(self.window.compare, self.chance.randrange(4))
            self.window.leave_compare()

    def preferences(self) -> None:
        self.trigger("preferences")

    def mask_dialog(self) -> None:
        self.trigger(self.chance.choice(("mask-grow", "mask-shrink", "mask-feather")))

    def dialog(self) -> None:
        self.trigger(self.chance.choice(("models", "about", "shortcuts", "variations")))

    def save(self) -> None:
        self.trigger(self.chance.choice(("save", "save-as", "export", "mask-save", "copy")))

    def project(self) -> None:
        photo = self.session.is_open and not self.session.medical.is_open
        if photo and not self.window.files.saver.busy:
            self.window.files.saver.write_project(self.folder / "project.ora", overwrite=True)
            self.wait()
            if self.chance.random() < 0.5:
                self.window.open_path(self.folder / "project.ora")

    def open(self) -> None:
        self.window.open_path(self.chance.choice(self.photos))
        if self.chance.random() < 0.8:
            self.wait()

    def frames(self) -> None:
        """Another frame of a medical image, or another window; on a photo nothing."""
        medical = self.session.medical
        if medical.window is None:
            return
        way = self.chance.choice(("frame", "frame", "window", "same mask"))
        self.action = f"frames {way}"
        if way == "frame":
            medical.show_frame(self.chance.randrange(medical.frames))
        elif way == "window":
            self.window.toolbox.select("window")
            self.drag()
        else:
            self.window.commands["same-mask"].trigger()

    def paste(self) -> None:
        self.trigger("copy")
        self.wait()
        self.trigger("paste")

    def drop(self) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(self.chance.choice(self.photos)))])
        at, copy = QPointF(300, 300), Qt.DropAction.CopyAction
        left = Qt.MouseButton.LeftButton
        QApplication.sendEvent(self.window, QDragEnterEvent(at.toPoint(), copy, mime, left, NONE))
        QApplication.sendEvent(self.window, QDropEvent(at, copy, mime, left, NONE))

    def theme(self) -> None:
        self.session.update_settings(theme=self.chance.choice(("dark", "light", "system")))

    def language(self) -> None:
        """As at the next start: another language, and a new window."""
        language = self.chance.choice(translation.LANGUAGES)
        self.session.update_settings(language=language)
        translation.install(QApplication.instance(), language)
        self.restart()

    def resize(self) -> None:
        self.window.resize(self.chance.randrange(900, 1700), self.chance.randrange(600, 1100))

    def close_photo(self) -> None:
        self.trigger("close-photo")

    def panels(self) -> None:
        names = [one.id for one in COMMANDS if one.id.startswith("panel-")]
        self.trigger(self.chance.choice((*names, "reset-layout", "hide-panels")))

    def restart(self) -> None:
        """Close the window, or leave the session for the next one, which takes it up."""
        self.end(discard=self.chance.random() < 0.5)
        self._turns(2)
        self.begin(self.chance.choice((None, self.photos[0])))
        self._turns(20)

    def cancel(self) -> None:
        self.trigger("cancel")

    def adjust(self) -> None:
        self._poker.poke(self.window, 3)

    def wait(self) -> None:
        """Until nothing runs; but not for ever, as a dialog may be in the way."""
        patience = 2000
        while patience and (
            self.session.busy
            or self.session.fills.job is not None
            or self.session.all_frames.job is not None
            or self.session.finding.job is not None
            or self.window.files.saver.busy
        ):
            self._turns(1)
            patience -= 1
            if patience == 500:
                self.session.fills.cancel()
                self.session.all_frames.cancel()
                self.session.finding.cancel()
        self._turns(2)

    def _turns(self, count: int) -> None:
        for _ in range(count):
            QApplication.processEvents()
            time.sleep(0.002)

    # -- what comes up in between -------------------------------------------------------------------------

    def _meddle(self) -> None:
        # a timer does not tick while its own tick opens a dialog and waits for it
        self.turned()
        QTimer.singleShot(0, self._poker.respond)

    def _getOpenFileName(self, *_: Any, **__: Any) -> tuple[str, str]:
        return self.chance.choice(("", *map(str, self.photos))), ""

    def _getSaveFileName(self, *_: Any, **__: Any) -> tuple[str, str]:
        endings = (".png", ".jpg", ".tif", ".webp", ".ora", ".dcm")
        ending = self.chance.choice(endings)
        return self.chance.choice(("", str(self.folder / f"saved{ending}"))), f"(*{ending})"

    # -- how it goes ---------------------------------------------------------------------------------------

    def turned(self) -> None:
        now = time.monotonic()
        gap = now - self._last_turn
        self._last_turn = now
        if gap > 0.5:
            self.stalls[f"{self.action}"] += 1
        if gap > self.longest[0]:
            self.longest = (gap, self.action)
        if self._tells_stalls:
            # its thread needs no lock of Python's: it tells too of who holds that for too long
            faulthandler.dump_traceback_later(STALL, file=sys.stdout)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--actions", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=int, default=250)
    parser.add_argument("--objects", action="store_true")
    parser.add_argument("--stalls", action="store_true")
    given = parser.parse_args()
    faulthandler.enable()
    os.environ["INPAINT_STUDIO_HOME"] = tempfile.mkdtemp(prefix="soak-home-")
    application = application_for(["soak"])
    application.setQuitOnLastWindowClosed(False)
    theme.apply_theme(application, "dark")
    warm_up(REGISTRY)  # as behind the start page, so that what libraries take once is not taken for growth
    collector = Collector()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soak = Soak(Path(folder), given.seed, tells_stalls=given.stalls)
        watch(soak)
        before = census() if given.objects else collections.Counter[str]()
        print(f"     0 actions {memory()}", flush=True)
        for turn in range(1, given.actions + 1):
            soak.act()
            if turn % given.every == 0:
                gap, action = soak.longest
                print(f"{turn:6} actions {memory()}  longest gap {gap:.2f} s ({action})", flush=True)
                if given.objects:
                    now = census()
                    more = (now - before).most_common(25)
                    print("   ", ", ".join(f"{name} +{count}" for name, count in more), flush=True)
                    before = now
        soak.end(discard=True)
        for _ in range(20):
            application.processEvents()
    collector.stop()
    print("gaps over 0.5 s:", dict(soak.stalls))
    for problem in soak.problems:
        print("PROBLEM", problem)
    print(f"seed {given.seed}: {given.actions} actions, {len(soak.problems)} problems", flush=True)
    return 1 if soak.problems else 0


def watch(soak: Soak) -> None:
    """Write down whatever is raised or warned of."""

    def raised(kind: Any, error: BaseException, trace: Any) -> None:
        lines = "".join(traceback.format_exception(kind, error, trace))
        soak.problems.append(f"in {soak.action}: {lines}")
        print(soak.problems[-1], flush=True)

    def said(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and "This plugin does not support" not in text:
            soak.problems.append(f"in {soak.action}: Qt: {text}")
            print(soak.problems[-1], flush=True)

    def warned(message: Any, category: Any, filename: str, lineno: int, *_: Any) -> None:
        soak.problems.append(f"in {soak.action}: {filename}:{lineno}: {category.__name__}: {message}")

    sys.excepthook = raised
    threading.excepthook = lambda given: raised(given.exc_type, given.exc_value, given.exc_traceback)
    qInstallMessageHandler(said)
    warnings.simplefilter("default")
    warnings.showwarning = warned


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
