"""Unknown files, opened in a process of their own: a model for the probe of `importing`, or its tensors."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...core.arrays import AnyArray
from ...core.errors import Cancelled, Note, StudioError
from ...core.memory import physical_bytes
from ..onnx.declared import DeclaredValues
from ..onnx.file import OnnxFile, Port
from .process import ModelProcess, Waiting
from .wire import Arrays, Message

SECONDS = 120
"""CPU seconds for each request: a normal model of 200 MB takes two on one core."""
_PATIENCE = 600
"""Seconds of waiting for a process that computes nothing or cannot limit itself."""


@contextlib.contextmanager
def opened_apart(
    path: Path, threads: int = 1, is_cancelled: Callable[[], bool] = lambda: False, *, script: str = ""
) -> Iterator[OnnxFile]:
    """The file, opened in a process of its own that ends with the context.

    `script` is for TorchScript that the user trusts: its SHA-256, "" for ONNX. Opening and running raise
    what they raise in this process, `Cancelled` and StudioError "model-crashed". Each request may compute
    for `SECONDS` and use half of the computer's memory; more is a StudioError "model-unfit".
    """

    def waiting(seconds: float) -> None:
        if is_cancelled():
            raise Cancelled
        if seconds > _PATIENCE:  # it hangs, or the system has no such limits
            raise _too_slow(path)

    process = ModelProcess(path.name)
    try:
        message = {"do": "open", "path": str(path.absolute()), "threads": threads, "script": script}
        session = _RemoteSession(process, waiting, path)
        reply, _ = session.ask({**message, "memory": physical_bytes() // 2}, {})
        inputs, outputs = (_ports(reply["ports"][side]) for side in ("inputs", "outputs"))
        noise = tuple((name, channels, step) for name, channels, step in reply["ports"].get("noise", ()))
        declared = _declared(reply["ports"].get("declared"))
        yield OnnxFile(path, inputs, outputs, session, noise, declared)
    finally:
        process.kill()


def tensors_apart(path: Path, kind: str, is_cancelled: Callable[[], bool] = lambda: False) -> Arrays:
    """What `tensors.read_tensors` finds in a file, read in a process of its own that ends with the call.

    Raises what that raises, `Cancelled`, and StudioError "weights-broken" if the process crashes, computes
    for more than `SECONDS` or needs more than half of the computer's memory.
    """

    def waiting(seconds: float) -> None:
        if is_cancelled():
            raise Cancelled
        if seconds > _PATIENCE:
            raise _unreadable(path, Note("reading-ends", how=Note("answer-invalid")))

    process = ModelProcess(path.name)
    message = {"do": "tensors", "path": str(path.absolute()), "kind": kind, "seconds": SECONDS}
    try:
        return process.ask({**message, "memory": physical_bytes() // 2}, waiting=waiting)[1]
    except StudioError as error:
        if error.code == "out-of-memory":
            raise _unreadable(path, Note("reading-memory")) from error
        if error.code in ("model-crashed", "model-failed"):
            how = error.values.get("how", error.values.get("reason"))
            raise _unreadable(path, Note("reading-ends", how=how)) from error
        raise
    finally:
        process.kill()


def _unreadable(path: Path, reason: Note) -> StudioError:
    return StudioError("weights-broken", path=path, reason=reason)


class _RemoteSession:
    """Stands in for a session of ONNX Runtime that is in another process."""

    def __init__(self, process: ModelProcess, waiting: Waiting, path: Path) -> None:
        self._process, self._waiting, self._path = process, waiting, path
        self._over: StudioError | None = None

    def run(self, outputs: None, inputs: Mapping[str, AnyArray]) -> list[AnyArray]:
        return list(self.ask({"do": "run"}, inputs)[1].values())

    def ask(self, message: Message, arrays: Mapping[str, AnyArray]) -> tuple[Message, Arrays]:
        """The reply, within the limits; once they are exceeded, every request fails."""
        if self._over is not None:
            raise self._over
        try:
            return self._process.ask({**message, "seconds": SECONDS}, arrays, waiting=self._waiting)
        except StudioError as error:
            if error.code == "out-of-memory":
                raise _unfit(self._path, Note("takes-memory")) from error
            if error.code == "model-crashed" and error.values["how"] == "SIGXCPU":
                self._over = _too_slow(self._path)
                raise self._over from error
            if error.code == "model-unfit" and not self._process.alive:
                self._over = error
            raise


def _too_slow(path: Path) -> StudioError:
    return _unfit(path, Note("computes-long", seconds=SECONDS))


def _unfit(path: Path, reason: Note) -> StudioError:
    return StudioError("model-unfit", source=path, reason=reason)


def _declared(found: Mapping[str, Any] | None) -> DeclaredValues | None:
    if found is None:
        return None
    low, high = found["range"]
    return DeclaredValues((low, high), found["keep"], found["fill"], found["hole"])


def _ports(found: list[Any]) -> tuple[Port, ...]:
    return tuple(Port(name, dtype, tuple(shape)) for name, dtype, shape in found)
