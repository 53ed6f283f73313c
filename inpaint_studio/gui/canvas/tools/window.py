"""The tool that sets the window through which a medical image is shown: its width and its level."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt

from ....engines.base import Param, ParamValue
from .base import CanvasLike, DragTool, Pointer

if TYPE_CHECKING:
    from ....medical.image import Window
    from ...session.session import Session

OWN = str(QT_TRANSLATE_NOOP("engines", "own"))
"""The choice of a window that is none of the presets."""
FILE = str(QT_TRANSLATE_NOOP("engines", "of the file"))
ALL = str(QT_TRANSLATE_NOOP("engines", "all values"))
_PER_DOUBLING = 120.0
"""Widget px of a drag to the right that doubles the width."""
_LEVEL = 400.0
"""Widget px of a drag down that raises the level by the width of the window."""
_MANY, _PARTS = 100, 2000
"""Windows are set in whole units if the values span this many, else in so many parts of their range."""
_LEAST_SPAN = 1e-6
_CT = {
    str(QT_TRANSLATE_NOOP("engines", "lung")): (-600.0, 1500.0),
    str(QT_TRANSLATE_NOOP("engines", "bone")): (400.0, 1800.0),
    str(QT_TRANSLATE_NOOP("engines", "soft tissue")): (40.0, 400.0),
    str(QT_TRANSLATE_NOOP("engines", "brain")): (40.0, 80.0),
}
"""Centre and width in HU of the usual windows of CT."""


class WindowLevel(DragTool):
    """A drag to the right widens the window, a drag down raises its level; a double-click resets both."""

    name = "window"

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        super().__init__(session, canvas)
        self._presets: dict[str, Window] = {}
        self._began: Window | None = None
        self._is_fine = False
        session.opened.connect(self._offer)
        session.medical.window_changed.connect(self._show)
        self._offer()

    def hint(self) -> str:
        return self.tr("Drag right to widen, down to raise the level; double-click resets.")

    def cursor(self) -> Qt.CursorShape | None:
        return Qt.CursorShape.SizeAllCursor

    # -- options ------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """Offer the presets and the range of the open image."""
        medical, window = self.session.medical, self.session.medical.window
        self._began = self._start = None
        if medical.photo is None or window is None:
            self._presets = {}
            self.set_params(())
            return
        self._presets = self._presets_of(medical.file_windows)
        low, high = medical.photo.range_of_values
        if low == high:  # one value all over
            low, high = window.center - window.width / 2, window.center + window.width / 2
        span = max(high - low, _LEAST_SPAN)
        self._is_fine = span < _MANY
        step = span / _PARTS if self._is_fine else 1.0
        unit = medical.photo.image.unit
        # a window of the file, or a usual one, may lie beyond all values
        offered = [window, *self._presets.values()]
        centers = [low - span / 2, high + span / 2, *(one.center for one in offered)]
        widths = [step, 2 * span, *(one.width for one in offered)]
        texts = {
            "preset": self.tr("Window"),
            "center": self.tr("Centre"),
            "width": self.tr("Width"),
        }
        self.set_params(
            (
                Param("preset", "choice", FILE, texts["preset"], choices=(*self._presets, OWN)),
                Param("center", "float", window.center, texts["center"], "", min(centers), max(centers),
                      step, unit),
                Param("width", "float", window.width, texts["width"], "", min(widths), max(widths),
                      step, unit),
            )
        )  # fmt: skip
        self._show()

    def _presets_of(self, windows: tuple[Window, ...]) -> dict[str, Window]:
        """The windows by name: those of the file, all values, and for CT the usual ones."""
        photo = self.session.medical.photo
        assert photo is not None
        found = {FILE: windows[0]}
        for number, window in enumerate(windows[1:], 2):
            found[window.name or f"{FILE} {number}"] = window
        low, high = photo.range_of_values
        width = max(high - low, _LEAST_SPAN)
        found[ALL] = replace(
            windows[0], center=(low + high) / 2, width=width, name="", function="LINEAR_EXACT"
        )
        if photo.image.unit == "HU":
            for name, (center, width) in _CT.items():
                found[name] = replace(windows[0], center=center, width=width, name="", function="LINEAR")
        return found

    def _own(self, window: Window, center: float, width: float) -> Window:
        """Another centre and width; LINEAR, which takes 1 off the width, is not for values in fractions."""
        exact = self._is_fine and window.function == "LINEAR"
        function = "LINEAR_EXACT" if exact else window.function
        return replace(window, center=center, width=width, name="", function=function)

    def value_changed(self, name: str) -> None:
        window = self.session.medical.window
        if window is None:
            return
        if name == "preset":
            self._use(self._presets.get(str(self.values[name]), window))
        else:
            center, width = float(self.values["center"]), float(self.values["width"])
            self._use(self._own(window, center, width))

    def _use(self, window: Window) -> None:
        self.session.medical.set_window(window)

    def _show(self) -> None:
        """Show the present window in the options."""
        window = self.session.medical.window
        if window is None or not self.params:
            return
        same = (window.center, window.width)
        found = (name for name, one in self._presets.items() if (one.center, one.width) == same)
        shown: dict[str, ParamValue] = {
            "preset": next(found, OWN), "center": window.center, "width": window.width,
        }  # fmt: skip
        if shown != self.values:
            self.values = shown
            self.changed.emit()

    # -- events -------------------------------------------------------------------------------------

    def press(self, pointer: Pointer) -> None:
        self._start, self._began = pointer, self.session.medical.window

    def move(self, pointer: Pointer) -> None:
        if self._start is None or self._began is None:
            return
        moved = pointer.position - self._start.position
        low, high = (param for param in self.params if param.name in ("center", "width"))
        width = self._began.width * math.pow(2.0, moved.x() / _PER_DOUBLING)
        center = self._began.center + self._began.width * moved.y() / _LEVEL
        self._use(self._own(self._began, _within(center, low), _within(width, high)))

    def release(self, pointer: Pointer) -> None:
        self._start = None

    def double_click(self, pointer: Pointer) -> None:
        self._start = None
        if self._presets:
            self._use(self._presets[FILE])

    def cancel(self) -> bool:
        began = self._began
        dropped = super().cancel()
        if dropped and began is not None:
            self._use(began)
        return dropped


def _within(value: float, param: Param) -> float:
    """A value of an option, rounded to its step and limited to its range."""
    step = param.step or 1.0
    assert param.minimum is not None
    assert param.maximum is not None
    return min(max(round(value / step) * step, param.minimum), param.maximum)
