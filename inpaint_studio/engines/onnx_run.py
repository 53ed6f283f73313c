"""Networks in ONNX Runtime, on the CPU: which file to use, and running it so that it can be cancelled.

Without a file that matches the weights, as after training one's own, torch computes.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..core.arrays import Floats
from ..core.errors import Note, StudioError
from ..core.files import is_file
from ..core.memory import is_out_of_memory
from ..weights import shipped
from ..weights.digests import digest_of
from ..weights.onnx.noise import Noise, declared
from .base import RunContext

_POLL_SECONDS = 0.02  # between two checks for cancel


@dataclass(frozen=True, eq=False)
class OnnxNetwork:
    """A loaded file: its session, and the metadata that `weights.onnx.export` wrote."""

    session: Any
    multiple: int
    noise: Noise

    def run(self, given: Mapping[str, Floats], ctx: RunContext, output: str | None = None) -> Floats:
        """One output, the first by default: float32 (n, channels, h, w), for these inputs by name.

        Raises `Cancelled` soon after a cancel, and StudioError "out-of-memory".
        """
        import onnxruntime

        options = onnxruntime.RunOptions()
        wanted = None if output is None else [output]
        outcome: list[Any] = []

        def work() -> None:
            try:
                outcome.append(self.session.run(wanted, dict(given), options)[0])
            except Exception as error:  # raised again in the waiting thread
                outcome.append(error)

        # only this thread may check for cancel, so another one computes
        thread = threading.Thread(target=work, name="onnx")
        thread.start()
        try:
            while thread.is_alive():
                ctx.check()
                thread.join(_POLL_SECONDS)
        finally:
            options.terminate = True
            thread.join()
        found = outcome[0]
        if isinstance(found, Exception):
            if is_out_of_memory(found):  # an exception type of ONNX Runtime
                raise StudioError("out-of-memory") from found
            raise found
        return np.asarray(found)


def network(name: str, threads: int) -> OnnxNetwork | None:
    """The ONNX form of the weights `name`; None if there is none that matches them or can be read.

    It lies beside them, as NAME.onnx; a shipped one must match the list of checksums. Raises what
    `shipped.digest` does for the weights.
    """
    path = beside(shipped.find(name))
    if importlib.util.find_spec("onnxruntime") is None:
        return None
    listed = None if shipped.is_own(name) else shipped.expected(name, path.suffix)
    try:
        found = path.stat()
        if listed is not None and digest_of(path) != listed:
            return None
    except (OSError, StudioError):
        return None
    loaded = _loaded((str(path), found.st_mtime_ns, found.st_size), threads)
    if loaded is None or loaded[0] != shipped.digest(name):
        return None
    return loaded[1]


@lru_cache(maxsize=2)
def _loaded(mark: tuple[str, int, int], threads: int) -> tuple[str, OnnxNetwork] | None:
    """The sha256 of the weights that a file was made from, and the network; None if it cannot be used."""
    try:
        import onnxruntime  # installed, but on Windows it may lack a system library

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, threads)
        options.log_severity_level = 4  # its errors come as exceptions anyway
        session = onnxruntime.InferenceSession(mark[0], options, providers=["CPUExecutionProvider"])
        about = session.get_modelmeta().custom_metadata_map
        network = OnnxNetwork(session, int(about["multiple"]), declared(about))
        return about["weights_sha256"], network
    except Exception:  # whatever is wrong, torch computes the same from the weights
        return None


def has_torch() -> bool:
    """Whether torch is installed."""
    return importlib.util.find_spec("torch") is not None


def reason_missing(name: str) -> Note | None:
    """Why the network `name` cannot be computed here: it has no ONNX form, and torch is missing. Cheap."""
    if has_torch() or is_file(beside(shipped.find(name))):
        return None
    return Note("network-needs-torch")


def require_torch(name: str) -> None:
    """Raise StudioError "weights-need-torch" without torch, for weights whose ONNX form cannot be used."""
    if not has_torch():
        raise StudioError("weights-need-torch", path=shipped.find(name))


def beside(weights: Path) -> Path:
    """The path of the ONNX form of a weights file."""
    return weights.with_suffix(".onnx")
