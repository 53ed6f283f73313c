"""The window: tools at the left, the photo in the middle, panels at the right, results below."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from ...jobs.unsaved import Unsaved
from ..canvas.view import Canvas
from ..commands.actions import Actions
from ..commands.commands import MENUS
from ..commands.wiring import Wiring
from ..compare.workspace import CompareWorkspace
from ..kit import theme
from ..kit.later import later
from ..panels.engine.panel import EnginePanel
from ..panels.history.panel import HistoryPanel
from ..panels.layers.panel import LayersPanel
from ..panels.navigator import Navigator
from ..panels.notices import Notices
from ..panels.results.strip import ResultsStrip
from ..panels.status import StatusBar
from ..panels.tool_options import ToolOptions
from ..panels.toolbox import Toolbox
from ..session.files import Files
from ..session.session import Session
from . import layout
from .first_run import FirstRunHints
from .start_page import StartPage

_SMALLEST = QSize(900, 600)
_LARGEST_AT_FIRST = QSize(1760, 1100)
_SOON = 100  # ms that the title waits until it follows a stroke or a fill


class MainWindow(QMainWindow):
    """See the module. Closing it asks about unsaved changes; `shut_down` ends it without asking."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.commands = Actions(self, session.settings)
        self.files = Files(session, self)
        self._build()
        self.wiring = Wiring(self)
        self.hints = FirstRunHints(session, self.commands, self)
        self._fill_menus()
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.resize(_first_size(self.screen().availableSize()))
        self.desk.resize(self.size())  # else the sizes of the panels are lost with the first real one
        layout.arrange(self.desk, self.docks, self.height())
        self._first_layout = self.desk.saveState()
        layout.recall(self, self.desk)
        self._panels_hidden: list[QWidget] = []
        self._is_shut_down = False
        session.opened.connect(self._opened)
        self.files.beside, self.files.take_in = self._with_comparison, self._take_in_comparison
        self._title_soon = QTimer(self)
        self._title_soon.setSingleShot(True)
        self._title_soon.setInterval(_SOON)
        self._title_soon.timeout.connect(self._show_title)
        session.saved_changed.connect(self._show_title)
        for signal in (session.fills.results_changed, session.fills.job_changed, session.mask_changed):
            signal.connect(self._show_title_soon)
        theme.watcher.theme_changed.connect(self._dress)
        self._dress()
        self._opened()

    def _build(self) -> None:
        session, commands = self.session, self.commands
        self.canvas = Canvas(session)
        self.start_page = StartPage(session)
        self.results = ResultsStrip(session, commands)
        self.compare: CompareWorkspace | None = None

        self.editor = QWidget()
        column = QVBoxLayout(self.editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.results)
        # a window in the window, so that its bars and panels come and go with the photo
        self.desk = QMainWindow()
        self.desk.setWindowFlags(Qt.WindowType.Widget)
        self.desk.setCentralWidget(self.editor)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.desk)
        self.setCentralWidget(self.pages)
        self.notices = Notices(self.pages)

        self.toolbox = Toolbox(self.canvas, session, commands)
        self.options = ToolOptions(self.toolbox, session)
        self.tool_bar = self._bar("toolbox", self.tr("Tools"), self.toolbox, Qt.ToolBarArea.LeftToolBarArea)
        self.options_bar = self._bar(
            "options", self.tr("Tool options"), self.options, Qt.ToolBarArea.TopToolBarArea
        )
        self.engine_panel = EnginePanel(session, commands)
        self.history_panel = HistoryPanel(session)
        self.layers_panel = LayersPanel(session)
        self.navigator = Navigator(self.canvas, session)
        self.docks = layout.add_docks(
            self.desk,
            {
                "engine": (self.tr("Engine"), self.engine_panel),
                "history": (self.tr("History"), self.history_panel),
                "layers": (self.tr("Layers"), self.layers_panel),
                "navigator": (self.tr("Navigator"), self.navigator),
            },
        )
        self.status = StatusBar(session, self.canvas)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.status, 1)
        self.pages.currentChanged.connect(
            lambda _: self.status.set_editing(self.pages.currentWidget() is self.desk)
        )
        self.status.set_editing(False)

    def _bar(self, name: str, title: str, widget: QWidget, area: Qt.ToolBarArea) -> QToolBar:
        bar = QToolBar(title, self.desk)
        bar.setObjectName(f"bar-{name}")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(widget)
        self.desk.addToolBar(area, bar)
        return bar

    def _fill_menus(self) -> None:
        for name in MENUS:
            self.menuBar().addMenu(self.commands.menu(name, self))
        recent = QMenu(self)
        recent.aboutToShow.connect(lambda: self.files.fill_recent_menu(recent))
        self.commands["open-recent"].setMenu(recent)

    # -- opening, closing -----------------------------------------------------------------------------

    def _opened(self) -> None:
        is_open = self.session.is_open
        self.leave_compare()
        self.pages.setCurrentWidget(self.desk if is_open else self.start_page)
        if is_open:
            self.canvas.setFocus()
        self._show_title()

    def _show_title(self) -> None:
        if self.session.is_open:
            self.setWindowTitle(f"{self.session.title}[*] - Inpaint Studio")
        else:
            self.setWindowTitle("Inpaint Studio[*]")
        self.setWindowModified(bool(self.files.unsaved))

    def _show_title_soon(self) -> None:
        """Strokes and running fills tell of themselves many times a second."""
        if not self._title_soon.isActive():
            self._title_soon.start()

    def _with_comparison(self, unsaved: Unsaved) -> Unsaved:
        """A comparison that runs, or has fills that are no results of the session, would be lost too."""
        run = None if self.compare is None else self.compare.run
        if run is None:
            return unsaved
        return replace(unsaved, comparing=not run.idle, results=unsaved.results or bool(run.fresh))

    def _take_in_comparison(self) -> None:
        """Make its fills results of the session, so that a project holds them."""
        if self.compare is not None:
            for entrant in self.compare.run.fresh:
                self.compare.run.adopt(entrant.index)

    def _dress(self) -> None:
        self.canvas.set_surround(theme.palette().surround)

    def open_path(self, path: Path) -> None:
        """Open a photo or a project, asking about unsaved changes first."""
        self.files.open(path)

    def enter_compare(self) -> CompareWorkspace:
        """Show the comparison of engines on the present photo and mask."""
        if self.compare is None:
            self.compare = CompareWorkspace(self.session, self.commands)
            self.compare.closed.connect(self.leave_compare)
            for signal in (self.compare.run.idle_changed, self.compare.run.changed):
                signal.connect(self._show_title_soon)
            self.pages.addWidget(self.compare)
            self.pages.setCurrentWidget(self.compare)
            self.compare.setFocus()
            self.wiring.refresh()
        return self.compare

    def leave_compare(self) -> None:
        """Back to the photo; a comparison that runs is stopped."""
        workspace, self.compare = self.compare, None
        if workspace is not None:
            self.pages.setCurrentWidget(self.desk)
            self.pages.removeWidget(workspace)
            workspace.close()
            workspace.deleteLater()
            self.canvas.setFocus()
            self.wiring.refresh()
            self._show_title()

    def hide_panels(self, hidden: bool) -> None:
        """Leave only the photo (and the menus), or bring back what was there."""
        if hidden:
            candidates = [*self.docks.values(), self.tool_bar, self.options_bar, self.results]
            self._panels_hidden = [widget for widget in candidates if widget.isVisible()]
            for widget in self._panels_hidden:
                widget.hide()
        else:
            for widget in self._panels_hidden:
                widget.show()
            self._panels_hidden = []

    def reset_layout(self) -> None:
        """Put the panels where they were at first."""
        layout.forget()
        self.commands["hide-panels"].setChecked(False)
        layout.restore(self.desk, self._first_layout)
        for widget in (self.tool_bar, self.options_bar, self.results):
            widget.show()

    def shut_down(self, *, discard: bool) -> None:
        """End the session and its threads; unless `discard`, its journal stays to be recovered."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self.hide_panels(False)
        layout.remember(self, self.desk)
        self.leave_compare()
        self.hide()  # what is being written is waited for, and nobody should look at a window that hangs
        self.session.shut_down(discard=discard)
        self.files.shut_down()

    # -- events -----------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes; saving goes on in the background and closes the window at its end."""
        if self.files.may_close(lambda: later(self, self.close)):
            self.shut_down(discard=True)
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures, files and addresses."""
        if self.files.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.files.take(event.mimeData())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the window into full screen and out of it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.commands["full-screen"].setChecked(self.isFullScreen())


def _first_size(screen: QSize) -> QSize:
    """The size of the window when it is opened for the first time."""
    return (screen * 0.88).boundedTo(_LARGEST_AT_FIRST).expandedTo(_SMALLEST)
