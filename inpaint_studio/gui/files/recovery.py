"""So that a crash takes no more than the last second: what is done is noted as it comes, and offered back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from ...core.document.history import JOURNAL_NAME, HistoryEntry
from ...core.errors import StudioError
from ...core.files import reason
from ...core.photo import Photo
from ...core.sessions import sessions
from ...core.sessions.sessions import Abandoned, PhotoPlace, Recovered
from ...jobs.results import Result
from ...jobs.stored_results import note_result, note_results
from ..kit.later import later
from ..panels.history.model import pictures_of
from ..session.session import Session
from ..session.workers import Pool

INTERVAL_MS = 400
"""ms from one note to the next: with what the disk takes, no more than a second is ever missing."""


class Keeper(QObject):
    """Keeps the folder of the open session up to date, and removes it when that is closed.

    The journal itself is written by the history at every step, and a result before it is shown. A few
    times a second this adds a stroke that is under way and what the user thinks of the results, and
    waits for the disk, all of it one after the other on a thread that does nothing else.
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
        # the two threads of the session may both be busy for long, with a large photo to be saved
        self._pool = session.pool.another(self) if pool is None else pool
        self._place: PhotoPlace | None = None
        self._next: PhotoPlace | None = None
        self._begun: list[PhotoPlace] = []  # for sessions that are about to begin
        self._leaving: list[Callable[[], None]] = []  # what the pool is still to remove
        self._waiting: list[Callable[[], None]] = []
        self._working = False
        self._complained = False
        self._masks: set[str] = set()  # what has changed since it was last noted
        self._history = self._results = self._has_live = self._late = False
        self._known: set[int] = set()  # numbers of the results that were noted
        self._timer = QTimer(self)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.tick)
        session.fills.securing = self._securing
        session.busy_changed.connect(self._catch_up)
        session.opened.connect(self._opened)
        session.mask_changed.connect(lambda name, _: self._masks.add(name))
        session.history_changed.connect(self._note_history)
        session.fills.results_changed.connect(self._note_results)

    @property
    def folder(self) -> Path | None:
        """Where the open session is kept; None if it is not."""
        return None if self._place is None else self._place.folder

    @property
    def is_noting(self) -> bool:
        """Whether the disk is still busy with what was noted last."""
        return self._working

    def begin(
        self,
        path: Path | None,
        photo: Photo | None,
        title: str = "",
        *,
        project: Path | None = None,
        origin: Path | None = None,
    ) -> PhotoPlace | None:
        """A folder for a session that is about to begin, or None if the disk gives none. For any thread."""
        try:
            place = sessions.begin(path, photo, title, project=project, origin=origin)
        except StudioError:
            return None
        self._begun.append(place)
        return place

    def adopt(self, place: PhotoPlace | None) -> Path | None:
        """The session that opens next lives there; the folder is for its history.

        None stands for a session that would not survive a crash, which the user is told.
        """
        self._next = place
        self._forget_begun(place)
        if place is None:
            self._session.message.emit(
                self.tr("This session cannot be kept on disk, so a crash would lose its changes.")
            )
            return None
        return place.folder

    def drop(self, place: PhotoPlace | None) -> None:
        """The session that was to begin there has not."""
        if self._next is place:
            self._next = None
        self._forget_begun(place)
        if place is not None:
            self._leave(partial(sessions.remove, place))

    def before_saving(self, target: Path) -> Callable[[], None]:
        """What is to be called (in the pool) before `target` is written to."""
        folder = self.folder

        def keep() -> None:
            # saving matters more than being able to bring back what is saved
            with contextlib.suppress(StudioError, OSError):
                if folder is not None:
                    sessions.keep_original(folder, target)

        return keep

    def after_saving(self, project: Path) -> Callable[[], None]:
        """What is to be called (in the pool) when the session was saved as that project."""
        folder = self.folder

        def note() -> None:
            with contextlib.suppress(StudioError, OSError):
                if folder is not None:
                    sessions.note_project(folder, project)

        return note

    def tick(self) -> None:
        """Note what is new; if the disk is still busy with what was, as soon as it is done."""
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
            self._complain(error)
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
        """The program ends, and the session has been shut down: remove its folder, or leave it for later."""
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

    # -- bringing back ------------------------------------------------------------------------------

    def find(self, then: Callable[[list[Abandoned]], None]) -> None:
        """Look for sessions that died, and hand them on."""
        self._session.pool.run(sessions.abandoned, then, self._complain, owner=self)

    def restore(
        self,
        one: Abandoned,
        located: Path | None = None,
        done: Callable[[], None] | None = None,
        failed: Callable[[StudioError], None] | None = None,
    ) -> None:
        """Bring a session back in place of the one that is open; `located` says where its photo is now.

        A failure leaves both as they are and is told (to `failed`, if there is one).
        """
        session = self._session
        budget, most = session.settings.undo_megabytes << 20, session.settings.max_pixels

        def recovered() -> tuple[Recovered, dict[HistoryEntry, QImage]]:
            found = sessions.recover(one, located, budget=budget, max_pixels=most)
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
        """Remove a session that nobody wants back."""
        self._session.pool.run(lambda: sessions.discard(one), failed=self._complain, owner=self)

    def _take_up(self, found: Recovered, pictures: dict[HistoryEntry, QImage]) -> None:
        self._next = found.place
        self._session.open_recovered(found, pictures)

    # -- following the session -------------------------------------------------------------------------

    def _opened(self) -> None:
        """Another photo is open, or none: the folder of the one before is not needed any more."""
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
        self._has_live = self._complained = False
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
        if held - self._known:  # those that did not come from an engine have no file yet
            later(self, self.tick)
        self._known = held

    def _securing(self) -> Callable[[Result], None]:
        """What writes a result of the open photo down."""
        folder = self.folder

        def secure(result: Result) -> None:
            # showing it matters more; what could not be written is tried again at once, and complained of
            with contextlib.suppress(StudioError, OSError):
                if folder is not None:
                    note_result(folder, result)

        return secure

    def _catch_up(self) -> None:
        """Note what came while nothing could be noted."""
        if self._late:
            self._late = False
            self.tick()

    def _forget_begun(self, place: PhotoPlace | None) -> None:
        """That session has begun, or never will."""
        if place in self._begun:
            self._begun.remove(place)

    def _leave(self, end: Callable[[], None]) -> None:
        """Remove the folder of a session that is over; `close` does it if the pool does not get to it."""
        self._leaving.append(end)

        def job() -> None:
            end()
            self._leaving.remove(end)

        self._enqueue(job)

    def _enqueue(self, job: Callable[[], None]) -> None:
        """Run a job in the pool, after all those before it."""
        self._waiting.append(job)
        self._go_on()

    def _go_on(self) -> None:
        if self._working or not self._waiting:
            return
        self._working = True
        job = self._waiting.pop(0)

        def done(_: object = None) -> None:
            self._working = False
            self._complained = False
            self._catch_up()
            self._go_on()

        def failed(error: Exception) -> None:
            self._working = False
            self._history = self._results = True  # to be tried again
            self._complain(error)
            self._go_on()

        self._pool.run(job, done, failed, owner=self)

    def _complain(self, error: Exception) -> None:
        """Tell of a disk that takes nothing, once until it does again."""
        if isinstance(error, OSError):
            error = StudioError("journal-write", path=self.folder or "", reason=reason(error))
        if not isinstance(error, StudioError):
            raise error
        if not self._complained:
            self._complained = True
            self._session.report_failure(error)


def _all_of(jobs: list[Callable[[], None]]) -> None:
    """Do all, the others too if one fails; then the first failure is raised."""
    failures = []
    for job in jobs:
        try:
            job()
        except (StudioError, OSError) as error:
            failures.append(error)
    if failures:
        raise failures[0]


def _end(place: PhotoPlace) -> None:
    """Remove the folder of a session that was closed; one whose journal was left is for another time."""
    if (place.folder / JOURNAL_NAME).exists():
        place.lock.release()
    else:
        with contextlib.suppress(OSError):
            sessions.remove(place)
