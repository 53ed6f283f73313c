"""The memory of this computer, and returning unused memory to the system."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1  # numbers of <malloc.h>
_ARENAS = 2
_BLOCK = 4 << 20
"""Bytes; with 1 MB the solvers, whose arrays are a little larger, take up to 50 % longer."""


def limit_heaps() -> None:
    """Make the C library (glibc) keep little freed memory; call it before the first thread starts.

    By default each thread gets its own heap, and once a large array has been freed, arrays of up to 32 MB
    come from these heaps too. They get fragmented, and freed memory between live blocks cannot be returned:
    the editor grew by hundreds of megabytes although nothing was kept. With this there are two heaps, and
    blocks of 4 MB or more are allocated from the system directly.
    """
    set_option = _of_glibc("mallopt")
    if set_option is not None:
        for option, value in ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _BLOCK), (_TRIM_THRESHOLD, _BLOCK)):
            set_option(option, value)


def trim_heap() -> None:
    """Return freed memory to the system where the C library would keep it (glibc); takes about 10 ms.

    Tiles are a few hundred kilobytes each and come from the heap, which shrinks only at its end.
    """
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function of glibc; None with another C library."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return None
    return found


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a library raised this because it ran out of memory, on the GPU or the CPU."""
    torch = sys.modules.get("torch")
    if isinstance(error, MemoryError) or (torch and isinstance(error, torch.OutOfMemoryError)):
        return True
    text = str(error).lower()
    words = ("out of memory", "failed to allocate", "not enough memory", "bad_alloc", "can't allocate memory")
    return any(each in text for each in words)


def physical_bytes() -> int:
    """The physical memory of this computer in bytes."""
    import psutil

    return int(psutil.virtual_memory().total)
