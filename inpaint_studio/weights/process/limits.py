"""Limits on the CPU time and the memory of the process that probes an unknown model."""

from __future__ import annotations

import contextlib
import resource
import sys

from .resident import status_bytes


def limit_computing(seconds: int) -> None:
    """End this process (SIGXCPU) once it has computed for this many more seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _set(resource.RLIMIT_CPU, most)


def limit_memory(nbytes: int) -> None:
    """Make allocations fail once this process has allocated this many more bytes (Linux only).

    Counts data, not address space, of which libraries reserve far more than they use.
    """
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, ValueError, StopIteration):
            _set(resource.RLIMIT_DATA, status_bytes("VmData:") + nbytes)


def _set(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(kind, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
