"""The third-party models on this machine: installing, checking, finding and removing them.

Everything is in `data_dir()/models`: the model `NAME.onnx` (or `.pt`, `.safetensors`), its pin
`NAME.pin.json` if there is one (see `trust`), the user's own cards `NAME.toml`, and `.work/NAME` with
what is being installed. Nothing is downloaded unless `install` is called.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..core.errors import Cancelled, Note, StudioError
from ..core.files import FULL, opened, reason
from ..core.locks import LOCK_NAME, FolderLock
from . import shipped, trust
from .cards import catalog
from .cards.card import Card
from .cards.catalog import own_folder
from .download import OnProgress, download, forget, require_space
from .offline import is_offline
from .process.warm import MODELS
from .sniff import require_format, require_harmless

State = Literal["installed", "partly", "absent"]

PART = "part"
_WORK = ".work"
_CHUNK = 1 << 20
_ATTEMPTS = 10
_MOST_OF_UNKNOWN = 20_000_000_000


@dataclass(frozen=True)
class Installed:
    """A model that was checked and may be loaded: its card, its file and the SHA-256 of the file."""

    card: Card
    path: Path
    sha256: str


@dataclass(frozen=True)
class StoreEntry:
    """One line of the list of models, without opening its file (`verify` does).

    `on_disk` is the size in bytes of the model, or of its partial download. `reason` says why it cannot
    be used, "" if nothing is known to be wrong.
    """

    card: Card
    state: State
    on_disk: int
    reason: str


def entries() -> list[StoreEntry]:
    """All models that have cards; fast, without opening a model."""
    return [_entry(card) for card in catalog.catalogue().cards.values()]


def entry(name: str) -> StoreEntry:
    """One model. Raises StudioError "model-unknown" or "card-broken"."""
    return _entry(catalog.card(name))


def model_path(card: Card) -> Path:
    """The path of an installed model."""
    return own_folder() / card.file_name


def reason_unusable(card: Card) -> str:
    """Why a model cannot be used here, without opening its file; "" if nothing is wrong."""
    path = model_path(card)
    size = _size(path)
    if size is None:
        return Note("not-installed", name=card.name)
    if size == 0 or (card.size_exact and card.size not in (None, size) and trust.read_pin(card) is None):
        return Note("model-damaged", path=path, name=card.name)
    if card.format == "onnx" and importlib.util.find_spec("onnxruntime") is None:
        return Note("needs-package", packages="onnxruntime")
    return ""


def installed(name: str) -> Installed:
    """A model to load, its checksum verified; the file is read again only if it has changed.

    Raises StudioError "model-unknown", "card-broken", "model-absent", "model-changed", "file-unreadable",
    and what `sniff` refuses a file for.
    """
    card = catalog.card(name)
    path = model_path(card)
    if _size(path) is None:
        raise StudioError("model-absent", name=name)
    require_format(path, card.format, str(path))
    sha256 = shipped.digest_of(path)
    if not trust.is_accepted(card, sha256):
        raise StudioError("model-changed", name=name, path=path)
    return Installed(card, path, sha256)


def install(
    name: str,
    source: str | Path | None = None,
    *,
    trusted: bool = False,
    on_progress: OnProgress = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Installed:
    """Put a model into the store: from its card's address, or from a `source`, a file or an address.

    The size, checksum and kind of the file are checked first; then it is moved into place in one step.
    `trusted` is the user's explicit consent to a file that no checksum vouches for. A model that is
    installed and intact is left alone unless a `source` is named. The next call continues a download that
    was cancelled or interrupted; other failures leave nothing behind.

    `on_progress` gets the bytes downloaded or copied, and the total. Both functions are called in this
    thread. Raises `Cancelled` and StudioError: "model-…", "download-…", "card-broken", "offline",
    "disk-space", "disk-full", "file-…".
    """
    card = catalog.card(name)
    with _working_on(card) as work:
        if source is None:
            with contextlib.suppress(StudioError):
                return installed(name)
        part = work / PART
        where = card.source if source is None else source
        if not where:
            raise StudioError("model-no-source", name=name)
        if isinstance(where, str) and "://" in where:
            pin, sha256 = _fetched(card, where, part, trusted, on_progress, is_cancelled)
        else:
            pin, sha256 = _copied(card, Path(where), part, trusted, on_progress, is_cancelled)
        _put_in_place(card, part, pin)
        forget(part)
        return Installed(card, model_path(card), sha256)


def verify(name: str) -> Installed:
    """Read an installed model again and compare it with what was accepted. Raises what `installed` does."""
    shipped.forget_digests()
    return installed(name)


def remove(name: str) -> int:
    """Delete a model and its partial download; returns the bytes freed. The user's card of it stays.

    Raises StudioError "model-unknown", "model-absent", "model-busy" or "file-unwritable".
    """
    card = catalog.card(name)
    path = model_path(card)
    with _working_on(card) as work:
        freed = (_size(path) or 0) + (_size(work / PART) or 0)
        if _size(path) is None and not freed:
            raise StudioError("model-absent", name=name)
        forget(work / PART)
        MODELS.unload(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StudioError("file-unwritable", path=path, reason=reason(error)) from error
        trust.forget(card)
    return freed


def _entry(card: Card) -> StoreEntry:
    size = _size(model_path(card))
    part = _size(_work_folder(card) / PART)
    state: State = "installed" if size is not None else "partly" if part else "absent"
    return StoreEntry(card, state, size if size is not None else part or 0, reason_unusable(card))


def _fetched(
    card: Card,
    url: str,
    part: Path,
    trusted: bool,
    on_progress: OnProgress,
    is_cancelled: Callable[[], bool],
) -> tuple[trust.Pin | None, str]:
    """Download and check; if several attempts gave a wrong file, try once more from the start."""
    if is_offline():
        raise StudioError("offline", url=url)
    size = card.size if card.size_exact and not trusted else None
    at_most = size or (card.size * 2 if card.size and not trusted else _MOST_OF_UNKNOWN)
    while True:
        in_pieces = download(
            url, part, size=size, at_most=at_most, on_progress=on_progress, is_cancelled=is_cancelled
        )
        try:
            return _checked(card, part, url, trusted, is_cancelled)
        except StudioError:
            forget(part)
            if not in_pieces:
                raise


def _copied(
    card: Card,
    path: Path,
    part: Path,
    trusted: bool,
    on_progress: OnProgress,
    is_cancelled: Callable[[], bool],
) -> tuple[trust.Pin | None, str]:
    """Copy and check; nobody can change the copy meanwhile."""
    if path.is_dir():
        raise StudioError("file-is-folder", path=path)
    require_harmless(path, str(path))
    size = _size(path) or 0
    _require_size(card, size, str(path), trusted)
    forget(part)
    require_space(part.parent, size)
    try:
        _copy(path, part, size, on_progress, is_cancelled)
        return _checked(card, part, str(path), trusted, is_cancelled)
    except BaseException:
        forget(part)
        raise


def _checked(
    card: Card, part: Path, shown: str, trusted: bool, is_cancelled: Callable[[], bool]
) -> tuple[trust.Pin | None, str]:
    """The pin to keep and the SHA-256 of a file, after its size, checksum and kind were checked."""
    require_harmless(part, shown)
    _require_size(card, _size(part) or 0, shown, trusted)
    sums = trust.sums_of(part, is_cancelled=is_cancelled)
    pin = trust.accept(card, sums, shown, trust=trusted)
    require_format(part, card.format, shown)
    return pin, sums.sha256


def _require_size(card: Card, size: int, shown: str, trusted: bool) -> None:
    if card.size_exact and not trusted and card.size not in (None, size):
        raise StudioError("model-size", source=shown, got=f"{size:,}", wanted=f"{card.size:,}")


def _copy(
    source: Path, part: Path, total: int, on_progress: OnProgress, is_cancelled: Callable[[], bool]
) -> None:
    with opened(source) as read:
        try:
            with part.open("wb") as file:
                while chunk := read.read(_CHUNK):
                    if is_cancelled():
                        raise Cancelled
                    file.write(chunk)
                    on_progress(file.tell(), total)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            if error.errno in FULL:
                raise StudioError("disk-full", path=part) from error
            raise


def _put_in_place(card: Card, part: Path, pin: trust.Pin | None) -> None:
    """Move the file into place; the pin is written first, so that no model is ever without it."""
    path = model_path(card)
    before = trust.read_pin(card)
    trust.write_pin(card, pin)
    MODELS.unload(card.name)  # the old one, if it is loaded
    try:
        part.replace(path)
    except OSError as error:  # Windows: a program is using the old one
        trust.write_pin(card, before)
        raise StudioError("file-unwritable", path=path, reason=reason(error)) from error


@contextlib.contextmanager
def _working_on(card: Card) -> Iterator[Path]:
    """The work folder of a model, locked. Raises StudioError "model-busy" or "folder-unwritable"."""
    work = _work_folder(card)
    lock = _lock(work)
    if lock is None:
        raise StudioError("model-busy", name=card.name)
    try:
        yield work
    finally:
        with contextlib.suppress(OSError):  # another process is using the folder
            if [path.name for path in work.iterdir()] == [LOCK_NAME]:
                lock.remove()
                work.rmdir()
                work.parent.rmdir()
        lock.release()


def _lock(work: Path) -> FolderLock | None:
    for attempt in range(_ATTEMPTS):
        try:
            work.mkdir(parents=True, exist_ok=True)
            return FolderLock.take(work)
        except FileNotFoundError as error:  # removed in between by another process
            problem: OSError = error
        except OSError as error:
            problem = error
            break
        time.sleep(0.01 * attempt)
    raise StudioError("folder-unwritable", path=work, reason=reason(problem)) from problem


def _work_folder(card: Card) -> Path:
    return own_folder() / _WORK / card.name


def _size(path: Path) -> int | None:
    """The bytes of a file; None if there is none."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def free_space() -> int | None:
    """The free bytes on the disk of the store; None if unknown."""
    folder = own_folder()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
