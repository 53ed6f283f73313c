"""Tiny models with the tensor contracts of the shipped cards, whose fills can be computed by hand.

Every twin keeps the known pixels and fills the hole with the mean of them, times `TINT` for each
colour, so that an inverted mask, a wrong range or a wrong order of colours or channels shows. The input is
clipped to the range that the model expects.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from inpaint_studio.weights import store
from inpaint_studio.weights.cards.card import Card
from inpaint_studio.weights.cards.files import read_card, write_card
from inpaint_studio.weights.trust import sums_of

CARDS = Path(__file__).parents[1] / "resources" / "models"
NAMES = ("lama", "lama-manga", "lama-torch", "lama-zoo", "migan", "migan-torch")
ONNX_NAMES = ("lama", "lama-zoo", "migan")
MARKED = [pytest.param(name, marks=() if name in ONNX_NAMES else pytest.mark.needs_torch) for name in NAMES]
"""The same as parameters of tests that need the file of each."""
TINT = (0.7, 0.85, 1.0)
"""For red, green and blue."""

Run = Callable[[Mapping[str, np.ndarray]], Any]


def shipped_card(name: str) -> Card:
    return read_card(CARDS / f"{name}.toml")


def expected(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    """What every twin makes of a picture, float32 (H, W, 3) in [0, 1]."""
    filled = image.copy()
    filled[hole] = image[~hole].mean(0) * np.array(TINT, np.float32)
    return filled


def save_twin(name: str, path: Path) -> Path:
    """Write the twin of a shipped card."""
    if name == "lama":
        onnx.save(lama_onnx(), path)
    elif name == "lama-zoo":
        onnx.save(lama_onnx(bgr=True, output="out"), path)
    elif name == "migan":
        onnx.save(migan_onnx(), path)
    else:
        path.write_bytes(script(_LAMA if name.startswith("lama") else _MIGAN))
    return path


def twin_card(name: str, path: Path, **changes: Any) -> Card:
    """The shipped card with the size and the checksums of its twin, of the kind that it has."""
    card = shipped_card(name)
    sums = sums_of(path)
    values: dict[str, Any] = {"size": path.stat().st_size, "size_exact": True}
    values |= {"sha256": sums.sha256} if card.sha256 else {"md5": sums.md5}
    return card.model_copy(update=values | changes)


def own_card(card: Card, home: Path) -> Path:
    """Put a card into the user's folder, before the shipped one of that name."""
    folder = home / "data" / "models"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{card.name}.toml"
    write_card(card, path, overwrite=True)
    return path


def install_twin(name: str, home: Path) -> None:
    """Install the twin of a shipped card, unless it is there."""
    if store.reason_unusable(shipped_card(name)) == "" or store.entry(name).state == "installed":
        return
    home.mkdir(exist_ok=True)
    file = save_twin(name, home / shipped_card(name).file_name)
    own_card(twin_card(name, file), home)
    store.install(name, file)


def runner(card: Card, path: Path) -> Run:
    """The model in a file, run as its card's format is run."""
    if card.format == "onnx":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        names = [port.name for port in session.get_outputs()]
        return lambda inputs: dict(zip(names, session.run(None, dict(inputs)), strict=True))
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # torch would rather have other formats
        module = torch.jit.load(str(path))
    return lambda inputs: [module(*map(torch.from_numpy, inputs.values())).numpy()]


def lama_onnx(
    *,
    side: int | None = 512,
    bgr: bool = False,
    output: str = "output",
    keep: float = 0,
    fill: float = 1,
    low: float = 0,
    high: float = 1,
    out_low: float = 0,
    out_high: float = 255,
) -> onnx.ModelProto:
    """Two float inputs; by default LaMa's, and for tests of the probe whatever is asked for."""
    tint = np.array(TINT[::-1] if bgr else TINT, np.float32).reshape(1, 3, 1, 1)
    numbers = {
        "low": low,
        "high": high,
        "span": high - low,
        "keep": keep,
        "step": fill - keep,
        "out_low": out_low,
        "out_span": out_high - out_low,
        "one": 1.0,
        "tiny": 1e-6,
    }
    constants = {key: np.array(value, np.float32) for key, value in numbers.items()} | {"tint": tint}
    nodes = [
        ("Clip", ["image", "low", "high"], "clipped"),
        ("Sub", ["clipped", "low"], "raised"),
        ("Div", ["raised", "span"], "picture"),
        # not split at a threshold: a mask of other values is as wrong as it is for the real one
        ("Sub", ["mask", "keep"], "lifted"),
        ("Div", ["lifted", "step"], "hole"),
        *_fill("picture", "hole"),
        ("Mul", ["filled", "out_span"], "wide"),
        ("Add", ["wide", "out_low"], output),
    ]
    return _model(nodes, constants, ("image", "mask"), output, TensorProto.FLOAT, side)


