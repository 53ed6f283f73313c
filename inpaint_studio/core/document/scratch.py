"""Large fills in a temporary file instead of in memory.

The picture with its fills is in memory already, so the fills themselves are only read when it is composed
again (undo, opacity) or saved. A file serves all patches of a fill; the system reads it into its page cache
as needed, and it is gone as soon as the last of them is, or the program.
"""

from __future__ import annotations

import errno
import mmap
import shutil
import sys
import tempfile
import threading
import weakref
from collections.abc import Sequence
from dataclasses import replace
from typing import IO, TypeVar

import numpy as np

from ..arrays import AnyArray
from ..files import write_all
from ..paths import cache_dir
from .layers import PatchLike

LARGE = 8 << 20
"""Bytes; fills that take less stay in memory."""
_MOST_FILES = 256  # each has a handle; further fills stay in memory
_SHARE_OF_HANDLES = 4  # a program may have as few as 256 (macOS)
_ROOM = 1 << 30  # bytes left on the disk, for what the user saves
_ALIGNMENT = 64
_maps: weakref.WeakSet[_Map] = weakref.WeakSet()
_lock = threading.Lock()  # of `_maps`

_P = TypeVar("_P", bound=PatchLike)


class _Map(mmap.mmap):
    """A mapping that can be found again by `release_pages`."""


def spilled(patches: Sequence[_P]) -> tuple[_P, ...]:
    """The same patches (dataclasses) with their arrays in a file, if they are large and it can be written.

    They stay in memory too if little room would be left on the disk.
    """
    arrays = [array for patch in patches for array in (patch.pixels, patch.coverage, patch.alpha)]
    size = sum(0 if array is None else array.nbytes for array in arrays)
    if size < LARGE or len(_maps) >= _most_files():
        return tuple(patches)
    try:
        mapped = iter(_mapped(arrays, size))
    except OSError:
        return tuple(patches)
    return tuple(
        replace(patch, pixels=pixels, coverage=coverage, alpha=alpha)  # type: ignore[type-var]
        for patch, pixels, coverage, alpha in zip(patches, mapped, mapped, mapped, strict=True)
    )


def release_pages() -> None:
    """Let the system take the memory of what was read from these files; takes about a millisecond."""
    if hasattr(mmap, "MADV_DONTNEED"):
        with _lock:
            found = list(_maps)
        for each in found:
            each.madvise(mmap.MADV_DONTNEED)


def _most_files() -> int:
    """How many fills may have a file at once."""
    if sys.platform == "win32":
        return _MOST_FILES
    import resource

    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (
        _MOST_FILES if allowed == resource.RLIM_INFINITY else min(_MOST_FILES, allowed // _SHARE_OF_HANDLES)
    )


def _mapped(arrays: Sequence[AnyArray | None], size: int) -> list[AnyArray | None]:
    """The same arrays, `size` bytes, read-only in a new file. Raises OSError if it cannot be written."""
    with _file(size) as file:
        starts = []
        for array in arrays:
            starts.append(file.tell())
            if array is not None:
                write_all(file, np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
                write_all(file, bytes(-array.nbytes % _ALIGNMENT))
        memory = _Map(file.fileno(), 0, access=mmap.ACCESS_READ)
    with _lock:
        _maps.add(memory)
    return [
        None if array is None else np.frombuffer(memory, array.dtype, array.size, start).reshape(array.shape)
        for array, start in zip(arrays, starts, strict=True)
    ]


def _file(size: int) -> IO[bytes]:
    """A file for `size` bytes, without a name, or one that goes with its handle (Windows)."""
    # not in the system's folder, which is in memory on many computers
    folder = cache_dir()
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < size + _ROOM:
        raise OSError(errno.ENOSPC, "the disk is almost full")
    return tempfile.TemporaryFile(dir=folder, buffering=0)
