"""How many threads to use, and setting that in every library."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib.util
import math
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .errors import StudioError

# read by each library when it is loaded: these cover the ones that are not loaded yet
_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMBA_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
MOST_THREADS = 1024
"""The most threads that can be set: the libraries abort the program when they cannot create theirs."""

_BLAS = ("numpy", "scipy")
_limit: int | None = None
_blas_lock = threading.Lock()
_single = 0  # open `single_blas` blocks
_before: list[tuple[Callable[[int], None], int]] = []  # how to restore the threads of each BLAS after them


def thread_count() -> int:
    """How many threads a fill uses: the number given to `limit_threads`, else one for each available core."""
    return _limit or available_cores()


def require_threads(count: int) -> None:
    """Raise StudioError "threads-value" for less than one thread or more than `MOST_THREADS`."""
    if not 1 <= count <= MOST_THREADS:
        raise StudioError("threads-value", value=count)


def limit_threads(count: int) -> None:
    """Make OpenCV, numba, BLAS, OpenMP and, if it is loaded, torch use at most `count` threads.

    Applies to the whole process and to its child processes. Raises what `require_threads` raises.
    """
    global _limit
    require_threads(count)
    _limit = count
    for name in _VARIABLES:
        os.environ[name] = str(count)
    if cv2 := sys.modules.get("cv2"):
        cv2.setNumThreads(count)
    if numba := sys.modules.get("numba"):
        # numba can use fewer threads than it started with; it compiles nothing once the variable differs
        started = numba.config.NUMBA_NUM_THREADS
        os.environ["NUMBA_NUM_THREADS"] = str(started)
        numba.set_num_threads(min(count, started))
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(count)
    for package in _BLAS:
        if package in sys.modules:
            for _, set_threads in _openblas(package):
                set_threads(count)


@contextlib.contextmanager
def torch_threads(count: int) -> Iterator[None]:
    """Let torch, if it is loaded, use `count` - 1 threads (at least one) in this block.

    One core is left to the window and the rest of the machine: each layer waits for its slowest thread, and
    when one has to share its core, many small layers wait thousands of times (a fit of 15 s on one thread
    took more than five minutes on two when both cores were busy).
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


@contextlib.contextmanager
def single_blas() -> Iterator[None]:
    """Let the BLAS of NumPy and SciPy (which numba uses) compute on the calling thread in this block.

    For code that runs its own threads and multiplies small matrices: each product would wait for BLAS's
    threads, which spin meanwhile (a fill of 2 s of CPU time took 50 s when both cores were busy).
    """
    global _single, _before
    with _blas_lock:
        if _single == 0:
            # scipy's too, even if numba's first matrix product has yet to load it
            _before = [(set_, get()) for package in _BLAS for get, set_ in _openblas(package)]
            for set_threads, _ in _before:
                set_threads(1)
        _single += 1
    try:
        yield
    finally:
        with _blas_lock:
            _single -= 1
            if _single == 0:
                for set_threads, count in _before:
                    set_threads(count)


def available_cores() -> int:
    """The physical cores that this process may use by its affinity and its container's limit; at least 1."""
    cpus = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return max(1, min(_physical(cpus), _container_share() or len(cpus)))


def _physical(cpus: Iterable[int], devices: Path = Path("/sys/devices/system/cpu")) -> int:
    """How many physical cores these logical CPUs are; where that is unknown, each counts as one."""
    cores = set()
    for cpu in cpus:
        try:
            cores.add((devices / f"cpu{cpu}/topology/thread_siblings_list").read_text().strip())
        except OSError:
            cores.add(str(cpu))
    return len(cores)


def _container_share(groups: Path = Path("/sys/fs/cgroup")) -> int | None:
    """The CPUs that a container may use, rounded up; None without a limit."""
    with contextlib.suppress(OSError, ValueError):
        quota, period = (groups / "cpu.max").read_text().split()
        return math.ceil(int(quota) / int(period))  # "max" means no limit and is a ValueError
    with contextlib.suppress(OSError, ValueError):
        allowed = int((groups / "cpu/cpu.cfs_quota_us").read_text())
        per = int((groups / "cpu/cpu.cfs_period_us").read_text())
        return math.ceil(allowed / per) if allowed > 0 else None
    return None


@functools.cache
def _openblas(package: str) -> tuple[tuple[Callable[[], int], Callable[[int], None]], ...]:
    """The functions that get and set the threads of each OpenBLAS shipped with a package."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return ()
    home = Path(spec.origin).parent
    found = []
    for folder in (home.with_name(f"{package}.libs"), home / ".dylibs"):
        for library in folder.glob("*openblas*"):
            with contextlib.suppress(OSError):
                loaded = ctypes.CDLL(str(library))
                for ending in ("64_", ""):
                    names = [f"scipy_openblas_{verb}_num_threads{ending}" for verb in ("get", "set")]
                    if all(hasattr(loaded, name) for name in names):
                        found.append((getattr(loaded, names[0]), getattr(loaded, names[1])))
                        break
    return tuple(found)
