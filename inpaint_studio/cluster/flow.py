"""Items under way at the workers: given out a few at a time, taken in as they are ready."""

from __future__ import annotations

import contextlib
import threading
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic

from ..core.errors import StudioError
from .address import Address
from .starting import one_line
from .worker import IsCancelled, Item, Result, Run, stop, work

if TYPE_CHECKING:
    from distributed import Client, Future

_PATIENCE = 0.5
"""Seconds to wait for a result before the caller may look at other things."""
_FAREWELL = 20.0
"""Seconds that workers have to stop what they are at."""


class Flow(Generic[Item, Result]):
    """Gives items to a Dask client, and takes in what `function` makes of them.

    An item whose worker dies goes to another one; Dask gives up after some deaths
    (`distributed.scheduler.allowed-failures`). Others that were at the same workers may be among those that
    it gives up: each is then tried once more when nothing else is under way, so it can only harm itself.
    """

    def __init__(
        self, client: Client, address: Address, run: Run, function: Callable[[Item, IsCancelled], Result]
    ) -> None:
        self._client = client
        self._address = address
        self._run = run
        self._function = function
        self._running: dict[Future, Item] = {}
        self._ended: SimpleQueue[Future] = SimpleQueue()
        self._suspects: deque[Item] = deque()
        self._alone = False

    @property
    def under_way(self) -> int:
        """How many items are under way."""
        return len(self._running)

    def give(self, item: Item) -> None:
        """Give an item to the scheduler. Raises StudioError "cluster-lost"."""
        try:
            future = self._client.submit(work, self._run, self._function, item, pure=False)
        except Exception as error:
            if self._client.status == "running":
                raise
            raise StudioError("cluster-lost", address=self._address) from error
        self._running[future] = item
        future.add_done_callback(self._ended.put)

    def take(self) -> list[tuple[Item, Result | StudioError]]:
        """What has become ready; waits a moment if nothing has. An error says that workers died at the item.

        Raises what `function` raises, and "cluster-lost" and "cluster-worker-lacks".
        """
        from distributed import KilledWorker

        taken: list[tuple[Item, Result | StudioError]] = []
        for future in self._next_ended():
            item = self._running[future]
            try:
                # if the worker has died since it said so, another one makes the result again
                taken.append((item, future.result()))
            except KilledWorker:
                if self._alone:
                    taken.append((item, StudioError("cluster-worker-died")))
                else:
                    self._suspects.append(item)
            except (Exception, CancelledError) as error:
                if future.status == "error":
                    raise _known(error) from None
                raise StudioError("cluster-lost", address=self._address) from error
            del self._running[future]
        return taken

    def give_suspect(self) -> bool:
        """Give one of the items that Dask gave up to the workers once more; False if there are none.

        Nothing else may be under way.
        """
        self._alone = True
        if not self._suspects:
            return False
        self.give(self._suspects.popleft())
        return True

    def stop(self) -> None:
        """Stop the items that are under way, and wait until nothing writes any more."""
        if not self._running or self._client.status != "running":
            return
        # in a thread: a scheduler that hangs must not keep the program from ending
        saying = threading.Thread(target=self._stop_and_wait, daemon=True)
        saying.start()
        saying.join(_FAREWELL)

    def _stop_and_wait(self) -> None:
        self._client.run(stop, self._run.id, on_error="ignore")
        while any(future.status == "pending" for future in self._running) and self._has_workers():
            with contextlib.suppress(Empty):
                self._ended.get(timeout=_PATIENCE)

    def _has_workers(self) -> bool:
        """Whether anything may still be written; not known of a scheduler that is gone."""
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            return bool(self._client.nthreads())
        return False

    def _next_ended(self) -> list[Future]:
        """The futures that have ended, at least one unless none does for a moment."""
        ended: list[Future] = []
        with contextlib.suppress(Empty):
            ended.append(self._ended.get(timeout=_PATIENCE))
            while True:
                ended.append(self._ended.get_nowait())
        return ended


def _known(error: BaseException) -> BaseException:
    """The error to raise for one that a worker or the scheduler raised instead of an item's outcome."""
    lacks = isinstance(error, ImportError | AttributeError | TypeError)
    if lacks or "deserializ" in str(error):  # the scheduler has to load what is given to it, too
        return StudioError("cluster-worker-lacks", reason=one_line(error.__cause__ or error))
    return error
