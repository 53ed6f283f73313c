"""The main window: its frame and commands, and how it opens and closes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu

from ...jobs.unsaved import Unsaved
from ..album.window import AlbumWindow
from ..commands.table import MENUS
from ..kit import theme
from ..kit.later import later, timer
from ..session.session import Session
from . import layout
from .first_run import FirstRunHints
from .frame import WindowFrame
from .wiring import Wiring

_SMALLEST = QSize(900, 600)
_LARGEST_AT_FIRST = QSize(1760, 1100)
_SOON = 100  # ms before the title follows a stroke or a fill


class MainWindow(WindowFrame):
    """Closing the window asks about unsaved changes; `shut_down` ends it without asking."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.wiring = Wiring(self)
        self.hints = FirstRunHints(session, self.commands, self)
        self.hints.over.connect(self.notices.withdraw)
        self._fill_menus()
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.arrange(_first_size(self.screen().availableSize()))
        self._is_shut_down = False
        session.opened.connect(self._opened)
        self.compare_changed.connect(self._compare_changed)
        self.wiring.films.changed.connect(self._show_title)
        self.files.beside, self.files.take_in = self._with_comparison, self._take_in_comparison
        self._title_soon = timer(self, _SOON, self._show_title)
        session.saved_changed.connect(self._show_title)
        for signal in (session.fills.results_changed, session.fills.job_changed, session.mask_changed):
            signal.connect(self._show_title_soon)
        theme.watcher.theme_changed.connect(self._dress)
        self._dress()
        self._opened()

    def _fill_menus(self) -> None:
        for name in MENUS:
            self.menuBar().addMenu(self.commands.menu(name, self))
        recent = QMenu(self)
        recent.aboutToShow.connect(lambda: self.files.fill_recent_menu(recent))
        self.commands["open-recent"].setMenu(recent)

    # -- opening, closing -----------------------------------------------------------------------------

    def _opened(self) -> None:
        is_open = self.session.is_open
        self.stop_comparisons()
        self.pages.setCurrentWidget(self.desk if is_open else self.start_page)
        if is_open:
            self.canvas.setFocus()
        self._show_title()

    def _show_title(self) -> None:
        film = self.wiring.films.film
        if film is not None:
            self.setWindowTitle(f"{film.clip.path.name}[*] - Inpaint Studio")
        elif self.session.is_open:
            self.setWindowTitle(f"{self.session.title}[*] - Inpaint Studio")
        else:
            self.setWindowTitle("Inpaint Studio[*]")
        self.setWindowModified(bool(self.files.unsaved))

    def _show_title_soon(self) -> None:
        """Update the title with a delay, as strokes and running fills signal many times a second."""
        if not self._title_soon.isActive():
            self._title_soon.start()

    def _compare_changed(self) -> None:
        if self.compare is not None:
            for signal in (self.compare.run.idle_changed, self.compare.run.changed):
                signal.connect(self._show_title_soon)
        self._show_title()

    def _with_comparison(self, unsaved: Unsaved) -> Unsaved:
        """Add what a comparison would lose: a running fill, or fills that are not yet results."""
        runs = [*self.left_running.runs, *([] if self.compare is None else [self.compare.run])]
        if not runs:
            return unsaved
        fresh = any(run.fresh for run in runs)
        busy = any(not run.idle for run in runs)
        return replace(unsaved, comparing=busy, results=unsaved.results or fresh)

    def _take_in_comparison(self) -> None:
        """Make the fills of a comparison results of the session, so that a project holds them."""
        if self.compare is not None:
            self.compare.take_in()

    def _dress(self) -> None:
        self.canvas.set_surround(theme.palette().surround)

    def open_path(self, path: Path) -> None:
        """Open a photo or a project, asking about unsaved changes first."""
        self.files.open(path)

    def shut_down(self, *, discard: bool) -> None:
        """End the session and its threads; unless `discard`, its journal is kept for recovery."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self.hide_panels(False)
        layout.remember(self, self.desk)
        for dock in self.docks.values():
            dock.toggleViewAction().blockSignals(True)  # the end of the window hides them all
        self.wiring.films.shut_down()
        self.stop_comparisons()
        for album in self.findChildren(AlbumWindow):
            album.close()
        self.hide()  # waiting for writes must not show a frozen window
        self.session.shut_down(discard=discard)
        self.files.shut_down()

    # -- events -----------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes; saving runs in the background and then closes the window."""
        if self.files.may_close(lambda: later(self, self.close)):
            self.shut_down(discard=True)
            event.accept()
        else:
            event.ignore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept pictures, files and web addresses."""
        if self.files.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.files.take(event.mimeData())

    def changeEvent(self, event: QEvent) -> None:
        """Update the full-screen command when the window enters or leaves full screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.commands["full-screen"].setChecked(self.isFullScreen())


def _first_size(screen: QSize) -> QSize:
    """The size of the window on the first run."""
    return (screen * 0.88).boundedTo(_LARGEST_AT_FIRST).expandedTo(_SMALLEST)
