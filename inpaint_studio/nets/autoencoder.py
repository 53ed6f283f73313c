"""The convolutional autoencoder: restores masked photos (context encoder, Pathak et al. 2016)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from .blocks import ChannelNorm, Down, InvertedBlock, SeparableBlock, Up


@dataclass(frozen=True)
class AutoencoderConfig:
    """Channels at full, 1/2, 1/4 and 1/8 size; the middle blocks look ever further, then near again."""

    channels: tuple[int, int, int, int] = (24, 48, 96, 192)
    dilations: tuple[int, ...] = (1, 2, 4, 8, 8, 4, 2, 1)
    kernel: int = 5
    middle_kernel: int = 7


class Autoencoder(nn.Module):
    """Encoder, code at 1/8 of the size, decoder: 2.4 M parameters, no noise, no discriminator."""

    multiple: ClassVar[int] = 8
    """Height and width must be multiples of this."""

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        super().__init__()
        self.config = config or AutoencoderConfig()
        c = self.config
        self.stem = nn.Conv2d(5, c.channels[0], 5, padding=2)
        pairs = list(zip(c.channels, c.channels[1:], strict=False))
        self.downs = nn.ModuleList(
            nn.Sequential(Down(before, after), SeparableBlock(after, c.kernel)) for before, after in pairs
        )
        self.middle = nn.ModuleList(
            InvertedBlock(c.channels[3], c.middle_kernel, dilation=dilation) for dilation in c.dilations
        )
        self.ups = nn.ModuleList(Up(after, before) for before, after in pairs)
        self.after = nn.ModuleList(SeparableBlock(before, c.kernel) for before, _ in pairs)
        self.norm = ChannelNorm(c.channels[0])
        self.paint = nn.Conv2d(c.channels[0], 3, 5, padding=2)

    def noise_shapes(self, batch: int, height: int, width: int) -> tuple[tuple[int, ...], ...]:
        """None: this network is not stochastic."""
        return ()

    def forward(self, photo: Tensor, mask: Tensor, *noise: Tensor) -> Tensor:
        """A whole picture (B, 3, H, W) in (-1, 1); what `photo` has under the mask is not looked at."""
        x = self.stem(torch.cat([photo * (1 - mask), mask, torch.ones_like(mask)], 1))
        skips = []
        for down in self.downs:
            skips.append(x)
            x = down(x)
        for block in self.middle:
            x = block(x)
        for level in (2, 1, 0):
            x = self.after[level](self.ups[level](x, skips[level]))
        return torch.tanh(self.paint(F.gelu(self.norm(x))))
