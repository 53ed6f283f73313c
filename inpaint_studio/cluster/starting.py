"""Workers that are started for a run: on this computer, by Slurm, or in Kubernetes."""

from __future__ import annotations

import contextlib
import importlib
import logging
import warnings
from collections.abc import Iterator
from multiprocessing import resource_tracker
from typing import Any

from ..core.errors import StudioError
from ..jobs.batch import ctrl_c_blocked
from . import slurm
from .address import Address

_LOCAL_HOST = "127.0.0.1"
_SETTINGS = {
    # a photo is worked on in memory whole: only a worker that is about to take everything is ended
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    # an item that ended so many workers does so again; Flow tries it alone before it gives up
    "distributed.scheduler.allowed-failures": 1,
    # it would stop the fill a hundred times a second to see what it does
    "distributed.worker.profile.enabled": False,
    "distributed.logging.distributed": "critical",
}
_PACKAGES = {
    "slurm": ("dask_jobqueue", "dask-jobqueue"),
    "kubernetes": ("dask_kubernetes", "dask-kubernetes"),
}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep Dask from writing about what is handled here: workers that die, other versions."""
    import distributed  # noqa: F401 - sets the levels of its loggers

    known = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    before = [(logger, logger.level) for logger in map(logging.getLogger, known)]
    for logger, _ in before:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"distributed|dask")
            yield
    finally:
        for logger, level in before:
            logger.setLevel(level)


@contextlib.contextmanager
def started(address: Address) -> Iterator[Any]:
    """The cluster of the workers that an address asks for, which ends with the block; None for a scheduler.

    Raises StudioError "cluster-needs-package" and "cluster-not-started".
    """
    if address.kind == "scheduler":
        yield None
        return
    import dask

    if address.kind in _PACKAGES:
        module, package = _PACKAGES[address.kind]
        try:
            # before the settings are changed: it adds its own, which would be gone with them
            importlib.import_module(module)
        except ImportError as error:
            raise StudioError("cluster-needs-package", address=address, package=package) from error
    with dask.config.set(_SETTINGS):
        try:
            cluster = _START[address.kind](address.workers)
        except (OSError, ValueError, RuntimeError, TypeError) as error:
            raise StudioError("cluster-not-started", address=address, reason=one_line(error)) from error
        try:
            yield cluster
        finally:
            cluster.close()


def one_line(error: BaseException) -> str:
    """What an error of a library says, without the full stop, for the end of a sentence."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def _local(workers: int) -> Any:
    from distributed import LocalCluster

    resource_tracker.ensure_running()  # it unblocks Ctrl+C in the thread that starts it
    with ctrl_c_blocked():  # the workers are told to stop, they do not decide it
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host=_LOCAL_HOST,
            scheduler_port=0,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        )


def _kubernetes(workers: int) -> Any:
    return importlib.import_module("dask_kubernetes.operator").KubeCluster(n_workers=workers)


_START = {"local": _local, "slurm": slurm.start, "kubernetes": _kubernetes}
