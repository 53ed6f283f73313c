"""Messages between this program and the process of a model: a JSON object, and raw arrays.

Nothing is pickled, so the worst that a model's process can send is wrong data. Arrays go through the pipe
rather than shared memory: a picture of 512 x 512 px takes a few milliseconds, and a process that is killed
half-way leaves nothing behind.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from ...core.arrays import AnyArray

Arrays = dict[str, AnyArray]
Message = dict[str, Any]

_LENGTH = struct.Struct("<I")
_LONGEST = 16 << 20
_LARGEST = 8 << 30
_KINDS = "fiub"


def send(stream: BinaryIO, message: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> None:
    """Write a message with its arrays (of numbers). Raises OSError when the reader is gone."""
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    # the original shape: contiguous arrays have at least one dimension
    about = [[name, array.dtype.str, list(arrays[name].shape)] for name, array in whole.items()]
    head = json.dumps({"message": message, "arrays": about}).encode("utf-8")
    stream.write(_LENGTH.pack(len(head)) + head)
    for array in whole.values():
        if array.size:
            stream.write(array.data.cast("B"))
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Message, Arrays]:
    """The next message. Raises EOFError when there is none, ValueError when it is not valid."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > _LONGEST:
        raise ValueError("too long a message")
    head = json.loads(bytes(_exactly(stream, length)))
    arrays: Arrays = {}
    for name, kind, shape in head["arrays"]:
        dtype = np.dtype(kind)
        if dtype.kind not in _KINDS or not all(isinstance(side, int) and side >= 0 for side in shape):
            raise ValueError("an array of another kind")
        count = dtype.itemsize
        for side in shape:
            count *= side
        if count > _LARGEST:
            raise ValueError("too large an array")
        arrays[name] = np.frombuffer(_exactly(stream, count), dtype).reshape(shape)
    return head["message"], arrays


def _exactly(stream: BinaryIO, count: int) -> bytearray:
    buffer = bytearray(count)
    view, done = memoryview(buffer), 0
    while done < count:
        # a pipe may return less than requested
        got: int | None = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        done += got
    return buffer
