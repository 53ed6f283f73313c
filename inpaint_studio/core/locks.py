"""A lock on a folder that the system releases when the program that holds it ends, even by a crash."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO, Self

LOCK_NAME = "lock"


class FolderLock:
    """Held while this program has a folder open; nobody else can take it until `release`.

    It is a system lock on a file in the folder, so a killed program holds none and process numbers do not
    matter. A second lock is refused within the same program too.
    """

    def __init__(self, folder: Path, file: IO[bytes]) -> None:
        """Called by `take`."""
        self.folder = folder
        self._file = file

    @classmethod
    def take(cls, folder: Path) -> Self | None:
        """The lock of an existing folder, or None if it is taken. Raises OSError."""
        while True:
            file = (folder / LOCK_NAME).open("a+b")
            try:
                taken = locked(file.fileno())
                # the last holder may have removed the file: then the next program would lock a new one
                current = not taken or _is_at(file, folder / LOCK_NAME)
            except BaseException:
                file.close()
                raise
            if taken and current:
                return cls(folder, file)
            file.close()
            if not taken:
                return None

    def release(self) -> None:
        """Release it; may be called twice."""
        self._file.close()

    def remove(self) -> None:
        """Release it and delete the lock file, so that the folder can be removed."""
        with contextlib.suppress(OSError):  # Windows keeps an open file
            (self.folder / LOCK_NAME).unlink()
        self.release()
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                (self.folder / LOCK_NAME).unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Whether `path` is this open file."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def locked(descriptor: int) -> bool:
        """Lock the first byte without waiting; False if it is locked already."""
        with contextlib.suppress(OSError):
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def locked(descriptor: int) -> bool:
        """Lock an open file without waiting; False if it is locked already."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
