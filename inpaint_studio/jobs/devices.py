"""Which devices a fill can be computed on here."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass

from ..core.errors import Note, StudioError
from ..engines.base import EngineInfo, Suitability
from ..engines.registry import REGISTRY, Registry
from .torch_libraries import load_libraries

DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True)
class Device:
    """One device: its name, whether it can be used, and its model or why it cannot be used."""

    name: str
    available: bool
    details: str


def devices() -> list[Device]:
    """The CPU and the GPUs. Loads torch, if it is installed, to find the latter."""
    found = [Device("cpu", True, Note("the-processor"))]
    if importlib.util.find_spec("torch") is None:
        reason = Note("no-torch")
        return [*found, Device("cuda", False, reason), Device("mps", False, reason)]
    load_libraries()
    import torch

    if torch.cuda.is_available():
        found.append(Device("cuda", True, torch.cuda.get_device_name(0)))
    elif torch.version.cuda is None:
        found.append(Device("cuda", False, Note("no-cuda")))
    else:
        found.append(Device("cuda", False, Note("no-nvidia")))
    mps = torch.backends.mps.is_available()
    found.append(Device("mps", mps, Note("the-apple-gpu") if mps else Note("no-apple-gpu")))
    return found


def best_gpu(found: Sequence[Device]) -> str | None:
    """The GPU among these devices that "auto" uses; None if there is none."""
    return next((device.name for device in found if device.available and device.name != "cpu"), None)


def require_device(name: str) -> None:
    """Raise StudioError "device-missing" unless `name` can be used here."""
    if name in ("auto", "cpu"):
        return
    for device in devices():
        if device.name == name and not device.available:
            raise StudioError("device-missing", device=name, reason=device.details)


def can_be_used(name: str) -> bool:
    """Whether the device of that name is available; "auto" always is."""
    return name in ("auto", "cpu") or any(one.name == name and one.available for one in devices())


def can_use_gpu(info: EngineInfo, registry: Registry = REGISTRY) -> bool:
    """Whether that engine may compute on a GPU; the others always use the CPU.

    An engine that chooses among others may if any of them does.
    """
    if info.family != "auto":
        return info.uses_gpu
    found = (entry.info for entry in registry.entries() if entry.available)
    return any(one is not None and one.uses_gpu and one.suitability != Suitability() for one in found)
