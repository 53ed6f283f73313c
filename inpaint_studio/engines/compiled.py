"""The decorator of all kernels: compiled by numba, once for all processes, and kept on disk where possible.

A compiled kernel is looked for in the bundle's folder first, then in a folder that outlives an upgrade of the
program: what an upgrade leaves as it was is not compiled again. numba's own cache lies beside the sources, so
that it is lost with them, and it misses changes of kernels in other files.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
from numba import njit
from numba.core import caching as _numbas_caching

from ..core.paths import cache_dir, in_checkout, kernels_dir

caching: Any = _numbas_caching  # its types are incomplete
_CONSTANTS = (bool, int, float, str, tuple, np.generic)


def kernel(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A decorator for functions over arrays, run without the GIL; `options` are those of `numba.njit`.

    On a full or read-only disk the kernel still runs, but is compiled each time.
    """

    def compiled(function: Callable[..., Any]) -> Any:
        dispatcher: Any = njit(nogil=True, **options)(function)
        with contextlib.suppress(OSError):  # no source to tell versions apart by
            dispatcher._cache = _KernelCache(function, repr(options))
        return dispatcher

    return compiled


class _KernelCache:
    """numba's cache of one kernel; if it is unreadable or unwritable, the kernel is compiled again."""

    def __init__(self, function: Callable[..., Any], options: str) -> None:
        self.stamp = _stamp(function, options)
        shipped = kernels_dir()
        self._shipped = None if shipped is None else _FolderCache(function, self.stamp, shipped)
        self._own = _FolderCache(function, self.stamp, _own_folder(function))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def load_overload(self, signature: Any, context: Any) -> Any:
        for cache in filter(None, (self._shipped, self._own)):
            with contextlib.suppress(OSError):
                if (loaded := cache.load_overload(signature, context)) is not None:
                    return loaded
        return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        with contextlib.suppress(OSError):
            self._own.save_overload(signature, compiled)


class _FolderCache(caching.FunctionCache):  # type: ignore[misc]
    """numba's cache of one kernel in a given folder. Nothing is created before something is saved."""

    def __init__(self, function: Callable[..., Any], stamp: str, folder: Path) -> None:
        # kernels of all modules and versions of numba share the folder
        place = _Place(folder / f"numba-{numba.__version__}" / function.__module__.partition(".")[2], stamp)
        self._impl_class = functools.partial(_Impl, place=place)
        super().__init__(function)


class _Impl(caching.CompileResultCacheImpl):  # type: ignore[misc]
    def __init__(self, function: Callable[..., Any], *, place: _Place) -> None:
        # numba expects classes here, and asks each for an instance
        self._locator_classes = [SimpleNamespace(from_function=lambda *_: place)]
        super().__init__(function)


class _Place(caching._CacheLocator):  # type: ignore[misc]
    """Tells numba the folder of a kernel and the stamp of its sources, which is part of the files' names."""

    def __init__(self, folder: Path, stamp: str) -> None:
        self._folder = folder
        self._stamp = stamp

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return self._stamp

    def get_disambiguator(self) -> str:
        return self._stamp[:12]


def _own_folder(function: Callable[..., Any]) -> Path:
    """Where a kernel is kept that had to be compiled."""
    if folder := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(folder)
    if in_checkout():
        return _source(function).with_name("__pycache__")
    return cache_dir() / "kernels"


def _stamp(function: Callable[..., Any], options: str) -> str:
    """Changes with what the kernel is compiled from: its file, and what it uses of other files."""
    digest = hashlib.sha256(_digest(str(_source(function))) + options.encode())
    for name in sorted(function.__code__.co_names):
        value = function.__globals__.get(name)
        if isinstance(cache := getattr(value, "_cache", None), _KernelCache):
            digest.update(f"{name} {cache.stamp}".encode())
        elif isinstance(value, _CONSTANTS):
            digest.update(f"{name} {value!r}".encode())
    return digest.hexdigest()


def _source(function: Callable[..., Any]) -> Path:
    """The file of a kernel's source, which bundles have beside the compiled module."""
    return Path(str(sys.modules[function.__module__].__file__)).with_suffix(".py")


@functools.cache
def _digest(source: str) -> bytes:
    """Of a file's contents. Raises OSError."""
    return hashlib.sha256(Path(source).read_bytes()).digest()
