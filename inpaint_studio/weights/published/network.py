"""From the tensors of a published U-Net of partial convolutions to a `PartialUNet` that computes the same.

Batch norm, as it is used for filling (Ioffe and Szegedy 2015, with the statistics of the training), is
folded into the convolution before it, and so is the rule by which that weighs known pixels. Both networks
then differ in rounding alone, at sizes that are multiples of 2 to the power of the number of stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ...core.arrays import Doubles, Floats
from ...core.errors import Note, Noted
from .layouts import Layout, Part, Range, named, recognised

if TYPE_CHECKING:
    from ...nets.partial_unet import PartialUNet

Colour = tuple[float, float, float]

RANGES: dict[Range, tuple[Colour, Colour]] = {
    "unit": ((-1.0, -1.0, -1.0), (2.0, 2.0, 2.0)),
    "signed": ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    # 2 m - 1 and 2 s, with ImageNet's mean m = .485 .456 .406 and deviation s = .229 .224 .225
    "imagenet": ((-0.03, -0.088, -0.188), (0.458, 0.448, 0.45)),
}
"""What is subtracted from a picture in (-1, 1), and what it is divided by, to give each range."""
_PARTS = {
    "kernel": "part-kernel",
    "bias": "part-bias",
    "gamma": "part-gamma",
    "beta": "part-beta",
    "mean": "part-mean",
    "variance": "part-variance",
}
_SIDES = {"down": "side-down", "up": "side-up", "head": "side-head"}
_MOST_STAGES = 12
_LARGEST_KERNEL = 15


def network_of(
    tensors: Mapping[str, Floats], keras: bool, values: Range | None = None
) -> tuple[Layout, PartialUNet]:
    """The network in a file's tensors, and the layout that they had; `keras` for an HDF5 file.

    `values` is the range of the pictures that it was trained on, by default that of its layout. Raises
    `Noted` with what cannot be mapped.
    """
    layout, places = recognised(tensors, keras)
    return layout, _Assembly(layout, places, tensors).network(values or layout.range)


class _Assembly:
    """The parts of one network on their way into ours."""

    def __init__(self, layout: Layout, places: Mapping[Part, str], tensors: Mapping[str, Floats]) -> None:
        self._layout, self._places, self._tensors = layout, places, tensors
        self._used: set[Part] = set()

    def network(self, values: Range) -> PartialUNet:
        import torch

        from ...nets.partial_unet import PartialUNet, PartialUNetConfig

        depth = self._depth()
        kernels = [self._kernel("down", level) for level in range(1, depth + 1)]
        inside = [3, *(len(kernel) for kernel in kernels)]
        mean, std = RANGES[values]
        config = PartialUNetConfig(
            channels=tuple(inside[1:]),
            kernels=tuple(kernel.shape[-1] for kernel in kernels),
            norm=False,
            mean=mean,
            std=std,
            output="sigmoid" if self._layout.head else "linear",
            head=self._layout.head,
        )
        state: dict[str, Floats] = {}
        for level in range(1, depth + 1):
            stage = self._stage("down", level, inside[level - 1], inside[level], normed=level > 1)
            state |= _under(f"downs.{level - 1}", *stage)
            skip, below = inside[level - 1], inside[level]
            if self._kernel("up", level).shape[2:] != (3, 3):
                raise self._shaped("up", level, "kernel", (skip, skip + below, 3, 3))
            kernel, bias = self._stage("up", level, skip + below, skip, normed=level > 1)
            if self._layout.skip_first:  # ours has the upsampled features first
                kernel = np.concatenate([kernel[:, skip:], kernel[:, :skip]], 1)
            state |= _under(f"ups.{depth - level}", kernel, bias)
        if self._layout.head:
            state["head.1.weight"] = _single(self._array("head", 1, "kernel", (3, 3, 1, 1)))
            state["head.1.bias"] = _single(self._array("head", 1, "bias", (3,)))
        left = [name for part, name in self._places.items() if part not in self._used]
        if left:
            raise Noted("tensors-left", names=named(left), layout=self._layout.name)
        module = PartialUNet(config)
        module.load_state_dict({name: torch.from_numpy(one) for name, one in state.items()})
        return module

    def _depth(self) -> int:
        """The number of stages, which both sides must have without a gap."""
        levels = {level for side, level, part in self._places if part == "kernel" and side != "head"}
        depth = max(levels, default=0)
        if not 2 <= depth <= _MOST_STAGES:
            raise Noted("stages-count", count=depth, most=_MOST_STAGES)
        return depth

    def _stage(
        self, side: str, level: int, before: int, after: int, *, normed: bool
    ) -> tuple[Doubles, Doubles]:
        """Kernel (after, before, k, k) and bias (after,) with the rule and the batch norm folded in."""
        kernel = self._kernel(side, level)
        if kernel.shape[:2] != (after, before):
            raise self._shaped(side, level, "kernel", (after, before, *kernel.shape[2:]))
        for part, wanted in (("mask", 1), ("mask_bias", 0)):
            place = (side, level, part)
            if place in self._places:
                self._used.add(place)
                if not bool((self._tensors[self._places[place]] == wanted).all()):
                    raise Noted("mask-kernel", name=self._places[place])
        rule = self._layout.rule
        if rule != "paper":  # ours multiplies by all values under the window over the known ones
            kernel = kernel / (before if rule == "window" else kernel[0].size)
        bias = np.zeros(after)
        if (side, level, "bias") in self._places:
            bias = self._array(side, level, "bias", (after,))
        if not normed:
            return kernel, bias
        gamma, beta, mean, variance = (
            self._array(side, level, part, (after,)) for part in ("gamma", "beta", "mean", "variance")
        )
        if not bool((variance >= 0).all()):
            raise Noted("variance-negative", name=self._places[side, level, "variance"])
        scale = gamma / np.sqrt(variance + self._layout.epsilon)
        return kernel * scale[:, None, None, None], (bias - mean) * scale + beta

    def _kernel(self, side: str, level: int) -> Doubles:
        """A kernel as (out, in, k, k) with odd k."""
        kernel = self._array(side, level, "kernel")
        width = kernel.shape[-1] if kernel.ndim == 4 and kernel.size else 0
        if kernel.shape[2:] != (width, width) or width % 2 == 0 or width > _LARGEST_KERNEL:
            raise self._shaped(side, level, "kernel", Note("kernel-odd"))
        return kernel

    def _array(self, side: str, level: int, part: str, shape: tuple[int, ...] | None = None) -> Doubles:
        """A part in double precision, kernels as (out, in, k, k), if it has the shape."""
        place = (side, level, part)
        name = self._places.get(place)
        if name is None:
            raise Noted("tensor-missing", part=Note(_PARTS[part]), side=Note(_SIDES[side]), level=level)
        self._used.add(place)
        array = self._tensors[name]
        if not bool(np.isfinite(array).all()):
            raise Noted("tensor-not-finite", name=name)
        if part == "kernel" and self._layout.names is None and array.ndim == 4:
            array = array.transpose(3, 2, 0, 1)  # Keras keeps (k, k, in, out)
        if shape is not None and array.shape != shape:
            raise self._shaped(side, level, part, shape)
        return array.astype(np.float64)

    def _shaped(self, side: str, level: int, part: str, wanted: tuple[int, ...] | str) -> Noted:
        """The error for a shape that does not fit; both are given as the file would have them."""
        name = self._places[side, level, part]
        shape = self._tensors[name].shape
        if not isinstance(wanted, str):
            if part == "kernel" and self._layout.names is None:
                wanted = (*wanted[2:], wanted[1], wanted[0])
            wanted = " x ".join(map(str, wanted))
        return Noted("tensor-shape", name=name, shape=" x ".join(map(str, shape)) or "1", wanted=wanted)


def _under(name: str, kernel: Doubles, bias: Doubles) -> dict[str, Floats]:
    return {f"{name}.conv.weight": _single(kernel), f"{name}.bias": _single(bias.reshape(1, -1, 1, 1))}


def _single(array: Doubles) -> Floats:
    return np.ascontiguousarray(array, np.float32)
