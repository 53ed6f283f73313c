"""The queue of fills: one runs at a time, a bounded number waits, and each can be stopped."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ..core.errors import Cancelled, StudioError
from .messages import Refusal
from .wire import Gone

T = TypeVar("T")
IsCancelled = Callable[[], bool]


class FillQueue:
    """Runs fills one after another on a thread of its own, in the order in which their bodies have come.

    Engines use all cores for one fill, and the library that compiles them must not be entered twice.
    """

    def __init__(self, waiting: int, seconds: float) -> None:
        """At most `waiting` requests besides one that is filled; a fill is stopped after `seconds`."""
        self._most = waiting + 1
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="inpaint-studio-serve")
        self._turn = asyncio.Lock()
        self._taken = 0
        self._last = 1.0

    @property
    def taken(self) -> int:
        """How many requests for a fill there are, the running one included."""
        return self._taken

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """A place for a request, from before its body is read until it is answered. Raises `Refusal`."""
        if self._taken >= self._most:
            again = max(1, round(self._last))
            raise Refusal(503, StudioError("serve-busy", count=self._taken), Retry_After=str(again))
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    async def run(self, work: Callable[[IsCancelled], T], left: Awaitable[None]) -> T:
        """What `work` returns, run when it is its turn.

        It is stopped when the client has `left` (raises `Gone`), after the time limit (raises `Refusal`), and
        when this is cancelled. No other fill starts before it has stopped.
        """
        leaving = asyncio.ensure_future(left)
        turn = asyncio.ensure_future(self._turn.acquire())
        try:
            await asyncio.wait({turn, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                raise Gone
            return await self._started(work, leaving)
        finally:
            leaving.cancel()
            await asyncio.wait([leaving])  # the connection has one reader at a time
            if turn.done() and not turn.cancelled():
                self._turn.release()
            turn.cancel()

    async def _started(self, work: Callable[[IsCancelled], T], leaving: asyncio.Future[None]) -> T:
        loop = asyncio.get_running_loop()
        stop = threading.Event()
        begin = loop.time()
        running = loop.run_in_executor(self._pool, work, stop.is_set)
        try:
            either: tuple[asyncio.Future[Any], ...] = (running, leaving)
            await asyncio.wait(either, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stop.set()  # of no effect on one that has ended
            await _ended(running)
            self._last = loop.time() - begin
        try:
            return running.result()
        except Cancelled:
            if leaving.done():
                raise Gone from None
            raise Refusal(504, StudioError("serve-fill-time", seconds=f"{self._seconds:g}")) from None

    def close(self) -> None:
        """Wait for the thread, whose fill has been stopped, to end."""
        self._pool.shutdown(wait=True, cancel_futures=True)


async def _ended(running: asyncio.Future[T]) -> None:
    """Return when it has ended, even if this is cancelled meanwhile; then raise that."""
    cancelled: asyncio.CancelledError | None = None
    while not running.done():
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError as error:
            cancelled = error
    running.exception()  # else asyncio would complain of one that nobody has asked for
    if cancelled is not None:
        raise cancelled
