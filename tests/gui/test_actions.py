"""Commands and keys: defaults without conflicts, the user's own, and text fields that get their keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPushButton, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.commands import keymap
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.commands.table import COMMANDS, MENUS


class Window(QMainWindow):
    def __init__(self) -> None:
        super().__init__()
        self.canvas = QWidget()
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.line, self.number, self.button = QLineEdit(), QSpinBox(), QPushButton("one")
        middle = QWidget()
        rows = QVBoxLayout(middle)
        for widget in (self.canvas, self.line, self.number, self.button):
            rows.addWidget(widget)
        self.setCentralWidget(middle)
        self.commands = Actions(self, Settings())
        self.heard: list[str] = []
        for command_id in self.commands:
            self.commands[command_id].triggered.connect(lambda *_, name=command_id: self.heard.append(name))


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.canvas.setFocus()
    return made


def test_no_two_commands_have_the_same_key_at_first() -> None:
    assert keymap.conflicts({}) == {}


def test_every_default_key_can_be_read() -> None:
    for command in COMMANDS:
        wanted = len(command.shortcut.split("; ")) if command.shortcut else 0
        assert len(keymap.sequences(command.id, {})) == wanted, command.id


def test_ids_are_unique_and_every_command_is_in_a_menu(window: Window) -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    shown = [one.objectName() for menu in MENUS for one in window.commands.menu(menu).actions()]
    assert [name for name in shown if name] == [
        command.id for menu in MENUS for command in COMMANDS if command.menu == menu
    ]


@pytest.mark.parametrize(
    ("key", "modifier", "command"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "fill"),
        (Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "tool-brush"),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "undo"),
        (Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.NoModifier, "brush-smaller"),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "hide-panels"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "cancel"),
    ],
)
def test_a_key_at_the_photo_does_its_command(
    window: Window, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, command: str
) -> None:
    qtbot.keyClick(window.canvas, key, modifier)
    assert window.heard == [command]


@pytest.mark.parametrize("field", ["line", "number"])
@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_Delete])
def test_a_plain_key_in_a_text_field_is_no_command(
    window: Window, qtbot: QtBot, field: str, key: Qt.Key
) -> None:
    widget = getattr(window, field)
    widget.setFocus()
    qtbot.keyClick(widget, key)
    assert window.heard == []


def test_commands_with_modifiers_and_cancel_work_from_a_text_field(window: Window, qtbot: QtBot) -> None:
    window.line.setFocus()
    qtbot.keyClick(window.line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.line, Qt.Key.Key_Escape)
    assert window.heard == ["save", "cancel"]


def test_tab_goes_through_controls_and_hides_panels_only_at_the_photo(window: Window, qtbot: QtBot) -> None:
    window.line.setFocus()
    qtbot.keyClick(window.line, Qt.Key.Key_Tab)
    assert window.heard == []
    assert window.focusWidget() is window.number


def test_the_original_is_shown_while_its_key_is_down(window: Window, qtbot: QtBot) -> None:
    original = window.commands["original"]
    qtbot.keyPress(window.canvas, Qt.Key.Key_Backslash)
    assert original.isChecked()
    qtbot.keyRelease(window.canvas, Qt.Key.Key_Backslash)
    assert not original.isChecked()


def test_a_backslash_typed_into_a_field_shows_no_original(window: Window, qtbot: QtBot) -> None:
    window.line.setFocus()
    qtbot.keyPress(window.line, Qt.Key.Key_Backslash)
    assert not window.commands["original"].isChecked()
    assert window.line.text() == "\\"


def test_the_users_keys_replace_the_defaults(window: Window, qtbot: QtBot) -> None:
    window.commands.apply_keymap({"fill": "F5", "undo": ""})
    assert window.commands["undo"].shortcuts() == []
    assert window.commands.tooltip("fill") == "Fill (F5)"
    qtbot.keyClick(window.canvas, Qt.Key.Key_F5)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.heard == ["fill"]


def test_the_hold_key_can_be_changed_too(window: Window, qtbot: QtBot) -> None:
    window.commands.apply_keymap({"original": "O"})
    qtbot.keyPress(window.canvas, Qt.Key.Key_O)
    assert window.commands["original"].isChecked()
    qtbot.keyRelease(window.canvas, Qt.Key.Key_O)
    assert not window.commands["original"].isChecked()


def test_overrides_that_make_no_sense_leave_the_defaults() -> None:
    assert keymap.clean({"nothing": "F5", "fill": "Hyper+Qqq", "save": "Ctrl+S"}) == {}


def test_a_conflict_is_told_with_all_that_want_the_key(window: Window) -> None:
    window.commands.apply_keymap({"fill": "B"})
    assert window.commands.conflicts() == {"B": ("tool-brush", "fill")}


def test_a_key_that_is_assigned_is_taken_from_its_owner() -> None:
    changed = keymap.assign({}, "fill", QKeySequence("B"))
    assert changed == {"fill": "B", "tool-brush": ""}
    assert keymap.conflicts(changed) == {}
    changed = keymap.assign({}, "fill", QKeySequence("="))
    assert keymap.sequences("zoom-in", changed) == [QKeySequence(k) for k in ("+", "Ctrl++", "Ctrl+=")]


def test_a_command_that_claims_its_key_has_it_alone_while_it_can_be_used(window: Window) -> None:
    commands, x = window.commands, QKeySequence("X")
    commands.set_enabled("reject-mark", False)
    assert commands["tool-sources"].shortcuts() == [x]
    commands.set_enabled("reject-mark", True)
    assert commands["reject-mark"].shortcuts() == [x]
    assert commands["tool-sources"].shortcuts() == []
    commands.apply_keymap({"reject-mark": "B"})
    assert commands["tool-sources"].shortcuts() == [x]
    assert commands["tool-brush"].shortcuts() == []
    commands.set_enabled("reject-mark", False)
    assert commands["tool-brush"].shortcuts() == [QKeySequence("B")]


def test_a_claimed_key_is_shared_but_not_with_another_claim() -> None:
    shared = keymap.assign({}, "reject-mark", QKeySequence("B"))
    assert shared == {"reject-mark": "B"}
    assert keymap.conflicts(shared) == {}
    assert keymap.assign({}, "reject-mark", QKeySequence("Y")) == {"reject-mark": "Y", "accept-mark": ""}
    assert keymap.conflicts({"reject-mark": "Y"}) == {"Y": ("accept-mark", "reject-mark")}


def test_a_disabled_command_says_why(window: Window) -> None:
    window.commands.set_enabled("undo", False, "There is nothing to undo.")
    action = window.commands["undo"]
    assert not action.isEnabled()
    assert action.toolTip() == "Undo (Ctrl+Z)\nThere is nothing to undo."
    window.commands.set_enabled("undo", True)
    assert action.toolTip() == "Undo (Ctrl+Z)"


def test_menus_know_their_place_on_a_mac(window: Window) -> None:
    roles = {name: window.commands[name].menuRole() for name in ("about", "quit", "preferences", "fill")}
    assert roles == {
        "about": QAction.MenuRole.AboutRole,
        "quit": QAction.MenuRole.QuitRole,
        "preferences": QAction.MenuRole.PreferencesRole,
        "fill": QAction.MenuRole.NoRole,
    }
