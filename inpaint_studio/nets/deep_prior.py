"""An encoder-decoder that is never trained: its structure alone is its prior for pictures.

Ulyanov, Vedaldi, Lempitsky: Deep Image Prior. CVPR 2018. An hourglass without skip connections, as they
use it for large holes, turns fixed noise into a small picture; stages that each double the size are
added around it one by one, each correcting the picture before it.

Borders are mirrored: zeros there would tell the network where it is, and it would draw in the hole what it
draws nowhere else. Mirroring and enlarging are composed of operations whose gradients are deterministic on
GPUs too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SMALLEST_SIDE = 32  # px: the innermost layer of the hourglass then still has 2 x 2


@dataclass(frozen=True)
class DeepPriorConfig:
    """`channels` at each scale of the hourglass, the outermost first; `outer` those of the stages added
    to it, in turn (the last for all further ones); `noise` the channels of the input."""

    channels: tuple[int, ...] = (32, 32, 64, 96, 96)
    outer: tuple[int, ...] = (24, 16)
    noise: int = 8
    outer_noise: int = 4


class DeepPrior(nn.Module):
    """Fixed noise in, a picture out; starts as an hourglass alone, and `grow` doubles its resolution.

    Parameters are drawn from torch's global generator, like those of every module.
    """

    def __init__(self, config: DeepPriorConfig = DeepPriorConfig()) -> None:
        super().__init__()
        self.config = config
        self.hourglass = _Hourglass(config.noise, config.channels)
        self.stages = nn.ModuleList()

    def noise_shape(self, height: int, width: int) -> tuple[int, int, int, int]:
        """The shape of the noise for the current outermost stage, for a picture of that size."""
        channels = self.config.outer_noise if len(self.stages) else self.config.noise
        return 1, channels, max(height, SMALLEST_SIDE), max(width, SMALLEST_SIDE)

    def grow(self) -> None:
        """Add a stage around the others. Its correction starts at zero."""
        index, outer = len(self.stages), self.config.outer
        before = outer[min(index - 1, len(outer) - 1)] if index else self.config.channels[0]
        after = outer[min(index, len(outer) - 1)]
        self.stages.append(_Stage(before + self.config.outer_noise, after))

    def forward(self, noise: Sequence[Tensor]) -> Tensor:
        """(1, 3, H, W) in [-1, 1] from the noise of each scale, the coarsest first.

        H and W are those of the last noise; each is at most twice as large as the one before it.
        """
        picture: Tensor
        picture, features = self.hourglass(noise[0])
        for stage, fresh in zip(self.stages, noise[1:], strict=True):
            size = fresh.shape[-2:]
            correction, features = stage(torch.cat([_doubled(features, size), fresh], 1))
            picture = _doubled(picture, size) + correction
        return torch.tanh(picture)


class _Hourglass(nn.Module):
    def __init__(self, noise: int, channels: Sequence[int]) -> None:
        super().__init__()
        inner = [noise, *channels[1:]]
        self.down = nn.ModuleList(
            nn.Sequential(*_convolution(before, after, stride=2), *_convolution(after, after))
            for before, after in pairwise(inner)
        )
        outward = list(channels[::-1])
        self.up = nn.ModuleList(
            nn.Sequential(_norm(before), *_convolution(before, after), *_convolution(after, after, kernel=1))
            for before, after in pairwise(outward)
        )
        self.colour = nn.Conv2d(channels[0], 3, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        sizes = []
        for layer in self.down:
            sizes.append(x.shape[-2:])
            x = layer(x)
        for layer in self.up:
            x = layer(_doubled(x, sizes.pop()))
        return self.colour(x), x


class _Stage(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.body = nn.Sequential(*_convolution(before, after), *_convolution(after, after))
        self.colour = nn.Conv2d(after, 3, 1)
        nn.init.zeros_(self.colour.weight)
        if self.colour.bias is not None:
            nn.init.zeros_(self.colour.bias)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.body(x)
        return self.colour(features), features


def _convolution(before: int, after: int, kernel: int = 3, stride: int = 1) -> list[nn.Module]:
    convolution = nn.Conv2d(before, after, kernel, stride, bias=False)
    border: list[nn.Module] = [_Mirrored()] if kernel > 1 else []
    return [*border, convolution, _norm(after), nn.LeakyReLU(0.2)]


class _Mirrored(nn.Module):
    """Pads one mirrored pixel on each side."""

    def forward(self, x: Tensor) -> Tensor:
        x = torch.cat([x[..., 1:2], x, x[..., -2:-1]], 3)
        return torch.cat([x[..., 1:2, :], x, x[..., -2:-1, :]], 2)


def _norm(channels: int) -> nn.Module:
    """Normalises each channel to mean 0 and deviation 1 over this one picture."""
    return nn.BatchNorm2d(channels, track_running_stats=False)


def _doubled(x: Tensor, size: Sequence[int]) -> Tensor:
    """Doubled in size and smoothed, cropped to `size` (height, width)."""
    repeated = F.interpolate(x, scale_factor=2.0, mode="nearest")[..., : size[0], : size[1]]
    return F.avg_pool2d(repeated, 3, 1, 1, count_include_pad=False)
