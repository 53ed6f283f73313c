"""Loaded models, each in a process of its own, kept for the next fill within a memory budget.

A process starts when its model is first needed. The least recently used models are unloaded first when
the processes together take more memory than the settings allow.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ...core.arrays import AnyArray
from ...core.settings import load_settings
from ..cards.card import Format
from .process import TICK, ModelProcess, Waiting
from .wire import Arrays

_INTERPRETER = 90_000_000  # approximate bytes of a process without its model
_TORCH = 250_000_000  # more bytes with torch
_PER_BYTE = 3.0  # memory per byte of the file: its content, the model, and what it computes


@dataclass(frozen=True)
class Wanted:
    """A model to run and how: `device` is "auto", "cpu" or the name of a GPU, `threads` for the CPU."""

    name: str
    format: Format
    architecture: str
    path: str
    sha256: str
    threads: int
    device: str


@dataclass(frozen=True)
class Ran:
    """A run's outputs by name or number, and its device; `fell_back`: the GPU had too little memory."""

    outputs: Arrays
    device: str
    fell_back: bool


@dataclass(frozen=True)
class LoadedModel:
    """A model in memory."""

    name: str
    pid: int
    resident: int
    """Memory in bytes, as of its last run."""


class _Warm:
    """A model's process and whether it is in use."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.process: ModelProcess | None = None
        self.busy = True
        self.dropped = False

    @property
    def resident(self) -> int:
        return self.process.resident if self.process else 0


def _budget() -> int:
    return load_settings()[0].models_megabytes * 1_000_000


class WarmModels:
    """The loaded models by name, the most recently used last. Thread-safe."""

    def __init__(self, budget: Callable[[], int] = _budget) -> None:
        self.budget = budget
        """The bytes that all models together may take, by the present settings."""
        self._lock = threading.Lock()
        self._models: dict[str, _Warm] = {}
        self._loading: dict[str, int] = {}
        self._running: dict[str, int] = {}
        self._seconds: dict[str, float] = {}
        self._hooked = False

    def run(self, wanted: Wanted, inputs: Mapping[str, AnyArray], *, seed: int = 0, waiting: Waiting) -> Ran:
        """The outputs of a model, which is loaded first if necessary.

        `waiting(seconds)` is called repeatedly meanwhile; what it raises ends the model. Raises
        StudioError "model-crashed", "model-failed", "out-of-memory", "model-needs", "model-changed".
        """
        with self._held(wanted, waiting) as process:
            start = time.monotonic()
            reply, outputs = process.ask({"do": "run", "seed": seed}, inputs, waiting=waiting)
            self._seconds[wanted.name] = time.monotonic() - start
            return Ran(outputs, str(reply["device"]), bool(reply["fell_back"]))

    def seconds(self, name: str) -> float:
        """The duration of the last run of a model; a guess if it never ran."""
        return self._seconds.get(name, 3.0)

    def loaded(self) -> tuple[LoadedModel, ...]:
        """The models in memory, the most recently used last."""
        with self._lock:
            return tuple(
                LoadedModel(name, warm.process.pid, warm.resident)
                for name, warm in self._models.items()
                if warm.process is not None and warm.process.alive
            )

    def unload(self, name: str) -> None:
        """Unload a model: now, or when its run is over."""
        with self._lock:
            warm = self._models.get(name)
            if warm is None:
                return
            warm.dropped = True
            if not warm.busy:
                self._drop(name)

    def close(self) -> None:
        """End all processes, busy or not."""
        with self._lock:
            for name in list(self._models):
                self._drop(name)

    @contextlib.contextmanager
    def _held(self, wanted: Wanted, waiting: Waiting) -> Iterator[ModelProcess]:
        """The process with that model, exclusively for the caller."""
        warm = self._taken(wanted, waiting)
        try:
            if warm.process is None:
                self._make_room(self._guess(wanted))
                warm.process = ModelProcess(wanted.name)
                warm.process.ask({"do": "load", "model": asdict(wanted)}, waiting=waiting)
                self._loading[wanted.name] = warm.process.peak
            # computing takes memory too; how much is known from its last run
            self._make_room(max(0, self._running.get(wanted.name, 0) - warm.resident))
            yield warm.process
            self._running[wanted.name] = warm.process.peak
        except BaseException:
            # after a failure it may be in any state, so it is not reused
            warm.dropped = True
            raise
        finally:
            with self._lock:
                warm.busy = False
                if self._models.get(wanted.name) is warm and warm.dropped:
                    self._drop(wanted.name)
            self._make_room(0)

    def _taken(self, wanted: Wanted, waiting: Waiting) -> _Warm:
        """The entry of that model, marked as busy; its process is None if it has yet to be loaded."""
        start = time.monotonic()
        while True:
            with self._lock:
                self._hook()
                warm = self._models.get(wanted.name)
                if warm is None or not warm.busy:
                    if warm is not None and not self._suits(warm, wanted):
                        self._drop(wanted.name)
                        warm = None
                    if warm is None:
                        warm = _Warm(wanted)
                    warm.busy = True
                    self._models.pop(wanted.name, None)
                    self._models[wanted.name] = warm
                    return warm
            waiting(time.monotonic() - start)
            time.sleep(TICK)

    def _suits(self, warm: _Warm, wanted: Wanted) -> bool:
        return warm.wanted == wanted and warm.process is not None and warm.process.alive

    def _make_room(self, needed: int) -> None:
        """Unload the least recently used models until `needed` more bytes fit the budget."""
        budget = self.budget()
        with self._lock:
            for name, warm in list(self._models.items()):
                if sum(one.resident for one in self._models.values()) + needed <= budget:
                    return
                if not warm.busy:
                    self._drop(name)

    def _guess(self, wanted: Wanted) -> int:
        """The memory that a model will take, by its previous run or the size of its file."""
        if wanted.name in self._loading:
            return max(self._loading[wanted.name], self._running.get(wanted.name, 0))
        with contextlib.suppress(OSError):
            size = Path(wanted.path).stat().st_size
            return round(size * _PER_BYTE) + _INTERPRETER + (0 if wanted.format == "onnx" else _TORCH)
        return _INTERPRETER

    def _drop(self, name: str) -> None:
        """End a process; the caller holds the lock."""
        warm = self._models.pop(name)
        if warm.process is not None:
            warm.process.kill()

    def _hook(self) -> None:
        """Arrange, once, for all processes to end with the program."""
        if self._hooked:
            return
        self._hooked = True
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):  # a forked copy does not own these pipes
            os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._models = {}


MODELS = WarmModels()
"""The loaded models of this program."""
