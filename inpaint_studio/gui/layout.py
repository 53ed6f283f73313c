"""The docks of the window: which there are, where they stand at first, and how they are remembered."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from ..core.paths import config_dir
from . import theme

_VERSION = 1
"""To be raised when docks come or go, so that an old layout is not forced on a new window."""
_ROOMY = 900
"""px of height from which on panels stand below one another instead of behind one another."""


def add_docks(window: QMainWindow, panels: Mapping[str, tuple[str, QWidget]]) -> dict[str, QDockWidget]:
    """A dock for each panel (its name: title and widget), at the right; `arrange` gives them their places."""
    window.setDockOptions(
        QMainWindow.DockOption.AnimatedDocks
        | QMainWindow.DockOption.AllowTabbedDocks
        | QMainWindow.DockOption.AllowNestedDocks
    )
    window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
    window.setTabPosition(
        Qt.DockWidgetArea.AllDockWidgetAreas, window.tabPosition(Qt.DockWidgetArea.TopDockWidgetArea)
    )
    docks = {}
    for name, (title, widget) in panels.items():
        dock = QDockWidget(title, window)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(widget)
        widget.setMinimumWidth(theme.PANEL_WIDTH - 40)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        docks[name] = dock
    return docks


def arrange(window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
    """The places that the panels have at first: in a low window they fold to tabs."""
    right = Qt.DockWidgetArea.RightDockWidgetArea
    for dock in docks.values():
        dock.setFloating(False)
        window.addDockWidget(right, dock)
        dock.show()
    window.splitDockWidget(docks["engine"], docks["history"], Qt.Orientation.Vertical)
    window.tabifyDockWidget(docks["history"], docks["layers"])
    if window.height() >= _ROOMY:
        window.splitDockWidget(docks["history"], docks["navigator"], Qt.Orientation.Vertical)
        shown = [docks["engine"], docks["history"], docks["navigator"]]
        window.resizeDocks(shown, [430, 240, 220], Qt.Orientation.Vertical)
    else:
        window.tabifyDockWidget(docks["layers"], docks["navigator"])
        shown = [docks["engine"], docks["history"]]
        window.resizeDocks(shown, [max(300, window.height() - 400), 220], Qt.Orientation.Vertical)
    docks["history"].raise_()
    window.resizeDocks([docks["engine"]], [theme.PANEL_WIDTH], Qt.Orientation.Horizontal)


def remember(window: QMainWindow) -> None:
    """Write the window's place, size and docks to the user's folder; never raises."""
    kept = _kept()
    kept.setValue("geometry", window.saveGeometry())
    kept.setValue("docks", window.saveState(_VERSION))
    kept.sync()


def recall(window: QMainWindow) -> bool:
    """Give the window the place, size and docks of the last time; False if there was none."""
    kept = _kept()
    geometry, docks = kept.value("geometry"), kept.value("docks")
    if geometry is None or docks is None:
        return False
    return window.restoreGeometry(geometry) and window.restoreState(docks, _VERSION)


def forget() -> None:
    """Let the next window begin with the layout of the first time."""
    _kept().clear()


def _kept() -> QSettings:
    return QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)
