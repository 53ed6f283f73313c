"""The window as a whole: pages, bars, menus, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDockWidget, QMenu, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.commands.table import COMMANDS, MENUS
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.main_window import MainWindow
from tests.gui.windows import shown


@pytest.fixture
def window(qtbot: QtBot, empty_session: Session) -> Iterator[MainWindow]:
    """Without a photo."""
    with shown(qtbot, empty_session) as made:
        yield made


@pytest.fixture
def opened(window: MainWindow, photo: Photo) -> MainWindow:
    window.session.open(photo)
    return window


def test_it_starts_with_the_start_page_and_shows_the_photo_once_there_is_one(
    window: MainWindow, photo: Photo
) -> None:
    assert window.pages.currentWidget() is window.start_page
    window.session.open(photo)
    assert window.pages.currentWidget() is window.desk
    assert window.canvas.hasFocus()
    window.session.close_photo()
    assert window.pages.currentWidget() is window.start_page


def test_nothing_flashes_up_as_a_window_of_its_own(
    qtbot: QtBot, window: MainWindow, photo: Photo, tmp_path: Path
) -> None:
    window.session.update_settings(recent=(f"{tmp_path}/a.png", f"{tmp_path}/b.png"))
    window.session.open(photo)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window]


def test_every_command_is_in_a_menu_and_does_something(window: MainWindow) -> None:
    listed = {
        action.objectName()
        for menu in window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if action.objectName()
    } | {
        action.objectName()
        for top in window.menuBar().actions()
        for action in (top.menu().actions() if isinstance(top.menu(), QMenu) else [])
    }
    assert {command.id for command in COMMANDS} <= listed
    assert len(window.menuBar().actions()) == len(MENUS)
    for command in COMMANDS:
        action = window.commands[command.id]
        connected = action.receivers("2triggered(bool)") + action.receivers("2toggled(bool)")
        # a submenu does nothing by itself
        assert connected > 0 or action.menu() is not None, command.id


def test_no_key_stands_for_two_commands(window: MainWindow) -> None:
    assert window.commands.conflicts() == {}


def test_every_control_without_words_has_a_name(opened: MainWindow) -> None:
    nameless = [
        button
        for button in opened.findChildren(QAbstractButton)
        if button.isVisible()
        and not button.text()
        and not button.accessibleName()
        # parts that Qt puts into its own widgets
        and not button.objectName().startswith("qt_")
        and not isinstance(button.parentWidget(), QDockWidget | QComboBox)
    ]
    assert nameless == []


def test_the_keyboard_gets_from_the_photo_into_the_panels(qtbot: QtBot, opened: MainWindow) -> None:
    opened.engine_panel.list.setFocus()
    seen: set[QWidget] = set()
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in seen:
            break
        seen.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert len(seen) > 4


def test_a_web_address_is_taken_to_say_why_it_cannot_be_opened(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/picture.jpg")])
    at, copy = QPointF(10, 10).toPoint(), Qt.DropAction.CopyAction
    event = QDragEnterEvent(at, copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, event)
    assert event.isAccepted()
    told: list[object] = []
    window.session.failed.connect(lambda error, _: told.append(error.code))
    window.files.take(mime)
    assert told == ["drop-link"]


def test_words_that_are_dragged_over_it_are_left_alone(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setText("some words")
    at, copy = QPointF(10, 10).toPoint(), Qt.DropAction.CopyAction
    event = QDragEnterEvent(at, copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_full_screen_goes_on_and_off(qtbot: QtBot, opened: MainWindow) -> None:
    opened.commands["full-screen"].trigger()
    qtbot.waitUntil(opened.isFullScreen)
    assert opened.commands["full-screen"].isChecked()
    opened.notices.clear()  # Esc would take a notice away first
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not opened.isFullScreen())
    assert not opened.commands["full-screen"].isChecked()


def test_the_layout_is_remembered(qtbot: QtBot, opened: MainWindow, photo: Photo) -> None:
    was = opened.docks["engine"].isHidden()
    opened.commands["panel-engine"].trigger()
    assert opened.docks["engine"].isHidden() != was
    opened.shut_down(discard=True)
    second = MainWindow(Session(opened.session.registry, settings=opened.session.settings))
    second.session.open(photo)
    second.show()
    assert second.docks["engine"].isHidden() != was
    second.commands["reset-layout"].trigger()
    assert second.docks["engine"].isHidden() == was
    second.shut_down(discard=True)
    second.close()


def test_it_may_be_shut_down_twice(opened: MainWindow) -> None:
    opened.shut_down(discard=True)
    opened.shut_down(discard=True)


def test_a_failure_is_shown_with_its_details(opened: MainWindow) -> None:
    opened.session.failed.emit(StudioError("mask-full"), "all the details")
    shown = opened.notices.shown
    assert shown is not None
    assert (shown.kind, shown.details) == ("error", "all the details")


@pytest.mark.parametrize("name", ["engine", "toolbox"])
def test_panels_are_shown_and_hidden_though_python_lost_its_handles_to_qts_actions(
    opened: MainWindow, name: str
) -> None:
    panel = opened.docks.get(name, opened.tool_bar)
    shiboken6.invalidate(panel.toggleViewAction())  # as when an action of an earlier window had its address
    command = opened.commands[f"panel-{name}"]
    for is_shown in (False, True):
        command.trigger()
        assert panel.isHidden() is not is_shown
        assert command.isChecked() is is_shown
