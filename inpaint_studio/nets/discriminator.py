"""The discriminator: decides for each patch of a picture whether it is a photo or a fill."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

_GAIN = 2**0.5
"""Makes up for what a leaky ReLU takes from the signal, which would fade from layer to layer."""


@dataclass(frozen=True)
class DiscriminatorConfig:
    """Channels after each halving, and of the last layer before the output."""

    channels: tuple[int, ...] = (48, 96, 192, 384)
    last: int = 128
    spectral: bool = True
    """Keep it smooth by spectral norm; without it, it learns faster and may overwhelm the generator."""


class Discriminator(nn.Module):
    """Patch-based (Isola et al. 2017), with spectral norm (Miyato et al. 2018); the mask is an input."""

    def __init__(self, config: DiscriminatorConfig | None = None) -> None:
        super().__init__()
        self.config = config or DiscriminatorConfig()
        channels = (4, *self.config.channels)
        spectral = self.config.spectral
        self.downs = nn.ModuleList(
            _initialised(nn.Conv2d(before, after, 4, stride=2, padding=1), spectral)
            for before, after in pairwise(channels)
        )
        self.last = _initialised(nn.Conv2d(channels[-1], self.config.last, 3, padding=1), spectral)
        self.verdict = _initialised(nn.Conv2d(self.config.last, 1, 3, padding=1), spectral)

    @property
    def patch(self) -> int:
        """The distance between neighbouring patches in pixels: 16 with four halvings."""
        return int(2 ** len(self.config.channels))

    def forward(self, picture: Tensor, mask: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The outputs (B, 1, H / patch, W / patch), high for a photo, and the features of all layers."""
        x = torch.cat([picture, mask], 1)
        features = []
        for down in self.downs:
            x = F.leaky_relu(down(x), 0.2) * _GAIN
            features.append(x)
        x = F.leaky_relu(self.last(x), 0.2) * _GAIN
        features.append(x)
        return self.verdict(x), features

    def patches(self, mask: Tensor) -> Tensor:
        """Which patches have a filled pixel: 0 or 1, in the shape of the outputs."""
        return F.max_pool2d(mask, self.patch)


def _initialised(layer: nn.Conv2d, spectral: bool) -> nn.Module:
    """Initialise orthogonally, so that no direction fades; with spectral norm on request."""
    nn.init.orthogonal_(layer.weight)
    return spectral_norm(layer) if spectral else layer
