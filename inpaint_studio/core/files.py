"""Reading regular files only, and atomic writing: to a temporary file that is then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from .errors import Note, StudioError
from .locks import locked

FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_REASONS = {
    errno.EACCES: Note("permission-denied"),
    errno.EPERM: Note("permission-denied"),
    errno.EROFS: Note("disk-read-only"),
    errno.ENAMETOOLONG: Note("name-long"),
    errno.ELOOP: Note("link-loop"),
    errno.EIO: Note("disk-error"),
    errno.ENOSPC: Note("disk-is-full"),
    errno.EDQUOT: Note("disk-is-full"),
    errno.ENOENT: Note("no-such-file"),
    errno.ENOTDIR: Note("not-a-folder"),
    errno.EISDIR: Note("is-a-folder"),
    errno.EMFILE: Note("too-many-files"),
}
_PREFIX = ".inpaint-"
_SUFFIX = ".tmp"
_TEMPORARY = re.compile(r"\.inpaint-[0-9a-f]{12}\.tmp")
_swept: set[Path] = set()


@contextlib.contextmanager
def atomic_write(
    path: str | os.PathLike[str], *, overwrite: bool, durable: bool = True
) -> Iterator[BinaryIO]:
    """A binary file (readable too) that becomes `path` when the block ends, whole or not at all.

    The data goes to a temporary file in the same folder, which is flushed to the disk and then renamed;
    after any exception, KeyboardInterrupt included, it is removed and `path` is unchanged. Symbolic links
    are followed; a replaced file passes on its mode and, where allowed, its owner. Temporary files that
    killed programs left in the folder are removed.

    Without `durable` nothing waits for the disk: the file survives a crash of the program, but maybe not
    a power cut.

    Raises StudioError "file-exists" (unless `overwrite`), "file-is-folder", "file-special",
    "parent-missing", "file-unwritable" or "disk-full".
    """
    given = Path(path)
    target, before = _destination(given, overwrite=overwrite)
    if target.parent not in _swept:
        _swept.add(target.parent)
        sweep(target.parent)
    with os_errors_as_studio(given):
        temporary, descriptor, lock = _temporary(target)
    try:
        with os_errors_as_studio(given, callers_too=True), os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            _pass_on_rights(file.fileno(), before)
            if durable:
                os.fsync(file.fileno())
        with os_errors_as_studio(given):
            _put_in_place(temporary, target, given, overwrite=overwrite)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    finally:
        if lock is not None:
            os.close(lock)
    if durable:
        sync_folder(target.parent)


def sweep(folder: Path) -> None:
    """Remove the temporary files that killed programs left in a folder; those being written are locked."""
    with contextlib.suppress(OSError):
        for entry in list(os.scandir(folder)):
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_unless_locked(Path(entry.path))


def _remove_unless_locked(path: Path) -> None:
    if os.name == "nt":  # an open file cannot be removed there
        path.unlink()
        return
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if locked(descriptor):
            path.unlink()
    finally:
        os.close(descriptor)


def _temporary(target: Path) -> tuple[Path, int, int | None]:
    """A new open file beside `target`, and a second handle that holds its lock until it is closed."""
    # O_EXCL and 0o666: no existing file is followed or reused, and the umask applies
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        temporary = target.with_name(f"{_PREFIX}{secrets.token_hex(6)}{_SUFFIX}")
        descriptor = os.open(temporary, flags, 0o666)
        if os.name == "nt":
            return temporary, descriptor, None
        with contextlib.suppress(OSError):  # a file system without locks is never swept
            # another program's `sweep` may have locked it first
            if not locked(descriptor) or os.fstat(descriptor).st_nlink == 0:
                os.close(descriptor)
                with contextlib.suppress(OSError):
                    temporary.unlink()
                continue
        return temporary, descriptor, os.dup(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and its parents. Raises StudioError "folder-unwritable"."""
    with os_errors_as("folder-unwritable", folder):
        folder.mkdir(parents=True, exist_ok=True)


