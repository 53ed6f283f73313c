"""What engines with networks share: devices, cancelling, and pictures as tensors.

torch takes seconds to load, so functions import it when they are called.
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
from . import onnx_run
from .base import RunContext

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

T = TypeVar("T")
Module = TypeVar("Module", bound="nn.Module")

NO_GPU_MEMORY = Note("gpu-memory")


def best_device() -> str:
    """The fastest device that torch finds: "cuda", "mps" or "cpu"; "cpu" without torch."""
    if not onnx_run.has_torch():
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def on_device(ctx: RunContext, work: Callable[[torch.device], T]) -> T:
    """The result of `work` on the device of the run, or on the CPU if the GPU has too little memory.

    `work` may run twice, so it must not keep tensors outside itself. Adds a note if the CPU is used instead,
    and reports the device used in the end. torch uses `ctx.threads` threads meanwhile.
    """
    import torch

    with torch_threads(ctx.threads):
        if ctx.device != "cpu":
            try:
                found = work(torch.device(ctx.device))
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
            else:
                ctx.on_device(ctx.device)
                return found
            # outside the handler, where the tensors of the failed attempt are free
            free_memory()
            ctx.check()
            ctx.note(NO_GPU_MEMORY)
        found = work(torch.device("cpu"))
        ctx.on_device("cpu")
        return found


def free_memory() -> None:
    """Free the GPU memory of tensors that are no longer referenced."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()


def placed(module: Module, device: torch.device) -> Module:
    """A network on `device`: a copy, unless it is already there."""
    if all(each.device.type == device.type for each in module.parameters()):
        return module
    return copy.deepcopy(module).to(device)


@contextmanager
def cancellable(module: nn.Module, ctx: RunContext) -> Iterator[None]:
    """Check for cancel before each layer of the network, which then raises `Cancelled`.

    Other threads that use the same network are not affected.
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


def to_image(tensor: Tensor) -> FloatPixels:
    """A tensor (1, 3, H, W) in [-1, 1] as a picture, float32 (H, W, 3), clipped to [0, 1]."""
    planes = tensor.detach()[0].float().add(1).div(2).clamp(0, 1).cpu().numpy()
    return np.ascontiguousarray(planes.transpose(1, 2, 0))


def mask_tensor(hole: Flags, device: torch.device | None = None) -> Tensor:
    """A hole, bool (H, W), as a tensor float32 (1, 1, H, W): 1 where pixels are unknown."""
    import torch

    return torch.from_numpy(np.asarray(hole, np.float32)[None, None]).to(device or "cpu")


def seeded(ctx: RunContext) -> torch.Generator:
    """The random generator of this run, always on the CPU, so that devices agree."""
    import torch

    return torch.Generator().manual_seed(ctx.seed)
