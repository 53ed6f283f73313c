"""The convolutional autoencoder: learns features of patches, predicts those of a hole, paints them.

Three parts, trained together and without labels. The encoder turns a photo into a code at 1/4 of its
size, whose vectors each describe their own patch and little else: the *fine* part holds the pixels of a
4 x 4 px cell (as cosines, without loss), the *features* are learned, and the decoder must paint the photo
from them wherever the fine part is withheld. The predictor infers the code of a hole from the code around
it (context encoder, Pathak et al. 2016; masked autoencoding, He et al. 2022). No connections bypass the
code, so a code copied from elsewhere in the photo is painted as sharply as it was there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .blocks import ChannelNorm, Down, InvertedBlock, SeparableBlock, Up
from .cells import AROUND, CELL, FINE

_PATCH = 8
_ROUGH = 5  # cells: side of the square over which roughness is averaged
_FLOOR = 0.05  # of a channel's spread: this much roughness counts as none
_CORRECTION = 0.25  # weight of the decoder's own part, so that training does not disturb known pixels


@dataclass(frozen=True)
class AutoencoderConfig:
    """Learned features of the code (at 1/4), channels of the predictor's middle (at 1/8), its dilations."""

    features: int = 32
    middle: int = 192
    dilations: tuple[int, ...] = (1, 2, 4, 8, 8, 4, 2, 1)
    kernel: int = 5
    middle_kernel: int = 7
    ratio: int = 2
    """Expansion ratio of the middle blocks."""

    @property
    def code(self) -> int:
        """The length of a vector of the code."""
        return FINE + self.features


