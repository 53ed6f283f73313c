"""A lean U-Net of depthwise-separable convolutions, after MI-GAN (Sargsyan et al. 2023)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .blocks import painted_on, smooth_start

_GAIN = 2**0.5
"""Makes up for what a leaky ReLU takes from the signal, which would fade without norms."""
_HALF = 0.5**0.5
"""Scales the sum of two equally strong signals to the strength of one."""


@dataclass(frozen=True)
class SeparableUNetConfig:
    """Channels at full, 1/2, 1/4 … 1/32 size, and the number of blocks at 1/32."""

    channels: tuple[int, int, int, int, int, int] = (64, 128, 256, 512, 512, 512)
    middle: int = 12


class SeparableUNet(nn.Module):
    """6.2 M parameters, five halvings, skips by sum, no norms; noise enters as one map at every size.

    Unlike MI-GAN it has no teacher, starts from the surrounding colours like `Generator`, and stops at 1/32
    of the size with residual blocks (MI-GAN goes down to 4 x 4 px), so it takes many sizes.
    """

    multiple: ClassVar[int] = 32
    """Height and width must be multiples of this."""

    def __init__(self, config: SeparableUNetConfig | None = None) -> None:
        super().__init__()
        self.config = config or SeparableUNetConfig()
        channels = self.config.channels
        self.stem = _ScaledConv(5, channels[0], 3, padding=1)
        self.before = nn.ModuleList()
        self.downs = nn.ModuleList()
        self.ups = nn.ModuleList()
        self.after = nn.ModuleList()
        for wide, narrow in pairwise(channels):
            self.before.append(SeparableConv(wide, wide))
            self.downs.append(SeparableConv(wide, narrow, resize=-1))
            self.ups.append(SeparableConv(narrow, wide, resize=1))
            self.after.append(SeparableConv(wide, wide, noisy=True, strength=_HALF))
        self.enter = SeparableConv(channels[-1], channels[-1], noisy=True)
        self.middle = nn.ModuleList(
            SeparableConv(channels[-1], channels[-1]) for _ in range(self.config.middle)
        )
        self.paint = nn.Conv2d(channels[0], 3, 1)
        with torch.no_grad():
            self.paint.weight.mul_(0.1)
            self.paint.bias.zero_()  # type: ignore[union-attr]

    def noise_shapes(self, batch: int, height: int, width: int) -> tuple[tuple[int, ...], ...]:
        """The shapes of z: maps of one channel at 1/32, 1/16 … and full size; all standard normal."""
        steps = (2**level for level in reversed(range(len(self.config.channels))))
        return tuple((batch, 1, height // step, width // step) for step in steps)

    def forward(self, photo: Tensor, mask: Tensor, *noise: Tensor) -> Tensor:
        """A whole picture (B, 3, H, W) in (-1, 1), of which the part under the mask is used.

        `photo` is ignored under the mask.
        """
        smooth = smooth_start(photo, mask)
        # the plane of ones distinguishes the picture from the zeros that pad it
        x = _active(self.stem(torch.cat([smooth, mask, torch.ones_like(mask)], 1)))
        skips = []
        for same, down in zip(self.before, self.downs, strict=True):
            x = same(x)
            skips.append(x)
            x = down(x)
        x = self.enter(x, noise[0])
        for block in self.middle:
            x = (x + block(x)) * _HALF
        for level, grain in zip(reversed(range(len(skips))), noise[1:], strict=True):
            x = self.after[level](self.ups[level](x) + skips[level], grain)
        return painted_on(smooth, self.paint(x))


class SeparableConv(nn.Module):
    """Depthwise 3x3, then 1x1, each followed by a leaky ReLU with gain.

    `resize` 1 doubles height and width, -1 halves them; the costly 1x1 is done at the smaller size.
    With `noisy`, a map of noise is added, by an amount that each channel learns. `strength` is a factor for
    the input.
    """

    def __init__(
        self, before: int, after: int, *, resize: int = 0, noisy: bool = False, strength: float = 1.0
    ) -> None:
        super().__init__()
        self.resize = resize
        self.spread = _ScaledConv(before, before, 3, padding=1, groups=before, strength=strength)
        self.mix = _ScaledConv(before, after, 1)
        self.grain = nn.Parameter(torch.full((1, after, 1, 1), 0.05)) if noisy else None

    def forward(self, x: Tensor, noise: Tensor | None = None) -> Tensor:
        """`x` (B, C, H, W) and, if it takes one, `noise` (B, 1, H, W)."""
        x = _active(self.spread(x))
        if self.resize < 0:
            x = F.avg_pool2d(x, 2)
        x = self.mix(x)
        if self.resize > 0:
            x = F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        if self.grain is not None and noise is not None:
            x = x + noise * (self.grain * _GAIN)
        return _active(x)


class _ScaledConv(nn.Conv2d):
    """A convolution with gains for output and input folded into the weights, where they cost nothing.

    A leaky ReLU commutes with a positive factor, so the gain can be applied before it. Initialised so that
    the output is as strong as the input, since there are no norms.
    """

    def __init__(
        self,
        before: int,
        after: int,
        kernel: int,
        *,
        padding: int = 0,
        groups: int = 1,
        strength: float = 1.0,
    ) -> None:
        super().__init__(before, after, kernel, padding=padding, groups=groups)
        self.strength = strength
        nn.init.normal_(self.weight, std=self.weight[0].numel() ** -0.5)
        assert self.bias is not None
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        assert self.bias is not None
        y: Tensor = self._conv_forward(x, self.weight * (_GAIN * self.strength), self.bias * _GAIN)
        return y


def _active(x: Tensor) -> Tensor:
    return F.leaky_relu(x, 0.2, inplace=True)
