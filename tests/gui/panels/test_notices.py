"""Notices over the canvas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.panels.notices import DetailsDialog, Notices

from .helpers import show


@pytest.fixture
def notices(qtbot: QtBot) -> Notices:
    canvas = QWidget()
    made = Notices(canvas)
    made.setProperty("canvas", canvas)
    show(qtbot, canvas, 900, 500)
    return made


def button(notices: Notices, text: str) -> QPushButton:
    return next(one for one in notices.findChildren(QPushButton) if one.text() == text and one.isVisible())


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_there_is_nothing_to_see_at_first(notices: Notices) -> None:
    assert not notices.isVisible()


def test_an_error_stays_until_it_is_dismissed(notices: Notices) -> None:
    notices.show_error("The disk is full.")
    assert notices.isVisible()
    assert not notices._timer.isActive()
    assert notices.accessibleDescription() == "The disk is full."
    press(notices._close)
    assert not notices.isVisible()


def test_information_goes_by_itself(qtbot: QtBot, notices: Notices) -> None:
    notices.show_info("Saved.")
    assert notices._timer.isActive()
    notices._timer.start(1)
    qtbot.waitUntil(lambda: not notices.isVisible())


def test_what_is_said_twice_is_shown_once(notices: Notices) -> None:
    for _ in range(3):
        notices.show_error("The disk is full.", "first")
    notices.show_error("The file is damaged.")
    notices.show_error("The file is damaged.")
    assert [one.text for one in notices.waiting] == ["The file is damaged."]
    notices.dismiss()
    assert notices.shown.text == "The file is damaged."
    notices.dismiss()
    assert notices.shown is None


def test_information_gives_way_and_errors_do_not(notices: Notices) -> None:
    notices.show_info("Saved.")
    notices.show_error("The disk is full.")
    notices.show_info("Saved again.")
    assert notices.shown.text == "The disk is full."
    assert [one.text for one in notices.waiting] == ["Saved again."]


def test_details_can_be_read_and_copied(qtbot: QtBot, notices: Notices) -> None:
    notices.show_error("Something went wrong.", "Traceback: here")
    press(button(notices, "Details"))
    dialog = notices.window().findChild(DetailsDialog)
    assert dialog is not None
    assert dialog.details.toPlainText() == "Traceback: here"
    press(dialog.copy)
    assert QGuiApplication.clipboard().text() == "Something went wrong.\n\nTraceback: here"
    dialog.close()


def test_it_stays_within_a_narrow_canvas(qtbot: QtBot, notices: Notices) -> None:
    notices.show_error("A long sentence that says what went wrong and what the user can do about it. " * 2)
    canvas = notices.parentWidget()
    canvas.resize(360, 500)
    assert canvas.rect().contains(notices.geometry())
    assert notices.height() > 60
