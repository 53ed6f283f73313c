"""What the loop needs of a task: networks, how one step trains them, and what a fill looks like."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

import torch
from torch import Tensor, nn

from ..core.errors import Note
from .config import Config
from .feed import Feed
from .holes import Rng
from .processes import Processes

Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True, eq=False)
class Batch:
    """The input of one step on this process, and how far the run has come."""

    photos: Tensor
    masks: Tensor
    progress: float
    """0 at the start of the run, 1 at its end."""
    rate: float
    """The learning rate of this step."""
    first: int
    """The index of the first picture in the whole batch of all processes."""
    whole: int
    """The pictures of all processes together."""
    step: int
    """Steps since the optimizers were new, this one included."""

    @property
    def part(self) -> slice:
        """Where these pictures are in the whole batch."""
        return slice(self.first, self.first + len(self.photos))


@dataclass(frozen=True, eq=False)
class Validation:
    """What a network achieves on the held-out photos."""

    row: Mapping[str, float]
    """Scores by name, for the log."""
    columns: list[Tensor]
    """Pictures for a sample sheet: each (N, 3, H, W) in [-1, 1], a row for each photo."""
    line: str
    """The main score, for people."""


class Task(Protocol):
    """Networks under training. `modules` and `optimizers` go into the checkpoint as they are."""

    main_score: str
    """The score that says which of two networks is better."""

    modules: dict[str, nn.Module]
    optimizers: dict[str, torch.optim.Optimizer]
    average: nn.Module
    """The moving average of the network that the run is for."""

    def step(self, batch: Batch, rng: Rng) -> dict[str, Tensor]:
        """Train on one batch; the losses by name, detached. `rng` is in the same state on all processes."""

    def validate(self, photos: Tensor, masks: Tensor) -> Validation:
        """The averaged network's scores on held-out photos and their masks, both on the CPU."""

    def diverged(self, losses: Mapping[str, float], step: int) -> Note | None:
        """Why the recent mean losses show that training has collapsed; None if they don't."""

    def finish(self, feed: Feed) -> None:
        """What is left to train after the last step of a run that was not stopped before."""

    def portable_networks(self) -> dict[str, tuple[str, nn.Module]]:
        """What a portable checkpoint holds: part -> architecture and network."""


class Learner:
    """One network with its optimizer: takes a loss, averages over processes, clips, steps."""

    def __init__(self, module: nn.Module, processes: Processes, config: Config) -> None:
        self.module = module
        self.processes = processes
        self.clip = config.clip
        self.optimizer = torch.optim.Adam(module.parameters(), lr=config.rate, betas=config.betas)

    def learn(self, loss: Tensor, rate: float) -> None:
        """One step down the gradient of `loss` at this learning rate."""
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.processes.average_gradients([self.module])
        nn.utils.clip_grad_norm_(self.module.parameters(), self.clip)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()


def placed(module: Network, config: Config, device: torch.device) -> Network:
    """The network on its device, in the memory layout that the settings ask for."""
    layout = torch.channels_last if config.channels_last else torch.contiguous_format
    return module.to(device).to(memory_format=layout)  # type: ignore[call-overload, no-any-return]


def averaged_copy(module: nn.Module) -> nn.Module:
    """A copy to average into: without gradients, in evaluation mode."""
    return copy.deepcopy(module).requires_grad_(False).eval()


@torch.no_grad()
def average_into(average: nn.Module, module: nn.Module, decay: float, step: int) -> None:
    """average = decay * average + (1 - decay) * module, buffers copied.

    In the first steps it follows faster, or the initial weights would linger.
    """
    decay = min(decay, step / (step + 9.0))
    ours: list[Tensor] = list(average.parameters())
    theirs: list[Tensor] = list(module.parameters())
    torch._foreach_lerp_(ours, theirs, 1 - decay)
    for mine, other in zip(average.buffers(), module.buffers(), strict=True):
        mine.copy_(other)


@contextmanager
def frozen(module: nn.Module) -> Iterator[None]:
    """No gradients for this network's own weights; gradients still pass through it."""
    parameters = [parameter for parameter in module.parameters() if parameter.requires_grad]
    for parameter in parameters:
        parameter.requires_grad_(False)
    try:
        yield
    finally:
        for parameter in parameters:
            parameter.requires_grad_(True)


def half_precision(device: torch.device, config: Config) -> torch.autocast:
    """bfloat16 on NVIDIA GPUs, and on the CPU if the settings ask for it; float32 elsewhere."""
    wanted = device.type == "cuda" or (device.type == "cpu" and config.half_on_cpu)
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=wanted)
