"""The generator G(photo with hole, mask, z): fully convolutional, sees the whole picture at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .attention import PatchAttention
from .blocks import ChannelNorm, Down, InvertedBlock, SeparableBlock, Up, painted_on, smooth_start

Noise = tuple[Tensor, ...]
"""What makes fills differ from one another; see `Generator.noise_shapes`."""


@dataclass(frozen=True)
class GeneratorConfig:
    """Channels and blocks at full, 1/2, 1/4 and 1/8 size; outer blocks are there twice, down and up."""

    channels: tuple[int, int, int, int] = (24, 64, 128, 256)
    blocks: tuple[int, int, int, int] = (0, 1, 2, 12)
    kernel: int = 5
    middle_kernel: int = 7
    ratio: int = 3
    fourier: int = 64
    style: int = 64
    coarse_noise: int = 8
    grain: bool = True
    """Whether noise enters at 1/4 and 1/2 too. A network that only draws a plan needs none, and a
    discriminator of pixels teaches it to turn this noise into a pattern of chequers."""
    attention: int = 0
    """Channels by which places are compared for copying features into the hole; 0: none is copied."""


class Generator(nn.Module):
    """The default generator: 6 M parameters, down to 1/8 of the size.

    Every second middle block has a Fourier unit, which connects each pixel with all others. Noise
    enters as a vector that scales and shifts the middle blocks, and as maps at 1/8 and, for grain, at
    1/4 and 1/2. With `attention`, features of known places are copied into the hole halfway through.

    The hole comes with the surrounding colours spread over it, and the network paints the difference
    from them: training starts from a smooth fill instead of from noise.
    """

    multiple: ClassVar[int] = 8
    """Height and width must be multiples of this."""

    def __init__(self, config: GeneratorConfig | None = None) -> None:
        super().__init__()
        self.config = config or GeneratorConfig()
        c = self.config
        self.style = nn.Sequential(nn.Linear(c.style, c.style), nn.GELU(), nn.Linear(c.style, c.style))
        self.stem = nn.Conv2d(5, c.channels[0], 5, padding=2)
        self.downs = nn.ModuleList()
        self.before = nn.ModuleList()
        self.after = nn.ModuleList()
        self.ups = nn.ModuleList()
        for level, (channels, blocks) in enumerate(zip(c.channels[:3], c.blocks[:3], strict=True)):
            self.before.append(_stack(channels, blocks, c.kernel))
            self.downs.append(Down(channels, c.channels[level + 1]))
            self.ups.append(Up(c.channels[level + 1], channels))
            self.after.append(_stack(channels, blocks, c.kernel))
        self.middle = nn.ModuleList(
            InvertedBlock(
                c.channels[3],
                c.middle_kernel,
                ratio=c.ratio,
                fourier=c.fourier if index % 2 == 0 else 0,
                style=c.style,
            )
            for index in range(c.blocks[3])
        )
        self.attention = PatchAttention(c.channels[3], c.attention) if c.attention else None
        self.coarse = nn.Conv2d(c.coarse_noise, c.channels[3], 1, bias=False)
        if c.grain:
            self.grain_quarter = nn.Parameter(torch.full((1, c.channels[2], 1, 1), 0.05))
            self.grain_half = nn.Parameter(torch.full((1, c.channels[1], 1, 1), 0.05))
        self.norm = ChannelNorm(c.channels[0])
        self.paint = nn.Conv2d(c.channels[0], 3, 5, padding=2)
        with torch.no_grad():
            self.paint.weight.mul_(0.1)

    def noise_shapes(self, batch: int, height: int, width: int) -> tuple[tuple[int, ...], ...]:
        """The shapes of z: the vector, then the maps at 1/8, 1/4 and 1/2; all standard normal."""
        c = self.config
        coarse = ((batch, c.style), (batch, c.coarse_noise, height // 8, width // 8))
        if not c.grain:
            return coarse
        return (*coarse, (batch, 1, height // 4, width // 4), (batch, 1, height // 2, width // 2))

    def forward(self, photo: Tensor, mask: Tensor, *noise: Tensor) -> Tensor:
        """A whole picture (B, 3, H, W) in (-1, 1), of which the part under the mask is used.

        `photo` is ignored under the mask.
        """
        vector, coarse, *grain = noise
        smooth = smooth_start(photo, mask)
        # the plane of ones distinguishes the picture from the zeros that pad it
        x = self.stem(torch.cat([smooth, mask, torch.ones_like(mask)], 1))
        skips = []
        for blocks, down in zip(self.before, self.downs, strict=True):
            x = blocks(x)
            skips.append(x)
            x = down(x)
        style = self.style(vector)
        x = x + self.coarse(coarse)
        for index, block in enumerate(self.middle):
            if self.attention is not None and index == len(self.middle) // 2:
                x = self.attention(x, F.avg_pool2d(mask, 8))
            x = block(x, style)
        added: tuple[Tensor | None, ...] = (None, None, None)
        if self.config.grain:
            quarter, half = grain
            added = (None, half * self.grain_half, quarter * self.grain_quarter)
        for level in (2, 1, 0):
            x = self.ups[level](x, skips[level])
            grains = added[level]
            if grains is not None:
                x = x + grains
            x = self.after[level](x)
        return painted_on(smooth, self.paint(F.gelu(self.norm(x))))


def _stack(channels: int, blocks: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(*(SeparableBlock(channels, kernel) for _ in range(blocks)))


def draw_noise(
    shapes: tuple[tuple[int, ...], ...], generator: torch.Generator, device: torch.device
) -> Noise:
    """Standard normal tensors of these shapes, float32 on `device`; `generator` must be there too."""
    return tuple(torch.randn(shape, generator=generator, device=device) for shape in shapes)