def migan_onnx() -> onnx.ModelProto:
    """MI-GAN's pipeline: bytes in, 255 kept, bytes out, of any size."""
    constants = {
        "one": np.array(1, np.float32),
        "tiny": np.array(1e-6, np.float32),
        "full": np.array(255, np.float32),
        "half": np.array(127.5, np.float32),
        "tint": np.array(TINT, np.float32).reshape(1, 3, 1, 1),
    }
    nodes = [
        ("Cast", ["image"], "bytes", {"to": TensorProto.FLOAT}),
        ("Div", ["bytes", "full"], "picture"),
        ("Cast", ["mask"], "levels", {"to": TensorProto.FLOAT}),
        ("Less", ["levels", "half"], "is_hole"),
        ("Cast", ["is_hole"], "hole", {"to": TensorProto.FLOAT}),
        *_fill("picture", "hole"),
        ("Mul", ["filled", "full"], "wide"),
        ("Round", ["wide"], "whole"),
        ("Cast", ["whole"], "result", {"to": TensorProto.UINT8}),
    ]
    return _model(nodes, constants, ("image", "mask"), "result", TensorProto.UINT8, None)


def slow_onnx() -> onnx.ModelProto:
    """MI-GAN's pipeline, but it never ends."""
    model = migan_onnx()
    graph = model.graph
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Neg", ["before"], ["after"])],
        "body",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("before", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("after", TensorProto.FLOAT, None),
        ],
    )
    graph.initializer.append(numpy_helper.from_array(np.array(2**62, np.int64), "rounds"))
    graph.initializer.append(numpy_helper.from_array(np.array(True), "yes"))
    for node in graph.node:
        if "bytes" in node.output:
            node.output[0] = "started"
    loop = helper.make_node("Loop", ["rounds", "yes", "started"], ["bytes"], body=body)
    graph.node.insert(1, loop)
    return model


def _fill(picture: str, hole: str) -> list[Any]:
    """From a picture in 0..1 and its hole to "filled"; needs the constants one, tiny and tint."""
    axes = {"axes": [2, 3], "keepdims": 1}
    return [
        ("Sub", ["one", hole], "known"),
        ("Mul", [picture, "known"], "seen"),
        ("ReduceMean", ["seen"], "sum", axes),
        ("ReduceMean", ["known"], "count", axes),
        ("Max", ["count", "tiny"], "counted"),
        ("Div", ["sum", "counted"], "mean"),
        ("Mul", ["mean", "tint"], "tinted"),
        ("Mul", ["tinted", hole], "patch"),
        ("Add", ["seen", "patch"], "filled"),
    ]


def _model(
    nodes: list[Any],
    constants: dict[str, np.ndarray],
    inputs: tuple[str, str],
    output: str,
    kind: int,
    side: int | None,
) -> onnx.ModelProto:
    # the letters are sides that may be anything
    def port(name: str, channels: int) -> Any:
        return helper.make_tensor_value_info(name, kind, [1, channels, side or "h", side or "w"])

    graph = helper.make_graph(
        [helper.make_node(kind, ins, [out], **(more[0] if more else {})) for kind, ins, out, *more in nodes],
        "twin",
        [port(inputs[0], 3), port(inputs[1], 1)],
        [port(output, 3)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    # opset 13: the axes of ReduceMean are attributes still
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


_LAMA = """
def forward(self, image, mask):
    assert image.size(2) % 8 == 0 and image.size(3) % 8 == 0, "sides are multiples of 8"
    assert image.dim() == 4 and mask.size(1) == 1
    picture = torch.clamp(image, 0.0, 1.0)
    hole = mask
    known = 1.0 - hole
    mean = (picture * known).sum([2, 3], True) / torch.clamp(known.sum([2, 3], True), min=1.0)
    tint = torch.tensor([0.7, 0.85, 1.0]).view(1, 3, 1, 1)
    return picture * known + mean * tint * hole
"""

# It counts on the hole being 0 in the picture, as the real one does.
_MIGAN = """
def forward(self, x):
    assert x.size(1) == 4 and x.size(2) == 512 and x.size(3) == 512
    hole = 0.5 - x[:, 0:1]
    known = 1.0 - hole
    seen = torch.clamp(x[:, 1:4], -1.0, 1.0)
    mean = seen.sum([2, 3], True) / torch.clamp(known.sum([2, 3], True), min=1.0)
    tint = torch.tensor([0.7, 0.85, 1.0]).view(1, 3, 1, 1)
    return seen + ((mean + 1.0) * tint - 1.0) * hole
"""


@cache
def script(source: str) -> bytes:
    """A TorchScript file with that `forward`."""
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # a class of its own: a script belongs to the class, of which there is but one in a process
        module = type(f"Twin{len(source)}", (torch.jit.ScriptModule,), {})()
        module.define(source)
        buffer = io.BytesIO()
        torch.jit.save(module, buffer)
    return buffer.getvalue()
