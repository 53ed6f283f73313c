"""Files in remote storage, through fsspec: s3://, gs://, sftp:// and others.

Commands hold all places as `Path`, which keeps 's3://bucket/a.png' as 's3:/bucket/a.png'; `url_of` puts the
slash back. Nothing here reads or writes a local file but those that are fetched and stored.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..core.errors import StudioError
from ..core.files import FULL, reason

_PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "sftp": "paramiko",
    "ssh": "paramiko",
    "smb": "smbprotocol",
    "abfs": "adlfs",
    "az": "adlfs",
}
"""The package that each protocol needs."""
_OBJECTS = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss"}
"""Object stores: an object appears when it is complete, and renaming one copies it."""
_DENIED = ("credential", "auth", "denied", "forbidden", "accesskey", "signature")
"""Parts of the names and texts of errors about who asks. Each client has its own errors."""
_LONGEST_REASON = 160


def is_remote(path: Path) -> bool:
    """Whether a path is an address in remote storage; a drive of Windows has one letter and is none."""
    first = path.parts[0] if path.parts else ""
    return first.rstrip("/\\").endswith(":") and len(first.rstrip("/\\")) > 2


def url_of(path: Path) -> str:
    """The address that a path stands for; the path itself if it is local."""
    if not is_remote(path):
        return str(path)
    protocol, _, rest = path.as_posix().partition(":")
    start = "/" if protocol in ("file", "local") else ""  # no host comes before the path
    return f"{protocol}://{start}{rest.lstrip('/')}"


def files_in(folder: Path) -> list[Path]:
    """The files in a folder of remote storage, by name. Raises what `_asking` raises."""
    with _asking(folder) as (files, inner):
        entries = files.ls(inner, detail=True)
    names = [
        str(entry["name"]).rstrip("/").rpartition("/")[2] for entry in entries if entry["type"] == "file"
    ]
    return [folder / name for name in sorted(names) if name]


def there(path: Path) -> bool:
    """Whether there is a file or folder. Raises what `_asking` raises."""
    with _asking(path) as (files, inner):
        return bool(files.exists(inner))


def is_folder(path: Path) -> bool:
    """Whether there is a folder. Raises what `_asking` raises."""
    with _asking(path) as (files, inner):
        return bool(files.isdir(inner))


def fetch(path: Path, target: Path) -> None:
    """Copy a file to a local one. Raises what `_asking` raises."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _asking(path) as (files, inner):
        files.get_file(inner, str(target))


def read(path: Path) -> bytes:
    """The bytes of a small file. Raises what `_asking` raises."""
    with _asking(path) as (files, inner):
        return bytes(files.cat_file(inner))


def store(source: Path, path: Path) -> None:
    """Copy a local file to remote storage, where it replaces what is there, whole or not at all.

    Raises what `_asking` raises.
    """
    with _asking(path) as (files, inner):
        if protocol_of(path) in _OBJECTS:
            files.put_file(str(source), inner)
            return
        folder, _, _ = inner.rpartition("/")
        if folder:
            files.makedirs(folder, exist_ok=True)
        temporary = f"{folder}/.inpaint-{secrets.token_hex(6)}.tmp"
        try:
            files.put_file(str(source), temporary)
            files.mv(temporary, inner)
        except BaseException:
            with contextlib.suppress(Exception):  # the first error counts
                files.rm_file(temporary)
            raise


def require_storage(path: Path) -> None:
    """Raise now what using this address would raise: StudioError "storage-package" or "storage-unknown"."""
    with _asking(path):
        pass


@contextlib.contextmanager
def _asking(path: Path) -> Iterator[tuple[Any, str]]:
    """The file system of an address, and the path in it; its errors become ours.

    Raises StudioError "file-missing", "storage-unknown", "storage-package", "storage-denied", "disk-full" or
    "storage-failed".
    """
    url = url_of(path)
    try:
        import fsspec

        try:
            files, inner = fsspec.core.url_to_fs(url)
        except ValueError as error:
            raise StudioError("storage-unknown", url=url) from error
        yield files, inner
    except ImportError as error:
        package = _PACKAGES.get(protocol_of(path), getattr(error, "name", None) or "fsspec")
        raise StudioError("storage-package", url=url, package=package) from error
    except StudioError:
        raise
    except FileNotFoundError as error:
        raise StudioError("file-missing", path=url) from error
    except Exception as error:  # each client has its own errors
        raise _known(url, error) from error


def _known(url: str, error: Exception) -> StudioError:
    """The error to show for one of a client."""
    if isinstance(error, OSError) and error.errno in FULL:
        return StudioError("disk-full", path=url)
    if isinstance(error, PermissionError) and error.errno is not None:
        words: str = reason(error)
    else:
        words = " ".join(str(error).split()).rstrip(".")[:_LONGEST_REASON] or type(error).__name__
    said = f"{type(error).__name__} {error}".lower()
    denied = isinstance(error, PermissionError) or any(part in said for part in _DENIED)
    return StudioError("storage-denied" if denied else "storage-failed", url=url, reason=words)


def protocol_of(path: Path) -> str:
    """The kind of storage of an address, as 's3'; "" for a local path."""
    return url_of(path).partition(":")[0].lower() if is_remote(path) else ""
