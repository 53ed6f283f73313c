"""What a tool is: it gets the pointer in image coordinates and draws its own marks over the overlay.

A tool owns its stroke, not the canvas: the canvas hands over events and asks it to paint. Everything a
tool changes goes through the session.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, overload

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from ....core.errors import StudioError
from ....core.geometry import Rect
from ....engines.base import Param, ParamValue

if TYPE_CHECKING:
    from ...session.session import Session

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SETTLE = 400
"""Milliseconds without a change after which an option is written to the settings."""


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is and how it is held.

    `x`, `y` are continuous image coordinates (the centre of pixel (0, 0) is (0.5, 0.5)) and may lie
    outside the photo; `position` is the same in the canvas widget. `pressure` is 0 to 1, always 1 for a
    mouse. `erase` says that the right button or the eraser end of a pen is used, and nothing else: Alt
    is in `modifiers`, and what it means is for the tool to say.
    """

    x: float
    y: float
    pressure: float = 1.0
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    erase: bool = False
    position: QPointF = field(default_factory=QPointF)

    @property
    def alt(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)


class ViewportLike(Protocol):
    """How the photo lies in the canvas; what tools need of it."""

    @property
    def scale(self) -> float:
        """Device-independent pixels of the widget per pixel of the photo."""
        ...

    def to_image(self, position: QPointF, /) -> tuple[float, float]: ...

    def to_widget(self, x: float, y: float, /) -> QPointF: ...

    def rect_to_widget(self, rect: Rect, /) -> QRectF: ...


class CanvasLike(Protocol):
    """What tools need of the canvas."""

    @property
    def viewport(self) -> ViewportLike: ...

    def rect(self) -> QRect: ...

    @overload
    def update(self) -> None: ...

    @overload
    def update(self, rect: QRect, /) -> None: ...

    def set_wipe(self, x: float | None, /) -> None: ...

    def zoom_to_fit(self) -> None: ...

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None: ...

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None: ...

    def centre_on(self, x: float, y: float) -> None: ...

    def scroll_by(self, dx: float, dy: float) -> None: ...


class Tool(QObject):
    """One way of working on the photo.

    The canvas calls `press`, `move` (button down), `release`, `double_click` (instead of the second
    press; a release follows), `hover` (no button down; None: the pointer left) and `key` for key presses
    and releases alike. For a QEvent.ShortcutOverride it asks `wants_key`, so that Enter closes a polygon
    before it fills. After `cancel` no release of that press needs to come.
    """

    name: str = ""

    changed = Signal()
    """Options, the cursor or all of the tool's marks changed: repaint and read the cursor again."""
    params_changed = Signal()
    """The options themselves are others (another photo, another range): build their controls again."""

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__()
        self.session = session
        self.canvas = canvas
        self.params: tuple[Param, ...] = ()
        self.values: dict[str, ParamValue] = {}
        self.active = False

    # what it is

    def hint(self) -> str:
        """One sentence on how to use it just now, translated."""
        raise NotImplementedError

    def cursor(self) -> Qt.CursorShape | None:
        """The cursor of the system, or None if the tool draws its own."""
        return Qt.CursorShape.CrossCursor

    # life

    def activate(self) -> None:
        """The tool is taken up."""
        self.active = True

    def deactivate(self) -> None:
        """The tool is put down: what is under way is finished or dropped, as suits the tool."""
        self.cancel()
        self.active = False

    # options

    def set_value(self, name: str, value: ParamValue) -> None:
        """Set an option; a value out of range goes to the nearest end, an unknown one is ignored."""
        param = next((param for param in self.params if param.name == name), None)
        if param is None:
            return
        fitted = fit(param, value)
        if fitted == self.values.get(name):
            return
        self.values[name] = fitted
        self.value_changed(name)
        self.changed.emit()

    def value_changed(self, name: str) -> None:
        """An option has another value; for tools that act on it."""

    def set_params(self, params: Iterable[Param]) -> None:
        """Other options; values that they share with the former ones stay as far as they fit."""
        self.params = tuple(params)
        kept = {param.name: fit(param, self.values.get(param.name, param.default)) for param in self.params}
        self.values = kept
        self.params_changed.emit()

    def step_size(self, steps: int) -> None:
        """A few notches larger or smaller, for the keys `[` and `]`; nothing for a tool without a size."""

    def step_hardness(self, steps: int) -> None:
        """A few notches harder or softer; nothing for a tool without a hardness."""

    # events

    def press(self, pointer: Pointer) -> None: ...

    def move(self, pointer: Pointer) -> None: ...

    def release(self, pointer: Pointer) -> None: ...

    def double_click(self, pointer: Pointer) -> None:
        """Two clicks at one place; a second press unless the tool has a use for it."""
        self.press(pointer)

    def hover(self, pointer: Pointer | None) -> None: ...

    def finish(self) -> bool:
        """Enter: complete what is under way; True if there was something to complete."""
        return False

    def cancel(self) -> bool:
        """Esc: drop what is under way; True if there was something to drop."""
        return False

    @property
    def under_way(self) -> bool:
        """Whether `finish` or `cancel` would do something."""
        return False

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether this key is the tool's just now, before any shortcut of the window."""
        return self.under_way and event.key() in (*ENTER, Qt.Key.Key_Escape)

    def key(self, event: QKeyEvent) -> bool:
        """A key was pressed or released; True if it was for the tool."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in ENTER:
            return self.finish()
        if event.key() == Qt.Key.Key_Escape:
            return self.cancel()
        return False

    # picture

    def paint(self, painter: QPainter) -> None:
        """Draw the tool's marks, in widget coordinates, over the mask overlay."""

    def repaint(self, *rects: QRectF) -> None:
        """Have the canvas painted again in these places of the widget, or all of it if none is given."""
        if not rects:
            self.canvas.update()
        for rect in rects:
            self.canvas.update(rect.adjusted(-3, -3, 3, 3).toAlignedRect())

    # the session

    def complain(self, error: Exception) -> None:
        """Show the user what went wrong, as one line."""
        shown = error if isinstance(error, StudioError) else StudioError("internal", what=repr(error))
        self.session.failed.emit(shown, "")


def fit(param: Param, value: ParamValue) -> ParamValue:
    """`value` as this option's kind, moved into its range; its default if it is of another kind."""
    if param.kind in ("int", "float") and isinstance(value, int | float) and not isinstance(value, bool):
        low = value if param.minimum is None else max(value, param.minimum)
        number = low if param.maximum is None else min(low, param.maximum)
        return round(number) if param.kind == "int" else float(number)
    try:
        return param.parse(value)
    except StudioError:
        return param.default


class Remembered(QObject):
    """Writes options to the settings once they have come to rest, so that a drag is one write."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: dict[str, ParamValue] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE)
        self._timer.timeout.connect(self.flush)

    def put(self, name: str, value: ParamValue) -> None:
        """The setting `name` is to become `value` soon."""
        self._waiting[name] = value
        self._timer.start()

    def waits(self, name: str) -> bool:
        """Whether that setting is about to change."""
        return name in self._waiting

    def flush(self) -> None:
        """Write what waits, now."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        if waiting:
            self._session.update_settings(**waiting)
