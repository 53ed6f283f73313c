"""Docks get their places, initially and after a restart, and leave nothing behind."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow, QTabBar
from pytestqt.qtbot import QtBot

from inpaint_studio.gui.window import layout

NAMES = ("engine", "damage", "history", "layers", "navigator")


def desk(qtbot: QtBot, height: int) -> tuple[QMainWindow, dict[str, QDockWidget]]:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(1200, height)
    docks = layout.add_docks(made, {name: QLabel(name) for name in NAMES})
    layout.arrange(made, docks, height)
    made.show()
    qtbot.waitExposed(made)
    return made, docks


def tabs(window: QMainWindow) -> list[list[str]]:
    bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]
    return [[bar.tabText(place) for place in range(bar.count())] for bar in bars]


def settle(qtbot: QtBot) -> None:
    """Do what is due: laying out, and what was put off until afterwards."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def test_a_low_window_folds_panels_to_tabs(qtbot: QtBot) -> None:
    window, docks = desk(qtbot, 700)
    qtbot.waitUntil(lambda: tabs(window) == [["History", "Navigator", "Layers"]])
    assert docks["engine"].height() > 2 * docks["history"].height()  # it has controls, the lists scroll


def test_a_high_window_shows_the_navigator_too(qtbot: QtBot) -> None:
    window, docks = desk(qtbot, 1000)
    qtbot.waitUntil(lambda: tabs(window) == [["History", "Layers"]])
    assert docks["navigator"].isVisible()


def test_restoring_leaves_no_tabs_behind(qtbot: QtBot) -> None:
    window, docks = desk(qtbot, 700)
    settle(qtbot)
    first = window.saveState()
    for _ in range(3):
        docks["history"].hide()
        settle(qtbot)
        layout.restore(window, first, docks)
        qtbot.waitUntil(lambda: tabs(window) == [["History", "Navigator", "Layers"]])


def test_a_layout_that_makes_no_sense_is_left_alone(qtbot: QtBot) -> None:
    window, docks = desk(qtbot, 700)
    layout.restore(window, QByteArray(b"nonsense"), docks)
    qtbot.waitUntil(lambda: tabs(window) == [["History", "Navigator", "Layers"]])


def test_what_was_never_remembered_is_not_recalled(qtbot: QtBot) -> None:
    window, _ = desk(qtbot, 700)
    assert not layout.recall(QMainWindow(), window)


def test_found_damage_has_its_place_only_once_it_was_shown(qtbot: QtBot) -> None:
    first, docks = desk(qtbot, 700)
    layout.remember(first, first)
    second, others = desk(qtbot, 700)
    assert layout.recall(second, second)
    assert others["damage"].isHidden()
    layout.show_tabbed(second, others["damage"], others["engine"])
    qtbot.waitUntil(lambda: ["Engine", "Damage"] in tabs(second))
    layout.remember(second, second)
    layout.recall(first, first)
    assert not docks["damage"].isHidden()
    others["damage"].hide()
    layout.tidy(second)
    qtbot.waitUntil(lambda: ["Engine", "Damage"] not in tabs(second))