class Encoder(nn.Module):
    """A photo (B, 3, H, W) in [-1, 1] as its code (B, C, H / 4, W / 4).

    The features see 16 x 16 px around the cell. Masked pixels are zeroed, and the mask is an input too.
    """

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        self.cosines: Tensor
        self.register_buffer("cosines", _cosines(), persistent=False)
        wide = 2 * config.features
        self.patch = nn.Conv2d(4, wide, _PATCH, stride=CELL, padding=(_PATCH - CELL) // 2)
        self.block = SeparableBlock(wide, 3)
        self.features = nn.Conv2d(wide, config.features, 1)
        self.norm = ChannelNorm(config.features)

    def forward(self, photo: Tensor, mask: Tensor | None = None) -> Tensor:
        """`mask` is (B, 1, H, W), 1 where unknown; None: all is known."""
        hidden = torch.zeros_like(photo[:, :1]) if mask is None else mask
        photo = photo * (1 - hidden)
        fine = F.conv2d(photo, self.cosines.to(photo.dtype).reshape(FINE, 3, CELL, CELL), stride=CELL)
        features = self.norm(self.features(self.block(self.patch(torch.cat([photo, hidden], 1)))))
        return torch.cat([fine, features.to(fine.dtype)], 1)


class Decoder(nn.Module):
    """A code (B, C, h, w) as a photo (B, 3, 4 h, 4 w), not limited to [-1, 1]."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        self.inverse: Tensor
        inverse = torch.linalg.inv(_cosines().double()).float()
        self.register_buffer("inverse", inverse, persistent=False)
        self.blocks = nn.Sequential(SeparableBlock(config.code, 3), SeparableBlock(config.code, 3))
        self.paint = nn.Conv2d(config.code, FINE, 3, padding=1)
        with torch.no_grad():
            self.paint.weight.mul_(0.1)

    def forward(self, code: Tensor) -> Tensor:
        pixels = torch.einsum("pc,bchw->bphw", self.inverse.to(code.dtype), code[:, :FINE])
        return F.pixel_shuffle(pixels + _CORRECTION * self.paint(self.blocks(code)), CELL)


def _cosines() -> Tensor:
    """(48, 48): the pixels of a cell (channel, row, column) as cosines of light and two colours.

    High frequencies are amplified, since photos have less of them.
    """
    place = torch.arange(CELL, dtype=torch.float64)
    basis = torch.cos((2 * place[None, :] + 1) * place[:, None] * (math.pi / (2 * CELL)))
    basis = basis / basis.norm(dim=1, keepdim=True)
    colours = torch.tensor([[1, 1, 1], [1, 0, -1], [1, -2, 1]], dtype=torch.float64)
    colours = colours / colours.norm(dim=1, keepdim=True)
    both = torch.einsum("kc,uy,vx->kuvcyx", colours, basis, basis)
    gain = 0.25 * (1 + 2 * (place[:, None] + place[None, :]))
    return (both * gain[None, :, :, None, None, None]).reshape(FINE, FINE).float()


class Predictor(nn.Module):
    """Infers the code of the whole photo from that of the masked one, and its roughness at each place."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        code, middle = config.code, config.middle
        self.enter = nn.Conv2d(code + 2, code, 1)
        self.before = SeparableBlock(code, config.kernel)
        self.down = Down(code, middle)
        self.middle = nn.ModuleList(
            InvertedBlock(middle, config.middle_kernel, ratio=config.ratio, dilation=dilation)
            for dilation in config.dilations
        )
        self.up = Up(middle, code)
        self.after = SeparableBlock(code, config.kernel)
        self.norm = ChannelNorm(code)
        self.change = nn.Conv2d(code, code, 1)
        self.rough = nn.Conv2d(code, code, 1)
        with torch.no_grad():
            self.change.weight.mul_(0.1)

    def forward(self, code: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`mask` (B, 1, 4 h, 4 w) of pixels. Code and roughness (see `roughness`), both (B, C, h, w).

        Height and width of the code must be even.
        """
        share = F.avg_pool2d(mask, CELL)
        x = self.enter(torch.cat([code, share, seen(mask)], 1))
        skip = x = self.before(x)
        x = self.down(x)
        for block in self.middle:
            x = block(x)
        x = F.gelu(self.norm(self.after(self.up(x, skip))))
        return code + self.change(x), self.rough(x)


class Autoencoder(nn.Module):
    """Encoder, predictor and decoder: 2 M parameters, no noise, no discriminator."""

    multiple: ClassVar[int] = 8
    """Height and width must be multiples of this."""

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        super().__init__()
        self.config = config or AutoencoderConfig()
        self.encoder = Encoder(self.config)
        self.predictor = Predictor(self.config)
        self.decoder = Decoder(self.config)

    def noise_shapes(self, batch: int, height: int, width: int) -> tuple[tuple[int, ...], ...]:
        """None: this network is not stochastic."""
        return ()

    def forward(self, photo: Tensor, mask: Tensor, *noise: Tensor) -> Tensor:
        """A whole picture (B, 3, H, W) in [-1, 1]; `photo` is ignored under the mask."""
        return self.decoder(self.predicted(photo, mask)[0]).clamp(-1, 1)  # type: ignore[no-any-return]

    def predicted(self, photo: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Code and roughness of the whole picture: predicted around the hole, the photo's own elsewhere."""
        known = self.encoder(photo, mask)
        code, rough = self.predictor(known, mask)
        own, blind = F.max_pool2d(mask, CELL), seen(mask)
        fine = torch.lerp(known[:, :FINE], code[:, :FINE], own.to(code.dtype))
        return torch.cat([fine, torch.lerp(known[:, FINE:], code[:, FINE:], blind.to(code.dtype))], 1), rough

    def withheld(self, code: Tensor, withheld: Tensor) -> Tensor:
        """The code without its fine part where `withheld` (B, 1, h, w) is 1."""
        return torch.cat([code[:, :FINE] * (1 - withheld), code[:, FINE:]], 1)

    def reconstructed(self, photo: Tensor) -> Tensor:
        """The whole picture from its features alone. In [-1, 1]."""
        code = self.encoder(photo)
        return self.decoder(self.withheld(code, torch.ones_like(code[:, :1]))).clamp(-1, 1)  # type: ignore[no-any-return]


class Both(nn.Module):
    """An autoencoder's two uses in one module, for its ONNX form."""

    def __init__(self, network: Autoencoder) -> None:
        super().__init__()
        self.network = network

    def forward(self, photo: Tensor, mask: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """The whole picture `photo`, as `Autoencoder` gives it, and the code of the picture `known`.

        The two are of different sizes: who wants only one gives the smallest of the other.
        """
        return self.network(photo, mask), self.network.encoder(known, torch.zeros_like(known[:, :1]))


def seen(mask: Tensor) -> Tensor:
    """(B, 1, H / 4, W / 4): 1 where a vector of the code would see masked pixels, else 0."""
    cells = F.max_pool2d(mask, CELL)
    return F.max_pool2d(cells, 2 * AROUND + 1, stride=1, padding=AROUND)


def roughness(code: Tensor, spread: Tensor) -> Tensor:
    """How strong the texture is around each place: (B, C, h, w), as the logarithm of a share of `spread`.

    The mean over 5 x 5 cells of the difference between a code and the mean of its neighbours. It can be
    predicted where the texture itself cannot. `spread` (1, C, 1, 1) is the mean absolute deviation of each
    channel.
    """
    fine = (code - F.avg_pool2d(code, 3, stride=1, padding=1, count_include_pad=False)).abs()
    mean = F.avg_pool2d(fine, _ROUGH, stride=1, padding=_ROUGH // 2, count_include_pad=False)
    return (mean / spread + _FLOOR).log()


def spread(code: Tensor) -> Tensor:
    """The mean absolute deviation of each channel of codes (B, C, h, w): (1, C, 1, 1), above 0."""
    return (code - code.mean((0, 2, 3), keepdim=True)).abs().mean((0, 2, 3), keepdim=True).clamp(min=1e-4)
