"""Inspecting an ONNX file and running it on the CPU: for models that have no card yet."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.arrays import AnyArray
from ...core.errors import Cancelled, Note, StudioError
from .declared import DeclaredValues, declared_values
from .noise import Noise, declared
from .size import is_endless

_DTYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(uint8)": "uint8",
    "tensor(int32)": "int32",
    "tensor(int64)": "int64",
    "tensor(bool)": "bool",
}


_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading metadata may raise if someone else means something else by the same keys."""


@dataclass(frozen=True)
class Port:
    """An input or an output: its name, its dtype ("" if no card can name it) and its shape.

    A side of the shape that may be anything is None.
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        sides = " x ".join("any" if side is None else str(side) for side in self.shape)
        return f"{self.name}: {self.dtype or 'another type'} {sides}"


@dataclass(frozen=True)
class OnnxFile:
    """An open file: its inputs and outputs, what it declares in its metadata, and `run`.

    `noise` are the inputs that it declares to take noise, `declared` the values of picture and mask, None if
    it declares none.
    """

    path: Path
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    session: Any
    noise: Noise = ()
    declared: DeclaredValues | None = None

    def run(self, inputs: Mapping[str, AnyArray]) -> dict[str, AnyArray]:
        """The outputs by name. Raises StudioError "model-unfit" with what ONNX Runtime says."""
        try:
            arrays = self.session.run(None, dict(inputs))
        except (StudioError, Cancelled):  # from a session in another process
            raise
        except Exception as error:  # the runtime has many exceptions, none of them documented
            raise _unfit(self.path, error) from error
        return {port.name: array for port, array in zip(self.outputs, arrays, strict=True)}


def open_onnx(path: Path, threads: int = 1) -> OnnxFile:
    """Open an ONNX file on the CPU. Raises StudioError "model-needs" or "model-unfit"."""
    try:
        import onnxruntime
    except ImportError as error:
        raise StudioError("model-needs", package="onnxruntime") from error
    require_bounded(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # its errors come as exceptions anyway
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above
        raise _unfit(path, error) from error
    noise: Noise = ()
    values: DeclaredValues | None = None
    metadata = session.get_modelmeta().custom_metadata_map
    with contextlib.suppress(*_UNREADABLE):
        noise = declared(metadata)
    with contextlib.suppress(*_UNREADABLE):
        values = declared_values(metadata)
    ports = _ports(session.get_inputs()), _ports(session.get_outputs())
    return OnnxFile(path, *ports, session, noise, values)


def require_bounded(path: Path) -> None:
    """Raise StudioError "model-unfit" for a file that ONNX Runtime would expand without end."""
    if is_endless(path):
        raise StudioError("model-unfit", source=path, reason=Note("unfolds"))


def _ports(found: Any) -> tuple[Port, ...]:
    return tuple(
        Port(
            port.name,
            _DTYPES.get(port.type, ""),
            tuple(side if isinstance(side, int) and side > 0 else None for side in port.shape or ()),
        )
        for port in found
    )


def _unfit(path: Path, error: Exception) -> StudioError:
    # "[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : Load model from … failed": the last part says it
    words = " ".join(str(error).split()).rpartition(" : ")[2].rstrip(".")
    return StudioError("model-unfit", source=path, reason=Note("onnx-runtime-says", words=words[:200]))
