"""What kept fills are called, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ...core.document.layers import FillLayer
from ...engines.registry import Registry
from ...engines.request import origin_of
from ...jobs.results import copied_in
from .numbers import engine_label, percent, unusual_params
from .translation import translated

translate = QCoreApplication.translate


def name_of(layers: Sequence[FillLayer], registry: Registry) -> str:
    """The name of a kept fill, or of a group of them: as a person called it, else its kind and number."""
    first = layers[0]
    if len(layers) > 1:
        usual = translate("KeptFills", "Spots {number}").format(number=first.group)
        # spots that joined a group after it was named have no name of it
        return next((layer.group_name for layer in layers if layer.group_name), usual)
    kind, number = kind_of(first, registry), first.number
    return first.name or translate("KeptFills", "{kind} {number}").format(kind=kind, number=number)


def kind_of(layer: FillLayer, registry: Registry) -> str:
    """What made a kept fill: its engine, or the tool it was kept with."""
    engine = str(layer.content.description.get("engine", ""))
    if engine in registry.names():
        return engine_label(registry, engine)
    return layer.content.name or translate("KeptFills", "Fill")


def detail_of(layers: Sequence[FillLayer], registry: Registry) -> str:
    """How a kept fill or a group shows and was made: hidden or faded, how many, seed, unusual parameters."""
    first = layers[0]
    parts = []
    if not any(layer.visible for layer in layers):
        parts.append(translate("KeptFills", "hidden"))
    elif first.opacity < 1:
        parts.append(percent(first.opacity))
    if len(layers) > 1:
        return " · ".join([*parts, translate("KeptFills", "{count} fills").format(count=len(layers))])
    about = first.content.description
    info = registry.info(str(about.get("engine", "")))
    if info is not None:
        if first.name:
            parts.append(kind_of(first, registry))
        if "seed" in about and (info.stochastic or info.family == "auto"):
            parts.append(f"#{about['seed']}")
        parts += unusual_params(info, about.get("params", {}))
    return " · ".join(parts)


def origin_of_kept(layers: Sequence[FillLayer]) -> str:
    """How much of a kept fill or a group was copied and how much painted; "" if it is not known."""
    shares = [copied_in(layer.content.description) for layer in layers]
    areas = [layer.content.description.get("mask_pixels") for layer in layers]
    known = [share for share in shares if share is not None]
    pixels = [area for area in areas if isinstance(area, int) and area > 0]
    if min(len(known), len(pixels)) < len(layers):  # also in a project that was tampered with
        return ""
    whole = sum(share * area for share, area in zip(known, pixels, strict=True)) / sum(pixels)
    return translated(origin_of(whole))
