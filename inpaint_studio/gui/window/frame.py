"""The layout of the window: tools on the left, the photo in the middle, panels on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QWidget

from ..canvas.view import Canvas
from ..commands.actions import Actions
from ..commands.table import BY_ID
from ..compare.left_running import LeftRunning
from ..compare.workspace import CompareWorkspace
from ..files.files import Files
from ..kit.layouts import column_layout, stacked
from ..panels.damage.panel import DamagePanel
from ..panels.engine.panel import EnginePanel
from ..panels.history.panel import HistoryPanel
from ..panels.layers.bar import FillBar
from ..panels.layers.panel import LayersPanel
from ..panels.medical import FrameBar, NotForDiagnosis
from ..panels.navigator import Navigator
from ..panels.notices import Notices
from ..panels.results.strip import ResultsStrip
from ..panels.status import StatusBar
from ..panels.tool_options import ToolOptions
from ..panels.toolbox import Toolbox
from ..session.session import Session
from . import layout
from .focus import FocusKeeper
from .start_page import StartPage


class WindowFrame(QMainWindow):
    """All parts of the window in their places, and methods to show and hide them."""

    compare_changed = Signal()
    """A comparison was opened or closed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.commands = Actions(self, session.settings)
        self.files = Files(session, self)
        self._build()
        self._panels_hidden: list[QWidget] = []
        self._docks_in_front: list[QDockWidget] = []

    def _build(self) -> None:
        session, commands = self.session, self.commands
        self.canvas = Canvas(session)
        self.start_page = StartPage(session)
        self.fill_bar = FillBar(session, self.canvas, commands)
        self.results = ResultsStrip(session, commands)
        self.compare: CompareWorkspace | None = None
        self.left_running = LeftRunning(session, self._end_comparison, self)

        self.editor = QWidget()
        self.frame_bar = FrameBar(session, commands)
        column_layout(self.editor, [(self.canvas, 1), self.frame_bar, self.results])
        # a nested main window, so that its bars and panels are shown and hidden with the photo
        self.desk = QMainWindow()
        self.desk.setWindowFlags(Qt.WindowType.Widget)
        self.desk.setCentralWidget(self.editor)
        self.pages = stacked(None, self.start_page, self.desk)
        self.warning = NotForDiagnosis(session)
        centre = QWidget()
        self._rows = column_layout(centre, [self.warning, (self.pages, 1)])
        self.setCentralWidget(centre)
        self.notices = Notices(self.pages, self.canvas)

        self.toolbox = Toolbox(self.canvas, session, commands)
        self.options = ToolOptions(self.toolbox, session)
        self.tool_bar = self._bar("toolbox", self.toolbox, Qt.ToolBarArea.LeftToolBarArea)
        self.options_bar = self._bar("options", self.options, Qt.ToolBarArea.TopToolBarArea)
        self.engine_panel = EnginePanel(session, commands)
        self.damage_panel = DamagePanel(session, commands)
        self.history_panel = HistoryPanel(session)
        self.layers_panel = LayersPanel(session, commands)
        self.navigator = Navigator(self.canvas, session)
        for button, command in (
            (self.start_page.open_button, "open"),
            (self.start_page.paste_button, "paste"),
            (self.engine_panel.fill.cancel, "cancel"),
            (self.history_panel.undo_button, "undo"),
            (self.history_panel.redo_button, "redo"),
            (self.navigator.fit, "zoom-fit"),
        ):
            commands.explain(button, command)
        self.docks = layout.add_docks(
            self.desk,
            {
                "engine": self.engine_panel,
                "damage": self.damage_panel,
                "history": self.history_panel,
                "layers": self.layers_panel,
                "navigator": self.navigator,
            },
        )
        self.status = StatusBar(session, self.canvas)
        self.status.follow(self.left_running)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.status, 1)
        self.focus_keeper = FocusKeeper(self.desk, self.canvas)
        self.pages.currentChanged.connect(self._page_changed)
        self._page_changed()

    def add_bar(self, bar: QWidget) -> None:
        """Show a bar above all pages."""
        self._rows.insertWidget(0, bar)

    def _page_changed(self) -> None:
        page = self.pages.currentWidget()
        self.status.set_editing(page is self.desk)
        self.warning.set_seen(page in (self.desk, self.compare))

    def _bar(self, name: str, widget: QWidget, area: Qt.ToolBarArea) -> QToolBar:
        bar = QToolBar(BY_ID[f"panel-{name}"].label, self.desk)
        bar.setObjectName(f"bar-{name}")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(widget)
        self.desk.addToolBar(area, bar)
        return bar

    def enter_compare(self) -> CompareWorkspace:
        """Show the comparison of engines on the present photo and mask."""
        if self.compare is None:
            self.compare = self.left_running.again() or self._new_comparison()
            self.pages.setCurrentWidget(self.compare)
            self.compare.setFocus()
            self.compare_changed.emit()
        return self.compare

    def _new_comparison(self) -> CompareWorkspace:
        workspace = CompareWorkspace(self.session)
        workspace.closed.connect(self.leave_compare)
        self.pages.addWidget(workspace)
        return workspace

    def leave_compare(self) -> None:
        """Return to the photo; what runs in the comparison goes on, unless the picture has changed."""
        workspace, self.compare = self.compare, None
        if workspace is not None:
            self.pages.setCurrentWidget(self.desk)
            if workspace.busy and workspace.take_in():
                self.left_running.take(workspace)
            else:
                self._end_comparison(workspace)
            self.canvas.setFocus()
            self.compare_changed.emit()

    def stop_comparisons(self) -> None:
        """Stop and close the comparison that is shown, and those that were left while they ran."""
        workspace, self.compare = self.compare, None
        self.left_running.stop()
        if workspace is not None:
            self._end_comparison(workspace)
            self.compare_changed.emit()

    def _end_comparison(self, workspace: CompareWorkspace) -> None:
        self.pages.removeWidget(workspace)
        workspace.close()
        workspace.deleteLater()

    def show_damage(self) -> None:
        """Show the panel of found damage, with the keyboard in it."""
        self.commands["hide-panels"].setChecked(False)
        layout.show_tabbed(self.desk, self.docks["damage"], self.docks["engine"])
        self.damage_panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def rename_fill(self) -> None:
        """Let the user type a name for the selected fill: by its pin, or in the list without pins."""
        if self.fill_bar.isVisible():
            self.fill_bar.rename()
        else:
            self.show_layers()
            self.layers_panel.rename()

    def fill_otherwise(self) -> None:
        """Let the user choose the engine to fill the selected fill again with."""
        if self.fill_bar.isVisible():
            self.fill_bar.controls.show_engines()
        else:
            self.layers_panel.controls.ask_settings()

    def show_layers(self) -> None:
        """Show the list of kept fills."""
        self.commands["hide-panels"].setChecked(False)
        self.docks["layers"].show()
        self.docks["layers"].raise_()

    def step_panel(self, by: int) -> None:
        """Give the keyboard to the next (or previous) panel in sight; the photo is one of them."""
        panels = [dock.widget() for dock in self.docks.values()]
        areas = [self.canvas, self.fill_bar, self.results, *panels, self.tool_bar, self.options_bar]
        if self.desk.isVisible():
            self.focus_keeper.step(areas, by)

    def arrange(self, size: QSize) -> None:
        """Set the size of the window and the places of the panels, or restore those of the last run."""
        self.resize(size)
        self.desk.resize(self.size())  # or the first resize would lose the sizes of the panels
        layout.arrange(self.desk, self.docks, self.height())
        self._first_layout = self.desk.saveState()
        self.docks["damage"].toggleViewAction().toggled.connect(lambda _: layout.tidy(self.desk))
        layout.recall(self, self.desk)

    def hide_panels(self, hidden: bool) -> None:
        """Show only the photo and the menus, or restore the panels."""
        if hidden:
            candidates = [*self.docks.values(), self.tool_bar, self.options_bar, self.results]
            self._panels_hidden = [widget for widget in candidates if widget.isVisible()]
            self._docks_in_front = layout.in_front(self.docks.values())
            for widget in self._panels_hidden:
                widget.hide()
        else:
            for widget in self._panels_hidden:
                widget.show()
            self._panels_hidden = []
            for dock in self._docks_in_front:
                dock.raise_()

    def reset_layout(self) -> None:
        """Restore the default layout."""
        layout.forget()
        self.commands["hide-panels"].setChecked(False)
        layout.restore(self.desk, self._first_layout, self.docks)
        for widget in (self.tool_bar, self.options_bar, self.results):
            widget.show()
