"""The docks of the window: which there are, where they stand at first, and how they are remembered."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from ...core.paths import config_dir
from ..commands.table import BY_ID
from ..kit import theme
from ..kit.later import later

_VERSION = 1
"""To be raised when docks come or go, so that an old layout is not forced on a new window."""
_ROOMY = 900
"""px of height from which on panels stand below one another instead of behind one another."""


def add_docks(window: QMainWindow, panels: Mapping[str, QWidget]) -> dict[str, QDockWidget]:
    """A dock at the right for each panel, by the name in its command; `arrange` gives them their places."""
    window.setDockOptions(
        QMainWindow.DockOption.AnimatedDocks
        | QMainWindow.DockOption.AllowTabbedDocks
        | QMainWindow.DockOption.AllowNestedDocks
    )
    window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
    docks = {}
    for name, widget in panels.items():
        dock = QDockWidget(BY_ID[f"panel-{name}"].label, window)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(widget)
        widget.setMinimumWidth(theme.PANEL_WIDTH)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        docks[name] = dock
    return docks


def arrange(desk: QMainWindow, docks: Mapping[str, QDockWidget], height: int) -> None:
    """The places that the panels have at first; where `height` (px) is small they fold to tabs.

    To be called once: Qt leaves tabs without panels behind when docks are put elsewhere later.
    """
    desk.splitDockWidget(docks["engine"], docks["history"], Qt.Orientation.Vertical)
    # splitting comes first: next to a panel with tabs a new one would become a tab
    if height >= _ROOMY:
        desk.splitDockWidget(docks["history"], docks["navigator"], Qt.Orientation.Vertical)
        shown = [docks["engine"], docks["history"], docks["navigator"]]
        heights = [430, 240, 220]
    else:
        desk.tabifyDockWidget(docks["history"], docks["navigator"])
        shown = [docks["engine"], docks["history"]]
        heights = [500, 200]  # Qt keeps their ratio: the engine has controls, the history scrolls
    desk.tabifyDockWidget(docks["history"], docks["layers"])
    desk.resizeDocks(shown, heights, Qt.Orientation.Vertical)
    docks["history"].raise_()
    desk.resizeDocks([docks["engine"]], [theme.PANEL_WIDTH], Qt.Orientation.Horizontal)


def restore(desk: QMainWindow, state: QByteArray) -> None:
    """Put the panels back where they were when `state` was saved."""
    desk.restoreState(state)
    later(desk, lambda: _hide_stale_tabs(desk))


def _hide_stale_tabs(desk: QMainWindow) -> None:
    """Hide tabs that Qt has left behind under new ones (it makes new ones whenever it restores)."""
    newest = {bar.geometry().getRect(): bar for bar in _tab_bars(desk)}
    for bar in _tab_bars(desk):
        if newest[bar.geometry().getRect()] is not bar:
            bar.hide()


def _tab_bars(desk: QMainWindow) -> list[QTabBar]:
    """Those of the docks, the oldest first."""
    return desk.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)


def remember(window: QMainWindow, desk: QMainWindow) -> None:
    """Write the window's place and size, and the panels of its desk, to the user's folder."""
    kept = _kept()
    kept.setValue("geometry", window.saveGeometry())
    kept.setValue("docks", desk.saveState(_VERSION))
    kept.sync()


def recall(window: QMainWindow, desk: QMainWindow) -> bool:
    """Give the window and its desk the place, size and panels of the last time; False if there was none."""
    kept = _kept()
    geometry, docks = kept.value("geometry"), kept.value("docks")
    if geometry is None or docks is None:
        return False
    if not window.restoreGeometry(geometry):
        return False
    restored = desk.restoreState(docks, _VERSION)
    later(desk, lambda: _hide_stale_tabs(desk))
    return restored


def forget() -> None:
    """Let the next window begin with the layout of the first time."""
    _kept().clear()


def _kept() -> QSettings:
    return QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)
