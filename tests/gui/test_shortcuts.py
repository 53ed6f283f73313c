"""The shortcut sheet and the about box."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QTextBrowser
from pytestqt.qtbot import QtBot

from inpaint_studio import __version__
from inpaint_studio.core.paths import log_dir
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.commands.table import COMMANDS
from inpaint_studio.gui.dialogs.about import AboutDialog
from inpaint_studio.gui.dialogs.shortcuts import ShortcutSheet


@pytest.fixture
def sheet(qtbot: QtBot) -> ShortcutSheet:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = ShortcutSheet(Actions(window, Settings(keymap={"keep": "F9", "undo": ""})), window)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_every_command_with_a_key_is_on_the_sheet(sheet: ShortcutSheet) -> None:
    with_key = {command.id for command in COMMANDS if command.shortcut}
    assert set(sheet.shown) == with_key - {"undo"}


def test_it_shows_the_users_own_keys(sheet: ShortcutSheet) -> None:
    assert "F9" in [key.text() for key in sheet.findChildren(QLabel)]


def test_it_can_be_searched_by_name_and_key(qtbot: QtBot, sheet: ShortcutSheet) -> None:
    qtbot.keyClicks(sheet.search, "zoom i")
    assert sheet.shown == ("zoom-in",)
    sheet.search.clear()
    qtbot.keyClicks(sheet.search, "ctrl+o")
    assert sheet.shown == ("open",)
    qtbot.keyClicks(sheet.search, "xyz")
    assert sheet.shown == ()
    assert sheet.nothing.isVisible()


def test_no_key_is_cut_off(sheet: ShortcutSheet) -> None:
    for name in sheet.findChildren(QLabel):
        if name.isVisible() and name.property("role") == "key":
            assert name.width() >= name.sizeHint().width()


def test_escape_closes_it(qtbot: QtBot, sheet: ShortcutSheet) -> None:
    with qtbot.waitSignal(sheet.finished):
        qtbot.keyClick(sheet.search, Qt.Key.Key_Escape)


def test_about_names_the_version_and_every_engine_and_opens_the_log(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = AboutDialog(REGISTRY)
    qtbot.addWidget(about)
    about.show()
    text = " ".join(page.toPlainText() for page in about.findChildren(QTextBrowser))
    for entry in REGISTRY.entries():
        assert entry.info is not None
        assert entry.info.label in text
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    qtbot.mouseClick(about.log_button, Qt.MouseButton.LeftButton)
    assert opened == [log_dir().as_posix()]
    assert log_dir().is_dir()
    qtbot.mouseClick(about.copy_button, Qt.MouseButton.LeftButton)
    assert __version__ in QGuiApplication.clipboard().text()
