"""Shows a film in place of the photo, and returns to the photo when it is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...core.photo_io import read_mask
from ...jobs.folders import FILM_PROJECT
from ..film.clip import OpenedFilm, open_film
from ..film.keeper import kept
from ..film.project import open_project
from ..film.state import FilmState, PackedMask
from ..film.workspace import FilmWorkspace
from ..kit.later import later
from ..kit.question import Answer, ask_whether
from .frame import WindowFrame

_PATIENCE = 40  # ms from one look whether a film has been closed to the next


class FilmPage(QObject):
    """Opens and closes the workspace of a film; a photo that is open stays open behind it."""

    changed = Signal()
    """A film was opened or closed."""

    def __init__(self, window: WindowFrame) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._number = 0  # of the last film that was asked for: an earlier one that comes late is dropped
        self.film: FilmWorkspace | None = None
        self._ending: list[FilmWorkspace] = []  # left, but what ran in them has not stopped yet
        window.files.film_requested.connect(self.open)
        window.files.may_end = self.may_end
        self._session.opened.connect(self.leave)

    def open(self, path: Path, mask: Path | None = None) -> None:
        """Open a film or a folder of frames, with the masks it had; `mask` is one for every frame."""
        if not self.may_end(lambda: self.open(path, mask)):
            return
        if any(film.clip.path == path for film in self._ending):
            later(self, lambda: self.open(path, mask), ms=_PATIENCE)  # its masks are still being written
            return
        if self.film is not None and self.film.clip.path == path and mask is None:
            return
        self._number += 1
        number, most = self._number, self._session.settings.max_pixels

        def work() -> tuple[OpenedFilm, FilmState | None]:
            if path.suffix.lower() == FILM_PROJECT:
                return open_project(path)
            opened = open_film(path)
            state = kept(opened.clip)
            if mask is not None:
                found = read_mask(mask, max_pixels=most)
                found.require_size(opened.clip.size)
                whole = FilmState.of(opened.clip.count, opened.clip.size)
                state = whole.with_still(PackedMask.of(found.coverage))
            return opened, state

        def done(found: tuple[OpenedFilm, FilmState | None]) -> None:
            if number == self._number:
                self._window.files.remember(path)
                self._show(*found)
            else:
                found[0].close()

        def failed(error: Exception) -> None:
            if number == self._number:
                self._window.files.working.emit("")
                self._session.fail(error)

        self._window.files.working.emit(self.tr("Opening {name}…").format(name=path.name))
        self._session.pool.run(work, done, failed, owner=self)

    def _asked_to_leave(self) -> None:
        if self.may_end(self.leave):
            self.leave()

    def leave(self) -> None:
        """Return to the photo, or the start page; the masks of the film are kept."""
        film, self.film = self.film, None
        if film is None:
            return
        window = self._window
        window.pages.setCurrentWidget(window.desk if self._session.is_open else window.start_page)
        self._end(film)
        if self._session.is_open:
            window.canvas.setFocus()
        self.changed.emit()

    def may_end(self, again: Callable[[], None]) -> bool:
        """Whether the film may be closed; if an export runs, the user is asked whether to stop it."""
        film = self.film
        if film is None or not film.jobs.is_exporting:
            return True

        def stop() -> None:
            film.jobs.cancel()
            again()

        question = self.tr("The film is being exported. Stop that?")
        ask_whether(film.clip.path.name, question, (Answer.Discard, self.tr("&Stop the export")), stop, film)
        return False

    def shut_down(self) -> None:
        """The window closes."""
        self._number += 1
        films, self.film, self._ending = [*self._ending, self.film], None, []
        for film in films:
            if film is not None:
                film.shut_down()

    def _show(self, opened: OpenedFilm, state: FilmState | None) -> None:
        window = self._window
        window.files.working.emit("")
        before, self.film = self.film, FilmWorkspace(self._session, opened, state)
        self.film.left.connect(self._asked_to_leave)
        window.pages.addWidget(self.film)
        window.pages.setCurrentWidget(self.film)
        if before is not None:
            self._end(before)
        self.film.view.setFocus()
        self.changed.emit()

    def _end(self, film: FilmWorkspace) -> None:
        self._window.pages.removeWidget(film)
        film.hide()
        self._ending.append(film)
        film.end(lambda: self._ended(film))

    def _ended(self, film: FilmWorkspace) -> None:
        if film in self._ending:
            self._ending.remove(film)
            film.shut_down()
            film.deleteLater()
