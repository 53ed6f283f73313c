"""What runs in the processes of the workers: a check that they are like this computer, then the items."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from ..core.errors import Cancelled, StudioError
from ..core.threads import limit_threads
from .identity import Identity, difference, identity, shown

Item = TypeVar("Item")
Result = TypeVar("Result")
IsCancelled = Callable[[], bool]

_PATIENCE = 0.5
"""Seconds between looks at whether a run was stopped, of an item that waits for another one."""

_one_at_a_time = threading.Lock()
_prepared: set[str] = set()
_stopped: set[str] = set()


@dataclass(frozen=True)
class Run:
    """A run of a command: what its workers must be like, and the CPU `threads` that each of them uses.

    `threads` None: as many as Dask gave the worker. `engines` are those that will fill.
    """

    identity: Identity
    engines: tuple[str, ...] = ()
    threads: int | None = None
    id: str = field(default_factory=lambda: uuid4().hex)

    def again(self) -> Run:
        """The same for other items, which are stopped apart from these."""
        return replace(self, id=uuid4().hex)


def work(run: Run, function: Callable[[Item, IsCancelled], Result], item: Item) -> Result:
    """What `function` makes of an item, in a worker that can do the run.

    A worker that joined later, or was started anew, is checked before its first item. One process works on
    one item at a time, whatever threads Dask gives it: engines use them all, and two photos at once would
    need twice the memory. Raises what `require_like` and `function` raise, and `Cancelled` after `stop`.
    """
    is_stopped = partial(_stopped.__contains__, run.id)
    while not _one_at_a_time.acquire(timeout=_PATIENCE):
        if is_stopped():
            raise Cancelled
    try:
        _prepare(run)
        if is_stopped():
            raise Cancelled
        return function(item, is_stopped)
    finally:
        _one_at_a_time.release()


def _prepare(run: Run) -> None:
    if run.id not in _prepared:
        require_like(run)
        limit_threads(run.threads or own_threads())
        _prepared.add(run.id)


def require_like(run: Run) -> None:
    """Raise StudioError "cluster-worker-differs" if a fill might have other bytes here."""
    require_same(run.identity, own_identity(run.engines), own_name)


def own_identity(engines: Sequence[str]) -> Identity:
    """What decides about the bytes of fills in this worker."""
    return identity(engines)


def require_same(ours: Identity, theirs: Identity, worker: Callable[[], str]) -> None:
    """Raise StudioError "cluster-worker-differs" about a worker unless both are the same."""
    name = difference(ours, theirs)
    if name is not None:
        raise StudioError(
            "cluster-worker-differs",
            worker=worker(),
            what=name,
            theirs=shown(theirs.get(name)),
            ours=shown(ours.get(name)),
        )


def stop(run_id: str) -> None:
    """Make the items of a run in this process stop as soon as they can."""
    _stopped.add(run_id)


def own_name() -> str:
    """The address of this worker."""
    return str(_worker().address)


def own_threads() -> int:
    """The threads that Dask gave this worker."""
    return int(_worker().state.nthreads)


def _worker() -> Any:
    """The worker in whose thread this runs."""
    from distributed import get_worker

    return get_worker()
