"""Threads that share the work of one fill without affecting its result."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Outcome = TypeVar("_Outcome")


class Workers:
    """Runs pieces of work on a few threads; their results come in the order of the pieces.

    A few pieces run ahead of the one that is consumed. With one thread the caller runs them. A context
    manager: pieces that have not begun when it is left are dropped.
    """

    def __init__(self, threads: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, name) if threads > 1 else None
        self._ahead = 2 * threads

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, pieces: Iterator[Callable[[], _Outcome]]) -> Iterator[_Outcome]:
        """The results of the pieces, one after the other; what one raises is raised in its place."""
        if self._pool is None:
            for piece in pieces:
                yield piece()
            return
        waiting: deque[Future[_Outcome]] = deque()
        for piece in pieces:
            waiting.append(self._pool.submit(piece))
            if len(waiting) > self._ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
