"""The base class of tools, which get the pointer in image coordinates and draw marks over the overlay.

A tool owns its stroke; the canvas only passes events and asks it to paint. Everything a
tool changes goes through the session.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, overload

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter

from ....core.errors import StudioError
from ....engines.base import Param, ParamValue
from ...kit.later import timer
from ..viewport import Viewport

if TYPE_CHECKING:
    from ...session.session import Session

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SETTLE = 400
"""Milliseconds without a change after which an option is written to the settings."""


STILL = 4.0
"""Widget px that the pointer may move in a click; farther, it is a drag."""


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is and how it is held.

    `x`, `y` are continuous image coordinates (the centre of pixel (0, 0) is (0.5, 0.5)) and may lie
    outside the photo; `position` is the same in widget coordinates. `pressure` is 0 to 1, always 1 for a
    mouse. `erase` says that the right button or the eraser end of a pen is used; Alt is only
    in `modifiers`, and each tool decides what it means.
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
    def ctrl(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)


class CanvasLike(Protocol):
    """What tools need of the canvas."""

    @property
    def viewport(self) -> Viewport: ...

    def rect(self) -> QRect: ...

    @overload
    def update(self) -> None: ...

    @overload
    def update(self, rect: QRect, /) -> None: ...

    def paint_picture(self, painter: QPainter, rect: QRect, /) -> None: ...

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
    and releases. For a QEvent.ShortcutOverride it asks `wants_key`, so that Enter closes a polygon
    before it fills. After `cancel`, the release of that press may be missing.
    """

    name: str = ""
    resizes: bool = False
    """Whether it has a size, which Ctrl+wheel and a drag with the right button change."""

    changed = Signal()
    """Options, the cursor or the tool's marks changed: repaint and update the cursor."""
    params_changed = Signal()
    """The set of options or their ranges changed (another photo): rebuild their controls."""

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__()
        self.session = session
        self.canvas = canvas
        self.params: tuple[Param, ...] = ()
        self.values: dict[str, ParamValue] = {}
        self.active = False

    # description

    @property
    def shows_pins(self) -> bool:
        """Whether the pins of kept fills are shown while it is selected."""
        return True

    def hint(self) -> str:
        """One sentence on how to use it in its present state, translated."""
        raise NotImplementedError

    def cursor(self) -> Qt.CursorShape | None:
        """The system cursor to show, or None if the tool draws its own."""
        return Qt.CursorShape.CrossCursor

    # activation

    def activate(self) -> None:
        """The tool was selected."""
        self.active = True

    def deactivate(self) -> None:
        """The tool was deselected: finish or drop what is under way."""
        self.cancel()
        self.active = False

    # options

    def set_value(self, name: str, value: ParamValue) -> None:
        """Set an option; a value out of range is clamped, an unknown name is ignored."""
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
        """Called when an option has a new value."""

    def set_params(self, params: Iterable[Param]) -> None:
        """Replace the options; values of options that remain are kept as far as they fit."""
        self.params = tuple(params)
        kept = {param.name: fit(param, self.values.get(param.name, param.default)) for param in self.params}
        self.values = kept
        self.params_changed.emit()

    def step_size(self, steps: float) -> None:
        """Change the size by `steps`, for the keys `[` and `]`; tools without a size ignore it."""

    def begin_resize(self, pointer: Pointer) -> None:
        """A drag that changes the size begins; only for a tool that `resizes`."""

    def resize(self, pointer: Pointer) -> None:
        """The drag has come to `pointer`."""

    def end_resize(self, pointer: Pointer) -> None:
        """The drag has ended."""

    def step_hardness(self, steps: int) -> None:
        """Change the hardness by `steps`; tools without a hardness ignore it."""

    # events

    def press(self, pointer: Pointer) -> None: ...

    def move(self, pointer: Pointer) -> None: ...

    def release(self, pointer: Pointer) -> None: ...

    def double_click(self, pointer: Pointer) -> None:
        """A double click; by default a second press."""
        self.press(pointer)

    def hover(self, pointer: Pointer | None) -> None: ...

    def finish(self) -> bool:
        """Enter: complete what is under way; True if there was anything."""
        return False

    def cancel(self) -> bool:
        """Esc: drop what is under way; True if there was anything."""
        return False

    @property
    def under_way(self) -> bool:
        """Whether `finish` or `cancel` would do something."""
        return False

    @property
    def selects(self) -> bool:
        """Whether what is under way is a selection that `finish` would add to the mask."""
        return False

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether the tool wants this key now, before any shortcut of the window."""
        return self.under_way and event.key() in (*ENTER, Qt.Key.Key_Escape)

    def key(self, event: QKeyEvent) -> bool:
        """A key was pressed or released; True if the tool used it."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in ENTER:
            return self.finish()
        if event.key() == Qt.Key.Key_Escape:
            return self.cancel()
        return False

    # painting

    def paint(self, painter: QPainter) -> None:
        """Draw the tool's marks, in widget coordinates, over the mask overlay."""

    def repaint(self, *rects: QRectF) -> None:
        """Repaint these places of the canvas widget, or all of it if none is given."""
        if not rects:
            self.canvas.update()
        for rect in rects:
            self.canvas.update(rect.adjusted(-3, -3, 3, 3).toAlignedRect())


class DragTool(Tool):
    """A tool that is dragged from one place to another."""

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        self._start: Pointer | None = None  # None: not dragged at present
        self._at: Pointer | None = None

    def cancel(self) -> bool:
        dropped, self._start = self._start is not None, None
        if dropped:
            self.repaint()
        return dropped

    @property
    def under_way(self) -> bool:
        return self._start is not None


def fit(param: Param, value: ParamValue) -> ParamValue:
    """`value` clamped to the range of the option; its default if the value is of another kind."""
    if param.kind in ("int", "float") and isinstance(value, int | float) and not isinstance(value, bool):
        low = value if param.minimum is None else max(value, param.minimum)
        number = low if param.maximum is None else min(low, param.maximum)
        return round(number) if param.kind == "int" else float(number)
    try:
        return param.parse(value)
    except StudioError:
        return param.default


class Remembered(QObject):
    """Writes options to the settings once they have settled, so that a drag is one write."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: dict[str, ParamValue] = {}
        self._timer = timer(self, SETTLE, self.flush)

    def put(self, name: str, value: ParamValue) -> None:
        """Set the setting `name` to `value` soon."""
        self._waiting[name] = value
        self._timer.start()

    def has_pending(self, name: str) -> bool:
        """Whether a value of that setting is still to be written."""
        return name in self._waiting

    def flush(self) -> None:
        """Write pending values now."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        if waiting:
            self._session.update_settings(**waiting)
