"""What the program takes of memory, and what of it has leaked."""

from __future__ import annotations

import collections
import ctypes
import gc
import math
import os
from pathlib import Path

from inpaint_studio.core.memory import trim_heap


def resident() -> tuple[float, float]:
    """MB of memory that the program has in use, and how much of it is not pages of files (libraries)."""
    pages = [int(one) for one in Path("/proc/self/statm").read_text().split()[1:3]]
    size = os.sysconf("SC_PAGE_SIZE") / 1e6
    return pages[0] * size, (pages[0] - pages[1]) * size


class _Mallinfo2(ctypes.Structure):
    """What glibc's `mallinfo2` returns."""

    _names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = tuple((name, ctypes.c_size_t) for name in _names.split())


def allocated() -> float:
    """MB that the C library has handed out and not got back: what has grown if memory leaks."""
    mallinfo2 = getattr(ctypes.CDLL(None), "mallinfo2", None)  # since glibc 2.33
    if mallinfo2 is None:
        return math.nan
    mallinfo2.restype = _Mallinfo2
    about = mallinfo2()
    return float(about.uordblks + about.hblkhd) / 1e6


def memory() -> str:
    """What it takes, what is left of that without garbage and without what the C library keeps, and why."""
    taken, _ = resident()
    gc.collect()
    trim_heap()
    trimmed, own = resident()
    return (
        f"{taken:6.0f} MB, trimmed {trimmed:5.0f} MB, of which its own {own:5.0f} MB"
        f" and allocated {allocated():5.0f} MB"
    )


def census() -> collections.Counter[str]:
    """How many objects there are of each kind."""
    gc.collect()
    return collections.Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
