"""The photos of an album, what is known of each, and the work on them in the background."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...cluster.address import Address
from ...cluster.photos import fill_at
from ...core.errors import Cancelled, StudioError
from ...core.files import make_folder
from ...core.photo_io import read_photo
from ...core.photo_io.infrared import infrared_of
from ...core.provenance import About
from ...evaluation.album import Labels, write_sheets
from ...finding import network
from ...jobs.batch import run_batch
from ...jobs.damage import DamageOptions, Look, Seen, look_at
from ...jobs.failures import studio_error
from ...jobs.folders import photos_of
from ...jobs.pace import Pace, seconds_left
from ...jobs.restore import Entry, RestoreOptions, entries, tasks
from ...jobs.resuming import Place, about_of, place_of
from ..session.workers import Pool

_SHEET = 0.05
"""The share of the contact sheet in the progress of a restoration."""
LOOKS_BYTES = 256 << 20
"""The most memory for what was found in photos that wait; beyond it, they are looked at again."""


class Stage(Enum):
    """How far a photo is."""

    WAITING = auto()
    DONE = auto()
    """Its result is there."""
    TAKEN = auto()
    """Another file is where its result should be saved: a person may have saved it."""
    FAILED = auto()


@dataclass(frozen=True)
class Item:
    """A photo of the album. `about` is what the sidecar of its result says, `seen` the marks in it.

    `look` spares restoring it another look for them; None if that would take too much memory.
    """

    entry: Entry
    stage: Stage
    about: About | None = None
    seen: Seen | None = None
    look: Look | None = None
    error: StudioError | None = None

    def counts(self, options: DamageOptions) -> Mapping[str, int] | None:
        """How many marks of each kind were filled, or would be; None if nobody has looked."""
        if self.stage is Stage.DONE:
            return self.about.found.marks if self.about is not None and self.about.found is not None else None
        return None if self.seen is None else self.seen.counts(options)


@dataclass(eq=False)
class Work:
    """What is under way; the thread that does it writes here and the window reads."""

    items: list[Item]
    """The list, which other photos do not share, that outcomes belong to."""
    restores: bool
    """Whether photos are restored; else they are only looked at."""
    stop: threading.Event = field(default_factory=threading.Event)
    share: float = 0.0
    current: int | None = None
    """The item that is being worked on; None if workers of a cluster are at several."""
    workers: int | None = None
    """How many workers of a cluster there are; None if this process does the work."""
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, None if it is too early to say."""
        return seconds_left(self.share, time.monotonic() - self.began)


