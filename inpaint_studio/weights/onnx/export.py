"""A network as one ONNX file: any size, weights in half precision, checked against torch first.

The metadata of the file, all text: `weights_sha256`, the weights that it was made from; `architecture`;
`multiple`, of which height and width must be multiples; `noise`, the inputs that take standard normal
values, as JSON [[name, channels, step], …]: (1, channels, height / step, width / step), or (1, channels)
where the step is 0; and for a generator `contract`, the values of its picture and mask (see `declared`).
"""

from __future__ import annotations

import importlib.util
import json
import logging
import warnings
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...core.arrays import AnyArray
from ...core.errors import Note, StudioError
from ...core.files import atomic_write, require_writable
from .. import own, shipped
from .declared import KEY, DeclaredValues
from .noise import Noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch
    from torch import nn

NEEDS = ("onnx", "onnxscript", "onnxruntime")
"""The packages of the extra `export`."""
SIZES = ((64, 64), (128, 72), (200, 264))
"""(height, width) of the pictures that both forms must agree on, in pixels; rounded up to the multiple."""
AGREEMENT = 1e-3
"""The largest difference allowed, for values from -1 to 1."""
FINDER_AGREEMENT = 1 / 510
"""The same for a finder's confidence from 0 to 1: half a level of the 255 that are kept of it."""

_FEW = 64  # values; smaller tensors stay in full precision, as halving them would save nothing
_TRACED = (64, 96)
_LARGEST = 512  # times the multiple


def export(name: str, path: Path, *, overwrite: bool = False) -> float:
    """Write the network `name` (see `shipped.find`) as `path`; returns the largest difference found.

    Raises StudioError "export-needs", "export-failed", "export-differs", and those of `load_network` and
    `atomic_write`. Nothing is written unless both forms agree.
    """
    for package in NEEDS:
        if importlib.util.find_spec(package) is None:
            raise StudioError("export-needs", package=package)
    require_writable(path, overwrite=overwrite)
    weights = shipped.load_network(name, own.KINDS.get(name, "generator"))
    notes = {"weights_sha256": shipped.digest(name), "architecture": weights.architecture}
    content = as_onnx(weights.module, notes)
    worst = difference(weights.module, content)
    allowed = FINDER_AGREEMENT if is_finder(weights.module) else AGREEMENT
    if not worst <= allowed:
        raise StudioError("export-differs", name=name, difference=f"{worst:.2g}", allowed=f"{allowed:.2g}")
    with atomic_write(path, overwrite=overwrite) as file:
        file.write(content)
    return worst


def as_onnx(module: nn.Module, notes: Mapping[str, str]) -> bytes:
    """A generator, an autoencoder or a finder as an ONNX file.

    Raises StudioError "export-failed" if torch cannot export it.
    """
    import torch

    form = _form(module)
    given = inputs(module, *_TRACED, seed=0)
    try:
        with _quiet(), torch.inference_mode():
            program = torch.export.export(form.module, given, dynamic_shapes=form.shapes, strict=False)
            made = torch.onnx.export(
                program, input_names=form.inputs, output_names=form.outputs, dynamo=True, verbose=False
            )
            assert made is not None
            model = made.model_proto
    except Exception as error:  # the exporter has its own errors for everything that it does not support
        first = (str(error).splitlines() or [""])[0]
        reason = Note("exception", kind=type(error).__name__, error=first)
        raise StudioError("export-failed", reason=reason) from error
    # the exporter folds the normalisation of a finder into its weights, which must be rounded once more
    _halve(model, exact=not is_finder(module))
    del model.metadata_props[:]
    metadata = {**notes, "multiple": str(module.multiple), "noise": json.dumps(noise_of(module))}
    if not is_finder(module):
        metadata[KEY] = _values().to_json()
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=value)
    content: bytes = model.SerializeToString()
    return content


@dataclass(frozen=True)
class _Form:
    """What is exported: the module, the names of its inputs and outputs, and which sizes may change."""

    module: nn.Module
    inputs: Sequence[str]
    outputs: Sequence[str]
    shapes: dict[str, Any]


