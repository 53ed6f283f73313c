"""The names under which published U-Nets of partial convolutions (Liu et al. 2018) keep their weights.

Each layout maps its names to the same parts, `(side, level, part)`: "down" or "up", the level from 1 (the
full size) on, and "kernel", "bias", "mask", "mask_bias", "gamma", "beta", "mean" or "variance". The 1x1
convolution at the end of PConv-Keras is at ("head", 1). What a file cannot tell, such as the rule by which
its partial convolution weighs known pixels, belongs to the layout too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...core.errors import Note, Noted

Range = Literal["unit", "signed", "imagenet"]
Rule = Literal["paper", "window", "mean"]
Part = tuple[str, int, str]

_BATCH_NORM = {"weight": "gamma", "bias": "beta", "running_mean": "mean", "running_var": "variance"}
_MOST_NAMED = 3


@dataclass(frozen=True)
class Layout:
    """How one publisher names the parts, and what their files do not say.

    `rule` is what a convolution is multiplied by where c of the n values under its window (of k x k px in
    all channels) are known: "paper" n / c (equation 1), "window" k * k / c, "mean" 1 / c. `range` is that
    of the pictures: "unit" 0 to 1, "signed" -1 to 1, "imagenet" with the mean and deviation of ImageNet's
    colours. `skip_first` says that the skip comes before the upsampled features.
    """

    name: str
    rule: Rule
    range: Range
    epsilon: float = 1e-5
    skip_first: bool = False
    head: bool = False
    names: re.Pattern[str] | None = None
    """What precedes a part: groups "side" (starting with e or d) and "level"."""
    parts: Mapping[str, str] = field(default_factory=dict)


def _parts(kernel: str, norm: str, bias: str, **others: str) -> dict[str, str]:
    normed = {f"{norm}.{theirs}": ours for theirs, ours in _BATCH_NORM.items()}
    return {kernel: "kernel", bias: "bias", **{theirs: ours for ours, theirs in others.items()}, **normed}


_STEPS = re.compile(r"(?P<side>enc|dec)_(?P<level>\d{1,2})\.")
_KERAS = Layout("PConv-Keras", "window", "unit", 1e-3, skip_first=True, head=True)
_TORCH = (
    Layout(
        "naoto0804/pytorch-inpainting-with-partial-conv", "mean", "imagenet", names=_STEPS,
        parts=_parts("conv.input_conv.weight", "bn", "conv.input_conv.bias", mask="conv.mask_conv.weight"),
    ),
    Layout(
        "naoto0804/pytorch-inpainting-with-partial-conv (2018)", "mean", "imagenet", names=_STEPS,
        parts=_parts(
            "conv.conv2d.weight", "bn", "conv.conv2d.bias",
            mask="conv.mask2d.weight", mask_bias="conv.mask2d.bias",
        ),
    ),
    Layout(
        "bobqywei/inpainting-partial-conv", "mean", "imagenet",
        names=re.compile(r"(?P<side>encoder|decoder)_(?P<level>\d{1,2})\."),
        parts=_parts(
            "input_conv.weight", "batch_normalization", "input_conv.bias", mask="mask_conv.weight"
        ),
    ),
    Layout(
        "xyfJASON/partialconv-inpainting-pytorch", "paper", "signed",
        names=re.compile(r"(?P<side>encoder|decoder)(?P<level>\d{1,2})\.(?:partial_conv\.)?"),
        parts=_parts("conv.weight", "norm", "bias", mask="mask_conv_weight"),
    ),
    Layout(
        "NVIDIA/partialconv in the same U-Net", "paper", "unit", names=_STEPS,
        parts=_parts("conv.weight", "bn", "conv.bias"),
    ),
)  # fmt: skip
_KERAS_PARTS = {
    "img_kernel": "kernel", "kernel": "kernel", "bias": "bias", "gamma": "gamma", "beta": "beta",
    "moving_mean": "mean", "moving_variance": "variance",
}  # fmt: skip
_KERAS_HEAD = re.compile(r"outputs_img|conv2d(_\d+)?")
_WRAPPERS = ("model.", "state_dict.", "net.", "module.", "netG.", "generator.", "G.")


def recognised(names: Iterable[str], keras: bool) -> tuple[Layout, dict[Part, str]]:
    """The layout of a file's tensors, and the name of each part; `keras` for an HDF5 file.

    Raises `Noted` if no layout fits, or if a tensor has no place in it.
    """
    names = list(names)
    return (_KERAS, _in_keras(names)) if keras else _in_torch(names)


def named(names: Iterable[str]) -> Note | str:
    """A few of the names, for an error."""
    shown = sorted(names)
    text = ", ".join(f"'{name[:60]}'" for name in shown[:_MOST_NAMED])
    more = len(shown) - _MOST_NAMED
    return Note("and-more", first=text, count=more) if more > 0 else text


def _in_torch(names: list[str]) -> tuple[Layout, dict[Part, str]]:
    best: tuple[int, Layout, dict[Part, str], list[str]] | None = None
    for layout in _TORCH:
        places, others = _placed(names, layout)
        kernels = sum(part == "kernel" for _, _, part in places)
        if kernels and (best is None or kernels > best[0]):
            best = (kernels, layout, places, others)
    if best is None:
        raise Noted("layout-unknown", names=named(names))
    _, layout, places, others = best
    if others:
        raise Noted("tensors-left", names=named(others), layout=layout.name)
    return layout, places


def _placed(names: list[str], layout: Layout) -> tuple[dict[Part, str], list[str]]:
    """The places of all names, and those without one; other networks in the file are not looked at."""
    assert layout.names is not None
    places: dict[Part, str] = {}
    others: list[str] = []
    for name in names:
        bare = name
        while (wrapper := next((one for one in _WRAPPERS if bare.startswith(one)), None)) is not None:
            bare = bare[len(wrapper) :]
        step = layout.names.match(bare)
        part = layout.parts.get(bare[step.end() :]) if step else None
        if step is None or part is None:
            others.append(name)
            continue
        place = ("down" if step["side"].startswith("e") else "up", int(step["level"]), part)
        if place in places:
            raise Noted("tensor-twice", name=places[place], other=name)
        places[place] = name
    return places, others


def _in_keras(names: list[str]) -> dict[Part, str]:
    """Keras numbers layers through the session, so the order of their numbers counts, not the numbers."""
    found: dict[tuple[str, str], str] = {}
    for name in names:
        steps = name.split("/")
        if len(steps) < 2 or steps[0] == "optimizer_weights":
            continue
        found[steps[-2], steps[-1].partition(":")[0]] = name
    layers = {layer for layer, _ in found}
    partial = _numbered(layers, r"(?:p_conv2d|pconv2d)(?:_(\d+))?")
    down_norms = _numbered(layers, r"EncBN(\d+)")
    up_norms = _numbered(layers, r"batch_normalization(?:_(\d+))?")
    heads = [layer for layer in sorted(layers) if _KERAS_HEAD.fullmatch(layer)]
    depth = len(partial) // 2
    if not partial or len(partial) % 2 or len(heads) != 1:
        raise Noted("layout-unknown", names=named(layers))
    places = {layer: ("down", at + 1) for at, layer in enumerate(partial[:depth])}
    places |= {layer: ("up", depth - at) for at, layer in enumerate(partial[depth:])}
    places |= {layer: ("down", at + 2) for at, layer in enumerate(down_norms)}
    places |= {layer: ("up", depth - at) for at, layer in enumerate(up_norms)}
    places[heads[0]] = ("head", 1)
    parts: dict[Part, str] = {}
    others: list[str] = []
    for (layer, weight), name in found.items():
        if layer in places and weight in _KERAS_PARTS:
            parts[*places[layer], _KERAS_PARTS[weight]] = name
        else:
            others.append(name)
    if others:
        raise Noted("tensors-left", names=named(others), layout=_KERAS.name)
    return parts


def _numbered(layers: Iterable[str], pattern: str) -> list[str]:
    """The layers of that name, in the order of their numbers; the one without a number comes first."""
    numbers = {}
    for layer in layers:
        match = re.fullmatch(pattern, layer)
        if match is not None:
            numbers[layer] = int(match[1] or 0)
    return sorted(numbers, key=numbers.__getitem__)
