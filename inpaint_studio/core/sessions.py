"""Folders of sessions: all that is needed to go on after a crash, and who is at work on it.

A folder holds the journal of the history; `session.json`, which says where the photo is; a copy of the
photo if it has no file of its own, or none any more; `live`, a stroke that was under way; and
`results`, fills that have run and are not kept. Everything but the journal is written whole or not at
all. The lock of the folder tells a session at work from one whose program has died.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from .changes import apply_change, decode_layer, encode_change, encode_layer, read_about
from .document import Document, LayerContent
from .errors import StudioError
from .files import atomic_write, reason
from .geometry import Rect
from .history import DEFAULT_BUDGET, JOURNAL_NAME, History
from .locks import LOCK_NAME, FolderLock
from .mask import Mask
from .paths import data_dir
from .photo import Photo
from .photo_io import read_photo, write_photo
from .project import ENDING, StoredResult, load_project
from .state import State
from .tiles import TiledArray

ABOUT_NAME = "session.json"
LIVE_NAME = "live"
RESULTS_NAME = "results"
COPY_STEM = "photo"
OLDEST = 30 * 24 * 3600
"""Seconds after which a session that nobody wanted back is removed."""

_FORMAT = 1


@dataclass(frozen=True)
class SessionAbout:
    """What a session is of: `path` of its photo or project (None: pasted), with size and time as it was.

    `copy` is the name of a copy of it in the folder.
    """

    title: str
    path: str | None = None
    size: int = 0
    modified: int = 0
    copy: str | None = None
    began: float = 0.0


@dataclass(frozen=True)
class Abandoned:
    """A session that its program has left behind: `when` it was last written to, `steps` it has."""

    folder: Path
    about: SessionAbout
    when: float
    steps: int
    results: int


@dataclass(frozen=True)
class Place:
    """A folder that this program is at work on."""

    folder: Path
    lock: FolderLock


@dataclass(frozen=True, eq=False)
class Recovered:
    """A session brought back: its history, the results for its picture, and where it lives."""

    place: Place
    about: SessionAbout
    history: History
    results: tuple[StoredResult, ...]


def sessions_dir() -> Path:
    """Where the folders are."""
    return data_dir() / "sessions"


def begin(path: Path | None, photo: Photo | None = None, title: str = "") -> Place:
    """A new folder for a session on a file, or on a `photo` that has none, which is copied into it.

    Raises StudioError "journal-write", or what writing a photo raises.
    """
    folder = sessions_dir() / f"{int(time.time())}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True)
        lock = FolderLock.take(folder)
    except OSError as error:
        raise StudioError("journal-write", path=folder, reason=reason(error)) from error
    if lock is None:
        raise StudioError("session-in-use", path=folder)
    try:
        about = SessionAbout(title, began=time.time())
        if path is not None:
            about = _pointed(about, path)
        elif photo is not None:
            about = replace(about, copy=f"{COPY_STEM}.png")
            write_photo(folder / f"{COPY_STEM}.png", photo)
        write_session(folder, about)
    except BaseException:
        remove(Place(folder, lock))
        raise
    return Place(folder, lock)


def write_session(folder: Path, about: SessionAbout) -> None:
    """Write what the session is of. Raises what `atomic_write` raises."""
    with atomic_write(folder / ABOUT_NAME, overwrite=True) as file:
        file.write(json.dumps({"format": _FORMAT, **asdict(about)}).encode("utf-8", "surrogateescape"))


def read_session(folder: Path) -> SessionAbout:
    """What the session is of. StudioError "session-broken"."""
    try:
        read = json.loads((folder / ABOUT_NAME).read_bytes().decode("utf-8", "surrogateescape"))
        return SessionAbout(
            str(read["title"]),
            None if read["path"] is None else str(read["path"]),
            int(read["size"]),
            int(read["modified"]),
            None if read["copy"] is None else Path(str(read["copy"])).name,
            float(read["began"]),
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise StudioError("session-broken", path=folder, reason="its description is damaged") from error


def keep_original(folder: Path, target: Path) -> None:
    """Before `target` is written to: if that is the photo of the session, put a copy of it aside.

    The history is a history of that photo, so without it the session could not be brought back.
    Raises StudioError "journal-write".
    """
    about = read_session(folder)
    if about.copy is not None or about.path is None:
        return
    source = Path(about.path)
    if source.suffix.lower() == ENDING:  # a project holds the same photo after it is saved
        return
    try:
        if not source.exists() or not target.exists() or not source.samefile(target):
            return
        name = COPY_STEM + source.suffix
        temporary = folder / f"{name}.part"
        shutil.copyfile(source, temporary)
        temporary.replace(folder / name)
    except OSError as error:
        raise StudioError("journal-write", path=folder, reason=reason(error)) from error
    write_session(folder, replace(about, copy=name))


def write_live(folder: Path, before: State, after: State, mark: tuple[int, int, float]) -> None:
    """Note a stroke that is under way on the state of that `mark`. Raises what `atomic_write` raises."""

    def number_of(content: LayerContent) -> int:
        raise ValueError("a stroke has no fills")

    payload = encode_change(before, after, number_of, {"mark": list(mark)})
    if payload is not None:
        _write_checked(folder / LIVE_NAME, payload)


def drop_live(folder: Path) -> None:
    """The stroke is over, one way or the other."""
    with contextlib.suppress(OSError):
        (folder / LIVE_NAME).unlink(missing_ok=True)


def write_results(folder: Path, document: Document, results: Sequence[StoredResult]) -> None:
    """Make the results on disk those; each is written once. Raises what `atomic_write` raises."""
    place = folder / RESULTS_NAME
    place.mkdir(exist_ok=True)
    listed = []
    for result in results:
        file = place / f"{result.number}.result"
        if not file.exists():
            _write_checked(file, _encoded(result))
        look = {"starred": result.starred, "partial": result.partial, "chosen": result.chosen}
        listed.append({"number": result.number, **look})
    with atomic_write(place / "results.json", overwrite=True) as target:
        target.write(json.dumps({"picture": signature(document), "results": listed}).encode())
    wanted = {f"{result.number}.result" for result in results}
    for old in place.glob("*.result"):
        if old.name not in wanted:
            old.unlink(missing_ok=True)


def read_results(folder: Path, document: Document) -> tuple[StoredResult, ...]:
    """The results for that picture; those that cannot be read are left out."""
    place = folder / RESULTS_NAME
    found = []
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        listed = json.loads((place / "results.json").read_bytes())
        if listed["picture"] != signature(document):
            return ()
        for about in listed["results"]:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError, zlib.error, StudioError):
                read = _decoded(_read_checked(place / f"{int(about['number'])}.result"), document)
                found.append(
                    replace(
                        read,
                        number=int(about["number"]),
                        starred=bool(about["starred"]),
                        partial=bool(about["partial"]),
                        chosen=bool(about["chosen"]),
                    )
                )
    return tuple(found)


def signature(document: Document) -> str:
    """Tells the pictures of one photo apart: the canvas and how each fill lies on it."""
    layers = [
        [
            layer.visible,
            layer.opacity,
            layer.content.name,
            dict(layer.content.description),
            [_numbers(patch.rect) for patch in layer.content.patches],
        ]
        for layer in document.layers
    ]
    return json.dumps([_numbers(document.canvas), layers], sort_keys=True, default=str)


def abandoned(*, oldest: float = OLDEST) -> list[Abandoned]:
    """Sessions that died with work in them, the latest first; empty and very old ones are removed."""
    found = []
    folders = list(sessions_dir().iterdir()) if sessions_dir().is_dir() else []
    for folder in folders:
        try:
            lock = FolderLock.take(folder) if folder.is_dir() else None
        except OSError:
            continue
        if lock is None:
            continue
        if _is_newer(folder):
            lock.release()
            continue
        place = Place(folder, lock)
        one = _looked_at(folder)
        if one is None or time.time() - one.when > oldest:
            remove(place)
        else:
            lock.release()
            found.append(one)
    return sorted(found, key=lambda each: each.when, reverse=True)


def recover(
    one: Abandoned,
    located: Path | None = None,
    *,
    budget: int = DEFAULT_BUDGET,
    max_pixels: int | None = None,
) -> Recovered:
    """Bring a session back; `located` says where its photo is now, `max_pixels` how large it may be.

    Raises StudioError "session-in-use", "session-photo" if the photo is not there or not the same,
    "session-broken", or what reading the photo or the journal raises. The session stays as it is then.
    """
    try:
        lock = FolderLock.take(one.folder)
    except OSError as error:
        raise StudioError("session-broken", path=one.about.title, reason=reason(error)) from error
    if lock is None:
        raise StudioError("session-in-use", path=one.about.title)
    try:
        photo = _photo_of(one, located, max_pixels)
        try:
            history = History.recover(one.folder, photo, budget=budget)
        except StudioError as error:
            if error.code == "journal-photo":
                raise StudioError("session-photo", path=located or one.about.path or one.folder) from error
            raise
        except (ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
            raise StudioError(
                "session-broken", path=one.about.title, reason="its history makes no sense"
            ) from error
        results = read_results(one.folder, history.state.document)
        _take_up_stroke(one.folder, history)
    except BaseException:
        lock.release()
        raise
    about = one.about if located is None else _pointed(one.about, located)
    if located is not None:
        write_session(one.folder, about)
    return Recovered(Place(one.folder, lock), about, history, results)


def discard(one: Abandoned) -> None:
    """Remove a session that is not wanted. StudioError "session-in-use" if somebody took it up."""
    with contextlib.suppress(OSError):
        lock = FolderLock.take(one.folder)
        if lock is None:
            raise StudioError("session-in-use", path=one.about.title)
        remove(Place(one.folder, lock))


def remove(place: Place) -> None:
    """Remove a folder that this program holds; what cannot be removed now goes at another start."""
    # the journal first: what is left without it is not offered any more
    with contextlib.suppress(OSError):
        (place.folder / JOURNAL_NAME).unlink(missing_ok=True)
    for each in list(place.folder.glob("*")) if place.folder.is_dir() else []:
        if each.name != LOCK_NAME:
            with contextlib.suppress(OSError):
                shutil.rmtree(each) if each.is_dir() else each.unlink()
    place.lock.release()
    shutil.rmtree(place.folder, ignore_errors=True)


def _is_newer(folder: Path) -> bool:
    """Whether a later version left it, which alone can bring it back."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return int(json.loads((folder / ABOUT_NAME).read_bytes())["format"]) > _FORMAT
    return False


