"""Folders of sessions: everything needed to continue after a crash.

A folder has the journal of the history; `session.json` with the path of the photo; a copy of the photo if
its file does not exist (any longer); `live`, a stroke in progress; and `results`, fills that are not kept
yet. Everything except the journal is written atomically. The lock of the folder shows whether a program
has the session open or crashed.

A killed program loses no step, which is in the journal before it is shown, and no result, which has its
file before it is shown; only the last fraction of a second of a stroke in progress. After a power cut the
last second may be missing, as the disk is synced once a second.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from ..document.changes import apply_change, encode_change, read_about
from ..document.history import DEFAULT_BUDGET, JOURNAL_NAME, History
from ..document.layers import LayerContent
from ..document.state import State
from ..errors import Note, StudioError
from ..files import os_errors_as, sweep
from ..locks import LOCK_NAME, FolderLock
from ..paths import data_dir
from ..photo import Photo
from ..photo_io import read_photo, write_photo
from ..project import ENDING, StoredResult, load_project
from .results import RESULTS_NAME, drop_other_results, read_checked, read_results, write_checked
from .session_file import COPY_STEM, SessionAbout, is_newer, pointed, read_session, write_session

LIVE_NAME = "live"
OLDEST = 30 * 24 * 3600
"""Seconds after which a session that was not recovered is removed."""


class ReadPhoto(Protocol):
    """Reads the photo in a file, at most so many pixels large."""

    def __call__(self, path: Path, /, *, max_pixels: int | None) -> Photo: ...


@dataclass(frozen=True)
class Abandoned:
    """A session left by a crash: `when` it was last written to, and its number of steps and results."""

    folder: Path
    about: SessionAbout
    when: float
    steps: int
    results: int


@dataclass(frozen=True, eq=False)
class Recovered:
    """A recovered session: its history, the results for its picture, and its locked folder."""

    place: FolderLock
    about: SessionAbout
    history: History
    results: tuple[StoredResult, ...]


def sessions_dir() -> Path:
    """The folder of all sessions."""
    return data_dir() / "sessions"


def begin(
    path: Path | None,
    photo: Photo | None = None,
    title: str = "",
    *,
    project: Path | None = None,
    origin: Path | None = None,
) -> FolderLock:
    """A new folder for a session on a file, or on a `photo` without one, which is copied into it.

    `project` and `origin` are as in `SessionAbout`. Raises StudioError "journal-write", or what writing a
    photo raises.
    """
    place = _new_place()
    try:
        about = SessionAbout(title, began=time.time())
        if path is not None:
            about = replace(
                pointed(about, path),
                project=None if project is None else str(project.absolute()),
                origin=None if origin is None else str(origin),
            )
        elif photo is not None:
            about = replace(about, copy=f"{COPY_STEM}.png")
            write_photo(place.folder / f"{COPY_STEM}.png", photo)
        write_session(place.folder, about)
    except BaseException:
        remove(place)
        raise
    return place


def _new_place() -> FolderLock:
    """A new folder, locked."""
    while True:
        folder = sessions_dir() / f"{int(time.time())}-{secrets.token_hex(4)}"
        lock = None
        with os_errors_as("journal-write", folder):
            folder.mkdir(parents=True)
            # until it is locked, another program may take it for an abandoned session and remove it
            with contextlib.suppress(FileNotFoundError):
                lock = FolderLock.take(folder)
        if lock is not None:
            return lock


def write_live(folder: Path, before: State, after: State, mark: tuple[int, int, float]) -> None:
    """Save a stroke in progress on the state with this `mark`. Raises what `atomic_write` raises."""

    def number_of(content: LayerContent) -> int:
        raise ValueError("a stroke has no fills")

    payload = encode_change(before, after, number_of, {"mark": list(mark)})
    if payload is not None:
        write_checked(folder / LIVE_NAME, payload)


def drop_live(folder: Path) -> None:
    """Remove the saved stroke."""
    with contextlib.suppress(OSError):
        (folder / LIVE_NAME).unlink(missing_ok=True)


def abandoned(*, oldest: float = OLDEST) -> list[Abandoned]:
    """Crashed sessions with work in them, the latest first; empty and very old ones are removed."""
    found = []
    folders = list(sessions_dir().iterdir()) if sessions_dir().is_dir() else []
    for folder in folders:
        try:
            lock = FolderLock.take(folder) if folder.is_dir() else None
        except OSError:
            continue
        if lock is None:
            continue
        if is_newer(folder):
            lock.release()
            continue
        _sweep(folder)
        try:
            one = _summary(folder)
        except OSError:  # unreadable now, but perhaps not later: keep it
            lock.release()
            continue
        if one is None or time.time() - one.when > oldest:
            remove(lock)
        else:
            lock.release()
            found.append(one)
    return sorted(found, key=lambda each: each.when, reverse=True)


def _sweep(folder: Path) -> None:
    """Remove the temporary files that a crash left in the folder and where the program saved to."""
    places = [folder, folder / RESULTS_NAME]
    with contextlib.suppress(StudioError):
        places += map(Path, read_session(folder).targets)
    for place in places:
        sweep(place)


def recover(
    one: Abandoned,
    located: Path | None = None,
    *,
    budget: int = DEFAULT_BUDGET,
    max_pixels: int | None = None,
    read: ReadPhoto = read_photo,
) -> Recovered:
    """Recover a session; `located` is the present path of its photo, `max_pixels` its largest size.

    `read` reads a photo, as `read_photo` does.

    Raises StudioError "session-in-use", "session-photo" if the photo is missing or has changed,
    "session-broken", or what reading the photo or the journal raises. The session is unchanged then.
    """
    with os_errors_as("session-broken", one.about.title):
        lock = FolderLock.take(one.folder)
    if lock is None:
        raise StudioError("session-in-use", path=one.about.title)
    try:
        photo = _photo_of(one, located, max_pixels, read)
        try:
            history = History.recover(one.folder, photo, budget=budget)
        except StudioError as error:
            if error.code == "journal-photo":
                raise StudioError("session-photo", path=located or one.about.path or one.folder) from error
            raise
        except (ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
            raise StudioError(
                "session-broken", path=one.about.title, reason=Note("history-invalid")
            ) from error
        results = read_results(one.folder, history.state.document)
        drop_other_results(one.folder, results)
        _add_saved_stroke(one.folder, history)
    except BaseException:
        lock.release()
        raise
    about = one.about if located is None else pointed(one.about, located)
    if located is not None:
        write_session(one.folder, about)
    return Recovered(lock, about, history, results)


def discard(one: Abandoned) -> None:
    """Remove a session. Raises StudioError "session-in-use" if another program has recovered it."""
    with contextlib.suppress(OSError):
        lock = FolderLock.take(one.folder)
        if lock is None:
            raise StudioError("session-in-use", path=one.about.title)
        remove(lock)


def remove(place: FolderLock) -> None:
    """Remove the folder of a session; what cannot be removed now is removed at a later start."""
    # the journal first: without it the rest is no longer offered for recovery
    with contextlib.suppress(OSError):
        (place.folder / JOURNAL_NAME).unlink(missing_ok=True)
    for each in list(place.folder.glob("*")) if place.folder.is_dir() else []:
        if each.name != LOCK_NAME:
            with contextlib.suppress(OSError):
                shutil.rmtree(each) if each.is_dir() else each.unlink()
    place.remove()
    # only if it is empty: another program may be using it already
    with contextlib.suppress(OSError):
        place.folder.rmdir()


def _summary(folder: Path) -> Abandoned | None:
    """A summary of a session; None if there is nothing to recover. OSError if it cannot be read now."""
    try:
        about = read_session(folder)
        journal = folder / JOURNAL_NAME
        mark, when = History.last_mark(folder), journal.stat().st_mtime
    except FileNotFoundError:
        return None
    except (StudioError, ValueError, KeyError, TypeError) as error:
        cause = error.__cause__
        if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError):
            raise cause from None
        return None
    results = len(list((folder / RESULTS_NAME).glob("*.result")))
    live = (folder / LIVE_NAME).exists()
    if not live and not results and mark[1] == 0:
        return None
    return Abandoned(folder, about, when, mark[0], results)


def _photo_of(one: Abandoned, located: Path | None, max_pixels: int | None, read: ReadPhoto) -> Photo:
    if located is not None:
        path = located
    elif one.about.copy is not None:
        path = one.folder / one.about.copy
    elif one.about.path is not None:
        path = Path(one.about.path)
    else:
        raise StudioError("session-broken", path=one.about.title, reason=Note("photo-missing"))
    try:
        if path.suffix.lower() == ENDING:
            return load_project(path, max_pixels=max_pixels).state.document.photo
        return read(path, max_pixels=max_pixels)
    except StudioError as error:
        if error.code == "file-missing" and located is None:
            raise StudioError("session-photo", path=path) from error
        raise


def _add_saved_stroke(folder: Path, history: History) -> None:
    """Add the saved stroke as a step."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, IndexError, zlib.error):
        payload = read_checked(folder / LIVE_NAME)
        if tuple(read_about(payload)["mark"]) == history.mark:
            state = history.state
            masks = dict(state.masks)
            apply_change(payload, masks, state.document.size, forward=True)
            history.record("Stroke", replace(state, masks=masks))
    drop_live(folder)
