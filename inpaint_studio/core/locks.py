"""A lock on a folder that the system releases when its owner ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO, Self

LOCK_NAME = "lock"


class FolderLock:
    """Says that this program is at work on a folder; nobody else can take it until `release`.

    It stands on a lock of the system on a file in the folder, so a program that was killed holds none,
    and there are no process numbers to be taken for another's. A second lock is refused within the
    same program too.
    """

    def __init__(self, folder: Path, file: IO[bytes]) -> None:
        """For `take`, which is the way to get one."""
        self.folder = folder
        self._file = file

    @classmethod
    def take(cls, folder: Path) -> Self | None:
        """The lock of an existing folder, or None if somebody has it. Raises OSError."""
        while True:
            file = (folder / LOCK_NAME).open("a+b")
            try:
                taken = locked(file.fileno())
                # whoever held it may have removed the file, and the next one would lock another
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
        """Let others have it; may be called twice."""
        self._file.close()

    def remove(self) -> None:
        """Release it and take the file of the lock away, so that the folder can be removed."""
        with contextlib.suppress(OSError):  # Windows keeps a file that is open
            (self.folder / LOCK_NAME).unlink()
        self.release()
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                (self.folder / LOCK_NAME).unlink()

    def __enter__(self) -> Self:
        """Itself; leaving the block releases it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release it."""
        self.release()


def _is_at(file: IO[bytes], path: Path) -> bool:
    """Whether an open file is the one that has this name now."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def locked(descriptor: int) -> bool:
        """Lock the first byte, without waiting; False if somebody has it."""
        with contextlib.suppress(OSError):
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def locked(descriptor: int) -> bool:
        """Lock an open file, without waiting; False if somebody has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
