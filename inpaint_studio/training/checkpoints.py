"""Checkpoints: one that resumes exactly, a small portable one, and the weights that are the result.

In the folder of a run:

    state.safetensors                  everything: networks, moments, random numbers, counters
    weights.safetensors                the averaged network in half precision, as engines load it
    travel-generator.safetensors       the portable checkpoint: the same, to continue on another machine,
    travel-discriminator.safetensors   and its discriminator (GAN only)

Each file is replaced completely or not at all, so the last good one is never lost. Nothing is pickled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors
import torch
from safetensors.torch import save
from torch import Tensor, nn

from ..core.errors import StudioError
from ..core.files import atomic_write
from ..nets.architectures import Weights, load_weights, save_weights

STATE = "state.safetensors"
WEIGHTS = "weights.safetensors"
PORTABLE = {"generator": "travel-generator.safetensors", "discriminator": "travel-discriminator.safetensors"}
PORTABLE_BYTES, PORTABLE_FILE_BYTES = 18 * 2**20, 15 * 2**20
"""The most that a portable checkpoint of the default architectures takes, in total and in one file."""


def save_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Write nested dicts, lists and tuples of tensors, numbers, strings and None."""
    tensors: dict[str, Tensor] = {}
    outline = _outlined(state, tensors)
    with atomic_write(folder / STATE, overwrite=True) as file:
        file.write(save(tensors, {"outline": json.dumps(outline)}))


def load_state(folder: Path) -> dict[str, Any] | None:
    """What `save_state` wrote, on the CPU, or None if there is none.

    Raises StudioError "training-broken" for a file that cannot be read.
    """
    path = folder / STATE
    if not path.is_file():
        return None
    try:
        with safetensors.safe_open(str(path), framework="pt") as file:
            outline = json.loads(file.metadata()["outline"])
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        state: dict[str, Any] = _filled_in(outline, tensors)
        return state
    except (OSError, safetensors.SafetensorError, KeyError, TypeError, ValueError) as error:
        raise StudioError("training-broken", path=path, reason=type(error).__name__) from error


def save_result(
    folder: Path, networks: Mapping[str, tuple[str, nn.Module]], about: Mapping[str, Any]
) -> None:
    """Write the networks, by their part in `PORTABLE`, in half precision, and the generator for engines.

    Raises StudioError "weights-not-finite".
    """
    architecture, module = networks["generator"]
    save_weights(folder / WEIGHTS, module, architecture, about)
    for part, (architecture, module) in networks.items():
        save_weights(folder / PORTABLE[part], module, architecture, about)


def load_portable(folder: Path) -> dict[str, Weights]:
    """The portable checkpoint in `folder`, by part; empty if there is none. Raises "weights-broken"."""
    return {part: load_weights(folder / name) for part, name in PORTABLE.items() if (folder / name).is_file()}


def finite(*modules: nn.Module) -> bool:
    """Whether every parameter of the modules is finite."""
    sums = [value.detach().float().sum() for module in modules for value in module.parameters()]
    return bool(torch.isfinite(torch.stack(sums)).all())


def _outlined(value: Any, tensors: dict[str, Tensor]) -> Any:
    """`value` as JSON, its tensors moved to `tensors`. Keys may be numbers, as those of optimizers are."""
    if isinstance(value, Tensor):
        name = str(len(tensors))
        # safetensors refuses tensors that share memory, so each gets a copy of its own
        tensors[name] = value.detach().cpu().clone().contiguous()
        return {"tensor": name}
    if isinstance(value, Mapping):
        return {"mapping": [[key, _outlined(part, tensors)] for key, part in value.items()]}
    if isinstance(value, list | tuple):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [_outlined(part, tensors) for part in value]}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a checkpoint cannot hold {type(value).__name__}")


def _filled_in(outline: Any, tensors: Mapping[str, Tensor]) -> Any:
    if not isinstance(outline, dict):
        return outline
    ((kind, content),) = outline.items()
    if kind == "tensor":
        return tensors[content]
    if kind == "mapping":
        return {key: _filled_in(part, tensors) for key, part in content}
    parts = [_filled_in(part, tensors) for part in content]
    return tuple(parts) if kind == "tuple" else parts
