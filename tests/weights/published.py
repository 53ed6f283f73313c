"""Files as others publish the weights of partial-convolution networks, and what such a network computes.

The reference is written from the paper (Liu et al. 2018) and from what each project documents, with numpy's
and torch's plain functions; it shares nothing with the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

IMAGENET = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
WIDTHS = (4, 6, 8)
KERNELS = (7, 5, 3)


@dataclass
class Conv:
    """Weights (out, in, k, k), a bias or none, and batch norm's scale, offset, mean and variance or none."""

    kernel: Tensor
    bias: Tensor | None
    norm: tuple[Tensor, Tensor, Tensor, Tensor] | None


@dataclass
class Twin:
    """A network with random weights: `downs` from the picture on, `ups` by the level that they lead to."""

    downs: list[Conv]
    ups: list[Conv]
    head: tuple[Tensor, Tensor] | None = None


def twin(biases: str, *, head: bool = False, seed: int = 0) -> Twin:
    """A small network; `biases` are those of "all" convolutions or the "last" alone."""
    draw = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=draw)

    def conv(before: int, after: int, kernel: int, last: bool, normed: bool) -> Conv:
        norm = None
        if normed:
            variance = torch.rand(after, generator=draw) * 0.5
            norm = 1 + 0.3 * normal(after), 0.3 * normal(after), 0.2 * normal(after), variance
        bias = 0.3 * normal(after) if last or biases == "all" else None
        return Conv(normal(after, before, kernel, kernel) / (before * kernel**2) ** 0.5, bias, norm)

    inside = (3, *WIDTHS)
    downs = [conv(inside[at], inside[at + 1], kernel, False, at > 0) for at, kernel in enumerate(KERNELS)]
    ups = [conv(inside[at] + inside[at + 1], inside[at], 3, at == 0, at > 0) for at in range(len(KERNELS))]
    return Twin(downs, ups, (normal(3, 3, 1, 1), normal(3)) if head else None)


