"""How many threads to use, and the one place that tells every library so."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import math
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from .errors import StudioError

# what each library reads when it is loaded; setting them covers those that are not loaded yet
_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMBA_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
_limit: int | None = None


def thread_count() -> int:
    """How many threads a fill uses: what `limit_threads` said, else one for each core we may use."""
    return _limit or available_cores()


def limit_threads(count: int) -> None:
    """Make OpenCV, numba, BLAS, OpenMP and, if it is loaded, torch use at most `count` threads.

    Holds for the whole process, and for the processes that it starts. Raises StudioError
    "threads-value" for less than one.
    """
    global _limit
    if count < 1:
        raise StudioError("threads-value", value=count)
    _limit = count
    for name in _VARIABLES:
        os.environ[name] = str(count)
    if cv2 := sys.modules.get("cv2"):
        cv2.setNumThreads(count)
    if numba := sys.modules.get("numba"):
        # numba refuses more than it started with
        numba.set_num_threads(min(count, numba.config.NUMBA_NUM_THREADS))
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(count)
    for package in ("numpy", "scipy"):
        if package in sys.modules:
            _limit_openblas(package, count)


@contextlib.contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Let torch, if it is loaded, use `count` threads but one for what this thread computes meanwhile.

    One core is left to the window and the rest of the machine: each layer waits for the slowest of its
    threads, and where one has to share its core, many small layers wait thousands of times (a fit of a
    quarter of a minute on one thread took more than five minutes on two, with both cores taken).
    """
    torch = sys.modules.get("torch")
    if torch is None:
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, count - 1))
    try:
        yield
    finally:
        torch.set_num_threads(before)


def available_cores() -> int:
    """The physical cores that this process may use, by its affinity and its container's share; at least 1."""
    cpus = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return max(1, min(_physical(cpus), _container_share() or len(cpus)))


def _physical(cpus: Iterable[int], devices: Path = Path("/sys/devices/system/cpu")) -> int:
    """How many cores these logical processors are; where the system doesn't tell, each counts as one."""
    cores = set()
    for cpu in cpus:
        try:
            cores.add((devices / f"cpu{cpu}/topology/thread_siblings_list").read_text().strip())
        except OSError:
            cores.add(str(cpu))
    return len(cores)


def _container_share(groups: Path = Path("/sys/fs/cgroup")) -> int | None:
    """The processors that a container may use, rounded up; None without a limit."""
    with contextlib.suppress(OSError, ValueError):
        quota, period = (groups / "cpu.max").read_text().split()
        return math.ceil(int(quota) / int(period))  # "max" is no number: no limit
    with contextlib.suppress(OSError, ValueError):
        allowed = int((groups / "cpu/cpu.cfs_quota_us").read_text())
        per = int((groups / "cpu/cpu.cfs_period_us").read_text())
        return math.ceil(allowed / per) if allowed > 0 else None
    return None


def _limit_openblas(package: str, count: int) -> None:
    """Set the threads of the OpenBLAS that came with a package and reads its variable only when loaded."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return
    home = Path(spec.origin).parent
    for folder in (home.with_name(f"{package}.libs"), home / ".dylibs"):
        for library in folder.glob("*openblas*"):
            with contextlib.suppress(OSError):
                loaded = ctypes.CDLL(str(library))
                for name in ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads"):
                    if hasattr(loaded, name):
                        getattr(loaded, name)(ctypes.c_int(count))
                        break
