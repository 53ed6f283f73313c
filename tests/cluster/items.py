"""What the workers of these tests do with their items."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

from distributed.comm import CommClosedError

from inpaint_studio.core.errors import Cancelled
from tests.waiting import wait_until

IsCancelled = Callable[[], bool]


def doubled(number: int, is_cancelled: IsCancelled) -> int:
    return 2 * number


def until_stopped(folder: Path, is_cancelled: IsCancelled) -> None:
    """Says that it has begun, and goes on until it is stopped; then it says that too."""
    (folder / "begun").touch()
    wait_until(is_cancelled, "the stop")
    (folder / "stopped").touch()
    raise Cancelled


def deadly(item: tuple[str, Path], is_cancelled: IsCancelled) -> str:
    """Kills its process: 'once' only the first one that tries, 'always' all."""
    name, folder = item
    tried = folder / name
    if name == "always" or (name == "once" and not tried.exists()):
        tried.touch()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return name


def blocked_signals() -> list[int]:
    """The signals that the calling thread does not get."""
    return [int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, [])]


def gone() -> None:
    """What Dask raises here for a worker that ends while it is asked."""
    raise CommClosedError("in <TCP>: Stream is closed")


def unreadable() -> None:
    """A worker that may not read something."""
    raise PermissionError(errno.EACCES, "denied", "/weights")


def job_ended(number: int, is_cancelled: IsCancelled) -> int:
    """End the worker and the process that would start it anew, as Slurm does at the time limit."""
    os.kill(os.getppid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
    return number
