"""The table of commands and their keys: search, assign keys, see conflicts, reset."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ..commands import keymap
from ..commands.table import BY_ID, COMMANDS, MENUS, menu_title
from ..kit.basic_controls import label, push_button, search_field
from ..kit.layouts import column_layout, row_layout
from ..kit.theme import GRID, palette, set_role
from ..words.numbers import listed

_ID = Qt.ItemDataRole.UserRole
_MODIFIER_KEYS = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_unknown,
}


class KeyRecorder(QPushButton):
    """A button that records the next key while it is checked. Escape unchecks it."""

    recorded = Signal(object)
    """The QKeySequence that was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.toggled.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.setText(self.tr("Press the keys…") if self.isChecked() else self.tr("Change"))

    def event(self, event: QEvent) -> bool:
        # before Tab moves the focus, Escape closes the dialog, or a shortcut is triggered
        if self.isChecked() and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        if self.isChecked() and event.type() == QEvent.Type.FocusOut:
            self.setChecked(False)
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MODIFIER_KEYS:
            return
        self.setChecked(False)
        if key != Qt.Key.Key_Escape or event.modifiers():
            self.recorded.emit(QKeySequence(event.keyCombination()))


class KeymapEditor(QWidget):
    """The keys of all commands; `changed` gives the new overrides (see `keymap`)."""

    changed = Signal(object)

    def __init__(self, overrides: Mapping[str, str]) -> None:
        super().__init__()
        self._overrides = keymap.clean(overrides)
        self.search = search_field(self.tr("Search commands and keys"))
        self.tree = QTreeWidget()
        self.record = KeyRecorder()
        self.clear = QPushButton(self.tr("No key"))
        self.reset_one = push_button(self.tr("Reset"), self._reset_one)
        self.reset_all = push_button(self.tr("Reset all"), lambda: self._put({}))
        self.note = label("", "muted", wraps=True)
        self.note.setMinimumHeight(36)
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._build()
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(lambda *_: self._refresh_buttons())
        self.tree.itemActivated.connect(lambda *_: self._begin_recording())
        self.record.recorded.connect(self._record)
        self.clear.clicked.connect(
            lambda: self._put(keymap.assign(self._overrides, self.current, QKeySequence()))
        )
        self._refresh()

    @property
    def overrides(self) -> dict[str, str]:
        """The user's own keys."""
        return dict(self._overrides)

    @property
    def current(self) -> str:
        """The id of the chosen command, or ""."""
        item = self.tree.currentItem()
        return str(item.data(0, _ID) or "") if item is not None else ""

    def choose(self, command_id: str) -> None:
        """Choose that command."""
        self.tree.setCurrentItem(self._items[command_id])

    def _build(self) -> None:
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Key")])
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(GRID)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.setAccessibleName(self.tr("Commands and their keys"))
        for menu in MENUS:
            group = QTreeWidgetItem(self.tree, [menu_title(menu, mnemonic=False)])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading = group.font(0)
            heading.setBold(True)
            group.setFont(0, heading)
            for command in COMMANDS:
                if command.menu == menu:
                    item = QTreeWidgetItem(group, [command.label.rstrip("…"), ""])
                    item.setData(0, _ID, command.id)
                    self._items[command.id] = item
            group.setExpanded(True)
        buttons = row_layout(
            None, [self.record, self.clear, self.reset_one, None, self.reset_all], spacing=GRID
        )
        for button in (self.clear, self.reset_one, self.reset_all):
            button.setAutoDefault(False)
        column_layout(self, [self.search, (self.tree, 1), buttons, self.note], spacing=GRID)

    def _begin_recording(self) -> None:
        if self.current:
            self.record.setFocus()
            self.record.setChecked(True)

    def _record(self, key: QKeySequence) -> None:
        command_id = self.current
        text = key.toString(QKeySequence.SequenceFormat.NativeText)
        if key.toString(QKeySequence.SequenceFormat.PortableText) in keymap.RESERVED:
            self._show_note(self.tr("{key} is reserved for moving the photo.").format(key=text), warn=True)
            return
        taken = keymap.takers(key, self._overrides, besides=command_id)
        self._put(keymap.assign(self._overrides, command_id, key))
        if taken:
            names = listed(BY_ID[one].label.rstrip("…") for one in taken)
            line = self.tr("{key} was removed from: {commands}.").format(key=text, commands=names)
            self._show_note(line, warn=True)

    def _reset_one(self) -> None:
        self._put({name: text for name, text in self._overrides.items() if name != self.current})

    def _put(self, overrides: dict[str, str]) -> None:
        self._overrides = overrides
        self._refresh()
        self.changed.emit(dict(overrides))

    def _refresh(self) -> None:
        conflicts = keymap.conflicts(self._overrides)
        clashing = {command_id for ids in conflicts.values() for command_id in ids}
        for command_id, item in self._items.items():
            item.setText(1, keymap.shortcut_text(command_id, self._overrides))
            own, colours = command_id in self._overrides, palette()
            colour = colours.danger if command_id in clashing else colours.accent if own else colours.text
            item.setForeground(1, colour)
        self._show_note(self._conflict_line(conflicts), warn=bool(conflicts))
        self._refresh_buttons()

    def _conflict_line(self, conflicts: Mapping[str, tuple[str, ...]]) -> str:
        for key, ids in conflicts.items():
            names = listed(BY_ID[one].label.rstrip("…") for one in ids)
            native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            return self.tr("{key} is assigned to several commands: {commands}.").format(
                key=native, commands=names
            )
        return ""

    def _refresh_buttons(self) -> None:
        command_id = self.current
        self.record.setEnabled(bool(command_id))
        self.clear.setEnabled(bool(command_id) and bool(keymap.sequences(command_id, self._overrides)))
        self.reset_one.setEnabled(command_id in self._overrides)
        self.reset_all.setEnabled(bool(self._overrides))

    def _show_note(self, line: str, warn: bool) -> None:
        set_role(self.note, "warning" if warn else "muted")
        self.note.setText(line)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for index in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(index)
            assert group is not None
            shown = 0
            for place in range(group.childCount()):
                item = group.child(place)
                assert item is not None
                hit = wanted in item.text(0).casefold() or wanted in item.text(1).casefold()
                item.setHidden(not hit)
                shown += hit
            group.setHidden(shown == 0)
