"""The workers of a run, from connecting to them to the last result."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

from ..core.errors import Cancelled, StudioError
from ..core.threads import thread_count
from .address import Address
from .flow import Flow
from .identity import identity
from .slurm import Jobs
from .starting import one_line, quiet, started
from .worker import IsCancelled, Item, Result, Run, own_identity, require_same

if TYPE_CHECKING:
    from distributed import Client

_CONNECTING = 10.0
"""Seconds in which a scheduler must answer."""
_JOINING = 60.0
"""Seconds in which its first worker must be there. For workers that are queued (Slurm) there is no limit."""
_PATIENCE = 0.5
"""Seconds to wait for the first worker before looking whether the run is cancelled."""


class Crew:
    """The workers behind a Dask client. `workers` says how many there are at the moment."""

    def __init__(self, client: Client, address: Address, run: Run, jobs: Jobs | None = None) -> None:
        self.address = address
        self.workers = 0
        self._client = client
        self._run = run
        self._jobs = jobs

    @property
    def size(self) -> str:
        """How many workers there are, for people: '3 workers'."""
        return "1 worker" if self.workers == 1 else f"{self.workers:,} workers"

    def check(self) -> None:
        """Make sure that all workers would give the same fills as this computer.

        Raises StudioError "cluster-worker-lacks" and "cluster-worker-differs".
        """
        for worker, theirs in self.ask(partial(own_identity, self._run.engines)).items():
            require_same(self._run.identity, theirs, partial(str, worker))
        self._count()

    def ask(self, question: Callable[[], Any]) -> dict[str, Any]:
        """What a function returns in each worker that there is now, by the worker's address.

        Raises StudioError "cluster-worker-lacks" if one lacks this program or something that it needs, and
        "cluster-lost".
        """
        try:
            answers = self._client.run(question, on_error="return")
        except OSError as error:
            raise StudioError("cluster-lost", address=self.address) from error
        except Exception as error:
            if self._client.status == "running":
                raise
            raise StudioError("cluster-lost", address=self.address) from error
        known = {}
        for worker, answer in answers.items():
            if isinstance(answer, StudioError):
                raise answer
            if _is_gone(answer):  # it ended while it was asked; what takes its place is checked by itself
                continue
            if isinstance(answer, Exception):  # what a worker cannot load comes as a plain Exception
                raise StudioError("cluster-worker-lacks", reason=one_line(answer)) from answer
            known[worker] = answer
        return known

    def spread(
        self,
        function: Callable[[Item, IsCancelled], Result],
        items: Iterable[Item],
        *,
        each: int = 1,
        is_cancelled: IsCancelled = lambda: False,
    ) -> Iterator[tuple[Item, Result | StudioError]]:
        """What the function makes of each item, as it is ready; StudioError "cluster-worker-died" for one
        at which workers died.

        At most `each` items for each worker are under way, however many there are: with 2, the next one is
        there when a worker has finished one; with 1, none waits behind a long one. Close the
        iterator to stop: items that are under way are then cancelled. Both must be picklable, and
        `function` importable in the workers.

        Raises `Cancelled`, StudioError "cluster-lost", "cluster-worker-lacks", "cluster-worker-differs" for
        a worker that joined later, "cluster-jobs-ended", and what `function` raises.
        """
        flow = Flow(self._client, self.address, self._run.again(), function)
        waiting = iter(items)
        left = True
        try:
            while True:
                if is_cancelled():
                    raise Cancelled
                while left and flow.under_way < max(1, each * self.workers):
                    item = next(waiting, _NONE)
                    if isinstance(item, _None):
                        left = False
                    else:
                        flow.give(item)
                if not flow.under_way and not flow.give_suspect():
                    return
                yield from flow.take()
                self._count()
        finally:
            flow.stop()

    def _count(self) -> None:
        with contextlib.suppress(
            OSError, RuntimeError, ValueError
        ):  # a scheduler that is gone is noticed elsewhere
            self.workers = len(self._client.nthreads())
        if self._jobs is not None:
            self._jobs.watch(self.workers)


class _None(Enum):
    NONE = auto()


_NONE = _None.NONE


@contextlib.contextmanager
def crew_at(
    address: Address,
    *,
    engines: Sequence[str] = (),
    threads: int | None = None,
    is_cancelled: IsCancelled = lambda: False,
) -> Iterator[Crew]:
    """Connect to the workers at an address, or start them; those that were started end with the block.

    `engines` are those that will fill, `threads` the CPU threads of each worker (None: as many as Dask gave
    it; started here, they share those of this computer). `is_cancelled` ends the wait for the first worker.

    Raises `Cancelled`, StudioError "cluster-needs", "cluster-needs-package", "cluster-not-started",
    "cluster-unreachable", "cluster-no-workers", "cluster-jobs-ended", "cluster-lost", and what `Crew.check`
    raises.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise StudioError("cluster-needs") from error
    if address.kind == "local" and threads is None:
        threads = max(1, thread_count() // address.workers)
    run = Run(identity(engines), tuple(engines), threads)
    with quiet(), started(address) as cluster, _connected(cluster or address.url, address) as client:
        jobs = Jobs(address, cluster) if address.kind == "slurm" else None
        crew = Crew(client, address, run, jobs)
        _wait_for_workers(client, address, jobs, is_cancelled)
        crew.check()
        yield crew


@contextlib.contextmanager
def _connected(target: Any, address: Address) -> Iterator[Client]:
    from distributed import Client

    try:
        client = Client(target, timeout=_CONNECTING, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        reason = one_line(error)
        raise StudioError("cluster-unreachable", address=address, reason=reason) from error
    try:
        yield client
    finally:
        with contextlib.suppress(OSError, RuntimeError):
            client.close(timeout=_CONNECTING)


def _wait_for_workers(client: Client, address: Address, jobs: Jobs | None, is_cancelled: IsCancelled) -> None:
    """Return when a worker is there. Queued ones may come tomorrow; those of a scheduler should be there."""
    left = _JOINING if address.kind in ("local", "scheduler") else math.inf
    while not is_cancelled():
        patience = min(_PATIENCE, left)
        try:
            client.wait_for_workers(1, timeout=patience)
            return
        except TimeoutError as error:
            left -= patience
            if left <= 0:
                raise StudioError("cluster-no-workers", address=address) from error
            if jobs is not None:
                jobs.watch(0)
        except OSError as error:
            raise StudioError("cluster-lost", address=address) from error
    raise Cancelled


def _is_gone(answer: object) -> bool:
    """Whether a worker could not be asked, as it has ended: Dask's own OSErrors have no number."""
    return isinstance(answer, OSError) and answer.errno is None
