"""How much memory there is, and giving it back to the system when a large piece of work is over."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys


def give_back() -> None:
    """Return what was freed to the system, where the C library would keep it (glibc); some 10 ms.

    Tiles are a few hundred kilobytes each, and after larger arrays have come and gone glibc takes them
    from its heap, which it returns only at its end: hundreds of megabytes after a few large fills.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):  # another C library
        return
    trim(0)


def physical_bytes() -> int:
    """The bytes of memory that this computer has; 0 where the system does not tell."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 0
