"""Keeps the masks of the films that were open, so that they are there again: after a crash too."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject

from ...core.errors import StudioError
from ...core.files import make_folder
from ...core.paths import data_dir
from ...jobs.folders import FILM_PROJECT
from ..kit.later import timer
from ..session.session import Session
from .clip import Clip
from .editing import FilmEditing
from .project import load_film_project, save_film_project
from .state import FilmState

_SOON = 700
"""ms after a change until it is written, with what has changed until then."""
_MOST_KEPT = 50
"""Films whose masks are kept; those that were not opened for longest are forgotten."""


class FilmKeeper(QObject):
    """Writes the state of the open film to the user's folder whenever it has changed."""

    def __init__(self, session: Session, editing: FilmEditing, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._editing = session, editing
        self._kept = editing.state
        self._is_writing = False
        self._timer = timer(self, _SOON, self.flush)
        editing.changed.connect(self._keep_soon)

    def _keep_soon(self) -> None:
        if not self._timer.isActive():  # while masks are tracked it changes all the time
            self._timer.start()

    def flush(self) -> None:
        """Write what has changed, on a thread."""
        self._timer.stop()
        state, clip = self._editing.state, self._editing.photo
        if state is self._kept:
            return
        if self._is_writing:
            self._timer.start()
            return
        self._is_writing = True

        def done(_: None) -> None:
            self._is_writing, self._kept = False, state

        def failed(error: Exception) -> None:
            self._is_writing, self._kept = False, state  # the next change tries again
            self._session.report_failure(error)

        self._session.pool.run(lambda: keep(clip, state), done, failed, owner=self)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being written."""
        return not self._is_writing

    def close(self) -> None:
        """Write what has changed, and wait for it."""
        self._timer.stop()
        if self._editing.state is not self._kept:
            with contextlib.suppress(StudioError):
                keep(self._editing.photo, self._editing.state)


def keep(clip: Clip, state: FilmState) -> None:
    """Write the masks of a film to the user's folder, and forget the oldest others."""
    place = _place(clip)
    make_folder(place.parent)
    save_film_project(place, clip.path, state)
    others = sorted(place.parent.glob(f"*{FILM_PROJECT}"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in others[_MOST_KEPT:]:
        old.unlink(missing_ok=True)


def kept(clip: Clip) -> FilmState | None:
    """The masks that this film had when it was open last; None if it had none, or is another film now."""
    place = _place(clip)
    with contextlib.suppress(StudioError):
        _, state = load_film_project(place)
        if (state.count, state.size) == (clip.count, clip.size):
            return state
    return None


def _place(clip: Clip) -> Path:
    name = hashlib.sha256(str(clip.path.resolve()).encode()).hexdigest()[:32]
    return data_dir() / "films" / f"{name}{FILM_PROJECT}"
