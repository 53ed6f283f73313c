"""What engines with networks share: devices, cancelling, and pictures as tensors.

torch takes seconds to load, so nothing here loads it before it is called.
"""

from __future__ import annotations

import copy
import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..core.arrays import Flags, FloatPixels
from ..core.errors import Note
from ..core.memory import is_out_of_memory
from ..core.threads import torch_threads
from .base import RunContext

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

T = TypeVar("T")
Module = TypeVar("Module", bound="nn.Module")

NO_GPU_MEMORY = Note("gpu-memory")


def best_device() -> str:
    """The fastest device that torch finds here: "cuda", "mps" or "cpu"."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def on_device(
    ctx: RunContext,
    work: Callable[[torch.device], T],
    smaller: Callable[[torch.device], T] | None = None,
) -> T:
    """What `work` returns on the device of the run; on the processor if the GPU's memory is too small.

    `smaller` does the same in less memory (in parts, say), and is tried on the GPU first. `work` starts
    anew each time, so it must not keep tensors outside itself. Tells the user of the processor, and the
    run of the device that was used in the end. torch uses `ctx.threads` threads meanwhile.
    """
    import torch

    with torch_threads(ctx.threads):
        if ctx.device != "cpu":
            for attempt in (work, smaller):
                if attempt is None:
                    continue
                try:
                    found = attempt(torch.device(ctx.device))
                except Exception as error:
                    if not is_out_of_memory(error):
                        raise
                else:
                    ctx.on_device(ctx.device)
                    return found
                # only here, out of the handler, are the tensors of the failed attempt free
                free_memory()
                ctx.check()
            ctx.note(NO_GPU_MEMORY)
        found = work(torch.device("cpu"))
        ctx.on_device("cpu")
        return found


def free_memory() -> None:
    """Give the memory of tensors that nobody holds any more back to the GPU."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()


def placed(module: Module, device: torch.device, *, own: bool = False) -> Module:
    """A network on `device`: a copy, unless it is there already and none of one's `own` is wanted."""
    if not own and all(each.device.type == device.type for each in module.parameters()):
        return module
    return copy.deepcopy(module).to(device)


@contextmanager
def cancellable(module: nn.Module, ctx: RunContext) -> Iterator[None]:
    """Ask before each layer of the network whether the user has cancelled; raises `Cancelled` out of it.

    Other threads that use the same network meanwhile are not disturbed.
    """
    mine = threading.get_ident()

    def ask(layer: nn.Module, arguments: Any) -> None:
        if threading.get_ident() == mine:
            ctx.check()

    leaves = [each for each in module.modules() if not any(True for _ in each.children())]
    hooks = [leaf.register_forward_pre_hook(ask) for leaf in leaves]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def to_tensor(image: FloatPixels, device: torch.device | None = None) -> Tensor:
    """A picture, float32 (H, W, 3) in [0, 1], as a tensor (1, 3, H, W) in [-1, 1]."""
    import torch

    planes = np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32)
    return torch.from_numpy(planes * np.float32(2) - np.float32(1)).to(device or "cpu")


def to_image(tensor: Tensor) -> np.ndarray:
    """A tensor (1, 3, H, W) in [-1, 1] as a picture, float32 (H, W, 3) in [0, 1]; clips to that."""
    planes = tensor.detach()[0].float().add(1).div(2).clamp(0, 1).cpu().numpy()
    return np.ascontiguousarray(planes.transpose(1, 2, 0))


def mask_tensor(hole: Flags, device: torch.device | None = None) -> Tensor:
    """A hole, bool (H, W), as a tensor float32 (1, 1, H, W): 1 where pixels are unknown."""
    import torch

    return torch.from_numpy(np.asarray(hole, np.float32)[None, None]).to(device or "cpu")


def seeded(ctx: RunContext) -> torch.Generator:
    """Random numbers of this run, always drawn on the processor: so devices agree."""
    import torch

    return torch.Generator().manual_seed(ctx.seed)
