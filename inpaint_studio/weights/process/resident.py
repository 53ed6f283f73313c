"""How much memory this process uses."""

from __future__ import annotations

import contextlib
from pathlib import Path

import psutil


def resident_bytes() -> int:
    """The bytes of resident memory of this process."""
    return int(psutil.Process().memory_info().rss)


def peak_bytes() -> int:
    """The peak in bytes since `forget_peak`; the present value on systems that keep none."""
    with contextlib.suppress(OSError, ValueError, StopIteration):
        return status_bytes("VmHWM:")
    found = psutil.Process().memory_info()
    return int(getattr(found, "peak_wset", found.rss))


def status_bytes(key: str) -> int:
    """A line of /proc/self/status. Raises OSError, ValueError or StopIteration where there is none."""
    lines = Path("/proc/self/status").read_text("ascii", errors="replace").splitlines()
    return 1024 * int(next(line for line in lines if line.startswith(key)).split()[1])


def forget_peak() -> None:
    """Reset `peak_bytes`, on systems that can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