def _looked_at(folder: Path) -> Abandoned | None:
    """What a session has in it; None if there is nothing to bring back."""
    try:
        about = read_session(folder)
        journal = folder / JOURNAL_NAME
        mark, when = History.last_mark(folder), journal.stat().st_mtime
    except (StudioError, OSError, ValueError, KeyError, TypeError):
        return None
    results = len(list((folder / RESULTS_NAME).glob("*.result")))
    live = (folder / LIVE_NAME).exists()
    if not live and not results and mark[1] == 0:
        return None
    return Abandoned(folder, about, when, mark[0], results)


def _photo_of(one: Abandoned, located: Path | None, max_pixels: int | None) -> Photo:
    if located is not None:
        path = located
    elif one.about.copy is not None:
        path = one.folder / one.about.copy
    elif one.about.path is not None:
        path = Path(one.about.path)
    else:
        raise StudioError("session-broken", path=one.about.title, reason="its photo is missing")
    try:
        if path.suffix.lower() == ENDING:
            return load_project(path, max_pixels=max_pixels).state.document.photo
        return read_photo(path, max_pixels=max_pixels)
    except StudioError as error:
        if error.code == "file-missing" and located is None:
            raise StudioError("session-photo", path=path) from error
        raise


def _take_up_stroke(folder: Path, history: History) -> None:
    """Add the stroke that was under way as a step of its own."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, IndexError, zlib.error):
        payload = _read_checked(folder / LIVE_NAME)
        if tuple(read_about(payload)["mark"]) == history.mark:
            state = history.state
            masks = dict(state.masks)
            apply_change(payload, masks, state.document.size, forward=True)
            history.record("Stroke", State(state.document, masks))
    drop_live(folder)


def _pointed(about: SessionAbout, path: Path) -> SessionAbout:
    """About a session on the file `path` as it is now."""
    size = modified = 0
    with contextlib.suppress(OSError):
        stat = path.stat()
        size, modified = stat.st_size, stat.st_mtime_ns
    return replace(about, title=path.name, path=str(path.absolute()), size=size, modified=modified)


def _encoded(result: StoredResult) -> bytes:
    """A result as bytes: its mask, cropped and squeezed, and its content as a history has it."""
    mask = Mask(result.mask.read(Rect.of(result.mask.size)))
    squeezed = zlib.compress(np.ascontiguousarray(mask.read(mask.bounds)).tobytes(), 1)
    head = json.dumps({"rect": _numbers(mask.bounds), "length": len(squeezed)}).encode()
    return len(head).to_bytes(4, "little") + head + squeezed + encode_layer(result.content)


def _decoded(data: bytes, document: Document) -> StoredResult:
    length = int.from_bytes(data[:4], "little")
    head: dict[str, Any] = json.loads(data[4 : 4 + length])
    start, end = 4 + length, 4 + length + head["length"]
    rect = Rect(*head["rect"])
    tiles = TiledArray.blank(document.size)
    if rect:
        crop = np.frombuffer(zlib.decompress(data[start:end]), np.uint8)
        tiles.write(rect, crop.reshape(rect.height, rect.width))
    return StoredResult(0, decode_layer(data[end:]), tiles)


def _write_checked(path: Path, data: bytes) -> None:
    with atomic_write(path, overwrite=True) as file:
        file.write(zlib.crc32(data).to_bytes(4, "little"))
        file.write(data)


def _read_checked(path: Path) -> bytes:
    data = path.read_bytes()
    if zlib.crc32(data[4:]) != int.from_bytes(data[:4], "little"):
        raise ValueError("damaged")
    return data[4:]


def _numbers(rect: Rect) -> list[int]:
    return [rect.x, rect.y, rect.width, rect.height]
