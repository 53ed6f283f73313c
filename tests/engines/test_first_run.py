"""A fill is the same whether its kernels were compiled just now or loaded from numba's cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.engines.registry import REGISTRY
from tests.waiting import PATIENCE

_FILL = """
import hashlib, sys
import cv2, numpy as np
from inpaint_studio.engines.base import RunContext
from inpaint_studio.engines.registry import REGISTRY

noise = np.random.default_rng(0).random((96, 128, 3), np.float32)
photo = np.clip(cv2.GaussianBlur(noise, (0, 0), 1.5) * 3 - 1, 0, 1)
hole = np.zeros((96, 128), bool)
hole[30:60, 40:80] = True
for name in sys.argv[1:]:
    engine = REGISTRY.get(name)
    guides = [None, cv2.GaussianBlur(photo, (0, 0), 6)] if engine.info.uses_guide else [None]
    for guide in guides:
        filled = engine.fill(photo, hole, RunContext(seed=3, params=engine.info.quick_params, guide=guide))
        digest = hashlib.sha256(filled[hole].tobytes()).hexdigest()
        print(name, "alone" if guide is None else "guided", digest)
"""


_FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
"""No file can grow, as on a full disk."""


def fills(
    cache: Path, *engines: str, disk_full: bool = False, target: dict[str, str] | None = None
) -> list[str]:
    """A line for each fill that a new process makes, with its kernels in `cache`."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache)} | (target or {})
    done = subprocess.run(
        [sys.executable, "-c", (_FULL if disk_full else "") + _FILL, *engines],
        env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.parametrize("engine", ["telea", "exemplar", "low-rank", "sparse"])  # the others take longer
def test_the_first_run_after_an_installation_gives_the_bytes_of_every_later_one(
    engine: str, tmp_path: Path
) -> None:
    first = fills(tmp_path, engine)
    assert list(tmp_path.rglob("*.nbi")), "nothing was compiled into the empty cache"
    assert fills(tmp_path, engine) == first
    assert len(first) == 1 + REGISTRY.get(engine).info.uses_guide


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
def test_a_full_disk_costs_the_compiled_kernels_and_not_the_fill(tmp_path: Path) -> None:
    made = fills(tmp_path / "full", "telea", disk_full=True)
    assert not list(tmp_path.rglob("*.nbi"))
    assert fills(tmp_path / "empty", "telea") == made


def test_kernels_compiled_for_any_processor_give_the_bytes_of_those_for_this_one(tmp_path: Path) -> None:
    """Bundles have such kernels. `tools/bundle/kernels.py` compiles them."""
    any_processor = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    made = fills(tmp_path, "telea", "navier-stokes")
    first = set(tmp_path.rglob("*.nbc"))
    assert fills(tmp_path, "telea", "navier-stokes", target=any_processor) == made
    assert set(tmp_path.rglob("*.nbc")) > first


@pytest.mark.parametrize(
    "module",
    ["diffusion.kernels", "exemplar.patchmatch", "low_rank.kernels", "patches", "sparse.kernels"],
)
def test_no_kernel_may_reorder_its_arithmetic(module: str) -> None:
    """Else copies of one function, inlined here and not there, round differently."""
    kernels = __import__(f"inpaint_studio.engines.{module}", fromlist=["_"])
    compiled = [kernel for kernel in vars(kernels).values() if hasattr(kernel, "targetoptions")]
    assert compiled
    assert not [kernel for kernel in compiled if kernel.targetoptions.get("fastmath")]
