"""The keys of a film, which take precedence over the shortcuts of the window.

What the editor has too is done by the same keys, as the user has set them.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from ..commands import keymap
from ..commands.actions import is_typing

BORROWED: dict[str, str] = {
    "brush": "tool-brush",
    "eraser": "tool-eraser",
    "rectangle": "tool-rectangle",
    "smaller": "brush-smaller",
    "larger": "brush-larger",
    "softer": "softer",
    "harder": "harder",
    "undo": "undo",
    "redo": "redo",
    "step-on": "next-result",
    "step-back": "previous-result",
    "preview": "fill",
    "clear": "mask-clear",
    "original": "original",
    "beside": "compare",
    "overlay": "overlay-toggle",
    "save": "save",
    "export": "export",
    "zoom-in": "zoom-in",
    "zoom-out": "zoom-out",
    "zoom-fit": "zoom-fit",
    "zoom-100": "zoom-100",
    "zoom-200": "zoom-200",
    "leave": "cancel",
}
"""What is done in a film, and the command of the editor with the same keys."""
_OWN: dict[str, str] = {
    "in-point": "I",
    "out-point": "O",
    "first": "Home",
    "last": "End",
    "next-keyframe": "N",
    "previous-keyframe": "P",
    "copy-keyframe": "V",
    "track-on": "T",
    "track-back": "Shift+T",
    "onion": "U",
    "still": "S",
    "settings": "F",
}


def act_of(event: QKeyEvent, overrides: Mapping[str, str]) -> str | None:
    """What a key does in a film; None if nothing, or while the user types."""
    if is_typing(QApplication.focusWidget()) and event.key() != Qt.Key.Key_Escape:
        return None
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    pressed = QKeySequence(event.keyCombination())
    plain = QKeySequence(modifiers.value | event.key())
    for act, command_id in BORROWED.items():
        keys = keymap.sequences(command_id, overrides)
        if pressed in keys or plain in keys:
            return act
    return next((act for act, key in _OWN.items() if plain == QKeySequence(key)), None)


def key_text(act: str, overrides: Mapping[str, str]) -> str:
    """The key of an act as this platform writes it, or ""."""
    if act in BORROWED:
        return keymap.shortcut_text(BORROWED[act], overrides)
    return QKeySequence(_OWN[act]).toString(QKeySequence.SequenceFormat.NativeText)
