"""A model file that nobody knows yet, opened in a process of its own: for the probe of `importing`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import Cancelled
from .onnx_file import OnnxFile, Port
from .processes import ModelProcess, Waiting


@contextlib.contextmanager
def opened_apart(
    path: Path,
    threads: int = 1,
    is_cancelled: Callable[[], bool] = lambda: False,
    *,
    script: str = "",
) -> Iterator[OnnxFile]:
    """The file, of which whatever happens stays in its process, which ends with this.

    `script` is for TorchScript that the user trusts: its SHA-256, "" for ONNX. Opening and running raise
    what they do here, and `Cancelled` and StudioError "model-crashed".
    """

    def waiting(seconds: float) -> None:
        if is_cancelled():
            raise Cancelled

    process = ModelProcess(path.name)
    try:
        message = {"do": "open", "path": str(path.absolute()), "threads": threads, "script": script}
        reply, _ = process.ask(message, waiting=waiting)
        inputs, outputs = (_ports(reply["ports"][side]) for side in ("inputs", "outputs"))
        yield OnnxFile(path, inputs, outputs, _There(process, waiting))
    finally:
        process.kill()


class _There:
    """What is asked of a session of ONNX Runtime, asked of that in the other process."""

    def __init__(self, process: ModelProcess, waiting: Waiting) -> None:
        self._process, self._waiting = process, waiting

    def run(self, outputs: None, inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        return list(self._process.ask({"do": "run"}, inputs, waiting=self._waiting)[1].values())


def _ports(found: list[Any]) -> tuple[Port, ...]:
    return tuple(Port(name, dtype, tuple(shape)) for name, dtype, shape in found)
