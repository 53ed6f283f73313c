"""A scheduler and two workers in this process: they answer at once, and what a test replaces they see."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from inpaint_studio.cluster import worker
from inpaint_studio.cluster.address import Address
from inpaint_studio.cluster.starting import quiet


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """The address of a scheduler with two workers."""
    # the workers are threads of this process, whose own threads they must leave as they are
    monkeypatch.setattr(worker, "limit_threads", lambda count: None)
    with quiet(), cluster(2) as running:
        yield Address.parse(running.scheduler_address)


def cluster(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        scheduler_port=0,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )
