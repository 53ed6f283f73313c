"""Tiny networks in the place of the user's own weights, so that engines run without the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from inpaint_studio.nets.architectures import architecture, save_weights
from inpaint_studio.weights import shipped

GENERATOR = {"channels": [6, 8, 8, 12], "blocks": [0, 1, 1, 2], "fourier": 4, "style": 4, "coarse_noise": 2}


def save_generator(
    path: Path,
    *,
    seed: int = 0,
    loud: float = 0.2,
    name: str = "fourier",
    about: dict[str, Any] | None = None,
) -> Path:
    """An untrained generator that paints about the grey 0.4, with differences as `loud` makes them."""
    torch.manual_seed(seed)
    settings = GENERATOR if name == "fourier" else {"channels": [8, 12, 16], "kernels": [5, 3, 3]}
    module = architecture(name).build(settings)
    if name == "fourier":
        with torch.no_grad():
            module.paint.weight.mul_(loud)
            module.paint.bias.fill_(-0.2)
            module.coarse.weight.mul_(10)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_weights(path, module, name, {"task": "gan"} if about is None else about)
    return path


def own_generator(**rest: float) -> Path:
    """The same as the user's own `gan`."""
    return save_generator(shipped.own_path("gan"), **rest)
