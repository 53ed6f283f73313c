"""The NumPy side of a model's contract: from a crop and its hole to the model's arrays, and back.

Pure functions without files, sessions or torch:

    prepared = prepare(card.contract, image, hole)
    outputs = ...                                  # run the model on prepared.inputs
    picture = finish(card.contract, prepared, outputs)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.arrays import AnyArray, Flags, FloatPixels
from ..core.errors import Note, StudioError
from . import fitting
from .cards.card import Contract, Input, Output
from .fitting import Fit
from .onnx.noise import drawn

_SAME = 3 / 255
_ALIKE = 0.1

Outputs = Mapping[str, AnyArray] | Sequence[AnyArray]


@dataclass(frozen=True)
class Prepared:
    """The input arrays of a model by name, in its order, and how the crop was fitted to its size."""

    inputs: dict[str, AnyArray]
    fit: Fit


def prepare(contract: Contract, image: FloatPixels, hole: Flags, seed: int = 0) -> Prepared:
    """The arrays for a crop: `image` float32 (H, W, 3) RGB in [0, 1], `hole` bool (H, W), True to fill.

    `seed` is for the noise of models that take some.
    """
    fit = fitting.plan(contract.size, *hole.shape)
    return Prepared(encode(contract, *fitting.apply(fit, image, hole), seed), fit)


def finish(contract: Contract, prepared: Prepared, outputs: Outputs) -> FloatPixels:
    """The model's picture of the crop, float32 (H, W, 3) RGB in [0, 1].

    `outputs` are the arrays by name, or in order. Outside the hole the picture is the model's own
    version, blurred if the crop was scaled. Raises StudioError "model-output".
    """
    return fitting.undo(prepared.fit, decode(contract, outputs, prepared.fit.after))


def encode(contract: Contract, image: FloatPixels, hole: Flags, seed: int = 0) -> dict[str, AnyArray]:
    """The arrays for a picture and a hole that already have the model's size; see `prepare`."""
    arrays: dict[str, AnyArray] = {one.name: _encoded(one, image, hole) for one in contract.inputs}
    noise = tuple((one.name, one.channels, one.step) for one in contract.noise)
    values = drawn(noise, hole.shape, seed)
    return arrays | {one.name: array for one, array in zip(contract.noise, values, strict=True)}


def decode(contract: Contract, outputs: Outputs, shape: tuple[int, int]) -> FloatPixels:
    """The picture in a model's outputs, float32 (H, W, 3) RGB in [0, 1]; `shape` is its (height, width).

    Raises StudioError "model-output" if it is missing, not finite, or has another shape or dtype.
    """
    output = contract.output
    array = np.asarray(_picked(output, outputs))
    planes = _planes(output, array)
    if planes.shape != (*shape, 3):
        height, width = shape
        raise _unexpected(
            _shape(array), Note("a-picture-of", width=width, height=height, layout=output.layout)
        )
    if (array.dtype.kind == "f") != output.dtype.startswith("float"):
        raise _unexpected(Note("values-of", dtype=array.dtype), Note("values-of", dtype=output.dtype))
    low, high = output.range
    picture = (planes.astype(np.float32) - np.float32(low)) / np.float32(high - low)
    if not np.isfinite(picture).all():
        raise _unexpected(Note("no-numbers"), Note("a-picture"))
    if output.channels == "BGR":
        picture = picture[..., ::-1]
    return np.ascontiguousarray(np.clip(picture, 0, 1))


def known_error(image: FloatPixels, hole: Flags, picture: FloatPixels) -> float:
    """The mean difference of a model's picture from the known pixels, 0 to 1; 0 if none are known."""
    known = ~hole
    return float(np.abs(picture[known] - image[known]).mean()) if known.any() else 0.0


def suspicion(
    contract: Contract, image: FloatPixels, hole: Flags, picture: FloatPixels, *, scale: float = 1.0
) -> str | None:
    """Why a model's picture looks as if its card were wrong, in a sentence; None if it looks right.

    All models roughly reproduce the known pixels; an inverted mask or a wrong range shows there. `scale`
    is that of the `Fit`: a scaled crop comes back blurred.
    """
    error = known_error(image, hole, picture)
    exact = contract.output.composited and scale == 1.0
    if error <= (_SAME if exact else _ALIKE):
        return None
    return (
        f"Outside the hole its picture differs from the photo by {error:.0%}: the mask, a range or the order "
        "of the colours in its card is probably wrong."
    )


def _encoded(one: Input, image: FloatPixels, hole: Flags) -> AnyArray:
    values = np.empty((*hole.shape, len(one.channels)), np.float32)
    for at, letter in enumerate(one.channels):
        if letter == "M":
            assert one.keep is not None
            assert one.fill is not None
            values[..., at] = np.where(hole, np.float32(one.fill), np.float32(one.keep))
        else:
            assert one.range is not None
            low, high = one.range
            values[..., at] = np.clip(image[..., "RGB".index(letter)], 0, 1) * (high - low) + low
            if one.hole is not None:
                values[..., at][hole] = one.hole
    if not one.dtype.startswith("float"):
        np.rint(values, out=values)
    return _laid_out(values.astype(one.dtype), one.layout)


def _laid_out(values: AnyArray, layout: str) -> AnyArray:
    """(H, W, C) in the given layout."""
    if layout in ("NCHW", "CHW"):
        values = values.transpose(2, 0, 1)
    elif "C" not in layout:
        values = values[..., 0]
    return np.ascontiguousarray(values[None] if layout.startswith("N") else values)


def _picked(output: Output, outputs: Outputs) -> AnyArray:
    if not outputs:
        raise _unexpected(Note("nothing"), Note("a-picture"))
    if not isinstance(outputs, Mapping):
        return outputs[0]
    if not output.name:
        return next(iter(outputs.values()))
    if output.name not in outputs:
        raise _unexpected(
            Note("outputs-called", names=", ".join(outputs)), Note("an-output", name=output.name)
        )
    return outputs[output.name]


def _planes(output: Output, array: AnyArray) -> AnyArray:
    """An array of that layout as (H, W, C); one with other axes or several pictures unchanged."""
    if array.ndim != len(output.layout):
        return array
    if output.layout.startswith("N"):
        if array.shape[0] != 1:
            return array
        array = array[0]
    return array.transpose(1, 2, 0) if output.layout in ("NCHW", "CHW") else array


def _shape(array: AnyArray) -> str:
    if not array.ndim:
        return Note("a-single-value")
    return Note("an-array", shape=" x ".join(map(str, array.shape)))


def _unexpected(got: str, wanted: str) -> StudioError:
    return StudioError("model-output", got=got, wanted=wanted)
