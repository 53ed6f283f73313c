"""The damage finder: a small U-Net that says for each pixel whether it is damage, and of which kind.

After Ronneberger et al. 2015, with residual blocks (He et al. 2016) and pixels rearranged into channels at
both ends (Shi et al. 2016), so that the finest convolutions run at half the resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..core.damage import FURTHEST, KINDS, MARK_FEATURES
from .blocks import Down, Up

CELL = 32
"""Sides of the network's input are multiples of this."""
KIND_CELL = 4
"""The kinds are said for cells of this many pixels."""


@dataclass(frozen=True)
class FinderConfig:
    """Channels at each resolution, from half to 1/32, and residual blocks on the way down and up."""

    channels: tuple[int, ...] = (16, 32, 64, 96, 128)
    down: tuple[int, ...] = (1, 1, 2, 1, 1)
    up: tuple[int, ...] = (1, 1, 1, 1)
    classical: bool = False
    """Add the morphological top-hats of the brightness, at two sizes, to the input."""


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with batch normalisation beside the identity; cheap, since they fold into one."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)
        nn.init.constant_(self.second_norm.weight, 0.3)  # a deep stack begins nearly as the identity

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        out: Tensor = x + y
        return out


class MarkClassifier(nn.Module):
    """What is known of candidates for marks (B, `MARK_FEATURES`) -> log-odds of being damage (B,).

    Untrained it says 0 for all. The finder runs it with NumPy (`finding.candidates.Classifier`).
    """

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.zeros(MARK_FEATURES))
        self.register_buffer("deviation", torch.ones(MARK_FEATURES))
        sides = (MARK_FEATURES, width, width, 1)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sides))
        for value in self.layers[-1].parameters():
            nn.init.zeros_(value)

    def forward(self, features: Tensor) -> Tensor:
        x = ((features - self.mean) / self.deviation).clamp(-FURTHEST, FURTHEST)
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        out: Tensor = self.layers[-1](x)[:, 0]
        return out


class Finder(nn.Module):
    """Photos (B, 3, H, W) in [-1, 1], sides multiples of 32 -> logits of damage and of its kind.

    Damage is (B, 1, H, W), a kind (B, 7, H / 4, W / 4), to be read where there is damage. `marks` judges
    what it finds on a whole photo.
    """

    def __init__(self, config: FinderConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or FinderConfig()
        self.multiple = CELL
        c = config.channels
        if not 3 <= len(c) <= 5 or len(config.down) != len(c) or len(config.up) != len(c) - 1:
            raise ValueError("a finder has 3 to 5 resolutions, and blocks for each")
        self.enter = nn.Conv2d(4 * (3 + 4 * config.classical), c[0], 3, padding=1)
        self.encoders = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(width) for _ in range(config.down[level])))
            for level, width in enumerate(c)
        )
        self.downs = nn.ModuleList(Down(a, b) for a, b in pairwise(c))
        self.ups = nn.ModuleList(Up(b, a) for a, b in pairwise(c))
        self.decoders = nn.ModuleList(
            nn.Sequential(*(ResidualBlock(c[level]) for _ in range(count)))
            for level, count in enumerate(config.up)
        )
        self.damage = nn.Conv2d(c[0], 4, 3, padding=1)
        self.kind = nn.Conv2d(c[1], len(KINDS), 1)
        self.marks = MarkClassifier()
        nn.init.constant_(self.damage.bias, -4.0)  # type: ignore[arg-type]

    def forward(self, photo: Tensor) -> tuple[Tensor, Tensor]:
        planes = torch.cat([photo, top_hats(photo)], 1) if self.config.classical else photo
        x: Tensor = self.enter(F.pixel_unshuffle(planes, 2))
        skips = []
        for level, encoder in enumerate(self.encoders):
            x = encoder(x if level == 0 else self.downs[level - 1](x))
            skips.append(x)
        kind = x
        for level in reversed(range(len(self.ups))):
            x = self.decoders[level](self.ups[level](x, skips[level]))
            if level == 1:
                kind = self.kind(x)
        return F.pixel_shuffle(self.damage(x), 2), kind


def top_hats(photo: Tensor) -> Tensor:
    """White and black top-hats of the brightness over squares of 5 and 13 px: (B, 4, H, W), 0 or more."""
    grey = photo.mean(1, keepdim=True)
    found = []
    for side in (5, 13):
        found += [grey - _opened(grey, side), -grey - _opened(-grey, side)]
    return torch.cat(found, 1)


def _opened(grey: Tensor, side: int) -> Tensor:
    """The morphological opening over squares."""
    return _largest(-_largest(-grey, side), side)


def _largest(grey: Tensor, side: int) -> Tensor:
    """The maximum over squares of `side` px, one direction after the other."""
    half = side // 2
    rows = F.max_pool2d(grey, (side, 1), 1, (half, 0))
    return F.max_pool2d(rows, (1, side), 1, (0, half))
