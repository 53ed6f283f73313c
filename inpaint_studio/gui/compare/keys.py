"""The keys of a comparison, which take precedence over the shortcuts of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from ..commands.actions import is_typing

VIEW_KEYS = {
    Qt.Key.Key_G: "grid",
    Qt.Key.Key_W: "wipe",
    Qt.Key.Key_B: "blink",
    Qt.Key.Key_D: "difference",
    Qt.Key.Key_A: "disagreement",
    Qt.Key.Key_R: "regions",
}
_OTHERS = (
    Qt.Key.Key_Escape,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_BracketLeft,
    Qt.Key.Key_BracketRight,
    Qt.Key.Key_0,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Equal,
    Qt.Key.Key_Minus,
)


def is_ours(event: QKeyEvent) -> bool:
    """Whether the comparison uses this key (`VIEW_KEYS`, 1 to 9 for its pictures and others) at present."""
    if is_typing(QApplication.focusWidget()) and event.key() != Qt.Key.Key_Escape:
        return False
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == Qt.KeyboardModifier.ControlModifier:
        return key == Qt.Key.Key_Z
    if modifiers:
        return False
    return key in VIEW_KEYS or key in _OTHERS or Qt.Key.Key_1 <= key <= Qt.Key.Key_9
