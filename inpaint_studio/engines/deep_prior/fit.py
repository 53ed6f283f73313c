"""Fitting an untrained network to the known pixels of one crop, scale by scale.

Each scale takes steps until the error on held-out pixels has not fallen for a while; the coarsest, where
the network has enough time to overfit to its noise, returns to its best state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from ...core.arrays import FloatPixels
from ...nets.deep_prior import DeepPrior
from ..base import RunContext
from ..neural import cancellable, mask_tensor, seeded, to_image, to_tensor
from .levels import FitLevel

_RATE = 0.01  # of Adam, at the coarsest scale; half of it at the others
_WARM_UP = 10  # steps
_SETTLE_FROM = 0.6  # of the steps; then the rate falls to a tenth
_NOISE = 0.1  # the input is drawn from [0, 0.1)
_SHAKE = 0.03  # deviation of the noise added to the input in each step, fading
_SHAKE_FINER = 0.01
_FINER_SHARE = 0.25  # of the steps at each finer scale
_SMOOTHING = 0.9  # of the running mean of pictures that is shown and measured on held-out pixels
_PATIENCE = 0.25  # of the most steps: a scale is done after this long without a lower error
_LOWER = 0.999  # of the least error so far: this counts as lower
_INVISIBLE = (2 / 255) ** 2  # mean square of one grey level, where black to white is 2: good enough


@dataclass(frozen=True)
class FitPlan:
    """At most `steps` at the coarsest scale; `early`: stop when held-out pixels no longer improve."""

    steps: int
    early: bool


class Watch:
    """Stops when the error has not fallen for `patience` steps or is invisible, and keeps the best state."""

    def __init__(self, patience: int) -> None:
        self._patience, self._least, self._since = patience, float("inf"), 0
        self.best: dict[str, Tensor] | None = None

    def stops(self, error: float, network: nn.Module | None = None) -> bool:
        """Whether to stop, given the error after a step (and the network that made it)."""
        if error < _LOWER * self._least:
            self._least, self._since = error, 0
            if network is not None:
                self.best = {name: each.detach().clone() for name, each in network.state_dict().items()}
            return error < _INVISIBLE
        self._since += 1
        return self._since >= self._patience


class Fit:
    """A network that is being fitted; reports progress up to `share`, with previews."""

    def __init__(
        self, levels: list[FitLevel], plan: FitPlan, ctx: RunContext, share: float, device: torch.device
    ) -> None:
        self._levels, self._plan, self._ctx, self._device = levels, plan, ctx, device
        self._generator = seeded(ctx)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(ctx.seed)
            self._network = DeepPrior()
        self._noise: list[Tensor] = []
        most = [plan.steps] + [max(2, round(_FINER_SHARE * plan.steps))] * (len(levels) - 1)
        work = [steps * level.hole.size for steps, level in zip(most, levels, strict=True)]
        self._most = most
        self._ends = [share * sum(work[: index + 1]) / sum(work) for index in range(len(work))]

    def run(self) -> FloatPixels:
        """The finest level as the network draws it, in the hole and outside: float32 (H, W, 3) in [0, 1]."""
        with torch.backends.cudnn.flags(enabled=True, deterministic=True, benchmark=False):
            for index, level in enumerate(self._levels):
                self._enter(index)
                with cancellable(self._network, self._ctx), _cancellable_back(self._network, self._ctx):
                    self._fit(index, level)
            with cancellable(self._network, self._ctx), torch.no_grad():
                height, width = self._levels[-1].hole.shape
                return to_image(self._network(self._noise)[..., :height, :width])

    def _enter(self, index: int) -> None:
        """Add a stage to the network at each finer scale, and noise for it."""
        if index:
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(self._ctx.seed + index)
                self._network.grow()
        layout = torch.channels_last if self._device.type != "mps" else torch.contiguous_format
        self._network.to(self._device, memory_format=layout)  # type: ignore[call-overload]
        shape = self._network.noise_shape(*self._levels[index].hole.shape)
        fresh = torch.rand(shape, generator=self._generator) * (_NOISE if index == 0 else 1)
        self._noise.append(fresh.to(self._device).contiguous(memory_format=layout))

    def _fit(self, index: int, level: FitLevel) -> None:
        height, width = level.hole.shape
        picture = to_tensor(level.picture, self._device)
        seen = 1 - mask_tensor(level.hole | (level.held if self._plan.early else False), self._device)
        held = mask_tensor(level.held, self._device) if self._plan.early and level.held.any() else None
        most = self._most[index]
        watch = Watch(max(20, round(_PATIENCE * most)))
        optimizer = torch.optim.Adam(self._network.parameters(), lr=_RATE)
        shown: Tensor | None = None
        start = self._ends[index - 1] if index else 0.0
        for step in range(most):
            part = step / most
            _set_rate(optimizer, step, part, 1.0 if index == 0 else 0.5)
            drawn = self._network(self._shaken(index, 1 - part))[..., :height, :width]
            loss = (seen * (drawn - picture).square()).sum() / (3 * seen.sum().clamp_min(1))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            now = drawn.detach()
            shown = now if shown is None else torch.lerp(now, shown, _SMOOTHING)
            fraction = start + (self._ends[index] - start) * (step + 1) / most
            self._ctx.report(fraction, partial(to_image, shown))
            if held is not None and step > _WARM_UP:
                error = float((held * (shown - picture).square()).sum() / (3 * held.sum()))
                if watch.stops(error, self._network if index == 0 else None):
                    break
        if watch.best is not None:
            self._network.load_state_dict(watch.best)

    def _shaken(self, index: int, strength: float) -> list[Tensor]:
        """The noise, with a small change to that of the hourglass, which regularises the fit."""
        first = self._noise[0]
        deviation = strength * (_SHAKE if index == 0 else _SHAKE_FINER)
        moved = torch.randn(first.shape, generator=self._generator).to(self._device) * deviation
        return [first + moved, *self._noise[1:]]


def _set_rate(optimizer: torch.optim.Optimizer, step: int, part: float, scale: float) -> None:
    settle = 1 - 0.9 * max(0.0, part - _SETTLE_FROM) / (1 - _SETTLE_FROM)
    for group in optimizer.param_groups:
        group["lr"] = _RATE * scale * min(1.0, (step + 1) / _WARM_UP) * settle


@contextmanager
def _cancellable_back(network: nn.Module, ctx: RunContext) -> Iterator[None]:
    """Check for cancel in the backward pass of the convolutions too, which takes twice as long.

    On the CPU only, where autograd runs hooks in the waiting thread.
    """

    def ask(gradient: Tensor) -> None:
        ctx.check()

    def watch(layer: nn.Module, arguments: Any, output: Tensor) -> None:
        if output.requires_grad and output.device.type == "cpu":
            output.register_hook(ask)  # type: ignore[no-untyped-call]

    layers = [each for each in network.modules() if isinstance(each, nn.Conv2d)]
    hooks = [layer.register_forward_hook(watch) for layer in layers]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
