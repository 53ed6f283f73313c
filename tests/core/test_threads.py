"""One place decides the number of threads, and every library follows it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.core import threads
from inpaint_studio.core.errors import StudioError
from tests.waiting import PATIENCE


def run(program: str) -> list[str]:
    """What a program of its own prints: limits hold for a whole process."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    return done.stdout.split()


def test_there_is_at_least_one_thread_and_at_most_one_for_each_processor() -> None:
    assert 1 <= threads.available_cores() <= (os.cpu_count() or 1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity on this system")
def test_the_affinity_of_the_process_counts() -> None:
    program = """
import os
from inpaint_studio.core.threads import thread_count
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print(thread_count())
"""
    assert run(program) == ["1"]


def test_a_limit_reaches_the_libraries_that_are_loaded_and_those_that_are_not() -> None:
    program = """
import cv2, numba, os
from inpaint_studio.core.threads import limit_threads, thread_count
limit_threads(1)
print(thread_count(), cv2.getNumThreads(), numba.get_num_threads(), os.environ["OMP_NUM_THREADS"])
"""
    assert run(program) == ["1", "1", "1", "1"]


def test_kernels_are_still_compiled_after_a_limit() -> None:
    program = """
import numba
from inpaint_studio.core.threads import limit_threads
numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)  # starts its threads
limit_threads(max(1, numba.config.NUMBA_NUM_THREADS - 1))
print(numba.njit(lambda x: x + 1)(1))
"""
    assert run(program) == ["2"]


def test_blas_keeps_to_one_thread_until_the_last_that_asked_for_it_is_done() -> None:
    program = """
import numpy
from inpaint_studio.core import threads
before = [ask() for ask, _ in threads._openblas("numpy")]
first, second = threads.single_blas(), threads.single_blas()
first.__enter__(); second.__enter__(); first.__exit__(None, None, None)
during = [ask() for ask, _ in threads._openblas("numpy")]
second.__exit__(None, None, None)
after = [ask() for ask, _ in threads._openblas("numpy")]
print(set(during) <= {1}, before == after)
"""
    assert run(program) == ["True", "True"]


def test_limiting_threads_loads_nothing() -> None:
    program = """
import sys
from inpaint_studio.core.threads import limit_threads
limit_threads(2)
print(*[name for name in ("cv2", "numba", "torch", "numpy") if name in sys.modules])
"""
    assert run(program) == []


@pytest.mark.parametrize("count", [0, -2, 1025, 10**9])
def test_no_threads_and_endless_threads_are_refused(count: int) -> None:
    with pytest.raises(StudioError) as caught:
        threads.limit_threads(count)
    assert caught.value.code == "threads-value"


def test_two_processors_of_one_core_count_once(tmp_path: Path) -> None:
    for cpu, siblings in ((0, "0,2"), (1, "1,3"), (2, "0,2"), (3, "1,3")):
        folder = tmp_path / f"cpu{cpu}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(siblings + "\n")
    assert threads._physical(range(4), tmp_path) == 2
    assert threads._physical({0, 2}, tmp_path) == 1
    assert threads._physical(range(4), tmp_path / "unknown") == 4


@pytest.mark.parametrize(("text", "share"), [("150000 100000", 2), ("max 100000", None), ("50000 100000", 1)])
def test_the_share_of_a_container_counts(tmp_path: Path, text: str, share: int | None) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert threads._container_share(tmp_path) == share


def test_the_share_of_an_older_container_counts(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("300000")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000")
    assert threads._container_share(tmp_path) == 3
