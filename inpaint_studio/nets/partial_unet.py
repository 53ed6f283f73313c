"""A U-Net of partial convolutions (Liu et al. 2018): uses only known pixels, and the known area grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .blocks import ChannelNorm


@dataclass(frozen=True)
class PartialUNetConfig:
    """Channels and kernel of each halving; on the way up all kernels are 3x3."""

    channels: tuple[int, ...] = (48, 96, 192, 256, 256, 256)
    kernels: tuple[int, ...] = (7, 5, 5, 3, 3, 3)


class PartialConv(nn.Module):
    """Convolution over known pixels, divided by their share under the kernel (equation 1)."""

    def __init__(self, inside: tuple[int, ...], after: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.inside = inside
        self.stride = stride
        self.kernel = kernel
        self.conv = nn.Conv2d(sum(inside), after, kernel, stride=stride, padding=kernel // 2, bias=False)
        self.bias = nn.Parameter(torch.zeros(1, after, 1, 1))

    def forward(self, parts: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
        """Pairs of features and their known mask (B, 1, H, W); returns the same pair for the output."""
        x = torch.cat([features * known for features, known in parts], 1)
        # all channels of a part share one mask, so one plane per part is enough
        planes = torch.cat([known for _, known in parts], 1).float()
        weight = planes.new_tensor(self.inside).reshape(1, -1, 1, 1)
        with torch.autocast(x.device.type, enabled=False):  # half precision can only count to 256
            kernel = weight.expand(1, -1, self.kernel, self.kernel)
            count = F.conv2d(planes, kernel, stride=self.stride, padding=self.kernel // 2)
        found = (count > 0.5).float()
        whole = sum(self.inside) * self.kernel**2
        y = (self.conv(x) * (whole / count.clamp(min=1)) + self.bias) * found
        return y, found


class PartialUNet(nn.Module):
    """Six halvings; skips carry features and their masks. No noise: one hole, one fill."""

    multiple: ClassVar[int] = 1
    """Any height and width."""

    def __init__(self, config: PartialUNetConfig | None = None) -> None:
        super().__init__()
        self.config = config or PartialUNetConfig()
        inside = (3, *self.config.channels)
        self.downs = nn.ModuleList(
            PartialConv((before,), after, kernel, stride=2)
            for before, after, kernel in zip(inside, inside[1:], self.config.kernels, strict=False)
        )
        self.down_norms = nn.ModuleList(ChannelNorm(after) for after in inside[2:])
        self.ups = nn.ModuleList(
            PartialConv((before, skip), skip if skip > 3 else 3, 3)
            for before, skip in zip(inside[:0:-1], inside[-2::-1], strict=True)
        )
        self.up_norms = nn.ModuleList(ChannelNorm(skip) for skip in inside[-2:0:-1])

    def noise_shapes(self, batch: int, height: int, width: int) -> tuple[tuple[int, ...], ...]:
        """None: this network is not stochastic."""
        return ()

    def forward(self, photo: Tensor, mask: Tensor, *noise: Tensor) -> Tensor:
        """A whole picture (B, 3, H, W) in (-1, 1); `photo` is ignored under the mask."""
        known = 1 - mask
        x, skips = photo * known, []
        for level, down in enumerate(self.downs):
            skips.append((x, known))
            x, known = down([(x, known)])
            if level:
                x = self.down_norms[level - 1](x)
            x = F.relu(x)
        for level, up in enumerate(self.ups):
            skip, seen = skips.pop()
            size = skip.shape[-2:]
            x = F.interpolate(x, size=size, mode="nearest")
            known = F.interpolate(known, size=size, mode="nearest")
            x, known = up([(x, known), (skip, seen)])
            if level < len(self.up_norms):
                x = F.leaky_relu(self.up_norms[level](x), 0.2)
        return torch.tanh(x)
