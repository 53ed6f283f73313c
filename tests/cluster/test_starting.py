from __future__ import annotations

import contextlib
import itertools
import sys
from pathlib import Path
from types import SimpleNamespace

import dask
import dask_jobqueue  # noqa: F401 - adds its settings to those of dask
import pytest

from inpaint_studio.cluster import slurm
from inpaint_studio.cluster.address import Address
from inpaint_studio.cluster.crew import Crew, crew_at
from inpaint_studio.core.errors import StudioError
from tests.cluster.items import doubled, job_ended

_KEEP = '[ "$1" = --test-only ] && exit 0; job=$(mktemp "$0.XXXXXX") && cp "$1" "$job"; '
"""Slurm has read the script when sbatch returns, after which dask-jobqueue removes it."""
STANDINS = {
    "sbatch": f'{_KEEP} sh "$job" >/dev/null 2>&1 & echo "Submitted batch job $!"',
    "scancel": 'kill "$@" 2>/dev/null; exit 0',
}
"""Slurm on this computer: a job is run at once."""


def slurm_of(folder: Path, monkeypatch: pytest.MonkeyPatch, **commands: str) -> None:
    """Put these commands, shell scripts, first on the path."""
    for name, script in commands.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


@pytest.mark.skipif(sys.platform == "win32", reason="Slurm has no Windows")
def test_slurm_gets_a_job_for_each_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slurm_of(tmp_path, monkeypatch, **STANDINS)
    with here(tmp_path), slurm_crew() as crew:
        assert crew.workers == 1
        assert dict(crew.spread(doubled, range(3))) == {0: 0, 1: 2, 2: 4}


@pytest.mark.skipif(sys.platform == "win32", reason="Slurm has no Windows")
def test_jobs_of_slurm_that_end_before_a_worker_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slurm, "_BETWEEN_QUESTIONS", 0.0)
    slurm_of(tmp_path, monkeypatch, **STANDINS | {"sbatch": 'echo "Submitted batch job 4711"', "squeue": ":"})
    with here(tmp_path), pytest.raises(StudioError) as caught, slurm_crew():
        pass
    assert caught.value.code == "cluster-jobs-ended"
    assert "4711" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Slurm has no Windows")
def test_jobs_of_slurm_that_end_in_mid_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slurm_of(tmp_path, monkeypatch, **STANDINS | {"squeue": ":"})
    with here(tmp_path), slurm_crew() as crew:
        monkeypatch.setattr(slurm, "_BETWEEN_QUESTIONS", 0.0)
        with pytest.raises(StudioError) as caught:
            list(crew.spread(job_ended, range(3)))
        assert caught.value.code == "cluster-jobs-ended"


@pytest.mark.skipif(sys.platform == "win32", reason="Slurm has no Windows")
@pytest.mark.parametrize(
    ("jobs", "squeue", "ended"),
    [
        (1, "echo 3", True),
        (1, "echo 17; echo 4711", False),
        (1, "exit 1", False),  # Slurm does not answer
        (2, "echo 3", False),  # one is yet to be submitted
    ],
)
def test_jobs_count_as_ended_only_if_slurm_says_so(
    jobs: int, squeue: str, ended: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slurm, "_BETWEEN_QUESTIONS", 0.0)
    slurm_of(tmp_path, monkeypatch, squeue=squeue)
    # Dask keeps the specifications of all jobs, however many workers there are in each
    cluster = SimpleNamespace(
        workers={0: SimpleNamespace(job_id="4711")}, worker_spec=dict.fromkeys(range(jobs))
    )
    found = slurm.Jobs(Address.parse("slurm:8"), cluster)
    found.watch(1)
    with pytest.raises(StudioError) if ended else contextlib.nullcontext():
        found.watch(0)


def slurm_crew() -> contextlib.AbstractContextManager[Crew]:
    """A worker by Slurm, which is looked for so often only."""
    looks = itertools.count()
    return crew_at(Address.parse("slurm:1"), threads=1, is_cancelled=lambda: next(looks) > 240)


def here(folder: Path) -> contextlib.AbstractContextManager[object]:
    """Settings of jobs that run on this computer."""
    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    return dask.config.set(
        {"jobqueue.slurm.scheduler-options": options, "jobqueue.slurm.local-directory": str(folder)}
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Slurm has no Windows")
def test_slurm_that_refuses_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slurm_of(tmp_path, monkeypatch, sbatch="echo 'sbatch: error: invalid partition' >&2; exit 1")
    with here(tmp_path), pytest.raises(StudioError) as caught, slurm_crew():
        pass
    assert caught.value.code == "cluster-not-started"
    assert "invalid partition" in str(caught.value)


def test_slurm_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StudioError) as caught, crew_at(Address.parse("slurm:1")):
        pass
    assert caught.value.code == "cluster-not-started"
    assert "sbatch" in str(caught.value)


@pytest.mark.parametrize(
    ("module", "address", "code", "said"),
    [
        ("distributed", "local:1", "cluster-needs", "inpaint-studio[cluster]"),
        ("dask_jobqueue", "slurm:1", "cluster-needs-package", "pip install dask-jobqueue"),
        ("dask_kubernetes", "kubernetes:1", "cluster-needs-package", "pip install dask-kubernetes"),
    ],
)
def test_what_is_not_installed_is_named(
    module: str, address: str, code: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(StudioError) as caught, crew_at(Address.parse(address)):
        pass
    assert caught.value.code == code
    assert said in str(caught.value)