class Album(QObject):
    """Opens an album, looks at its photos and restores them, one after the other, in its own threads."""

    opened = Signal()
    """The items are others."""
    changed = Signal(int)
    """What is known of an item."""
    work_changed = Signal()
    """Work began or ended."""
    failed = Signal(object)
    """A StudioError that is about no single photo."""
    _told = Signal(object)

    def __init__(self, pool: Pool, max_pixels: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool.another(self)
        self._max_pixels = max_pixels
        self.items: list[Item] = []
        self.photos: tuple[Path, ...] = ()
        """The files and folders of the photos, as they were given."""
        self.results: Path | None = None
        """The folder of the results."""
        self.damage = DamageOptions()
        self.cluster: Address | None = None
        """Whose workers restore the photos; None: this process does."""
        self.work: Work | None = None
        self._opening = 0  # the number of the last request; what an earlier one reads is dropped
        self._restoring = threading.Lock()
        self._told.connect(lambda call: call())

    # -- the photos -----------------------------------------------------------------------------------

    def open(self, photos: Sequence[Path], results: Path) -> None:
        """Show photos (files and folders), and which of them are restored in `results` already."""
        self.cancel()
        self._opening += 1
        number = self._opening
        known = {item.entry.photo: item for item in self.items}

        def read() -> tuple[list[Item], list[StudioError]]:
            found, wrong = photos_of(photos)
            made = entries(found, results, is_cancelled=obsolete)
            items = [_with_marks(_item(entry), known.get(entry.photo)) for entry in made]
            return items, [error for _, error in wrong]

        def obsolete() -> bool:
            return self._pool.closing or number != self._opening

        def done(read: tuple[list[Item], list[StudioError]]) -> None:
            if number == self._opening:
                self.cancel()  # what began while these were read
                self.items, wrong = read
                self.photos, self.results = tuple(photos), results
                self.opened.emit()
                for error in wrong[:1]:
                    self._failed(error)

        def failed(error: Exception) -> None:
            if number == self._opening:
                self._failed(error)

        self._pool.run(read, done, failed, owner=self)

    def refresh(self, index: int) -> None:
        """Look again at what is where the result of an item belongs."""
        items, entry = self.items, self.items[index].entry

        def done(place: Place) -> None:
            if items is self.items:
                self._set(index, _with_marks(_item(replace(entry, place=place)), items[index]))

        self._pool.run(lambda: place_of(entry.photo, entry.output), done, self._failed, owner=self)

    def waiting(self) -> list[int]:
        """The items that `restore` takes: neither done nor in the way of another file."""
        return [i for i, item in enumerate(self.items) if item.stage in (Stage.WAITING, Stage.FAILED)]

    def next_to_review(self, after: int) -> int | None:
        """The next item after that one (from the start again) that is not done; None if all are."""
        order = [*range(after + 1, len(self.items)), *range(after + 1)]
        return next((i for i in order if self.items[i].stage in (Stage.WAITING, Stage.FAILED)), None)

    # -- work -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Count the marks in all photos of which that is not known."""
        left = [i for i, item in enumerate(self.items) if item.stage is Stage.WAITING and item.seen is None]
        if left and self.work is None:
            paths = [(i, self.items[i].entry.photo) for i in left]
            run = partial(self._look, paths, self._max_pixels())
            self._start(Work(self.items, restores=False), run)

    def restore(self, labels: Labels) -> None:
        """Restore all photos that wait, and draw the contact sheet with these labels."""
        wanted = self.waiting()
        if self.results is None or not wanted:
            return
        self.cancel()
        results, album = self.results, [item.entry for item in self.items]
        options = RestoreOptions(self.damage, max_pixels=self._max_pixels())
        looks = {item.entry.photo: item.look for item in self.items if item.look is not None}
        run = partial(self._restore, wanted, album, results, options, looks, labels, self.cluster)
        self._start(Work(self.items, restores=True), run)

    def cancel(self) -> None:
        """Stop the work; what is done stays done."""
        if self.work is not None:
            self.work.stop.set()
            self._end(self.work)

    def close(self) -> None:
        """Stop the work and end the threads; no signal comes afterwards."""
        self.cancel()
        self.blockSignals(True)
        self._pool.close()

    def _start(self, work: Work, run: Callable[[Work], None]) -> None:
        self.work = work
        self.work_changed.emit()
        self._pool.run(
            lambda: run(work), lambda _: self._end(work), lambda error: self._broke(work, error), owner=self
        )

    def _broke(self, work: Work, error: Exception) -> None:
        self._end(work)
        if work.items is self.items and not isinstance(error, Cancelled):
            self._failed(error)

    def _end(self, work: Work) -> None:
        if work is self.work:
            self.work = None
            self.work_changed.emit()

    # -- in the threads -------------------------------------------------------------------------------

    def _look(self, paths: Sequence[tuple[int, Path]], max_pixels: int, work: Work) -> None:
        network.require()
        pace = Pace([path for _, path in paths])
        for index, path in paths:
            work.current = index

            def advance(share: float, path: Path = path) -> None:
                work.share = pace.share(path, share)

            try:
                photo = read_photo(path, max_pixels=max_pixels)
                seen, look = look_at(
                    photo,
                    infrared=infrared_of(path, photo.size),
                    on_progress=advance,
                    is_cancelled=work.stop.is_set,
                )
            except Cancelled:
                raise
            except Exception as error:
                self._tell(work, index, partial(_with_error, error=studio_error(error)))
            else:
                self._tell(work, index, partial(self._looked_at, seen=seen, look=look))
            work.share = pace.finish(path)

    def _restore(
        self,
        wanted: Sequence[int],
        album: list[Entry],
        results: Path,
        options: RestoreOptions,
        looks: Mapping[Path, Look],
        labels: Labels,
        cluster: Address | None,
        work: Work,
    ) -> None:
        with self._restoring:  # a run that was cancelled may still be ending
            make_folder(results)
            for index in wanted:
                if work.stop.is_set():
                    raise Cancelled
                entry = album[index]
                album[index] = replace(entry, place=place_of(entry.photo, entry.output))
                if album[index].done:
                    self._tell(work, index, partial(_found_done, about=about_of(entry.output)))
            left = [i for i in wanted if not album[i].done]
            self._restore_now(left, album, options, looks, cluster, work)
            work.current = None
            write_sheets(
                album,
                results,
                labels=labels,
                max_pixels=options.max_pixels,
                on_progress=partial(_advance_sheet, work),
                is_cancelled=work.stop.is_set,
            )

    def _restore_now(
        self,
        wanted: Sequence[int],
        album: list[Entry],
        options: RestoreOptions,
        looks: Mapping[Path, Look],
        cluster: Address | None,
        work: Work,
    ) -> None:
        """Restore these, and note in `album` which are done."""
        left = tasks([album[index] for index in wanted], options, looks)
        places = dict(zip((task.output for task in left), wanted, strict=True))
        pace = Pace([task.photo for task in left])
        waiting = list(left)

        def advance(fraction: float, _: object) -> None:
            work.share = (1 - _SHEET) * pace.share(waiting[0].photo, fraction)

        if cluster is None:
            work.current = wanted[0] if wanted else None
            outcomes = run_batch(left, on_progress=advance, is_cancelled=work.stop.is_set)
        else:
            tell = partial(setattr, work, "workers")
            outcomes = fill_at(cluster, left, is_cancelled=work.stop.is_set, on_workers=tell)
        with closing(outcomes):  # type: ignore[type-var]
            for outcome in outcomes:
                waiting = [task for task in waiting if task.output != outcome.output]
                work.share = (1 - _SHEET) * pace.finish(outcome.photo)
                index = places[outcome.output]
                if outcome.error is None:
                    album[index] = replace(album[index], place=Place.DONE)
                    self._tell(work, index, partial(_found_done, about=about_of(outcome.output)))
                else:
                    self._tell(work, index, partial(_with_error, error=outcome.error))
                if cluster is None:
                    work.current = places[waiting[0].output] if waiting else None

    def _tell(self, work: Work, index: int, change: Callable[[Item], Item]) -> None:
        """Change an item that the work is about, from its thread; other photos may be shown by now."""

        def call() -> None:
            if work.items is self.items:
                self._set(index, change(self.items[index]))

        with contextlib.suppress(RuntimeError):  # the album is gone
            self._told.emit(call)

    def _looked_at(self, item: Item, seen: Seen, look: Look) -> Item:
        """The item with its marks, and with the look while there is room for it."""
        used = sum(one.look.memory for one in self.items if one.look is not None)
        return replace(item, seen=seen, look=look if used + look.memory <= LOOKS_BYTES else None)

    def _set(self, index: int, item: Item) -> None:
        self.items[index] = item
        self.changed.emit(index)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(studio_error(error))


def _advance_sheet(work: Work, fraction: float) -> None:
    work.share = 1 - _SHEET + _SHEET * fraction


def _item(entry: Entry) -> Item:
    """What is known of a photo from the files."""
    if entry.place is Place.DONE:
        return Item(entry, Stage.DONE, about_of(entry.output))
    return Item(entry, Stage.TAKEN if entry.place is Place.TAKEN else Stage.WAITING)


def _with_marks(item: Item, known: Item | None) -> Item:
    """The item with the marks that are known of its photo."""
    if known is None:
        return item
    return replace(item, seen=known.seen, look=None if item.stage is Stage.DONE else known.look)


def _found_done(item: Item, about: About | None) -> Item:
    done = replace(item.entry, place=Place.DONE)
    return replace(item, entry=done, stage=Stage.DONE, about=about, look=None, error=None)


def _with_error(item: Item, error: StudioError) -> Item:
    return replace(item, stage=Stage.FAILED, error=error)
