"""The decorator of all kernels: compiled by numba, cached on disk where possible."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from numba import njit


class _LenientCache:
    """numba's cache of one kernel; if it is unreadable or unwritable, the kernel is compiled again."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def load_overload(self, signature: Any, context: Any) -> Any:
        try:
            return self._cache.load_overload(signature, context)
        except OSError:
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        with contextlib.suppress(OSError):
            self._cache.save_overload(signature, compiled)


def kernel(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A decorator for functions over arrays, run without the GIL; `options` are those of `numba.njit`.

    On a full or read-only disk the kernel still runs, but is compiled each time.
    """

    def compiled(function: Callable[..., Any]) -> Any:
        try:
            dispatcher: Any = njit(nogil=True, cache=True, **options)(function)
        except RuntimeError:  # no folder for the cache
            return njit(nogil=True, **options)(function)
        dispatcher._cache = _LenientCache(dispatcher._cache)
        return dispatcher

    return compiled
