"""Crash recovery: work is written to disk continuously, so that a crash loses at most the last second."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from ...core.document.history import JOURNAL_NAME, HistoryEntry
from ...core.errors import StudioError
from ...core.files import reason
from ...core.locks import FolderLock
from ...core.photo import Photo
from ...core.sessions import session_file, sessions
from ...core.sessions.sessions import Abandoned, Recovered
from ...jobs.results import Result
from ...jobs.stored_results import note_result, note_results
from ..kit.later import later, timer
from ..panels.history.model import pictures_of
from ..session.session import Session
from ..session.workers import Pool
from .reading import read_picture

INTERVAL_MS = 400
"""ms between writes: including the time of the disk, at most a second of work is lost."""


class Keeper(QObject):
    """Keeps the folder of the open session up to date, and removes it when the session is closed.

    The history writes the journal at every step, and a result is written before it is shown. A few
    times a second this adds an unfinished stroke and the stars and choice of results, and
    syncs the disk, one after the other on a thread of its own.
    """

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        *,
        interval: int = INTERVAL_MS,
        pool: Pool | None = None,
    ) -> None:
        super().__init__(session if parent is None else parent)
        self._session = session
        # both threads of the session may be busy for long, for example while saving a large photo
        self._pool = session.pool.another(self) if pool is None else pool
        self._place: FolderLock | None = None
        self._next: FolderLock | None = None
        self._begun: list[FolderLock] = []  # places of sessions that are about to begin
        self._leaving: list[Callable[[], None]] = []  # removals that the pool has not done yet
        self._waiting: list[Callable[[], None]] = []
        self._working = False
        self._reported = False
        self._masks: set[str] = set()  # what has changed since the last write
        self._history = self._results = self._has_live = self._late = False
        self._known: set[int] = set()  # numbers of the results that were written
        self._timer = timer(self, interval, self.tick, repeats=True)
        session.fills.result_writer = self._result_writer
        session.busy_changed.connect(self._catch_up)
        session.opened.connect(self._opened)
        session.mask_changed.connect(lambda name, _: self._masks.add(name))
        session.history_changed.connect(self._note_history)
        session.fills.results_changed.connect(self._note_results)

    @property
    def folder(self) -> Path | None:
        """Where the open session is kept on disk; None if it is not."""
        return None if self._place is None else self._place.folder

    @property
    def is_noting(self) -> bool:
        """Whether a write is still in progress."""
        return self._working

    def begin(
        self,
        path: Path | None,
        photo: Photo | None,
        title: str = "",
        *,
        project: Path | None = None,
        origin: Path | None = None,
    ) -> FolderLock | None:
        """A folder for a session that is about to begin, or None if there can be none. For any thread."""
        try:
            place = sessions.begin(path, photo, title, project=project, origin=origin)
        except StudioError:
            return None
        self._begun.append(place)
        return place

    def adopt(self, place: FolderLock | None) -> Path | None:
        """Use that place for the session that opens next; returns the folder for its history.

        None means that the session would not survive a crash; a message says so.
        """
        self._next = place
        self._forget_begun(place)
        if place is None:
            self._session.message.emit(
                self.tr("This session cannot be kept on disk, so a crash would lose its changes.")
            )
            return None
        return place.folder

    def drop(self, place: FolderLock | None) -> None:
        """Release the place of a session that did not begin."""
        if self._next is place:
            self._next = None
        self._forget_begun(place)
        if place is not None:
            self._leave(partial(sessions.remove, place))

    def before_saving(self, target: Path) -> Callable[[], None]:
        """A function to call (in the pool) before `target` is written."""
        folder = self.folder

        def keep() -> None:
            # saving matters more than recovery
            with contextlib.suppress(StudioError, OSError):
                if folder is not None:
                    session_file.keep_original(folder, target)

        return keep

    def after_saving(self, project: Path) -> Callable[[], None]:
        """A function to call (in the pool) when the session was saved as that project."""
        folder = self.folder

        def note() -> None:
            with contextlib.suppress(StudioError, OSError):
                if folder is not None:
                    session_file.note_project(folder, project)

        return note

    def tick(self) -> None:
        """Write what changed, or later if a write is still in progress."""
        session, place = self._session, self._place
        if place is None or session.history is None or not self._has_news:
            return
        if session.busy or self._working:
            self._late = True
            return
        jobs: list[Callable[[], None]] = []
        history, state = session.history, session.state
        try:
            if self._history:
                jobs.append(history.syncer())
        except StudioError as error:
            self._report(error)
            return
        live = state
        for name in self._masks:
            tiles = session.mask_tiles(name)
            if tiles.tiles_unlike(state.tiles(name)):
                live = live.with_mask(tiles, name)
        if self._masks or self._history:
            if live is not state:
                jobs.append(partial(sessions.write_live, place.folder, state, live, history.mark))
            elif self._has_live:
                jobs.append(partial(sessions.drop_live, place.folder))
            self._has_live = live is not state
        if self._results:
            jobs.append(partial(note_results, place.folder, session.fills.held, session.fills.chosen))
        self._forget_changes()
        self._enqueue(partial(_all_of, jobs))

    def close(self) -> None:
        """The program ends and the session was shut down: remove its folder, or keep it for later."""
        self._timer.stop()
        self._pool.close()
        place, self._place = self._place, None
        if place is not None:
            self._leaving.append(partial(_end, place))
        self._leaving += [partial(sessions.remove, one) for one in self._begun]
        self._begun.clear()
        for end in self._leaving:
            end()
        self._leaving.clear()

    # -- recovery -----------------------------------------------------------------------------------

    def find(self, then: Callable[[list[Abandoned]], None]) -> None:
        """Look for sessions that a crash left, and pass them to `then`."""
        self._session.pool.run(sessions.abandoned, then, self._report, owner=self)

    def restore(
        self,
        one: Abandoned,
        located: Path | None = None,
        done: Callable[[], None] | None = None,
        failed: Callable[[StudioError], None] | None = None,
    ) -> None:
        """Restore a session instead of the open one; `located` says where its photo is now.

        A failure changes neither, and is reported (to `failed` if given).
        """
        session = self._session
        budget, most = session.settings.undo_megabytes << 20, session.settings.max_pixels

        def recovered() -> tuple[Recovered, dict[HistoryEntry, QImage]]:
            found = sessions.recover(one, located, budget=budget, max_pixels=most, read=read_picture)
            return found, pictures_of(found.history)

        def arrived(outcome: tuple[Recovered, dict[HistoryEntry, QImage]]) -> None:
            self._take_up(*outcome)
            if done is not None:
                done()

        def missed(error: Exception) -> None:
            if failed is not None and isinstance(error, StudioError):
                failed(error)
            else:
                session.fail(error)

        session.pool.run(recovered, arrived, missed, owner=self)

    def discard(self, one: Abandoned) -> None:
        """Delete a session that is not wanted."""
        self._session.pool.run(lambda: sessions.discard(one), failed=self._report, owner=self)

    def _take_up(self, found: Recovered, pictures: dict[HistoryEntry, QImage]) -> None:
        self._next = found.place
        self._session.open_recovered(found, pictures)

    # -- following the session -------------------------------------------------------------------------

    def _opened(self) -> None:
        """Another photo is open, or none: the folder of the previous one is no longer needed."""
        before, self._place = self._place, None
        history, wanted = self._session.history, self._next
        self._next = None
        if wanted is not None and history is not None and history.folder == wanted.folder:
            self._place = wanted
        elif wanted is not None:
            self._leave(partial(_end, wanted))
        if before is not None:
            self._leave(partial(_end, before))
        self._forget_changes()
        self._known.clear()
        self._has_live = self._reported = False
        if self._place is None:
            self._timer.stop()
        else:
            self._timer.start()

    def _forget_changes(self) -> None:
        self._masks = set()
        self._history = self._results = self._late = False

    @property
    def _has_news(self) -> bool:
        return bool(self._masks or self._history or self._results)

    def _note_history(self) -> None:
        self._history = True

    def _note_results(self) -> None:
        self._results = True
        held = {result.number for result in self._session.fills.held}
        if held - self._known:  # results that did not come from an engine have no file yet
            later(self, self.tick)
        self._known = held

    def _result_writer(self) -> Callable[[Result], None]:
        """A function that writes a result of the open photo to disk."""
        folder = self.folder

        def write(result: Result) -> None:
            # showing it matters more; the next tick writes it again and reports a failure
            with contextlib.suppress(StudioError, OSError):
                if folder is not None:
                    note_result(folder, result)

        return write

    def _catch_up(self) -> None:
        """Write what changed while nothing could be written."""
        if self._late:
            self._late = False
            self.tick()

    def _forget_begun(self, place: FolderLock | None) -> None:
        """That session has begun, or was given up."""
        if place in self._begun:
            self._begun.remove(place)

    def _leave(self, end: Callable[[], None]) -> None:
        """Remove the folder of a session that has ended; `close` does it if the pool did not."""
        self._leaving.append(end)

        def job() -> None:
            end()
            self._leaving.remove(end)

        self._enqueue(job)

    def _enqueue(self, job: Callable[[], None]) -> None:
        """Run a job in the pool, after all those before it."""
        self._waiting.append(job)
        self._start_next()

    def _start_next(self) -> None:
        if self._working or not self._waiting:
            return
        self._working = True
        job = self._waiting.pop(0)

        def done(_: object = None) -> None:
            self._working = False
            self._reported = False
            self._catch_up()
            self._start_next()

        def failed(error: Exception) -> None:
            self._working = False
            self._history = self._results = True  # try again
            self._report(error)
            self._start_next()

        self._pool.run(job, done, failed, owner=self)

    def _report(self, error: Exception) -> None:
        """Report a failed write, once until a write succeeds again."""
        if isinstance(error, OSError):
            error = StudioError("journal-write", path=self.folder or "", reason=reason(error))
        if not isinstance(error, StudioError):
            raise error
        if not self._reported:
            self._reported = True
            self._session.report_failure(error)


def _all_of(jobs: list[Callable[[], None]]) -> None:
    """Do all jobs, even if some fail; then raise the first failure."""
    failures = []
    for job in jobs:
        try:
            job()
        except (StudioError, OSError) as error:
            failures.append(error)
    if failures:
        raise failures[0]


def _end(place: FolderLock) -> None:
    """Remove the folder of a closed session, unless its journal was kept for later."""
    if (place.folder / JOURNAL_NAME).exists():
        place.release()
    else:
        with contextlib.suppress(OSError):
            sessions.remove(place)
