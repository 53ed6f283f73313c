"""How many operations an ONNX file expands into, counted without expanding it.

A function may call another one twice, and that one a third: thirty such levels, a few kilobytes, are a
billion operations, and ONNX Runtime inlines them all before it runs any. The file is walked through a
memory map, so that nothing large is read. Format: onnx.proto3 (ONNX), in the encoding of protobuf.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...core.errors import Note
from ...core.files import opened

MOST = 1_000_000
"""Far more operations than any network has; counting stops here."""
_DEEPEST = 100
_GRAPH, _FUNCTION = 7, 25  # of a model
_NODE_OF_GRAPH, _NAME, _NODE_OF_FUNCTION, _DOMAIN_OF_FUNCTION = 1, 1, 7, 10
_OPERATION, _ATTRIBUTE, _DOMAIN = 4, 5, 7  # of a node
_GRAPH_OF_ATTRIBUTE, _GRAPHS_OF_ATTRIBUTE = 6, 11
_Name = tuple[bytes, bytes]


class _Endless(Exception):
    """Stops the counting."""


@dataclass
class _Body:
    """The operations of a graph or a function, and how often it calls which function."""

    operations: int = 0
    calls: dict[_Name, int] = field(default_factory=dict)


def is_endless(path: Path) -> bool:
    """Whether a file expands into more than `MOST` operations, or calls itself.

    False for an invalid file, which ONNX Runtime will report. Raises what `files.opened` raises.
    """
    with opened(path) as file:
        # not closed here: it is freed with its last view, which an exception may still hold
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    graph, functions = _Body(), dict[_Name, _Body]()
    try:
        for number, value in _fields(data):
            if number == _GRAPH:
                _read(value, _NODE_OF_GRAPH, graph)
            elif number == _FUNCTION:
                name, body = _function(value)
                functions[name] = body
        return _total(graph, functions) > MOST
    except _Endless:
        return True
    except ValueError:
        return False


def _total(graph: _Body, functions: dict[_Name, _Body]) -> int:
    known: dict[_Name, int] = {}

    def of(body: _Body, depth: int) -> int:
        if depth > _DEEPEST:
            raise _Endless
        count = body.operations
        for name, times in body.calls.items():
            if name in functions:
                if name not in known:
                    known[name] = of(functions[name], depth + 1)
                count += times * known[name]
        return min(count, MOST + 1)

    return of(graph, 0)


def _function(data: memoryview) -> tuple[_Name, _Body]:
    body, parts = _Body(), {_NAME: b"", _DOMAIN_OF_FUNCTION: b""}
    for number, value in _fields(data):
        if number in parts:
            parts[number] = bytes(value)
    _read(data, _NODE_OF_FUNCTION, body)
    return (parts[_DOMAIN_OF_FUNCTION], parts[_NAME]), body


def _read(data: memoryview, node: int, body: _Body, depth: int = 0) -> None:
    """Add the nodes of a graph or a function, and of the graphs within them."""
    if depth > _DEEPEST:
        raise _Endless
    for number, value in _fields(data):
        if number != node:
            continue
        body.operations += 1
        if body.operations > MOST:
            raise _Endless
        operation = domain = b""
        for part, inner in _fields(value):
            if part == _OPERATION:
                operation = bytes(inner)
            elif part == _DOMAIN:
                domain = bytes(inner)
            elif part == _ATTRIBUTE:
                for kind, graph in _fields(inner):
                    if kind in (_GRAPH_OF_ATTRIBUTE, _GRAPHS_OF_ATTRIBUTE):
                        _read(graph, _NODE_OF_GRAPH, body, depth + 1)
        name = (domain, operation)
        body.calls[name] = body.calls.get(name, 0) + 1


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The length-delimited fields of a message: their numbers and contents."""
    at, end = 0, len(data)
    while at < end:
        tag, at = _number(data, at)
        kind = tag & 7
        if kind == 0:
            _, at = _number(data, at)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        elif kind == 2:
            length, at = _number(data, at)
            if length > end - at:
                raise ValueError(Note("ends-early"))
            yield tag >> 3, data[at : at + length]
            at += length
        else:
            raise ValueError("not protobuf")


def _number(data: memoryview, at: int) -> tuple[int, int]:
    """As `varint`; raises ValueError if it is incomplete."""
    value, end = varint(data, at)
    if not end:
        raise ValueError(Note("ends-early"))
    return value, end


def varint(data: memoryview | bytes, at: int) -> tuple[int, int]:
    """The number of protobuf at that place and where it ends; the end is 0 if it is incomplete."""
    value = 0
    for place in range(at, min(at + 10, len(data))):
        value |= (data[place] & 0x7F) << 7 * (place - at)
        if data[place] < 0x80:
            return value, place + 1
    return 0, 0
