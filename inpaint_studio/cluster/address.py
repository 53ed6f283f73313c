"""Where the workers of a run are, as `--cluster` says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..core.errors import StudioError
from ..core.threads import available_cores

Kind = Literal["local", "slurm", "kubernetes", "scheduler"]

MOST_WORKERS = 10_000
QUEUED_WORKERS = 8
"""How many workers are asked for of Slurm or Kubernetes unless the address says how many."""

_STARTED = re.compile(r"(local|slurm|kubernetes)(?::(\d{1,9}))?")
_SCHEDULER = re.compile(r"(?:(tcp|tls|ws|wss|ucx)://)?([^/\s:]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})/?")


@dataclass(frozen=True)
class Address:
    """A scheduler that is running, at `url`, or so many `workers` that are started for the run."""

    kind: Kind
    workers: int = 0
    url: str = ""

    @classmethod
    def parse(cls, words: str) -> Address:
        """Read 'tcp://HOST:PORT', 'HOST:PORT', 'local:N', 'slurm:N' or 'kubernetes:N' (N may be left out).

        Raises StudioError "cluster-address".
        """
        if found := _STARTED.fullmatch(words.strip()):
            kind, count = found[1], found[2]
            workers = int(count) if count else available_cores() if kind == "local" else QUEUED_WORKERS
            if 1 <= workers <= MOST_WORKERS:
                return cls(kind, workers)  # type: ignore[arg-type]
        elif (found := _SCHEDULER.fullmatch(words.strip())) and int(found[3]) < 1 << 16:
            return cls("scheduler", url=f"{found[1] or 'tcp'}://{found[2]}:{found[3]}")
        raise StudioError("cluster-address", words=words)

    def __str__(self) -> str:
        return self.url or f"{self.kind}:{self.workers}"