def _form(module: nn.Module) -> _Form:
    import torch

    from ...nets.autoencoder import Autoencoder, Both
    from ...nets.cells import CELL

    multiple, noise = int(module.multiple), noise_of(module)  # type: ignore[arg-type]
    height = torch.export.Dim("height", min=2, max=_LARGEST)
    width = torch.export.Dim("width", min=2, max=_LARGEST)
    whole = {2: multiple * height, 3: multiple * width}
    if is_finder(module):
        return _Form(module, ["photo"], ["damage", "kind"], {"photo": whole})
    if isinstance(module, Autoencoder):
        count, rows, columns = (
            torch.export.Dim(name, min=2, max=_LARGEST) for name in ("count", "rows", "columns")
        )
        known = {0: count, 2: CELL * rows, 3: CELL * columns}
        names = ["photo", "mask", "known"]
        return _Form(Both(module), names, ["fill", "code"], {"photo": whole, "mask": whole, "known": known})
    maps: Any = tuple(
        {2: multiple // step * height, 3: multiple // step * width} if step else {} for _, _, step in noise
    )
    names = ["photo", "mask", *(name for name, _, _ in noise)]
    return _Form(module, names, ["fill"], {"photo": whole, "mask": whole, "noise": maps})


def is_finder(module: nn.Module) -> bool:
    """Whether it finds damage in photos, and takes no mask."""
    return not hasattr(module, "noise_shapes")


def difference(module: nn.Module, content: bytes, sizes: Sequence[tuple[int, int]] = SIZES) -> float:
    """The largest difference between the network and its ONNX form, over pictures of these sizes."""
    import onnxruntime
    import torch

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    names = [each.name for each in session.get_inputs()]
    form = _form(module).module
    worst = 0.0
    multiple = int(module.multiple)  # type: ignore[arg-type]
    for seed, size in enumerate(sizes):
        height, width = (-(-side // multiple) * multiple for side in size)
        given = inputs(module, height, width, seed=seed)
        with torch.inference_mode():
            made = form(*given)
        found = session.run(None, {name: part.numpy() for name, part in zip(names, given, strict=True)})
        if is_finder(module):  # its kinds come from the same features
            made, found = (made[0].sigmoid(),), [1 / (1 + np.exp(-found[0]))]
        for one, other in zip(made if isinstance(made, tuple) else (made,), found, strict=True):
            expected = one.numpy()
            off = float(np.abs(other - expected).max()) if other.shape == expected.shape else float("inf")
            worst = max(worst, off) if np.isfinite(off) else float("inf")
    return worst


def _values() -> DeclaredValues:
    """The values that every generator of `nets` takes; it ignores the picture in the hole."""
    from ..cards.card import OUR_NETWORKS

    image, mask = OUR_NETWORKS.image_input, OUR_NETWORKS.mask_input
    assert image.range is not None
    assert mask.keep is not None
    assert mask.fill is not None
    return DeclaredValues(image.range, mask.keep, mask.fill)


def noise_of(module: nn.Module) -> Noise:
    """The noise that a generator takes: for each input its name, its channels and its step (0: a vector)."""
    if is_finder(module):
        return ()
    side = 64
    found = []
    for shape in module.noise_shapes(1, side, side):  # type: ignore[operator]
        step = side // shape[2] if len(shape) == 4 else 0
        found.append((f"noise_{step}" if step else "noise_vector", int(shape[1]), step))
    return tuple(found)


def inputs(module: nn.Module, height: int, width: int, *, seed: int) -> tuple[torch.Tensor, ...]:
    """What to run a network on: a photo, a mask and noise of that size, as far as it takes them."""
    import torch

    from ...nets.autoencoder import Autoencoder

    rng = torch.Generator().manual_seed(seed)
    photo = torch.rand(1, 3, height, width, generator=rng) * 2 - 1
    if is_finder(module):
        return (photo,)
    mask = torch.zeros(1, 1, height, width)
    mask[..., height // 4 : height // 2, width // 3 : -width // 5] = 1
    shapes = module.noise_shapes(1, height, width)  # type: ignore[operator]
    if isinstance(module, Autoencoder):
        return photo, mask, torch.rand(2, 3, height // 2, width, generator=rng) * 2 - 1
    return photo, mask, *(torch.randn(shape, generator=rng) for shape in shapes)


def _halve(model: Any, *, exact: bool) -> None:
    """Store the weights in half precision, each followed by a cast: computation stays in full precision.

    Weights files hold half precision, so nothing is lost. What it cannot hold at all stays as it is, and if
    `exact`, what it cannot hold exactly, such as the matrix of a transform.
    """
    from onnx import TensorProto, helper, numpy_helper

    casts, kept = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        whole = tensor.data_type != TensorProto.FLOAT or values.size < _FEW
        half = _halved(values)
        if whole or not np.isfinite(half).all() or (exact and not np.array_equal(values, half)):
            kept.append(tensor)
            continue
        short = f"{tensor.name}.half"
        kept.append(numpy_helper.from_array(half, short))
        casts.append(helper.make_node("Cast", [short], [tensor.name], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    del model.graph.node[:]
    for node in nodes:
        node.doc_string = ""
        del node.metadata_props[:]  # the source line of each node: as large as the weights
    model.graph.node.extend([*casts, *nodes])
    del model.graph.value_info[:]


def _halved(values: AnyArray) -> NDArray[np.float16]:
    with np.errstate(over="ignore"):
        return values.astype(np.float16)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the exporter's messages, which are not for users."""
    loggers = [logging.getLogger(name) for name in ("torch", "onnxscript", "onnx_ir")]
    before = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
