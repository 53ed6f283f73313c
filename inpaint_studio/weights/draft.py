"""A contract from what a model file says about itself: its inputs and outputs, and what it declares."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import ValidationError

from ..core.errors import Note, StudioError
from .cards.card import CardSize, Contract, DType, Input, Layout, NoiseInput, Output, Range
from .onnx.file import OnnxFile, Port

_RANGES: tuple[Range, ...] = ((0, 1), (-1, 1), (0, 255))


def contract_of(model: OnnxFile) -> Contract:
    """A contract that fits the names, shapes and types of a model; its ranges and polarity are guesses."""
    noise = _noise(model)
    named = {one.name for one in noise}
    ports = [(port, _channels(port)) for port in model.inputs if port.name not in named]
    kinds = sorted(channels or 0 for _, channels in ports)
    if kinds == [4]:
        port = ports[0][0]
        inputs: tuple[Input, ...] = (_input(model, port, "RGBM", ranges_of(port)[0], masks_of(port)[0]),)
    elif kinds == [1, 3]:
        inputs = tuple(
            _input(model, port, "RGB", ranges_of(port)[0], None)
            if channels == 3
            else _input(model, port, "M", None, masks_of(port)[0])
            for port, channels in ports
        )
    else:
        shown = "; ".join(map(str, model.inputs)) or Note("nothing")
        raise _unfit(model, Note("takes-no-picture", inputs=shown))
    pictures = [port for port in model.outputs if len(port.shape) in (3, 4) and _channels(port) == 3]
    if not pictures:
        raise _unfit(model, Note("gives-no-picture", outputs="; ".join(map(str, model.outputs))))
    port = pictures[0]
    output = Output(
        name=port.name,
        layout=_layout(model, port, 3),  # type: ignore[arg-type]
        dtype=_dtype(model, port),
        range=ranges_of(port)[0],
    )
    return Contract(inputs=inputs, output=output, size=CardSize(rule="any"), noise=noise)


def as_declared(model: OnnxFile, base: Contract) -> Contract | None:
    """The contract with the values that the file declares; None if it declares none, or impossible ones."""
    values = model.declared
    if values is None:
        return None
    picture = {"range": values.range, "hole": values.hole}
    polarity = {"keep": values.keep, "fill": values.fill}
    try:
        inputs = tuple(
            Input(**one.model_dump() | (picture if one.colours else {}) | (polarity if one.has_mask else {}))
            for one in base.inputs
        )
    except ValidationError:  # for example a range that its type cannot hold
        return None
    return base.model_copy(update={"inputs": inputs})


def ranges_of(one: Port | Input | Output) -> tuple[Range, ...]:
    """The usual ranges for its type, in the order of trying."""
    if one.dtype.startswith("float"):
        return _RANGES
    return ((0, 255),) if one.dtype != "bool" else ((0, 1),)


def masks_of(one: Port | Input, values: Range = (0, 1)) -> tuple[tuple[float, float], ...]:
    """The (keep, fill) values of a mask, in the order of trying."""
    ones: tuple[tuple[float, float], ...] = ((0, 1), (1, 0))
    if one.dtype == "bool":
        return ones
    if one.dtype == "uint8":
        return ((0, 255), (255, 0), *ones)
    if isinstance(one, Input) and one.colours:
        return (*ones, (0.5, -0.5), (-0.5, 0.5), (-1, 1), (1, -1))
    return (*ones, (0, 255), (255, 0)) if values == (0, 255) else ones


def _input(
    model: OnnxFile,
    port: Port,
    channels: Literal["RGB", "M", "RGBM"],
    values: Range | None,
    mask: tuple[float, float] | None,
) -> Input:
    keep, fill = mask or (None, None)
    return Input(
        name=port.name,
        channels=channels,
        layout=_layout(model, port, len(channels)),
        dtype=_dtype(model, port),
        range=values,
        keep=keep,
        fill=fill,
    )


def _noise(model: OnnxFile) -> tuple[NoiseInput, ...]:
    """The inputs that the file declares to take noise, as far as their shapes agree."""
    declared = {name: (channels, step) for name, channels, step in model.noise}
    found = []
    for port in model.inputs:
        channels, step = declared.get(port.name, (0, 0))
        fits = len(port.shape) == (4 if step else 2) and port.shape[1] == channels
        if fits and port.dtype == "float32" and 0 < channels <= 4096 and 0 <= step <= 1024:
            found.append(NoiseInput(name=port.name, channels=channels, step=step))
    return tuple(found)


def _channels(port: Port) -> int | None:
    """How many channels it has, by its shape, else by its name; None if neither picture nor mask."""
    shape = port.shape
    if len(shape) == 2:
        return 1
    if len(shape) not in (3, 4):
        return None
    for side in (shape[-3], shape[-1]):
        if side in (1, 3, 4):
            return side
    if len(shape) == 3:
        return 1
    return (1 if "mask" in port.name.lower() else 3) if shape[1] is None else None


def _layout(model: OnnxFile, port: Port, channels: int) -> Layout:
    shape = port.shape
    if len(shape) == 2:
        return "HW"
    last = shape[-1] == channels and shape[-3] != channels
    if len(shape) == 3:
        if channels == 1 and 1 not in (shape[-3], shape[-1]):
            return "NHW"
        return "HWC" if last else "CHW"
    if shape[0] not in (1, None):
        raise _unfit(model, Note("takes-several", count=shape[0]))
    return "NHWC" if last else "NCHW"


def _dtype(model: OnnxFile, port: Port) -> DType:
    if port.dtype not in get_args(DType):
        raise _unfit(model, Note("numbers-unknown", name=port.name))
    return port.dtype  # type: ignore[return-value]


def _unfit(model: OnnxFile, why: str) -> StudioError:
    return StudioError("model-unfit", source=model.path, reason=why)
