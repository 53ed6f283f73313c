"""A U-Net of partial convolutions (Liu et al. 2018): uses only known pixels, and the known area grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .blocks import ChannelNorm


@dataclass(frozen=True)
class PartialUNetConfig:
    """Channels and kernel of each halving; on the way up all kernels are 3x3.

    The other settings describe networks that others published, converted by `weights.published`.
    """

    channels: tuple[int, ...] = (48, 96, 192, 256, 256, 256)
    kernels: tuple[int, ...] = (7, 5, 5, 3, 3, 3)
    norm: bool = True
    """Whether features are normalised; a published network has its batch norm folded into its kernels."""
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """What is subtracted from pictures in (-1, 1), for each colour, and added to the output again."""
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """What they are then divided by, and the output multiplied by."""
    output: Literal["tanh", "sigmoid", "linear"] = "tanh"
    head: bool = False
    """Whether a leaky ReLU and a 1x1 convolution follow the last partial convolution, whose bias then
    counts in what is still a hole too."""


class PartialConv(nn.Module):
    """Convolution over known pixels, divided by their share under the kernel (equation 1)."""

    def __init__(
        self,
        inside: tuple[int, ...],
        after: int,
        kernel: int,
        stride: int = 1,
        *,
        bias_in_holes: bool = False,
    ) -> None:
        super().__init__()
        self.inside = inside
        self.stride = stride
        self.kernel = kernel
        self.bias_in_holes = bias_in_holes
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
        y = self.conv(x) * (whole / count.clamp(min=1))  # 0 where nothing is found
        return (y + self.bias if self.bias_in_holes else (y + self.bias) * found), found


class PartialUNet(nn.Module):
    """Six halvings; skips carry features and their masks. No noise: one hole, one fill."""

    multiple: ClassVar[int] = 1
    """Any height and width."""

    mean: Tensor
    std: Tensor

    def __init__(self, config: PartialUNetConfig | None = None) -> None:
        super().__init__()
        self.config = config or PartialUNetConfig()
        inside = (3, *self.config.channels)
        self.downs = nn.ModuleList(
            PartialConv((before,), after, kernel, stride=2)
            for before, after, kernel in zip(inside, inside[1:], self.config.kernels, strict=False)
        )
        norm = ChannelNorm if self.config.norm else nn.Identity
        self.down_norms = nn.ModuleList(norm(after) for after in inside[2:])
        head = self.config.head
        last = len(self.downs) - 1
        self.ups = nn.ModuleList(
            PartialConv((before, skip), skip, 3, bias_in_holes=head and level == last)
            for level, (before, skip) in enumerate(zip(inside[:0:-1], inside[-2::-1], strict=True))
        )
        self.up_norms = nn.ModuleList(norm(skip) for skip in inside[-2:0:-1])
        outputs = {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "linear": nn.Identity}
        self.activation = outputs[self.config.output]()
        self.head = nn.Sequential(nn.LeakyReLU(0.2), nn.Conv2d(3, 3, 1)) if head else nn.Identity()
        for name in ("mean", "std"):
            values = torch.tensor(getattr(self.config, name), dtype=torch.float32)
            self.register_buffer(name, values.reshape(1, 3, 1, 1), persistent=False)

    def noise_shapes(self, batch: int, height: int, width: int) -> tuple[tuple[int, ...], ...]:
        """None: this network is not stochastic."""
        return ()

    def forward(self, photo: Tensor, mask: Tensor, *noise: Tensor) -> Tensor:
        """A whole picture (B, 3, H, W) in (-1, 1); `photo` is ignored under the mask."""
        known = 1 - mask
        x, skips = self._scaled(photo) * known, []
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
        return self._unscaled(self.activation(self.head(x)))

    def _scaled(self, photo: Tensor) -> Tensor:
        """A picture in the range that the network was trained on."""
        return (photo - self.mean) / self.std if self._scales else photo

    def _unscaled(self, y: Tensor) -> Tensor:
        return y * self.std + self.mean if self._scales else y

    @property
    def _scales(self) -> bool:
        return self.config.mean != (0, 0, 0) or self.config.std != (1, 1, 1)
