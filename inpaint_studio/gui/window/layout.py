"""The docks of the window: creation, default places, and saving their layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from ...core.paths import config_dir
from ..commands.table import BY_ID
from ..kit import theme
from ..kit.later import later

_VERSION = 2
"""Increase it when docks are added or removed, so that an old layout is not applied to a new window."""
_ROOMY = 900
"""px of height from which panels are stacked instead of tabbed."""


def add_docks(window: QMainWindow, panels: Mapping[str, QWidget]) -> dict[str, QDockWidget]:
    """A dock on the right for each panel, by the name in its command; `arrange` places them."""
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
    """Put the panels in their default places, as tabs if `height` (px) is small.

    To be called once: Qt leaves empty tabs behind when docks are moved later.
    """
    # not even hidden until damage is looked for: Qt would leave a tab behind
    desk.removeDockWidget(docks["damage"])
    desk.splitDockWidget(docks["engine"], docks["history"], Qt.Orientation.Vertical)
    # split first: next to a tabbed panel a new one would become a tab
    if height >= _ROOMY:
        desk.splitDockWidget(docks["history"], docks["navigator"], Qt.Orientation.Vertical)
        shown = [docks["engine"], docks["history"], docks["navigator"]]
        heights = [430, 240, 220]
    else:
        desk.tabifyDockWidget(docks["history"], docks["navigator"])
        shown = [docks["engine"], docks["history"]]
        heights = [480, 220]  # Qt keeps their ratio: the engine has controls, the lists scroll
    desk.tabifyDockWidget(docks["history"], docks["layers"])
    desk.resizeDocks(shown, heights, Qt.Orientation.Vertical)
    docks["history"].raise_()
    desk.resizeDocks([docks["engine"]], [theme.PANEL_WIDTH], Qt.Orientation.Horizontal)


def show_tabbed(desk: QMainWindow, dock: QDockWidget, beside: QDockWidget) -> None:
    """Show a panel that was in no place yet as a tab on `beside`, another one where it is."""
    if desk.dockWidgetArea(dock) == Qt.DockWidgetArea.NoDockWidgetArea and not dock.isFloating():
        desk.tabifyDockWidget(beside, dock)
    dock.show()
    dock.raise_()


def in_front(docks: Iterable[QDockWidget]) -> list[QDockWidget]:
    """The panels that can be seen: of those on tabs, the one in front."""
    return [dock for dock in docks if dock.isVisible() and not dock.visibleRegion().isEmpty()]


def tidy(desk: QMainWindow) -> None:
    """Hide what Qt leaves behind when a panel is hidden or shown, once it has done so."""
    later(desk, lambda: _hide_stale_tabs(desk))


def restore(desk: QMainWindow, state: QByteArray, docks: Mapping[str, QDockWidget]) -> None:
    """Restore the panels from a `state` saved right after `arrange`."""
    desk.restoreState(state)
    _leave_out(desk, _placed(desk) - {docks["damage"].objectName()})
    tidy(desk)


def _placed(desk: QMainWindow) -> set[str]:
    """The names of the panels that have a place, even if they are hidden."""
    nowhere = Qt.DockWidgetArea.NoDockWidgetArea
    docks = desk.findChildren(QDockWidget)
    return {dock.objectName() for dock in docks if dock.isFloating() or desk.dockWidgetArea(dock) != nowhere}


def _leave_out(desk: QMainWindow, placed: set[str]) -> None:
    """Take the place from panels that had none: Qt gives them one when it restores a layout."""
    for dock in desk.findChildren(QDockWidget):
        if dock.objectName() not in placed:
            desk.removeDockWidget(dock)


def _hide_stale_tabs(desk: QMainWindow) -> None:
    """Hide tab bars that Qt left under new ones, which it makes whenever it restores, or of hidden panels."""
    shown = {dock.windowTitle() for dock in desk.findChildren(QDockWidget) if not dock.isHidden()}
    newest = {bar.geometry().getRect(): bar for bar in _tab_bars(desk)}
    for bar in _tab_bars(desk):
        stale = bar.count() < 2 or not {bar.tabText(place) for place in range(bar.count())} <= shown
        if stale or newest[bar.geometry().getRect()] is not bar:
            bar.hide()


def _tab_bars(desk: QMainWindow) -> list[QTabBar]:
    """The tab bars of the docks, the oldest first."""
    return desk.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)


def remember(window: QMainWindow, desk: QMainWindow) -> None:
    """Save the position and size of the window, and its panels, to the user's folder."""
    kept = _kept()
    kept.setValue("geometry", window.saveGeometry())
    kept.setValue("docks", desk.saveState(_VERSION))
    kept.setValue("placed", sorted(_placed(desk)))
    kept.sync()


def recall(window: QMainWindow, desk: QMainWindow) -> bool:
    """Restore position, size and panels of the last run; False if there was none."""
    kept = _kept()
    geometry, docks = kept.value("geometry"), kept.value("docks")
    if geometry is None or docks is None:
        return False
    if not window.restoreGeometry(geometry):
        return False
    restored = desk.restoreState(docks, _VERSION)
    placed = kept.value("placed")
    _leave_out(desk, set(placed if isinstance(placed, list) else ()))
    tidy(desk)
    return restored


def forget() -> None:
    """Make the next window start with the default layout."""
    _kept().clear()


def _kept() -> QSettings:
    return QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)