def require_writable(path: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Raise now, as far as can be checked, what `atomic_write` would raise after the work."""
    given = Path(path)
    target, _ = _destination(given, overwrite=overwrite)
    if not os.access(target.parent, os.W_OK):
        raise StudioError("file-unwritable", path=given, reason=Note("permission-denied"))


def _destination(given: Path, *, overwrite: bool) -> tuple[Path, os.stat_result | None]:
    """The file to replace (links followed) and what is there now, or None."""
    with os_errors_as_studio(given):
        try:
            target = Path(os.path.realpath(given))
            before = target.stat()
        except FileNotFoundError:
            if not target.parent.is_dir():
                raise StudioError("parent-missing", path=given, folder=target.parent) from None
            return target, None
        except NotADirectoryError:
            raise StudioError("parent-missing", path=given, folder=given.parent) from None
        except ValueError:  # a null character in the name
            raise StudioError("file-unwritable", path=given, reason=Note("name-invalid")) from None
    if stat.S_ISDIR(before.st_mode):
        raise StudioError("file-is-folder", path=given)
    if not stat.S_ISREG(before.st_mode):
        raise StudioError("file-special", path=given)
    if not overwrite:
        raise StudioError("file-exists", path=given)
    if not os.access(target, os.W_OK):  # a rename would silently replace a write-protected file
        raise StudioError("file-unwritable", path=given, reason=Note("write-protected"))
    return target, before


def _pass_on_rights(descriptor: int, before: os.stat_result | None) -> None:
    if before is None or os.name == "nt":
        return
    now = os.fstat(descriptor)
    with contextlib.suppress(OSError):  # only the owner and root may; the content matters more
        if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
            os.fchown(descriptor, before.st_uid, before.st_gid)
    with contextlib.suppress(OSError):
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def _put_in_place(temporary: Path, target: Path, given: Path, *, overwrite: bool) -> None:
    if not overwrite:
        try:
            # unlike a rename, a link never replaces a file that has appeared since
            os.link(temporary, target)
        except FileExistsError:
            raise StudioError("file-exists", path=given) from None
        except OSError:  # a file system without hard links: check again instead
            if target.exists():
                raise StudioError("file-exists", path=given) from None
        else:
            temporary.unlink()
            return
    temporary.replace(target)


def sync_folder(folder: Path) -> None:
    """Make a rename in it survive a power cut, where the system can sync a folder."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file named by the user, open for reading.

    Only regular files that are not empty: reading a pipe or a device could block, or never end.

    Raises StudioError "file-missing", "file-is-folder", "file-special", "file-empty" or "file-unreadable".
    """
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise StudioError("file-is-folder", path=path)
        if not stat.S_ISREG(about.st_mode):
            raise StudioError("file-special", path=path)
        if about.st_size == 0:
            raise StudioError("file-empty", path=path)
        with path.open("rb") as file:
            yield file
    except (FileNotFoundError, NotADirectoryError):
        raise StudioError("file-missing", path=path) from None
    except ValueError as error:
        if "null" not in str(error):
            raise
        raise StudioError("file-missing", path=path) from None
    except OSError as error:
        if error.errno is None:
            raise
        raise StudioError("file-unreadable", path=path, reason=reason(error)) from error


def exists(path: str | os.PathLike[str]) -> bool:
    """Whether there is such a file or folder; False, and no error, where the path can't be checked."""
    return os.path.exists(path)  # noqa: PTH110 - Path's methods raise for a name that is too long


def is_file(path: str | os.PathLike[str]) -> bool:
    """Whether there is such a file; errors as in `exists`."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether there is such a folder; errors as in `exists`."""
    return os.path.isdir(path)  # noqa: PTH112


def is_same_file(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Whether both paths are the same file; errors as in `exists`."""
    try:
        return os.path.samefile(one, other)  # noqa: PTH121
    except (OSError, ValueError):
        return False


def at_home(path: str) -> Path:
    """The path with a leading ~ replaced by the user's folder; as it is where there is no such user."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path's method raises for an unknown user


def size_of(path: Path) -> int | None:
    """The bytes of a file; None if there is none, or where that can't be checked."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def require_file(path: Path) -> None:
    """Raise what `opened` raises: for files that a library opens by name."""
    with opened(path):
        pass


def contents(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises ValueError if there are more than `most`, else what `opened` raises."""
    with opened(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"'{path}' has more than {most} bytes")
    return data


def write_all(file: IO[bytes], data: bytes | memoryview) -> None:
    """Write all of `data`: an unbuffered file may write less per call."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


@contextlib.contextmanager
def os_errors_as_studio(path: Path, *, callers_too: bool = False) -> Iterator[None]:
    """Turn an OSError while writing `path` into a StudioError.

    With `callers_too` the block also runs the caller's code, whose errors about other files pass through.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StudioError("disk-full", path=path) from error
        # errors of the open file have no file name; only files opened by name do
        if error.errno is None or (callers_too and error.filename is not None):
            raise
        raise StudioError("file-unwritable", path=path, reason=reason(error)) from error


@contextlib.contextmanager
def os_errors_as(code: str, path: Path | str) -> Iterator[None]:
    """Turn an OSError in this block into a StudioError `code` about `path`."""
    try:
        yield
    except OSError as error:
        raise StudioError(code, path=path, reason=reason(error)) from error


def reason(error: OSError) -> str:
    """Why the system refused, in a few plain words."""
    return _REASONS.get(error.errno or 0) or Note(
        "system-says", words=(error.strerror or type(error).__name__).lower()
    )


def megabytes(count: int) -> str:
    """The size of a file, as disks and downloads count: '93 MB', '1.5 kB'."""
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 or not count else f"{count / 1e3:,.1f} kB"
