"""Whatever button does a command shows its key in its tooltip, the user's own key too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from inpaint_studio.gui.commands.table import COMMANDS, without_mnemonic
from inpaint_studio.gui.panels.results.cells import HoverButtons
from tests.e2e.conftest import Start
from tests.e2e.editor import Editor


def doers(editor: Editor) -> Iterator[tuple[str, QAbstractButton]]:
    """The buttons of the window that are called like a command, with its id."""
    ids = {without_mnemonic(one.label).rstrip("…"): one.id for one in COMMANDS}
    for button in editor.window.findChildren(QAbstractButton):
        if isinstance(button.parent(), HoverButtons):
            continue  # on a card: it acts on that result, the key on the chosen one
        names = {
            button.text().partition("   ")[0],
            button.accessibleName(),
            button.toolTip().partition(" (")[0],
        }
        for name in names:
            command = ids.get(without_mnemonic(name).rstrip("…"))
            if command is not None:
                yield command, button


def without_key(editor: Editor) -> list[str]:
    """The buttons whose tooltip lacks the key of their command."""
    keys = editor.window.commands.shortcut_text
    return [
        f"{command}: {button.toolTip()!r}"
        for command, button in doers(editor)
        if keys(command) and f"({keys(command)})" not in button.toolTip()
    ]


def test_every_button_of_a_command_shows_its_key(start: Start, path: Path) -> None:
    editor = start()
    assert without_key(editor) == []
    editor.open(path)
    assert without_key(editor) == []
    editor.stroke()
    editor.window.show_damage()
    editor.fill("noise")
    assert without_key(editor) == []
    editor.fill("white")  # always the same, so some buttons say why they are disabled
    assert without_key(editor) == []
    found = {command for command, _ in doers(editor)}
    assert {"open", "undo", "redo", "zoom-fit", "fill", "compare", "variations", "keep"} <= found
    assert {"try-again", "find-damage", "add-found", "tool-brush", "tool-crop"} <= found


def test_tooltips_follow_the_users_own_keys(start: Start, path: Path) -> None:
    editor = start()
    editor.open(path)
    own = {command: f"Ctrl+Alt+Shift+F{1 + number % 12}" for number, command in enumerate(
        sorted({command for command, _ in doers(editor) if editor.window.commands.shortcut_text(command)})
    )}  # fmt: skip
    editor.session.update_settings(keymap=own)
    assert without_key(editor) == []
    assert all("F" in editor.window.commands.shortcut_text(command) for command in own)
