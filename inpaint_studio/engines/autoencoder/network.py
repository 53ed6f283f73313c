"""The network of this engine, computed by ONNX Runtime or by torch: planes of numbers in and out.

ONNX Runtime computes on the CPU if it is installed and the weights have an ONNX form. torch computes on
GPUs, adapts the network to a photo, and computes on the CPU otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from ...core.arrays import Floats
from .. import neural, onnx_run
from ..base import RunContext

if TYPE_CHECKING:
    import torch

    from ...nets.autoencoder import Autoencoder


_SMALLEST = (16, 16)  # px: what the ONNX form takes


class Network(Protocol):
    """What the fill asks of the network. Raises `Cancelled` soon after a cancel."""

    def encoded(self, planes: Floats) -> Floats:
        """The codes (N, C, H / 4, W / 4) of known planes (N, 3, H, W) in [-1, 1]; sides multiples of 8."""
        ...

    def predicted(self, planes: Floats, mask: Floats) -> Floats:
        """The picture (1, 3, H, W) in [-1, 1] that it predicts; `mask` (1, 1, H, W), 1 where unknown."""
        ...


@dataclass(frozen=True, eq=False)
class ByOnnx:
    """See `Network`; on the CPU."""

    network: onnx_run.OnnxNetwork
    ctx: RunContext

    def encoded(self, planes: Floats) -> Floats:
        return self._run("code", known=planes)

    def predicted(self, planes: Floats, mask: Floats) -> Floats:
        return self._run("fill", photo=planes, mask=mask)

    def _run(self, output: str, **given: Floats) -> Floats:
        """Both outputs are always computed, so inputs that do not matter are as small as can be."""
        smallest = {"photo": (1, 3, *_SMALLEST), "mask": (1, 1, *_SMALLEST), "known": (2, 3, *_SMALLEST)}
        least = {name: np.zeros(shape, np.float32) for name, shape in smallest.items()}
        return self.network.run({**least, **given}, self.ctx, output)


@dataclass(frozen=True, eq=False)
class ByTorch:
    """See `Network`; on the device of `module`."""

    module: Autoencoder
    ctx: RunContext

    @property
    def device(self) -> torch.device:
        return next(self.module.parameters()).device

    def encoded(self, planes: Floats) -> Floats:
        with self._computing():
            return self._planes(self.module.encoder(self._tensor(planes)))

    def predicted(self, planes: Floats, mask: Floats) -> Floats:
        with self._computing():
            return self._planes(self.module(self._tensor(planes), self._tensor(mask)))

    def adapted(
        self, planes: Floats, mask: Floats, steps: int, on_progress: Callable[[float], None]
    ) -> ByTorch | None:
        """One that was fitted to the known part of this picture; None if it restores nothing better."""
        from .adapt import adapted

        with neural.cancellable(self.module, self.ctx):
            picture, unknown = self._tensor(planes), self._tensor(mask)
            better = adapted(self.module, picture, unknown, steps, neural.seeded(self.ctx), on_progress)
        return None if better is None else ByTorch(better, self.ctx)

    @contextmanager
    def _computing(self) -> Iterator[None]:
        import torch

        with torch.inference_mode(), neural.cancellable(self.module, self.ctx):
            yield

    def _tensor(self, planes: Floats) -> torch.Tensor:
        import torch

        return torch.from_numpy(np.ascontiguousarray(planes, np.float32)).to(self.device)

    @staticmethod
    def _planes(tensor: torch.Tensor) -> Floats:
        return np.asarray(tensor.float().cpu().numpy(), np.float32)
