"""A lock on a folder that the system releases when its owner ends, however it ends."""

from __future__ import annotations

import contextlib
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
        file = (folder / LOCK_NAME).open("a+b")
        try:
            taken = _locked(file)
        except BaseException:
            file.close()
            raise
        if not taken:
            file.close()
            return None
        return cls(folder, file)

    def release(self) -> None:
        """Let others have it; may be called twice."""
        self._file.close()

    def __enter__(self) -> Self:
        """Itself; leaving the block releases it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release it."""
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        """Lock the first byte, without waiting."""
        with contextlib.suppress(OSError):
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        """Lock the file, without waiting."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
