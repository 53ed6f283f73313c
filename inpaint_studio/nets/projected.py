"""The projected discriminator (Sauer et al. 2021): judges frozen features of a picture, not its pixels.

Features that another network has learned describe what a picture shows, so a small discriminator on
them has little to memorise, and its gradient leads to layouts and colours instead of to dots that fool
a network of convolutions. Ours come from the autoencoder, which learned them without labels by
predicting hidden parts of photos. They are only looked through: the generator's weights hold none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from .autoencoder import Autoencoder

_GAIN = 2**0.5
_SEED = 21
_PATCH = 16  # px between neighbouring outputs


class CodeFeatures(nn.Module):
    """The frozen features of an autoencoder: its code, and its predictor after some of the middle blocks.

    Every place has a root mean square of 1, so that all levels count alike.
    """

    def __init__(self, autoencoder: Autoencoder, levels: Sequence[int] = (1, 3, 5)) -> None:
        """`levels` are the middle blocks after which the predictor is looked at, in increasing order."""
        super().__init__()
        self.encoder = autoencoder.encoder
        self.predictor = autoencoder.predictor
        self.levels = tuple(levels)
        config = autoencoder.config
        self.channels = (config.code, *(config.middle for _ in self.levels))
        self.requires_grad_(False).eval()

    def forward(self, picture: Tensor) -> list[Tensor]:
        """Of (B, 3, H, W) in [-1, 1], sides multiples of 8: at 1/4 of the size, then all at 1/8."""
        code = self.encoder(picture)
        known = torch.zeros_like(code[:, :2])  # no part is hidden
        x = self.predictor.before(self.predictor.enter(torch.cat([code, known], 1)))
        found = [_even(code)]
        x = self.predictor.down(x)
        for index in range(self.levels[-1] + 1):
            x = self.predictor.middle[index](x)
            if index in self.levels:
                found.append(_even(x))
        return found


def _even(x: Tensor) -> Tensor:
    x = x.float()
    return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-4)


@dataclass(frozen=True)
class ProjectedConfig:
    """Channels of the features, level by level; of their random mixtures; and of the heads."""

    features: tuple[int, ...] = (80, 192, 192, 192)
    mixed: int = 64
    head: int = 64


class ProjectedDiscriminator(nn.Module):
    """One head for each level of features, mixed across channels and levels at random beforehand.

    The mixtures stay as they were drawn: they keep the heads from attending to a few channels alone.
    The heads are spectrally normalised and see the mask.
    """

    def __init__(self, config: ProjectedConfig | None = None) -> None:
        super().__init__()
        self.config = c = config or ProjectedConfig()
        generator = torch.Generator().manual_seed(_SEED)
        self.across = nn.ModuleList(_random(nn.Conv2d(each, c.mixed, 1), generator) for each in c.features)
        self.down = nn.ModuleList(
            _random(nn.Conv2d(c.mixed, c.mixed, 3, padding=1), generator) for _ in c.features
        )
        self.heads = nn.ModuleList(_Head(c, halvings) for halvings in _halvings(len(c.features)))

    def forward(self, features: Sequence[Tensor], mask: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The outputs (B, levels, H / 16, W / 16), high for a photo, and the features themselves.

        `features` are those of `CodeFeatures`, `mask` is (B, 1, H, W). Sides must be multiples of 16.
        """
        mixed: Tensor | None = None
        verdicts = []
        for level in range(len(features) - 1, -1, -1):
            x = self.across[level](features[level])
            if mixed is not None:
                if mixed.shape[-1] != x.shape[-1]:
                    mixed = F.interpolate(mixed, scale_factor=2.0, mode="bilinear", align_corners=False)
                x = (x + mixed) * 0.5**0.5
            mixed = self.down[level](x)
            verdicts.append(self.heads[level](mixed, mask))
        return torch.cat(verdicts[::-1], 1), list(features)

    def patches(self, mask: Tensor) -> Tensor:
        """Which outputs have a filled pixel: 0 or 1, in their shape."""
        return F.max_pool2d(mask, _PATCH).expand(-1, len(self.heads), -1, -1)


class _Head(nn.Module):
    def __init__(self, config: ProjectedConfig, halvings: int) -> None:
        super().__init__()
        self.enter = _spectral(nn.Conv2d(config.mixed + 1, config.head, 3, padding=1))
        self.downs = nn.ModuleList(
            _spectral(nn.Conv2d(config.head, config.head, 4, stride=2, padding=1)) for _ in range(halvings)
        )
        self.verdict = _spectral(nn.Conv2d(config.head, 1, 3, padding=1))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        share = F.avg_pool2d(mask, mask.shape[-1] // x.shape[-1]).to(x.dtype)
        x = F.leaky_relu(self.enter(torch.cat([x, share], 1)), 0.2) * _GAIN
        for down in self.downs:
            x = F.leaky_relu(down(x), 0.2) * _GAIN
        out: Tensor = self.verdict(x)
        return out


def _halvings(levels: int) -> list[int]:
    """How often each head halves the size, from 1/4 for the first and 1/8 for the others to 1/16."""
    return [2, *[1] * (levels - 1)]


def _spectral(layer: nn.Conv2d) -> nn.Module:
    nn.init.orthogonal_(layer.weight)
    return spectral_norm(layer)


def _random(layer: nn.Conv2d, generator: torch.Generator) -> nn.Module:
    """A fixed layer: normal weights that keep the variance, no bias."""
    with torch.no_grad():
        layer.weight.normal_(0, (layer.weight[0].numel()) ** -0.5, generator=generator)
        layer.bias.zero_()  # type: ignore[union-attr]
    return layer.requires_grad_(False)
