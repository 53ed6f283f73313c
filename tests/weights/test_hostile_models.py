"""Malicious model files: rejected in one line, within limits of CPU time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from inpaint_studio.core.errors import StudioError
from inpaint_studio.weights.importing import propose
from inpaint_studio.weights.onnx.size import is_endless
from inpaint_studio.weights.process import apart
from tests.hostile import assert_refused, cli_in_child

OPSET = [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)]
needs_limits = pytest.mark.skipif(os.name == "nt", reason="a process cannot limit itself there")


def ports() -> tuple[list[onnx.ValueInfoProto], list[onnx.ValueInfoProto]]:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, "h", "w"])
        for name, channels in (("image", 3), ("mask", 1))
    ]
    return inputs, [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 3, "h", "w"])]


def model(nodes: list[onnx.NodeProto], functions: list[onnx.FunctionProto], path: Path) -> Path:
    graph = helper.make_graph(nodes, "g", *ports())
    made = helper.make_model(graph, opset_imports=OPSET, functions=functions)
    made.ir_version = 8
    path.write_bytes(made.SerializeToString())
    return path


def doubling(path: Path, levels: int) -> Path:
    """Functions of which each calls the next one twice."""

    def function(name: str, inner: str, domain: str) -> onnx.FunctionProto:
        nodes = [
            helper.make_node(inner, ["x"], ["y"], domain=domain),
            helper.make_node(inner, ["y"], ["z"], domain=domain),
        ]
        return helper.make_function("own", name, ["x"], ["z"], nodes, OPSET)

    functions = [function(f"f{level}", f"f{level + 1}", "own") for level in range(levels)]
    functions.append(function(f"f{levels}", "Neg", ""))
    return model([helper.make_node("f0", ["image"], ["out"], domain="own")], functions, path)


def test_functions_that_double_each_other_are_counted_and_not_unfolded(tmp_path: Path) -> None:
    assert is_endless(doubling(tmp_path / "a.onnx", 40))
    assert is_endless(doubling(tmp_path / "b.onnx", 5000))
    assert not is_endless(doubling(tmp_path / "c.onnx", 10))
    assert not is_endless(doubling(tmp_path / "d.onnx", 0))


def test_functions_that_call_themselves_are_endless(tmp_path: Path) -> None:
    node = helper.make_node("f", ["x"], ["y"], domain="own")
    function = helper.make_function("own", "f", ["x"], ["y"], [node], OPSET)
    call = helper.make_node("f", ["image"], ["out"], domain="own")
    assert is_endless(model([call], [function], tmp_path / "a.onnx"))


def test_calls_in_the_branches_of_a_node_count_too(tmp_path: Path) -> None:
    inner = helper.make_graph(
        [helper.make_node("f0", ["image"], ["o"], domain="own")],
        "inner",
        [],
        [helper.make_tensor_value_info("o", TensorProto.FLOAT, None)],
    )
    node = helper.make_node("If", ["c"], ["out"], then_branch=inner, else_branch=inner)
    path = doubling(tmp_path / "a.onnx", 40)
    made = onnx.load(path)
    del made.graph.node[:]
    made.graph.node.append(node)
    path.write_bytes(made.SerializeToString())
    assert is_endless(path)


@pytest.mark.parametrize("data", [b"x", b"\x3a\xff\xff\xff\xff\x7f", b"\x3a\x05\x0a\x03abc", bytes(1000)])
def test_what_is_no_model_is_left_to_the_runtime(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(data)
    assert not is_endless(path)


def test_the_check_of_such_a_model_ends_in_one_line(tmp_path: Path) -> None:
    path = doubling(tmp_path / "hostile.onnx", 40)
    line = assert_refused(cli_in_child("models", "import", path))
    assert "it expands to more operations than a network has" in line


def looping(path: Path) -> Path:
    """A loop of a million million rounds."""
    turns = helper.make_node("Constant", [], ["turns"], value_int=10**12)
    on = helper.make_node("Constant", [], ["on"], value=helper.make_tensor("v", TensorProto.BOOL, [], [True]))
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["go_on"]), helper.make_node("Sin", ["x"], ["y"])],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("y", TensorProto.FLOAT, None),
        ],
    )
    return model(
        [turns, on, helper.make_node("Loop", ["turns", "on", "image"], ["out"], body=body)], [], path
    )


@needs_limits
def test_a_model_that_computes_without_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    with pytest.raises(StudioError, match="it takes more than 1 seconds") as caught:
        propose(looping(tmp_path / "loop.onnx"))
    assert caught.value.code == "model-unfit"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone limits data")
def test_memory_beyond_the_limit_is_refused_and_reserved_addresses_are_not() -> None:
    code = (
        "import mmap, numpy\n"
        "from inpaint_studio.weights.process.limits import limit_memory\n"
        "limit_memory(100 << 20)\n"
        "numpy.ones(50 << 20, numpy.uint8)\n"
        "mmap.mmap(-1, 1 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ)\n"
        "try:\n"
        "    numpy.ones(200 << 20, numpy.uint8)\n"
        "except MemoryError:\n"
        "    print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


def test_want_of_memory_is_said_of_the_model(tmp_path: Path) -> None:
    class Process:
        def ask(self, *words: object, **options: object) -> None:
            raise StudioError("out-of-memory")

    there = apart._RemoteSession(Process(), lambda seconds: None, tmp_path)  # type: ignore[arg-type]
    with pytest.raises(StudioError, match="it needs more than half of the memory"):
        there.run(None, {})
