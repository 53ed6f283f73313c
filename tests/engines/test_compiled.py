"""Where compiled kernels are kept, and when they are compiled again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.core import paths
from inpaint_studio.engines import compiled, patches
from tests.waiting import PATIENCE

_OUTER = """
from inner import STEP, add
from inpaint_studio.engines.compiled import kernel

@kernel()
def twice(x):
    return 2 * add(x) + STEP
"""
_INNER = """
from inpaint_studio.engines.compiled import kernel

STEP = {step}

@kernel()
def add(x):
    return x + {summand}
"""
_PROGRAM = """
import sys
from pathlib import Path
import pytest

from inpaint_studio.core import paths
if sys.argv[1]:
    paths.kernels_dir = lambda: Path(sys.argv[1])
from outer import twice
print(twice(10), sum(twice.stats.cache_misses.values()), sum(twice.stats.cache_hits.values()))
"""


def twice_ten(folder: Path, cache: Path, *, shipped: Path | None = None) -> tuple[int, bool]:
    """What a new process computes with the kernels in `folder`, and whether it compiled."""
    places = os.pathsep.join([str(folder), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(shipped or "")],
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": places},
        capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    value, missed, hit = map(int, done.stdout.split())
    assert missed + hit == 1
    return value, bool(missed)


def write(folder: Path, *, summand: int = 1, step: int = 0) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "outer.py").write_text(_OUTER)
    (folder / "inner.py").write_text(_INNER.format(summand=summand, step=step))
    return folder


def test_a_kernel_is_compiled_again_only_if_its_file_changes_or_what_it_uses_of_others(
    tmp_path: Path,
) -> None:
    cache = tmp_path / "cache"
    here = write(tmp_path / "here")
    assert twice_ten(here, cache) == (22, True)
    assert twice_ten(here, cache) == (22, False)
    assert twice_ten(write(here, summand=5), cache) == (30, True)
    assert twice_ten(write(here, summand=5, step=3), cache) == (33, True)
    # another copy of the program with the same sources, as after an upgrade, finds what it needs
    assert twice_ten(write(tmp_path / "there"), cache) == (22, False)


def test_shipped_kernels_are_used_and_stay_as_they_are(tmp_path: Path) -> None:
    here = write(tmp_path / "here")
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    twice_ten(here, shipped)
    before = {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    assert twice_ten(here, own, shipped=shipped) == (22, False)
    assert not own.exists()
    # of other sources: compiled into the user's folder
    assert twice_ten(write(here, summand=5), own, shipped=shipped) == (30, True)
    assert list(own.rglob("*.nbc"))
    assert {path: path.read_bytes() for path in shipped.rglob("*") if path.is_file()} == before


def test_kernels_are_kept_beside_the_sources_in_a_checkout_and_in_the_users_cache_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    function = patches.cut_out.py_func
    beside = Path(patches.__file__).with_name("__pycache__")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert compiled._own_folder(function) == beside
    monkeypatch.setattr(compiled, "in_checkout", lambda: False)
    assert compiled._own_folder(function) == paths.cache_dir() / "kernels"
