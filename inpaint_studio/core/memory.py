"""How much memory there is, and giving back to the system what is not used any more."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1  # numbers of <malloc.h>
_ARENAS = 2
_BLOCK = 4 << 20
"""Bytes; with 1 MB the solvers, whose arrays are a little larger, take up to half as long again."""


def hold_little() -> None:
    """Have the C library (glibc) hold on to little of what is freed; before the first thread begins.

    Else each thread gets a heap of its own, and once a large array was freed all smaller ones (up to
    32 MB) are taken from these heaps too. Fills, pictures and small things that stay lie there among each
    other, and what was freed between them cannot be returned: an editor at work grew by hundreds of
    megabytes although nothing was kept. Now there are two heaps, and blocks from 4 MB on are the system's.
    """
    set_option = _of_glibc("mallopt")
    if set_option is not None:
        for option, value in ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _BLOCK), (_TRIM_THRESHOLD, _BLOCK)):
            set_option(option, value)


def give_back() -> None:
    """Return what was freed to the system, where the C library would keep it (glibc); some 10 ms.

    Tiles are a few hundred kilobytes each and come from its heap, which it returns only at its end.
    """
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function of the C library; None where that is another one."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError):
        return None
    return found


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a library raised this for want of memory, on a GPU or the processor."""
    torch = sys.modules.get("torch")
    if isinstance(error, MemoryError) or (torch and isinstance(error, torch.OutOfMemoryError)):
        return True
    text = str(error).lower()
    words = ("out of memory", "failed to allocate", "not enough memory", "bad_alloc", "can't allocate memory")
    return any(each in text for each in words)


def physical_bytes() -> int:
    """The bytes of memory that this computer has."""
    import psutil

    return int(psutil.virtual_memory().total)
