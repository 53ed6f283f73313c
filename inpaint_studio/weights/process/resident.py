"""How much memory this process takes."""

from __future__ import annotations

import contextlib
from pathlib import Path

import psutil


def resident_bytes() -> int:
    """The bytes of real memory that this process has now."""
    return int(psutil.Process().memory_info().rss)


def peak_bytes() -> int:
    """The most bytes it had since `forget_peak`; where none is kept, those that it has now."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text("ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
    found = psutil.Process().memory_info()
    return int(getattr(found, "peak_wset", found.rss))


def forget_peak() -> None:
    """Let `peak_bytes` begin anew from here, on systems where that can be."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
