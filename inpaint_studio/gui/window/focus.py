"""The keyboard belongs to the photo: panels take it only to type, or when the user goes to them by keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from shiboken6 import isValid

from ..commands.actions import is_typing

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class FocusKeeper(QObject):
    """Gives the focus back to the photo: after Enter or Esc in a field, and when a control goes away.

    Esc also drops what was typed.

    `desk` holds the photo and its panels. A click on a button, a slider or a choice leaves the focus where
    it is; Tab and F6 still reach them.
    """

    def __init__(self, desk: QWidget, canvas: QWidget) -> None:
        super().__init__(desk)
        self._desk, self._canvas = desk, canvas
        self._watched: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        leave_clicks_alone(desk)

    def step(self, areas: Sequence[QWidget], by: int) -> None:
        """Go to the next (or previous) of these areas that is in sight and has something to focus."""
        stops = [area for area in areas if not area.visibleRegion().isEmpty() and _first_stop(area)]
        if not stops:
            return
        focus = QApplication.focusWidget()
        inside = [n for n, area in enumerate(stops) if focus and (area is focus or area.isAncestorOf(focus))]
        place = (inside[0] if inside else -min(by, 0)) + by
        stop = _first_stop(stops[place % len(stops)])
        assert stop is not None
        stop.setFocus(Qt.FocusReason.TabFocusReason)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if not isValid(self._desk):
            return  # the window is being destroyed: Qt takes the focus from its parts
        if self._watched is not None:
            if isValid(self._watched):
                self._watched.removeEventFilter(self)
            self._watched = None
        if new is None and old is not None and self._desk.isAncestorOf(old):
            if self._desk.isVisible() and self._desk.window().isActiveWindow():
                self._canvas.setFocus()  # nothing else wants the keyboard
            return
        if new is None or not self._desk.isAncestorOf(new) or new is self._canvas:
            return
        if old is not None and self._desk.isAncestorOf(old) and _is_gone(old, self._desk):
            self._canvas.setFocus()  # else Qt's choice would get the next key
            return
        leave_clicks_alone(new.parentWidget())
        if is_typing(new) or isinstance(new, QAbstractItemView):
            self._watched = new
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc end typing; Space in a list is for the photo."""
        if event.type() not in _KEYS or not isinstance(watched, QWidget):
            return False
        key = cast(QKeyEvent, event)
        if isinstance(watched, QAbstractItemView):
            if key.key() != Qt.Key.Key_Space or key.modifiers() or event.type() != QEvent.Type.KeyPress:
                return False
            self._canvas.setFocus()
            QApplication.sendEvent(self._canvas, event)
            return True
        if isinstance(_holder(watched), QAbstractItemView) or key.key() not in (*_ENTER, Qt.Key.Key_Escape):
            return False  # an editor in a list ends by itself
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            if key.key() == Qt.Key.Key_Escape:
                _restore(watched)
            self._canvas.setFocus()  # a field takes what was typed when it loses the focus
        return True


def leave_clicks_alone(area: QWidget | None) -> None:
    """Let no button, slider or choice in an area take the focus by a click; lists and fields still do."""
    if area is None:
        return
    for kind in (QAbstractButton, QAbstractSlider, QComboBox):
        for control in area.findChildren(kind):
            if control.focusPolicy() == Qt.FocusPolicy.StrongFocus and not is_typing(control):
                control.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def _is_gone(control: QWidget, desk: QWidget) -> bool:
    """Whether a control can no longer be used."""
    return not control.isEnabled() or not control.isVisibleTo(desk)


def _holder(field: QWidget) -> QWidget | None:
    """The list that a field edits a row of, if any."""
    port = field.parentWidget()
    return None if port is None else port.parentWidget()


def _restore(field: QWidget) -> None:
    """Show the value again instead of what was typed."""
    if isinstance(field, QAbstractSpinBox):
        field.setValue(field.value())  # type: ignore[attr-defined]
        field.selectAll()
    while isinstance(field, QLineEdit) and field.isUndoAvailable():
        field.undo()


def _first_stop(area: QWidget) -> QWidget | None:
    """What Tab would focus first in an area; the area itself if it has nothing else."""
    if area.focusPolicy() & Qt.FocusPolicy.TabFocus and area.isEnabled():
        return area
    stop = area.nextInFocusChain()
    while stop is not None and stop is not area:
        usable = stop.isEnabled() and stop.isVisible() and stop.focusPolicy() & Qt.FocusPolicy.TabFocus
        if usable and stop.focusProxy() is None and area.isAncestorOf(stop):
            return stop
        stop = stop.nextInFocusChain()
    return None
