"""A user at the editor: real mouse, wheel, pen and key events for a real window."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QInputDevice,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.state import MASK
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.dialogs.save import SaveDialog
from inpaint_studio.gui.panels.layers.delegate import eye_rect
from inpaint_studio.gui.panels.layers.model import Row
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.jobs.results import Result
from tests.mouse import LEFT, NO_BUTTON, NONE, CanvasMouse, Place
from tests.waiting import PATIENCE_MS

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
RIGHT, MIDDLE = Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
Key = Qt.Key
PLAIN_JOIN = JoinOptions("none", colour=False, grain=False)
HINTS = ("paint", "fill", "keep")
"""Of the first run; they would cover what a test looks for."""


BRUSH = {"brush_size": 12.0, "brush_diagonal": 150.0}
"""For the photo of 120 x 90."""


class Editor(CanvasMouse):
    """A window that is shown, and hands for it. Places are in pixels of the photo."""

    def __init__(self, qtbot: QtBot, registry: Registry, **settings: Any) -> None:
        self.qtbot = qtbot
        self._ended = False
        chosen = {"theme": "dark", "hints_seen": HINTS, **BRUSH, "widen": 0.0, **settings}
        self.session = Session(registry, settings=Settings.model_validate(chosen))
        self.session.fills.join = PLAIN_JOIN  # so that a fill is what its engine gave, pixel by pixel
        self.window = MainWindow(self.session)
        self.failures: list[tuple[str, str]] = []
        self.messages: list[str] = []
        self.session.failed.connect(lambda error, details: self.failures.append((error.code, details)))
        self.session.message.connect(self.messages.append)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.activate()

    def end(self, *, discard: bool = True) -> None:
        """End the program, whatever is unsaved; may be called twice."""
        if self._ended:
            return
        self._ended = True
        self.window.shut_down(discard=discard)
        self.window.close()
        self.window.deleteLater()
        self.session.deleteLater()
        QApplication.processEvents()

    def activate(self) -> None:
        """Give the window the keyboard, which no window manager does here when a dialog is closed."""
        if self.window.isVisible() and QApplication.activeModalWidget() is None:
            self.window.activateWindow()
            self.wait(lambda: QApplication.activeWindow() is self.window or not self.window.isVisible())

    # -- opening and waiting --------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a file and wait until it can be worked on."""
        with self.qtbot.waitSignal(self.session.opened):
            self.window.open_path(path)
        assert self.session.path == path
        self.settle()

    def settle(self) -> None:
        """Wait until the photo is painted and nothing is being recorded."""
        self.wait(lambda: not self.session.busy and self.canvas.is_ready)
        self.canvas.setFocus()
        QApplication.processEvents()

    def wait(self, until: Callable[[], object]) -> None:
        """Let the program run until something is so."""
        self.qtbot.waitUntil(lambda: bool(until()))

    @property
    def canvas(self) -> Any:
        return self.window.canvas

    # -- the wheel and the pen -------------------------------------------------------------------------

    def wheel(self, at: Place, notches: float, keys: Qt.KeyboardModifier = NONE) -> None:
        place = self.canvas.viewport.to_widget(*at)
        event = QWheelEvent(
            place,
            self.canvas.mapToGlobal(place),
            QPoint(),
            QPoint(0, round(120 * notches)),
            NO_BUTTON,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)

    def pen(self, *places: tuple[float, float, float], eraser: bool = False) -> None:
        """A stroke of a tablet's pen over (x, y, pressure)."""
        kind = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
        device = QPointingDevice(
            "pen",
            1,
            QInputDevice.DeviceType.Stylus,
            kind,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )
        kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * (len(places) - 1)]
        for step, (x, y, pressure) in zip(kinds, places, strict=True):
            self._pen(device, step, (x, y), pressure)
        self._pen(device, QEvent.Type.TabletRelease, places[-1][:2], 0.0)

    def _pen(self, device: QPointingDevice, kind: QEvent.Type, at: Place, pressure: float) -> None:
        place = self.canvas.viewport.to_widget(*at)
        down = kind != QEvent.Type.TabletRelease
        event = QTabletEvent(
            kind,
            device,
            place,
            self.canvas.mapToGlobal(place),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            NONE,
            NO_BUTTON if kind == QEvent.Type.TabletMove else LEFT,
            LEFT if down else NO_BUTTON,
        )
        QApplication.sendEvent(self.canvas, event)

    def button(self, widget: QWidget) -> None:
        """Click the middle of a button that can be seen and used."""
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        QTest.mouseClick(widget, LEFT)

    def row(self, view: QAbstractItemView, row: int) -> None:
        """Click a row of a list."""
        index = view.model().index(row, 0)
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())

    def eye(self, row: int = 0) -> None:
        """Click the eye of a kept fill, the newest being row 0."""
        view = self.window.layers_panel.view
        index: QModelIndex = view.model().index(row, 0)
        QTest.mouseClick(view.viewport(), LEFT, pos=eye_rect(view.visualRect(index), Row((row,))).center())

    def drop(self, mime: QMimeData) -> None:
        """Drag something into the window and let it go."""
        copy, at = Qt.DropAction.CopyAction, QPointF(self.window.rect().center())
        enter = QDragEnterEvent(at.toPoint(), copy, mime, LEFT, NONE)
        QApplication.sendEvent(self.window, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(self.window, QDropEvent(at, copy, mime, LEFT, NONE))

    # -- the keyboard --------------------------------------------------------------------------------------

    def key(self, key: Qt.Key | str, keys: Qt.KeyboardModifier = NONE) -> None:
        """Type a key wherever the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)

    def hold(self, key: Qt.Key | str) -> None:
        QTest.keyPress(QApplication.focusWidget() or self.window, key)

    def let_go(self, key: Qt.Key | str) -> None:
        QTest.keyRelease(QApplication.focusWidget() or self.window, key)

    def command(self, name: str) -> None:
        """Choose a command from its menu."""
        action = self.window.commands[name]
        assert action.isEnabled(), f"{name}: {action.toolTip()}"
        action.trigger()

    # -- filling -------------------------------------------------------------------------------------------

    def engine(self, name: str, params: Mapping[str, Any] | None = None) -> None:
        """Choose an engine in the panel."""
        self.window.engine_panel.set_current(name, params or {})

    def stroke(self, y: float = 40, x0: float = 30, x1: float = 60) -> None:
        """Paint from left to right with the brush."""
        middle = (x0 + x1) / 2
        self.drag((x0, y), (middle, y), (x1, y))
        self.settle()

    def fill(self, engine: str = "white", params: Mapping[str, Any] | None = None) -> Result:
        """Press Enter and wait for the result."""
        if params is not None or self.window.engine_panel.current()[0] != engine:
            self.engine(engine, params)
        count = len(self.session.fills.results)
        self.canvas.setFocus()
        self.key(Key.Key_Return)
        self.wait(lambda: self.session.fills.job is None and len(self.session.fills.results) > count)
        chosen = self.session.fills.chosen
        assert chosen is not None
        return chosen

    # -- dialogs ---------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def answering(self, *acts: Callable[[QDialog], object]) -> Iterator[None]:
        """Answer the dialogs that come up meanwhile, one after the other, as soon as they are shown."""
        waiting = list(acts)
        problems: list[BaseException] = []
        seen: list[QWidget] = []
        guard = QTimer(singleShot=True, interval=PATIENCE_MS)
        guard.start()

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog) and dialog.isVisible() and dialog not in seen and waiting:
                seen.append(dialog)
                try:
                    waiting.pop(0)(dialog)
                except BaseException as error:
                    problems.append(error)
                    dialog.reject()
            elif isinstance(dialog, QDialog) and not guard.isActive():
                problems.append(AssertionError(f"{dialog.windowTitle()} was not answered"))
                dialog.reject()

        timer = QTimer()
        timer.setInterval(5)
        timer.timeout.connect(look)
        timer.start()
        yield
        self.wait(lambda: problems or not waiting)
        timer.stop()
        self.activate()
        if problems:
            raise problems[0]
        assert not waiting, "a dialog was expected and did not come"

    # -- what there is ---------------------------------------------------------------------------------------

    @property
    def whole(self) -> Rect:
        return Rect.of(self.session.size)

    def shown(self) -> np.ndarray:
        """The picture that is shown, (h, w, c)."""
        return self.session.shown.read(self.whole)

    def document(self) -> np.ndarray:
        """The picture without what is not kept, (h, w, c)."""
        return self.session.document.read(self.whole)

    def mask(self, name: str = MASK) -> np.ndarray:
        """Coverage of a mask, (h, w) uint8."""
        return self.session.mask_tiles(name).read(self.whole)

    def covered(self, at: Place, name: str = MASK) -> bool:
        x, y = int(at[0]), int(at[1])
        return bool(self.session.mask_tiles(name).read(Rect(x, y, 1, 1))[0, 0])

    def screen(self, at: Place) -> tuple[int, int, int]:
        """The colour that the canvas paints at a place of the photo."""
        grabbed = self.canvas.grab().toImage()
        place = self.canvas.viewport.to_widget(at[0] + 0.5, at[1] + 0.5) * grabbed.devicePixelRatio()
        colour = grabbed.pixelColor(place.toPoint())
        return colour.red(), colour.green(), colour.blue()


def pressing(key: Qt.Key) -> Callable[[QDialog], object]:
    """An answer to a dialog: that key."""
    return lambda dialog: QTest.keyClick(dialog.focusWidget() or dialog, key)


def clicking(button: QMessageBox.StandardButton) -> Callable[[QDialog], object]:
    """An answer to a question: that button."""

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        QTest.mouseClick(dialog.button(button), LEFT)

    return act


def accepting(check: Callable[[Any], object] | None = None) -> Callable[[QDialog], object]:
    """An answer to a dialog: its default button, after `check` had a look (and a hand) at it."""

    def act(dialog: QDialog) -> None:
        if check is not None:
            check(dialog)
        box = dialog.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        role = QDialogButtonBox.ButtonRole.AcceptRole
        button = next(one for one in box.buttons() if box.buttonRole(one) == role)
        if isinstance(dialog, SaveDialog):
            # it may ask a question, which the timer of `answering` can only see after this call
            QTimer.singleShot(0, dialog, lambda: QTest.mouseClick(button, LEFT))
        else:
            QTest.mouseClick(button, LEFT)

    return act


def choosing(monkeypatch: Any, path: Path | None, kind: str = "") -> None:
    """The file dialogs, which belong to the system, give this path from now on; None: they are cancelled.

    It is typed into our own dialog for saving, which is then left to the test (`accepting`).
    """
    begin = SaveDialog.__init__

    def named(dialog: SaveDialog, *args: Any, **how: Any) -> None:
        begin(dialog, *args, **how)
        dialog.name.clear()
        QTest.keyClicks(dialog.name, str(path))

    if path is None:
        monkeypatch.setattr(SaveDialog, "exec", lambda dialog: dialog.reject())
    else:
        monkeypatch.setattr(SaveDialog, "__init__", named)
    answer = ("" if path is None else str(path), kind or (f"(*{path.suffix})" if path else ""))
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(lambda *_, **__: answer))


def photo_of(height: int = 90, width: int = 120, *, deep: bool = False, seed: int = 5) -> Photo:
    """Noise, RGB, so that no two places are alike and each changed byte shows."""
    most, dtype = (65536, np.uint16) if deep else (256, np.uint8)
    pixels = np.random.default_rng(seed).integers(0, most, (height, width, 3), dtype=dtype)
    return Photo(pixels)
