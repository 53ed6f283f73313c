"""Patch attention: the features of a hole are mixed from those of the known places that resemble them."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .blocks import ChannelNorm, _shrink

_FAR = -30.0
"""The score of a place that is unknown: its share vanishes, and where nothing is known all count alike."""


class PatchAttention(nn.Module):
    """Copies features into the hole from known places, chosen by resemblance (Yu et al. 2018).

    The cosine of 3 x 3 patches of `inside` learned channels decides, as in the paper; its sharpness is
    learned. Only places that touch the hole change, and only known ones are copied. What a network
    learns here is *where* to copy from, which takes fewer photos than learning what to paint.
    """

    def __init__(self, channels: int, inside: int) -> None:
        super().__init__()
        self.inside = inside
        self.norm = ChannelNorm(channels)
        self.wanted = nn.Conv2d(channels, inside, 3, padding=1)
        self.offered = nn.Conv2d(channels, inside, 3, padding=1)
        self.carried = nn.Conv2d(channels, channels, 1)
        self.leave = nn.Conv2d(channels, channels, 1)
        self.sharpness = nn.Parameter(torch.tensor(2.3))  # a factor of 10, as in the paper
        _shrink(self.leave)

    def forward(self, x: Tensor, hole: Tensor) -> Tensor:
        """`x` (B, C, H, W) and how much of each place is unknown, `hole` (B, 1, H, W), 0 to 1."""
        y = self.norm(x)
        attention = self.attention(y, hole)
        values = self.carried(y).flatten(2)
        copied = (values @ attention.to(values.dtype).transpose(1, 2)).reshape(x.shape)
        added: Tensor = self.leave(copied) * (hole > 0).to(x.dtype)
        return x + added

    def attention(self, y: Tensor, hole: Tensor) -> Tensor:
        """How much each place (rows, H W) takes from each other one (columns): float32 (B, H W, H W)."""
        wanted = F.normalize(self.wanted(y).flatten(2).float(), dim=1, eps=1e-4)
        offered = F.normalize(self.offered(y).flatten(2).float(), dim=1, eps=1e-4)
        with torch.autocast(y.device.type, enabled=False):
            scores = wanted.transpose(1, 2) @ offered * self.sharpness.float().exp()
            # squared, so that a place of which a part is known is better than none
            return (scores + _FAR * hole.flatten(2).float().square()).softmax(-1)
