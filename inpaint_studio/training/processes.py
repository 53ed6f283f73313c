"""One process, or several launched by accelerate, each with its part of every batch."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from ..core.errors import Note, StudioError


class Processes:
    """This process's number among `count`, its device, and the averaging of gradients over all.

    All processes draw the same random numbers for the whole batch and keep their part of it, so N
    processes with a batch of B compute what one with a batch of N * B does.
    """

    def __init__(self, device: str, *, launched: bool) -> None:
        """Raises StudioError "device-missing" or "training-needs"."""
        self._accelerator: Any = None
        self.rank, self.count = 0, 1
        if launched:
            if importlib.util.find_spec("accelerate") is None:
                raise StudioError("training-needs", package="accelerate")
            accelerate = importlib.import_module("accelerate")
            self._accelerator = accelerate.Accelerator(cpu=device == "cpu")
            self.rank = int(self._accelerator.process_index)
            self.count = int(self._accelerator.num_processes)
            self.device = torch.device(self._accelerator.device)
        else:
            self.device = pick_device(device)

    @property
    def main(self) -> bool:
        """Whether this process writes files and prints."""
        return self.rank == 0

    def part(self, batch: int) -> slice:
        """This process's part of all pictures; each process has `batch` of them."""
        return slice(self.rank * batch, (self.rank + 1) * batch)

    def average_gradients(self, modules: Iterable[nn.Module]) -> None:
        """Replace the gradients by their mean over all processes."""
        if self.count == 1:
            return
        gradients = [p.grad for module in modules for p in module.parameters() if p.grad is not None]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        flat = self._accelerator.reduce(flat, reduction="mean")
        for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(part.view_as(gradient))

    def average(self, value: Tensor) -> Tensor:
        """The mean of a tensor over all processes."""
        if self.count == 1:
            return value
        mean: Tensor = self._accelerator.reduce(value, reduction="mean")
        return mean

    def broadcast(self, value: float) -> float:
        """The main process's value, so that all stop at the same step."""
        if self.count == 1:
            return value
        dtype = torch.float32 if self.device.type == "mps" else torch.float64
        number = torch.tensor([value if self.main else 0.0], dtype=dtype, device=self.device)
        return float(self._accelerator.reduce(number, reduction="sum").item())

    def wait(self) -> None:
        """Wait until all processes get here."""
        if self._accelerator is not None:
            self._accelerator.wait_for_everyone()

    def close(self) -> None:
        """Leave the group of processes, if there is one."""
        if self._accelerator is not None:
            self._accelerator.end_training()


_SIZES = ("WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE")


def was_launched() -> bool:
    """Whether `accelerate launch` (torchrun, mpirun) started this process as one of several."""
    return any(os.environ.get(name, "").isdigit() and int(os.environ[name]) > 1 for name in _SIZES)


def launched_only_one() -> bool:
    """Whether accelerate was asked for several processes and started only this one.

    That is what `accelerate launch --cpu --num_processes N` does where there is no MPI.
    """
    asked = "ACCELERATE_MIXED_PRECISION" in os.environ and "MASTER_ADDR" in os.environ
    return asked and not was_launched()


def pick_device(name: str) -> torch.device:
    """The device called auto, cpu, cuda (also cuda:1) or mps. Raises StudioError "device-missing"."""
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        return torch.device("cuda" if cuda else "mps" if mps else "cpu")
    kind = name.partition(":")[0]
    if kind == "cpu" or (kind == "cuda" and cuda) or (kind == "mps" and mps):
        with contextlib.suppress(RuntimeError):
            return torch.device(name)
        kind = ""
    code = {"cuda": "no-nvidia", "mps": "no-apple-gpu"}.get(kind, "no-such-device")
    raise StudioError("device-missing", device=name, reason=Note(code))
