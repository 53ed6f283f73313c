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
from ..core.files import FULL, opened, os_errors_as, size_of
from ..core.locks import LOCK_NAME, FolderLock
from . import trust
from .cards import catalog
from .cards.card import Card
from .cards.catalog import own_folder
from .digests import digest_of, forget_digests, known_digest
from .download import OnProgress, download, forget, require_space
from .offline import is_offline
from .process.warm import MODELS
from .sniff import require_format, require_harmless

State = Literal["installed", "damaged", "partly", "absent"]

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
    size = size_of(path)
    if size is None:
        return Note("not-installed", name=card.name)
    if _is_damaged(card, size):
        return Note("model-damaged", path=path, name=card.name, source=_how_again(card))
    return reason_not_runnable(card)


def _how_again(card: Card) -> str:
    """What the command that installs a model needs besides its name."""
    return "" if card.source else " --from FILE"


def _is_damaged(card: Card, size: int) -> bool:
    """Whether an installed file has the wrong size or, if it was read before, the wrong checksum."""
    if size == 0 or (card.size_exact and card.size not in (None, size) and trust.read_pin(card) is None):
        return True
    found = known_digest(model_path(card))
    return found is not None and not trust.is_accepted(card, found)


def reason_not_runnable(card: Card) -> str:
    """Why a model could not be run here even if it were installed; "" if nothing is wrong."""
    if card.format == "onnx" and importlib.util.find_spec("onnxruntime") is None:
        return Note("needs-package", packages="onnxruntime", names="onnxruntime")
    if card.format != "onnx" and importlib.util.find_spec("torch") is None:
        return Note("needs-package", packages="torch", names="torch")
    return ""


def installed(name: str) -> Installed:
    """A model to load, its checksum verified; the file is read again only if it has changed.

    Raises StudioError "model-unknown", "card-broken", "model-absent", "model-changed", "file-unreadable",
    and what `sniff` refuses a file for.
    """
    card = catalog.card(name)
    path = model_path(card)
    if size_of(path) is None:
        raise StudioError("model-absent", name=name)
    require_format(path, card.format, str(path))
    sha256 = digest_of(path)
    if not trust.is_accepted(card, sha256):
        raise StudioError("model-changed", name=name, path=path, source=_how_again(card))
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
        arrival = _Arrival(card, part, trusted, on_progress, is_cancelled)
        online = isinstance(where, str) and "://" in where
        pin, sha256 = arrival.fetched(str(where)) if online else arrival.copied(Path(where))
        _put_in_place(card, part, pin)
        forget(part)
        return Installed(card, model_path(card), sha256)


def verify(name: str) -> Installed:
    """Read an installed model again and compare it with what was accepted. Raises what `installed` does."""
    forget_digests()
    return installed(name)


def remove(name: str) -> int:
    """Delete a model and its partial download; returns the bytes freed. The user's card of it stays.

    Raises StudioError "model-unknown", "model-absent", "model-busy" or "file-unwritable".
    """
    card = catalog.card(name)
    path = model_path(card)
    with _working_on(card) as work:
        freed = (size_of(path) or 0) + (size_of(work / PART) or 0)
        if size_of(path) is None and not freed:
            raise StudioError("model-absent", name=name)
        forget(work / PART)
        MODELS.unload(name)
        with os_errors_as("file-unwritable", path):
            path.unlink(missing_ok=True)
        trust.forget(card)
    return freed


def _entry(card: Card) -> StoreEntry:
    size = size_of(model_path(card))
    part = size_of(_work_folder(card) / PART)
    state: State = "partly" if part else "absent"
    if size is not None:
        state = "damaged" if _is_damaged(card, size) else "installed"
    return StoreEntry(card, state, size if size is not None else part or 0, reason_unusable(card))


@dataclass(frozen=True)
class _Arrival:
    """A model that is being installed as the file `part`; the other fields are as for `install`."""

    card: Card
    part: Path
    trusted: bool
    on_progress: OnProgress
    is_cancelled: Callable[[], bool]

    def fetched(self, url: str) -> tuple[trust.Pin | None, str]:
        """Download and check; if several attempts gave a wrong file, try once more from the start."""
        if is_offline():
            raise StudioError("offline", url=url)
        size = self.card.size if not self.trusted else None
        wanted = size if self.card.size_exact else None
        at_most = wanted or (2 * size if size else _MOST_OF_UNKNOWN)
        while True:
            in_pieces = download(
                url,
                self.part,
                size=wanted,
                at_most=at_most,
                on_progress=self.on_progress,
                is_cancelled=self.is_cancelled,
            )
            try:
                return self._checked(url)
            except StudioError:
                forget(self.part)
                if not in_pieces:
                    raise

    def copied(self, path: Path) -> tuple[trust.Pin | None, str]:
        """Copy and check; nobody can change the copy meanwhile."""
        if path.is_dir():
            raise StudioError("file-is-folder", path=path)
        require_harmless(path, str(path))
        size = size_of(path) or 0
        self._require_size(size, str(path))
        forget(self.part)
        require_space(self.part.parent, size)
        try:
            self._copy(path, size)
            return self._checked(str(path))
        except BaseException:
            forget(self.part)
            raise

    def _checked(self, shown: str) -> tuple[trust.Pin | None, str]:
        """The pin to keep and the SHA-256 of the part, after its size, checksum and kind were checked."""
        require_harmless(self.part, shown)
        self._require_size(size_of(self.part) or 0, shown)
        sums = trust.sums_of(self.part, is_cancelled=self.is_cancelled)
        pin = trust.accept(self.card, sums, shown, trust=self.trusted)
        require_format(self.part, self.card.format, shown)
        return pin, sums.sha256

    def _require_size(self, size: int, shown: str) -> None:
        wanted = self.card.size
        if self.card.size_exact and not self.trusted and wanted not in (None, size):
            raise StudioError("model-size", source=shown, got=f"{size:,}", wanted=f"{wanted:,}")

    def _copy(self, source: Path, total: int) -> None:
        with opened(source) as read:
            try:
                with self.part.open("wb") as file:
                    while chunk := read.read(_CHUNK):
                        if self.is_cancelled():
                            raise Cancelled
                        file.write(chunk)
                        self.on_progress(file.tell(), total)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                if error.errno in FULL:
                    raise StudioError("disk-full", path=self.part) from error
                raise


def _put_in_place(card: Card, part: Path, pin: trust.Pin | None) -> None:
    """Move the file into place; the pin is written first, so that no model is ever without it."""
    path = model_path(card)
    before = trust.read_pin(card)
    trust.write_pin(card, pin)
    MODELS.unload(card.name)  # the old one, if it is loaded
    try:
        with os_errors_as("file-unwritable", path):
            part.replace(path)
    except StudioError:  # Windows: a program is using the old one
        trust.write_pin(card, before)
        raise


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
    with os_errors_as("folder-unwritable", work):
        for attempt in range(_ATTEMPTS):
            with contextlib.suppress(FileNotFoundError):  # removed in between by another process
                work.mkdir(parents=True, exist_ok=True)
                return FolderLock.take(work)
            time.sleep(0.01 * attempt)
        work.mkdir(parents=True, exist_ok=True)
        return FolderLock.take(work)


def _work_folder(card: Card) -> Path:
    return own_folder() / _WORK / card.name


def free_space() -> int | None:
    """The free bytes on the disk of the store; None if unknown."""
    folder = own_folder()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
