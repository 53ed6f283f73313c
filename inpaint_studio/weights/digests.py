"""The SHA-256 of files, each read once until it changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from ..core.errors import Cancelled, StudioError
from ..core.files import reason

Mark = tuple[str, int, int]
"""A file as it was seen: its path, time of change in ns, and size in bytes."""

_MOST = 256
_CHUNK = 1 << 20
_known: dict[Mark, str] = {}


def mark_of(path: Path) -> Mark:
    """The file as it is now. Raises StudioError "file-unreadable"."""
    try:
        found = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return str(path), found.st_mtime_ns, found.st_size


def digest_of(path: Path, is_cancelled: Callable[[], bool] = lambda: False) -> str:
    """The sha256 of a file; read again only if its time or size changed.

    Raises StudioError "file-unreadable" and `Cancelled`.
    """
    mark = mark_of(path)
    found = _known.get(mark)
    if found is None:
        found = _read(path, is_cancelled)
        if len(_known) >= _MOST:
            _known.clear()
        _known[mark] = found
    return found


def _read(path: Path, is_cancelled: Callable[[], bool]) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if is_cancelled():
                    raise Cancelled
                digest.update(chunk)
    except OSError as error:
        raise unreadable(path, error) from error
    return digest.hexdigest()


def known_digest(path: Path) -> str | None:
    """The same without reading the file: None if it was not read since it changed, or is not there."""
    try:
        return _known.get(mark_of(path))
    except StudioError:
        return None


def forget_digests() -> None:
    """Make the next `digest_of` read its file again, even if its time and size are the same."""
    _known.clear()


def unreadable(path: Path, error: OSError) -> StudioError:
    """The error for a file that cannot be read."""
    return StudioError("file-unreadable", path=path, reason=reason(error))