def reference(
    network: Twin,
    photo: Tensor,
    known: Tensor,
    *,
    rule: str,
    epsilon: float = 1e-5,
    skip_first: bool = False,
    bias_in_holes: bool = False,
) -> Tensor:
    """What the published network paints: photo (1, 3, H, W) in its own range, known (1, 1, H, W)."""

    def partial(conv: Conv, x: Tensor, mask: Tensor, stride: int) -> tuple[Tensor, Tensor]:
        side = conv.kernel.shape[-1]
        ones = torch.ones(1, x.shape[1], side, side)
        count = F.conv2d(mask, ones, stride=stride, padding=side // 2)
        whole = {"paper": x.shape[1] * side**2, "window": side**2, "mean": 1}[rule]
        found = (count > 0).float()
        y = F.conv2d(x * mask, conv.kernel, stride=stride, padding=side // 2)
        y = torch.where(count > 0, y * whole / count.clamp(min=1), 0.0)
        if conv.bias is not None:
            y = y + conv.bias[:, None, None]
        if not bias_in_holes:
            y = y * found
        if conv.norm is not None:
            scale, offset, mean, variance = conv.norm
            y = F.batch_norm(y, mean, variance, scale, offset, training=False, eps=epsilon)
        return y, found.expand_as(y)

    x, mask = photo, known.expand_as(photo)
    skips = []
    for conv in network.downs:
        skips.append((x, mask))
        x, mask = partial(conv, x, mask, 2)
        x = F.relu(x)
    for level in reversed(range(len(network.ups))):
        x, mask = (one.repeat_interleave(2, 2).repeat_interleave(2, 3) for one in (x, mask))
        skip, seen = skips.pop()
        order = [(skip, seen), (x, mask)] if skip_first else [(x, mask), (skip, seen)]
        x, mask = partial(network.ups[level], *(torch.cat(both, 1) for both in zip(*order, strict=True)), 1)
        if level or network.head:
            x = F.leaky_relu(x, 0.2)
    return torch.sigmoid(F.conv2d(x, *network.head)) if network.head else x


def save_keras(path: Path, network: Twin, first: int = 1, root: str = "") -> Path:
    """As `Model.save_weights` of PConv-Keras; `first` is the number of its first layer in the session."""
    assert network.head is not None
    depth = len(network.downs)
    with h5py.File(path, "w") as file:

        def put(layer: str, **weights: Tensor) -> None:
            group = file.create_group(f"{root}{layer}")
            names = [f"{layer}/{name}:0" for name in weights]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, values in zip(names, weights.values(), strict=True):
                group.create_dataset(name, data=values.numpy())

        def put_conv(number: int, conv: Conv) -> None:
            assert conv.bias is not None
            name = f"p_conv2d_{first + number}"
            put(name, img_kernel=conv.kernel.permute(2, 3, 1, 0).contiguous(), bias=conv.bias)

        def put_norm(layer: str, conv: Conv) -> None:
            assert conv.norm is not None
            names = ("gamma", "beta", "moving_mean", "moving_variance")
            put(layer, **dict(zip(names, conv.norm, strict=True)))

        for at, conv in enumerate(network.downs):
            put_conv(at, conv)
            if at:
                put_norm(f"EncBN{at}", conv)
        for at, conv in enumerate(reversed(network.ups)):
            put_conv(depth + at, conv)
            if conv.norm is not None:
                put_norm(f"batch_normalization_{first + at}", conv)
        kernel, bias = network.head
        put("outputs_img", kernel=kernel.permute(2, 3, 1, 0).contiguous(), bias=bias)
        file.create_group("inputs_img").attrs["weight_names"] = np.array([], "S1")
    return path


NAMES: dict[str, dict[str, str]] = {
    "naoto0804": {
        "side": "enc_{} dec_{}", "kernel": "conv.input_conv.weight", "bias": "conv.input_conv.bias",
        "mask": "conv.mask_conv.weight", "norm": "bn",
    },
    "naoto0804 2018": {
        "side": "enc_{} dec_{}", "kernel": "conv.conv2d.weight", "bias": "conv.conv2d.bias",
        "mask": "conv.mask2d.weight", "mask_bias": "conv.mask2d.bias", "norm": "bn",
    },
    "bobqywei": {
        "side": "encoder_{} decoder_{}", "kernel": "input_conv.weight", "bias": "input_conv.bias",
        "mask": "mask_conv.weight", "norm": "batch_normalization",
    },
    "xyfJASON": {
        "side": "encoder{} decoder{}.partial_conv", "kernel": "conv.weight", "bias": "bias",
        "mask": "mask_conv_weight", "norm": "norm",
    },
    "NVIDIA": {"side": "enc_{} dec_{}", "kernel": "conv.weight", "bias": "conv.bias", "norm": "bn"},
}  # fmt: skip


def state_dict(network: Twin, names: dict[str, str]) -> dict[str, Tensor]:
    state = {}
    sides = names["side"].split()
    for side, convs in zip(sides, (network.downs, network.ups), strict=True):
        for at, conv in enumerate(convs):
            stage = side.format(at + 1) + "."
            state[stage + names["kernel"]] = conv.kernel
            if conv.bias is not None:
                state[stage + names["bias"]] = conv.bias
            if "mask" in names:
                state[stage + names["mask"]] = torch.ones_like(conv.kernel)
            if "mask_bias" in names:
                state[stage + names["mask_bias"]] = torch.zeros(len(conv.kernel))
            if conv.norm is not None:
                kinds = ("weight", "bias", "running_mean", "running_var")
                state |= {
                    f"{stage}{names['norm']}.{kind}": one for kind, one in zip(kinds, conv.norm, strict=True)
                }
                state[f"{stage}{names['norm']}.num_batches_tracked"] = torch.tensor(7)
    return state


def save_torch(path: Path, state: dict[str, Tensor], wrapped: bool = True, **options: Any) -> Path:
    """A checkpoint as training writes it: the network under "model", beside the optimiser's state."""
    moments = {0: {"step": 3, "exp_avg": torch.zeros(2, 2)}}
    optimiser = {"state": moments, "param_groups": [{"lr": 1e-4, "params": [0]}]}
    content = {"n_iter": 12, "model": state, "optimizer": optimiser} if wrapped else state
    torch.save(content, path, **options)
    return path
