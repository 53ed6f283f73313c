"""How fast this machine runs each engine: measured once, and kept in the user's cache.

A speed is a factor: how many times as long as its declared cost (`EngineInfo.grades`) an engine takes here.
"""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...core.errors import Cancelled, StudioError
from ...core.files import atomic_write, contents
from ...core.limits import json_of
from ...core.mask import Mask
from ...core.paths import cache_dir
from ...core.photo import Photo
from ...core.threads import thread_count
from ...engines.base import EngineInfo
from ...engines.pipeline import budget
from ...engines.pipeline import run as pipeline
from ...engines.registry import REGISTRY, Registry
from ...engines.request import FillRequest
from ..torch_libraries import load_libraries

_LOG = logging.getLogger(__name__)
_SCHEMA = 2
"""Goes up when the declared costs are measured anew on another machine."""
_MOST_BYTES = 1 << 16
_RANGE = (0.02, 50.0)
_REPEATS = 3
_LONG = 3.0
"""s; an engine whose standard fill is declared to take longer is measured once, at its quickest grade."""
_WAIT = 0.05
"""s between two looks whether to stop, while another thread measures."""
_CLOCKS = (time.perf_counter, time.process_time)
"""On a busy machine the time of the processor is less; it knows nothing of a GPU."""
_SIDE = 480  # px of the picture with which engines are measured
_DIAMETERS = (240, 96, 48)  # px of its hole: the largest that does not take long
_SHORT = 0.3  # s


def speeds_file() -> Path:
    """The file of the measured speeds."""
    return cache_dir() / "speed.json"


class Speeds:
    """The speeds of the engines, by name, device and number of threads. Safe to use from any thread.

    What was measured is written to the file at once; a file that is damaged counts as empty, one that cannot
    be written is only logged.
    """

    def __init__(self, path: Path | None = None, clocks: Sequence[Callable[[], float]] = _CLOCKS) -> None:
        self._path = path
        self._clocks = clocks
        self._measuring = threading.Lock()  # not for `speed`: who only asks never waits for a measurement
        self._found: dict[str, float] | None = None

    def speed(self, info: EngineInfo, device: str = "cpu", threads: int | None = None) -> float:
        """The speed of an engine. One that was not measured is taken to be as the others on average."""
        known = self._known()
        own = known.get(_key(info, device, threads))
        if own is not None:
            return own
        return math.exp(sum(map(math.log, known.values())) / len(known)) if known else 1.0

    def is_measured(self, info: EngineInfo, device: str = "cpu", threads: int | None = None) -> bool:
        """Whether the speed of an engine is known."""
        return _key(info, device, threads) in self._known()

    def measure(
        self,
        infos: Iterable[EngineInfo],
        device: str = "cpu",
        threads: int | None = None,
        registry: Registry = REGISTRY,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Measure those of the engines that were not yet: a second or two for each, a slow one some more.

        An engine that fails is only logged; one that declares no cost, or runs in a process of its own, which
        may take a minute to start, is left out. Raises `Cancelled`.
        """
        for info in infos:
            if not info.grades or info.own_process or info.family == "auto":
                continue
            if self.is_measured(info, device, threads):
                continue
            while not self._measuring.acquire(timeout=_WAIT):
                if is_cancelled():
                    raise Cancelled
            try:
                if not self.is_measured(info, device, threads):
                    self._measure(info, device, threads, registry, is_cancelled)
            finally:
                self._measuring.release()

    def _measure(
        self,
        info: EngineInfo,
        device: str,
        threads: int | None,
        registry: Registry,
        is_cancelled: Callable[[], bool],
    ) -> None:
        try:
            request, declared = _standard(info, device, threads, registry)
            if info.may_use_torch:
                load_libraries()
            is_long = declared > _LONG
            if is_long:
                request = replace(request, params=info.grades[0].params)
                declared = _declared(request, registry)
            else:
                pipeline.run(request, registry=registry, is_cancelled=is_cancelled)  # compiles and loads
            best = math.inf
            clocks = self._clocks if device == "cpu" else self._clocks[:1]
            for _ in range(1 if is_long else _REPEATS):  # the least is that of the quietest moment
                began = [clock() for clock in clocks]
                pipeline.run(request, registry=registry, is_cancelled=is_cancelled)
                best = min(best, *(clock() - start for clock, start in zip(clocks, began, strict=True)))
        except Cancelled:
            raise
        except Exception:  # the user will see the error when the engine is used
            _LOG.warning("measuring %s failed", info.name, exc_info=True)
            return
        own = (best - budget.overhead(request)) / (declared - budget.overhead(request))
        known = {**self._known(), _key(info, device, threads): _in_range(own)}
        self._found = known
        self._write(known)

    def _known(self) -> dict[str, float]:
        found = self._found
        if found is None:
            found = self._found = _read(self._path or speeds_file())
        return found

    def _write(self, known: dict[str, float]) -> None:
        path = self._path or speeds_file()
        about = {"schema": _SCHEMA, "speeds": {name: round(one, 4) for name, one in sorted(known.items())}}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path, overwrite=True) as file:
                file.write((json.dumps(about, indent=2) + "\n").encode())
        except (StudioError, OSError):
            _LOG.warning("the speeds could not be written to %s", path, exc_info=True)


def _declared(request: FillRequest, registry: Registry) -> float:
    """The seconds that a request takes on the machine of the declared costs."""
    return budget.predict(request, registry, lambda info: 1.0)


def _key(info: EngineInfo, device: str, threads: int | None) -> str:
    device = device if info.uses_gpu else "cpu"
    return f"{info.name}/{device}/{threads or thread_count()}"


def _in_range(speed: float) -> float:
    """The speed within what any machine has. Raises ValueError for NaN."""
    if math.isnan(speed):
        raise ValueError(speed)
    return min(max(speed, _RANGE[0]), _RANGE[1])


def _standard(
    info: EngineInfo, device: str, threads: int | None, registry: Registry
) -> tuple[FillRequest, float]:
    """The fill with which an engine is measured, and its declared seconds.

    It is a disc in rough stripes, at the usual grade. Raises StudioError as a fill does.
    """
    rows, columns = np.mgrid[:_SIDE, :_SIDE]
    noise = np.random.default_rng(0).normal(0, 12, (_SIDE, _SIDE, 3))
    stripes = 128 + 60 * np.sin((rows + columns / 3) / 7)[..., None] + noise
    distance = np.hypot(rows - _SIDE / 2, columns - _SIDE / 2)
    photo = Photo(np.clip(stripes, 0, 255).astype(np.uint8))
    usual = info.grades[len(info.grades) // 2].params
    for diameter in _DIAMETERS:
        mask = Mask.from_array(distance < diameter / 2)
        request = FillRequest(photo, mask, info.name, usual, device=device, threads=threads)
        declared = _declared(request, registry)
        if declared < _SHORT:
            break
    return request, declared


def _read(path: Path) -> dict[str, float]:
    try:
        about = json_of(contents(path, _MOST_BYTES), _MOST_BYTES)
        if about["schema"] != _SCHEMA:
            return {}
        return {str(name): _in_range(float(one)) for name, one in about["speeds"].items()}
    except (StudioError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return {}


SPEEDS = Speeds()
"""Those of this machine."""
