from __future__ import annotations

import sys
from pathlib import Path

import dask
import dask_jobqueue  # noqa: F401 - adds its settings to those of dask
import pytest

from inpaint_studio.cluster.address import Address
from inpaint_studio.cluster.crew import crew_at
from inpaint_studio.core.errors import StudioError
from tests.cluster.items import doubled

STANDINS = {
    "sbatch": '[ "$1" = --test-only ] && exit 0; sh "$1" >/dev/null 2>&1 & echo "Submitted batch job $!"',
    "scancel": 'kill "$@" 2>/dev/null; exit 0',
}
"""Slurm on this computer: a job is run at once."""


@pytest.mark.skipif(sys.platform == "win32", reason="Slurm has no Windows")
def test_slurm_gets_a_job_for_each_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, script in STANDINS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with (
        dask.config.set(
            {"jobqueue.slurm.scheduler-options": here, "jobqueue.slurm.local-directory": str(tmp_path)}
        ),
        crew_at(Address.parse("slurm:1"), threads=1) as crew,
    ):
        assert crew.workers == 1
        assert dict(crew.spread(doubled, range(3))) == {0: 0, 1: 2, 2: 4}


@pytest.mark.skipif(sys.platform == "win32", reason="Slurm has no Windows")
def test_slurm_that_refuses_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sbatch").write_text("#!/bin/sh\necho 'sbatch: error: invalid partition' >&2; exit 1\n")
    (tmp_path / "sbatch").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with (
        dask.config.set({"jobqueue.slurm.scheduler-options": here}),
        pytest.raises(StudioError) as caught,
        crew_at(Address.parse("slurm:1")),
    ):
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
