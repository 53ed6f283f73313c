"""The commands as QActions, with the user's keys, themed icons, and tooltips that give reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ...core.settings import Settings
from ..kit.icons import set_icon
from . import keymap
from .command import Menu
from .editor import Editor
from .table import BY_ID, COMMANDS, menu_title

_ROLES = {
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NONE = Qt.KeyboardModifier.NoModifier
_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class Actions(QObject):
    """One QAction for each command, added to the window `parent`: `actions["fill"]`.

    A command with `hold` is checked while its key is down: connect its `toggled`.
    """

    keys_changed = Signal()

    def __init__(self, parent: QWidget, settings: Settings) -> None:
        super().__init__(parent)
        self._window = parent
        self._overrides: dict[str, str] = {}
        self._why: dict[str, str] = {}
        self._take_pending: Callable[[], bool] = lambda: False
        self._actions = {command.id: self._make(command.id) for command in COMMANDS}
        parent.addActions(list(self._actions.values()))
        self.apply_keymap(settings.keymap)
        parent.installEventFilter(self)

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    @property
    def overrides(self) -> dict[str, str]:
        """The user's own keys in use."""
        return dict(self._overrides)

    def apply_keymap(self, overrides: Mapping[str, str]) -> None:
        """Use these keys. Unreadable ones keep their default."""
        self._overrides = keymap.clean(overrides)
        for command_id, action in self._actions.items():
            command = BY_ID[command_id]
            if command.hold:
                # Qt's shortcuts have no release; menus show the text after a tab as the key
                shown = keymap.shortcut_text(command_id, self._overrides)
                action.setText(f"{command.label}\t{shown}" if shown else command.label)
            self._update_tooltip(command_id)
        self._share_keys()
        self.keys_changed.emit()

    def connect_to(self, editor: Editor) -> None:
        """Connect the commands with `editor`, according to the table."""
        self._take_pending = editor.take_pending
        for command in COMMANDS:
            action = self._actions[command.id]
            if command.run is not None:
                run = partial(command.run, editor)
                act = partial(editor.settled, run) if command.settles else run
                action.triggered.connect(partial(_call, act))
            if command.switch is not None:
                action.toggled.connect(partial(command.switch, editor))

    def conflicts(self) -> dict[str, tuple[str, ...]]:
        """Keys assigned to several commands, as {portable text: their ids}."""
        return keymap.conflicts(self._overrides)

    def shortcut_text(self, command_id: str) -> str:
        """The key of a command as this platform writes it, or ""."""
        return keymap.shortcut_text(command_id, self._overrides)

    def tooltip(self, command_id: str, why: str = "", text: str = "") -> str:
        """The tooltip for a button of that command: its text and its key, and why it is disabled.

        `text` is used instead of the command's own.
        """
        text = text or BY_ID[command_id].label.rstrip("…")
        key = self.shortcut_text(command_id)
        tip = f"{text} ({key})" if key else text
        return f"{tip}\n{why}" if why else tip

    def explain(self, button: QAbstractButton, command_id: str) -> None:
        """Keep the tooltip of a button that does a command: its name, its present key, why it is disabled."""
        action = self._actions[command_id]

        def show() -> None:
            button.setToolTip(action.toolTip())

        action.changed.connect(show)
        show()

    def set_enabled(self, command_id: str, enabled: bool, why: str = "") -> None:
        """Enable or disable a command; the reason `why` it is disabled goes into its tooltip."""
        self._actions[command_id].setEnabled(enabled)
        self._why[command_id] = "" if enabled else why
        self._update_tooltip(command_id)
        if BY_ID[command_id].claims:
            self._share_keys()

    def menu(self, menu: Menu, parent: QWidget | None = None) -> QMenu:
        """A new menu with its commands, in the order of the table."""
        made = QMenu(menu_title(menu), self._window if parent is None else parent)
        made.setToolTipsVisible(True)
        for command in COMMANDS:
            if command.menu == menu:
                if command.group and made.actions():
                    made.addSeparator()
                made.addAction(self._actions[command.id])
        return made

    def _make(self, command_id: str) -> QAction:
        command = BY_ID[command_id]
        action = QAction(command.label, self)
        action.setObjectName(command.id)
        action.setCheckable(command.checkable)
        action.setMenuRole(_ROLES.get(command.id, QAction.MenuRole.NoRole))
        if command.icon:
            set_icon(action, command.icon)
            # menus full of icons are hard to read; only buttons show them
            action.setIconVisibleInMenu(False)
        action.setAutoRepeat(command.repeats)
        return action

    def _share_keys(self) -> None:
        """Give every command its keys, except those that a command which can be used now claims."""
        claimed = {
            key
            for command_id, action in self._actions.items()
            if BY_ID[command_id].claims and action.isEnabled()
            for key in keymap.sequences(command_id, self._overrides)
        }
        for command_id, action in self._actions.items():
            command = BY_ID[command_id]
            if command.hold:
                continue  # its keys are watched for, as shortcuts have no release
            keys = keymap.sequences(command_id, self._overrides)
            if not command.claims:
                keys = [key for key in keys if key not in claimed]
            if action.shortcuts() != keys:
                action.setShortcuts(keys)

    def _update_tooltip(self, command_id: str) -> None:
        self._actions[command_id].setToolTip(self.tooltip(command_id, self._why.get(command_id, "")))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Handle keys before they become shortcuts."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            return self._before_shortcut(cast(QKeyEvent, event))
        if kind == QEvent.Type.KeyRelease:
            self._released(cast(QKeyEvent, event))
        elif kind == QEvent.Type.WindowDeactivate:
            self._release_all()
        return False

    def _before_shortcut(self, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        if belongs_to(focus, event):
            event.accept()
            return True
        plain = event.modifiers() in (_NONE, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in _ENTER and plain and self._take_pending():
            event.accept()
            return True
        pressed = QKeySequence(event.keyCombination())
        for command_id, action in self._actions.items():
            if BY_ID[command_id].hold and pressed in keymap.sequences(command_id, self._overrides):
                if not event.isAutoRepeat() and action.isEnabled():
                    action.setChecked(True)
                event.accept()
                return True
        return False

    def _released(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        for command_id, action in self._actions.items():
            # the modifiers may have been released first
            if BY_ID[command_id].hold and event.key() in self._plain_keys(command_id):
                action.setChecked(False)

    def _plain_keys(self, command_id: str) -> set[Qt.Key]:
        keys = keymap.sequences(command_id, self._overrides)
        return {cast(QKeyCombination, key[0]).key() for key in keys}  # type: ignore[index]

    def _release_all(self) -> None:
        """Uncheck held commands when the window loses the keyboard, as it gets no release of the key."""
        for command_id, action in self._actions.items():
            if BY_ID[command_id].hold:
                action.setChecked(False)


def _call(act: Callable[[], object], checked: bool = False) -> None:
    """Do `act`, without what the signal says."""
    act()


def belongs_to(focus: QWidget | None, event: QKeyEvent) -> bool:
    """Whether a key is for the focus widget rather than for a shortcut.

    A text field keeps every plain key except Escape and the function keys; a control keeps Tab, so that
    the keyboard can navigate the panels.
    """
    if focus is None or event.modifiers() & _MODIFIERS:
        return False
    key = event.key()
    if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return isinstance(
            focus, QAbstractButton | QAbstractSlider | QComboBox | QAbstractItemView
        ) or is_typing(focus)
    return is_typing(focus) and key != Qt.Key.Key_Escape and not Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35


def is_typing(focus: QWidget | None) -> bool:
    """Whether letters typed now go into a text field."""
    if isinstance(focus, QComboBox):
        return focus.isEditable()
    if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit):
        return not focus.isReadOnly()
    return isinstance(focus, QAbstractSpinBox | QKeySequenceEdit)
