"""The blocks that the networks are built from. All take any height and width, and export to ONNX."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ChannelNorm(nn.Module):
    """Each pixel divided by the root mean square of its channels, then scaled by channel.

    It uses no batch statistics, so a picture gives the same output alone or in a batch.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        power = (x * x).mean(1, keepdim=True)
        return x * torch.rsqrt(power + 1e-6) * self.scale


class SeparableBlock(nn.Module):
    """Residual: depthwise convolution, then two 1x1 convolutions. Cheap enough for high resolutions."""

    def __init__(self, channels: int, kernel: int = 5) -> None:
        super().__init__()
        self.spread = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.norm = ChannelNorm(channels)
        self.mix = nn.Conv2d(channels, channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)
        _shrink(self.out)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.out(F.gelu(self.mix(self.norm(self.spread(x)))))
        return x + y


class InvertedBlock(nn.Module):
    """Residual: depthwise convolution, widened `ratio` times by 1x1, and back (ConvNeXt, Liu et al. 2022).

    With `fourier` channels, a Fourier unit adds global context; with `style` features, a vector scales and
    shifts the channels. `dilation` spreads the depthwise kernel.
    """

    def __init__(
        self,
        channels: int,
        kernel: int = 7,
        *,
        ratio: int = 3,
        dilation: int = 1,
        fourier: int = 0,
        style: int = 0,
    ) -> None:
        super().__init__()
        self.spread = nn.Conv2d(
            channels, channels, kernel, padding=kernel // 2 * dilation, dilation=dilation, groups=channels
        )
        self.fourier = FourierBranch(channels, fourier) if fourier else None
        self.norm = ChannelNorm(channels)
        self.style = nn.Linear(style, 2 * channels) if style else None
        self.widen = nn.Conv2d(channels, ratio * channels, 1)
        self.out = nn.Conv2d(ratio * channels, channels, 1)
        _shrink(self.out)
        if self.style is not None:
            _shrink(self.style)

    def forward(self, x: Tensor, style: Tensor | None = None) -> Tensor:
        """`x` (B, C, H, W) and, if the block takes one, `style` (B, features)."""
        y: Tensor = self.spread(x)
        if self.fourier is not None:
            y = y + self.fourier(x)
        y = self.norm(y)
        if self.style is not None and style is not None:
            scale, shift = self.style(style)[:, :, None, None].chunk(2, 1)
            y = y * (1 + scale) + shift
        y = self.out(F.gelu(self.widen(y)))
        return x + y


