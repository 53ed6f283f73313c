"""A number that can be dragged or typed: a slider with its value and unit beside it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QMenu,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from .layouts import row_layout
from .theme import CONTROL_HEIGHT, GRID, tabular

_FINE = 1000
"""The number of positions of a slider without natural steps."""
_WIDE = 100
"""From this ratio of maximum to minimum the slider is logarithmic."""
_MOST_DECIMALS = 8

Number = int | float


def is_logarithmic(minimum: float, maximum: float) -> bool:
    """Whether a range is wide enough for a logarithmic slider."""
    return minimum > 0 and maximum / minimum >= _WIDE


class Track(QSlider):
    """The slider alone. A click jumps there; the wheel works only when it has the focus."""

    reset_asked = Signal()
    moved = Signal(float)
    """The user moved it to this value."""

    def __init__(
        self, minimum: float, maximum: float, step: float | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._minimum, self._maximum = float(minimum), float(maximum)
        self._logarithmic = is_logarithmic(minimum, maximum)
        steps = (maximum - minimum) / step if step else 0
        self._positions = round(steps) if 0 < steps <= _FINE and not self._logarithmic else _FINE
        self.setRange(0, self._positions)
        self.setSingleStep(max(1, self._positions // 100))
        self.setPageStep(max(1, self._positions // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(lambda position: self.moved.emit(self.value_at(position)))

    def value_at(self, position: int) -> float:
        """The value of a position of the slider."""
        share = position / self._positions
        if self._logarithmic:
            return self._minimum * math.exp(share * math.log(self._maximum / self._minimum))
        return self._minimum + (self._maximum - self._minimum) * share

    def position_of(self, value: float) -> int:
        """The position closest to a value."""
        value = min(max(value, self._minimum), self._maximum)
        if self._maximum == self._minimum:
            return 0
        if self._logarithmic:
            share = math.log(value / self._minimum) / math.log(self._maximum / self._minimum)
        else:
            share = (value - self._minimum) / (self._maximum - self._minimum)
        return round(share * self._positions)

    def show_value(self, value: float) -> None:
        """Move the handle, without a signal."""
        with QSignalBlocker(self):
            self.setValue(self.position_of(value))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the handle to the pointer, so that Qt drags it from there."""
        if event.button() == Qt.MouseButton.LeftButton and not self._handle().contains(
            event.position().toPoint()
        ):
            self.setSliderPosition(self._position_under(event.position()))
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_asked.emit()
            event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def _option(self) -> QStyleOptionSlider:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return option

    def _part(self, part: QStyle.SubControl) -> QRect:
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, self._option(), part, self)

    def _handle(self) -> QRect:
        return self._part(QStyle.SubControl.SC_SliderHandle)

    def _position_under(self, point: QPointF) -> int:
        groove, handle = self._part(QStyle.SubControl.SC_SliderGroove), self._handle()
        span = max(1, groove.width() - handle.width())
        along = round(point.x() - groove.x() - handle.width() / 2)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return QStyle.sliderValueFromPosition(0, self._positions, along, span, mirrored)


class _WholeBox(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class _DecimalBox(QDoubleSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


def number_box(
    minimum: Number, maximum: Number, step: Number | None, unit: str, whole: bool, parent: QWidget | None
) -> QSpinBox | QDoubleSpinBox:
    """A number field with a unit, without arrows; typed text is applied on Enter or when focus is lost."""
    box: QSpinBox | QDoubleSpinBox
    if whole:
        box = _WholeBox(parent)
        box.setRange(round(minimum), round(maximum))
        box.setSingleStep(max(1, round(step or 1)))
    else:
        box = _DecimalBox(parent)
        box.setDecimals(_decimals(minimum, maximum, step))
        box.setRange(minimum, maximum)
        box.setSingleStep(step or (maximum - minimum) / 100)
    if unit:
        box.setSuffix(f" {unit}")
    box.setFont(tabular())
    box.setKeyboardTracking(False)
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    box.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setFixedHeight(CONTROL_HEIGHT)
    widest = max((box.textFromValue(round(v) if whole else v) for v in (minimum, maximum)), key=len)  # type: ignore[arg-type]
    width = box.fontMetrics().horizontalAdvance(widest + box.suffix()) + 26
    box.setFixedWidth(max(56, width))
    return box


def _decimals(minimum: float, maximum: float, step: float | None) -> int:
    smallest = step or (maximum - minimum) / 100
    return min(_MOST_DECIMALS, max(0, math.ceil(-math.log10(smallest) - 1e-9))) if smallest > 0 else 2


class Slider(QWidget):
    """A slider and a field for one number. `changed` is emitted for changes by the user, also while dragging.

    A double-click or the menu resets it to `default`. Values are integers with `whole`.
    """

    changed = Signal(object)

    def __init__(
        self,
        minimum: Number,
        maximum: Number,
        value: Number,
        *,
        step: Number | None = None,
        unit: str = "",
        whole: bool = False,
        default: Number | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._step, self._whole = minimum, maximum, step, whole
        self._default = value if default is None else default
        self.track = Track(minimum, maximum, step or (1 if whole else None), self)
        self.box = number_box(minimum, maximum, step, unit, whole, self)
        self._value = self._fitted(value)
        row_layout(self, [(self.track, 1), self.box], spacing=GRID)
        self.setFocusProxy(self.track)
        self.set_name(name)
        self._show()
        self.track.moved.connect(self._from_track)
        self.track.reset_asked.connect(self.reset)
        self.box.valueChanged.connect(self._take)

    @property
    def value(self) -> Number:
        """The number shown."""
        return self._value

    @property
    def default(self) -> Number:
        """The value that `reset` restores."""
        return self._default

    def set_value(self, value: Number) -> None:
        """Show that number, without a signal."""
        self._value = self._fitted(value)
        self._show()

    def set_name(self, name: str) -> None:
        """Set the accessible name."""
        self.track.setAccessibleName(name)
        self.box.setAccessibleName(name)

    def set_track_length(self, length: int) -> None:
        """Make the track so many pixels long; at 0 only the field is left, and takes the focus."""
        self.track.setVisible(length > 0)
        self.track.setFixedWidth(max(length, 1))
        self.setFocusProxy(self.track if length > 0 else self.box)  # Tab would stop before a hidden one

    def reset(self) -> None:
        """Restore the default, with a signal."""
        self._take(self._default)
        self._show()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = self.box.textFromValue(self._default) + self.box.suffix()  # type: ignore[arg-type]
        back = QAction(self.tr("Reset to {value}").format(value=text), menu)
        back.setEnabled(self._value != self._default)
        back.triggered.connect(self.reset)
        menu.addAction(back)
        menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange:
            self.track.update()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), CONTROL_HEIGHT)

    def _fitted(self, value: Number) -> Number:
        value = min(max(value, self._minimum), self._maximum)
        if self._whole:
            step = max(1, round(self._step or 1))
            start = round(self._minimum)
            return min(start + round((value - start) / step) * step, round(self._maximum))
        return round(float(value), _decimals(self._minimum, self._maximum, self._step))

    def _from_track(self, value: float) -> None:
        fitted = self._fitted(value)
        if fitted != self._value:
            self._value = fitted
            self._show_box()
            self.changed.emit(fitted)

    def _take(self, value: Number) -> None:
        if value != self._value:
            self._value = value
            self._show()
            self.changed.emit(value)

    def _show(self) -> None:
        self.track.show_value(self._value)
        self._show_box()

    def _show_box(self) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(self._value)  # type: ignore[arg-type]
