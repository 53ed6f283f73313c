"""Workers as jobs of Slurm: how they are submitted, and whether they are still there.

The commands: sbatch(1) and squeue(1), https://slurm.schedmd.com.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import time
from typing import Any

from ..core.errors import StudioError
from .address import Address

_BETWEEN_QUESTIONS = 30.0
"""Seconds: whoever asks Slurm more often is a burden to it."""
_ANSWERING = 10.0
"""Seconds in which it must answer."""
_NAMED = 3
"""How many jobs a message names."""


def start(workers: int) -> Any:
    """The cluster of dask-jobqueue, with so many jobs submitted. Raises OSError for a refusal."""
    import dask

    # what the user's jobqueue.yaml leaves open: a job for each worker
    given = {
        name: dask.config.get(f"jobqueue.slurm.{name}", None) or value
        for name, value in (("cores", 1), ("memory", "4GB"), ("processes", 1))
    }
    module = importlib.import_module("dask_jobqueue")
    if shutil.which("sbatch") is None:
        raise OSError("there is no sbatch here")
    cluster = module.SLURMCluster(**given)
    # jobs are submitted in the background, where nobody would hear of a refusal
    words = ["sbatch", "--test-only"]
    tested = subprocess.run(words, input=cluster.job_script(), capture_output=True, text=True, check=False)
    if tested.returncode:
        cluster.close()
        raise OSError(tested.stderr.strip() or "sbatch refuses the job")
    cluster.scale(workers)
    return cluster


class Jobs:
    """The jobs of a cluster: if none is left, nobody will ever take an item."""

    def __init__(self, address: Address, cluster: Any) -> None:
        self._address = address
        self._cluster = cluster
        self._known: set[str] = set()
        self._asked = time.monotonic()

    def watch(self, workers: int) -> None:
        """Raise StudioError "cluster-jobs-ended" if there are no workers and all jobs have ended.

        Slurm is asked now and then only. One that does not answer proves nothing: the jobs count as there.
        """
        # Dask forgets jobs that have ended
        numbers = (worker.job_id for worker in list(self._cluster.workers.values()))
        self._known.update(str(number) for number in numbers if number)
        if workers or len(self._known) < len(self._cluster.worker_spec):  # Dask is still submitting
            return
        if time.monotonic() - self._asked < _BETWEEN_QUESTIONS:
            return
        self._asked = time.monotonic()
        words = ["squeue", "--noheader", "--format=%i", f"--user={os.getuid()}"]
        try:
            answer = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_ANSWERING)
        except (OSError, subprocess.TimeoutExpired):
            return
        if not answer.returncode and self._known.isdisjoint(answer.stdout.split()):
            jobs = ", ".join(sorted(self._known)[:_NAMED]) + (", …" if len(self._known) > _NAMED else "")
            raise StudioError("cluster-jobs-ended", address=self._address, jobs=jobs)