class FourierBranch(nn.Module):
    """Processes some channels in the frequency domain of the whole picture (LaMa, Suvorov et al. 2022)."""

    def __init__(self, channels: int, inside: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(channels, inside, 1)
        self.norm = ChannelNorm(inside)
        self.unit = FourierUnit(inside)
        self.leave = nn.Conv2d(inside, channels, 1)
        _shrink(self.leave)

    def forward(self, x: Tensor) -> Tensor:
        y = F.gelu(self.norm(self.enter(x)))
        out: Tensor = self.leave(y + self.unit(y))
        return out


class FourierUnit(nn.Module):
    """1x1 convolution over the real and imaginary parts of the two-dimensional spectrum."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.mix = nn.Conv2d(2 * channels, 2 * channels, 1)
        self.norm = ChannelNorm(2 * channels)
        self.out = nn.Conv2d(2 * channels, 2 * channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        width = x.shape[-1]
        spectrum = torch.cat(dft2(x), 1).to(x.dtype)
        spectrum = self.out(F.gelu(self.norm(self.mix(spectrum))))
        real, imaginary = spectrum.chunk(2, 1)
        return inverse_dft2(real, imaginary, width).to(x.dtype)


def dft2(x: Tensor) -> tuple[Tensor, Tensor]:
    """The spectrum of real (B, C, H, W): real and imaginary part, float32 (B, C, H, W // 2 + 1).

    Orthonormal, like `torch.fft.rfft2(x, norm="ortho")`, but as products with matrices that are built
    from the shape inside the graph: torch.fft cannot be exported with dynamic sizes.
    """
    height, width = x.shape[-2], x.shape[-1]
    with torch.autocast(x.device.type, enabled=False):
        x = x.float()
        cosine, sine = _waves(width, width // 2 + 1, x)
        real, imaginary = x @ cosine, -(x @ sine)
        cosine, sine = _waves(height, height, x)
        return cosine @ real + sine @ imaginary, cosine @ imaginary - sine @ real


def inverse_dft2(real: Tensor, imaginary: Tensor, width: int) -> Tensor:
    """The real picture, float32 (B, C, H, `width`), with this spectrum; the inverse of `dft2`."""
    height = real.shape[-2]
    with torch.autocast(real.device.type, enabled=False):
        real, imaginary = real.float(), imaginary.float()
        cosine, sine = _waves(height, height, real)
        real, imaginary = cosine @ real - sine @ imaginary, cosine @ imaginary + sine @ real
        count = width // 2 + 1
        cosine, sine = _waves(width, count, real)
        # only half the spectrum is stored: all but the first (and, for an even width, the last) count twice
        column = torch.arange(count, device=real.device)
        single = (column == 0) | (2 * column == width)
        weight = 2.0 - single.to(real.dtype)
        return (real * weight) @ cosine.T - (imaginary * weight) @ sine.T


def _waves(length: int, count: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the first `count` frequencies over `length` pixels: float32 (length, count)."""
    place = torch.arange(length, device=like.device).to(torch.float32)
    frequency = torch.arange(count, device=like.device).to(torch.float32)
    # whole turns are subtracted as integers (exact up to 2 ** 24), so that the angle stays small and the
    # cosine precise; exporters have no remainder by a size that is only known at run time
    product = place[:, None] * frequency[None, :]
    rest = product - torch.floor(product / length) * length
    angle = rest / length * (2 * math.pi)
    scale = (place[:1] + length) ** -0.5
    return torch.cos(angle) * scale, torch.sin(angle) * scale


def spread_colours(photo: Tensor, known: Tensor, *, cell: int = 4) -> Tensor:
    """The known pixels of (B, 3, H, W), spread smoothly over all others; `known` (B, 1, H, W) is 0 or 1.

    Normalized convolution (Knutsson and Westin 1993) over squares of `cell` px, which must divide both
    sides, with a sum of Gaussians that falls with the fourth power of the distance. Products with
    matrices built from the shape, like `dft2`. Float32.
    """
    with torch.autocast(photo.device.type, enabled=False):
        photo, known = photo.float(), known.float()
        given = F.avg_pool2d(torch.cat([photo * known, known], 1), cell)
        # so that there is a colour at any distance from the nearest known pixel
        total = 1e-12 * given.mean((2, 3), keepdim=True)
        for sigma in _SPREADS:
            down, across = _bell(given.shape[-2], sigma, given), _bell(given.shape[-1], sigma, given)
            total = total + sigma**-4 * (down @ (given @ across))
        smooth = total[:, :3] / total[:, 3:].clamp(min=1e-16)
        return F.interpolate(smooth, scale_factor=float(cell), mode="bilinear", align_corners=False)


_SPREADS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


def _bell(length: int, sigma: float, like: Tensor) -> Tensor:
    """Gaussian weights between all places: float32 (length, length), 1 on the diagonal."""
    place = torch.arange(length, device=like.device).to(torch.float32) / sigma
    return torch.exp(-0.5 * (place[:, None] - place[None, :]).square())


def smooth_start(photo: Tensor, mask: Tensor) -> Tensor:
    """The photo (B, 3, H, W) with the surrounding colours spread over the hole, from which fills start.

    Sides must be multiples of 4. `photo` is ignored under the mask.
    """
    known = 1 - mask
    return photo * known + spread_colours(photo, known) * mask


def painted_on(smooth: Tensor, paint: Tensor) -> Tensor:
    """`smooth` in [-1, 1], changed by `paint` of any size: float32 (B, 3, H, W) in (-1, 1).

    Zero paint leaves the colours unchanged, except for the brightest and the darkest.
    """
    start = _LIMIT * smooth
    logit = 0.5 * torch.log((1 + start) / (1 - start))
    return torch.tanh(logit + paint.float())


_LIMIT = 0.98
"""The most extreme colour that a fill starts from, where tanh still has a slope."""


class Down(nn.Module):
    """Halves the size: a 3x3 convolution with stride 2."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.conv(x)
        return y


class Up(nn.Module):
    """Doubles the size and joins the `skip` by 1x1; bilinear, so without a checkerboard pattern."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(before, after, 3, padding=1)
        self.join = nn.Conv2d(2 * after, after, 1)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        y = F.interpolate(self.narrow(x), scale_factor=2.0, mode="bilinear", align_corners=False)
        out: Tensor = self.join(torch.cat([y, skip], 1))
        return out


def _shrink(layer: nn.Conv2d | nn.Linear) -> None:
    """Start a branch near zero, so that a deep stack begins as (almost) the identity."""
    with torch.no_grad():
        layer.weight.mul_(0.1)
        if layer.bias is not None:
            layer.bias.zero_()
