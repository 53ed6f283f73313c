"""Crops from the store and their ageing, and the augmentation of what the discriminator sees."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from .holes import Rng
from .photos import Stored

_LUMA = (0.299, 0.587, 0.114)


def draw_crops(
    photos: tuple[Stored, ...],
    weight: Tensor,
    count: int,
    side: int,
    order: torch.Generator,
    *,
    share: float = 0.0,
) -> list[tuple[Stored, int, int, int, bool]]:
    """What to crop: photo, left, top and side of each square in it, and whether to mirror it.

    Photos that would have to be enlarged a lot for crops of `side` px are left out if there are others.
    No crop is smaller than this `share` of the photo's short side.
    """
    large = torch.tensor([stored.short >= 0.85 * side for stored in photos])
    chosen = weight * large if bool((weight * large).sum() > 0) else weight
    drawn = torch.multinomial(chosen, count, replacement=True, generator=order)
    numbers = torch.rand((count, 4), generator=order)
    crops = []
    for index, (scale, across, down, mirror) in zip(drawn.tolist(), numbers.tolist(), strict=True):
        stored = photos[index]
        least = min(max(side, share * stored.short), stored.short)
        # sizes are uniform in their logarithm, as the eye sees them
        cut = round(math.exp(math.log(least) + scale * (math.log(stored.short) - math.log(least))))
        left = round(across * (stored.width - cut))
        top = round(down * (stored.height - cut))
        crops.append((stored, left, top, cut, mirror < 0.5))
    return crops


def cut_crops(
    pixels: Tensor, crops: list[tuple[Stored, int, int, int, bool]], side: int, device: torch.device
) -> Tensor:
    """The crops, scaled to `side`: float (N, 3, side, side) in [-1, 1] on `device`; `pixels` is the store."""
    cut = []
    for stored, left, top, size, mirror in crops:
        crop = (
            stored.of(pixels)[top : top + size, left : left + size].to(device).permute(2, 0, 1)[None].float()
        )
        if size != side:
            crop = F.interpolate(crop, (side, side), mode="bilinear", antialias=True, align_corners=False)
        cut.append(crop.flip(-1) if mirror else crop)
    return torch.cat(cut) / 127.5 - 1


def age(photos: Tensor, chances: Mapping[str, float], rng: Rng) -> Tensor:
    """Make some of the pictures look like old or poor photos: grey, sepia, grainy, compressed. Same range."""
    count = len(photos)
    grey = _grey(photos)
    sepia = (grey * photos.new_tensor([1.0, 0.92, 0.78])[:, None, None] + grey.new_tensor(0.05)).clamp(-1, 1)
    strength = rng.uniform(count, 1, 1, 1, low=0.01, high=0.12)
    noise = (photos + strength * rng.normal(*photos.shape)).clamp(-1, 1)
    coarseness = rng.uniform(count, 1, 1, 1, 1, 1, low=0.02, high=0.12)
    for name, aged in (("grey", grey), ("sepia", sepia), ("noise", noise)):
        photos = torch.where(rng.uniform(count, 1, 1, 1) < chances.get(name, 0), aged, photos)
    chosen = rng.uniform(count, 1, 1, 1) < chances.get("jpeg", 0)
    return torch.where(chosen, jpeg_like(photos, coarseness), photos)


def recolour(photos: Tensor, chance: float, rng: Rng) -> Tensor:
    """Some of the pictures with another white balance, brightness and saturation. Same range."""
    count = len(photos)
    chosen = rng.uniform(count, 1, 1, 1) < chance
    gamma = rng.uniform(count, 1, 1, 1, low=-0.5, high=0.5).exp()
    balance = rng.uniform(count, 3, 1, 1, low=0.8, high=1.2)
    saturation = rng.uniform(count, 1, 1, 1, low=0.4, high=1.4)
    grey = _grey(photos)
    changed = grey + (photos - grey) * saturation
    changed = (((changed + 1) / 2).clamp(0, 1) ** gamma * balance).clamp(0, 1) * 2 - 1
    return torch.where(chosen, changed, photos)


def jpeg_like(photos: Tensor, coarseness: Tensor) -> Tensor:
    """Quantised in the cosine transform of 8 x 8 px blocks, high frequencies more coarsely, as in JPEG.

    Height and width are multiples of 8; `coarseness` (N, 1, 1, 1, 1, 1) is the step of the lowest
    frequency (0.02 is hardly visible, 0.2 is poor).
    """
    count, channels, height, width = photos.shape
    place = torch.arange(8, device=photos.device)
    basis = torch.cos((2 * place[None, :] + 1) * place[:, None] * (math.pi / 16)) * 0.5
    basis[0] *= math.sqrt(0.5)
    step = coarseness * (1 + 0.6 * (place[:, None] + place[None, :]))
    # blocks as (N, C, rows, columns, 8, 8)
    blocks = photos.reshape(count, channels, height // 8, 8, width // 8, 8).transpose(3, 4)
    blocks = basis.T @ (torch.round(basis @ blocks @ basis.T / step) * step) @ basis
    return blocks.transpose(3, 4).reshape(photos.shape).clamp(-1, 1)


@dataclass(frozen=True)
class PairAugment:
    """A shift and a change of colour, alike for photo, fill and mask (Zhao et al. 2020); differentiable."""

    brightness: Tensor
    saturation: Tensor
    contrast: Tensor
    shift: Tensor
    """(N, 2) as shares of the picture, which is mirrored beyond its edges."""

    @classmethod
    def draw(cls, count: int, chance: float, rng: Rng) -> PairAugment:
        """Different for each picture; each kind of change is applied with probability `chance`."""
        colour = (rng.uniform(count, 1, 1, 1) < chance).float()
        moved = (rng.uniform(count, 1) < chance).float()
        return cls(
            brightness=rng.uniform(count, 1, 1, 1, low=-0.3, high=0.3) * colour,
            saturation=1 + rng.uniform(count, 1, 1, 1, low=-0.7, high=0.5) * colour,
            contrast=1 + rng.uniform(count, 1, 1, 1, low=-0.3, high=0.3) * colour,
            shift=rng.uniform(count, 2, low=-0.125, high=0.125) * moved,
        )

    def part(self, part: slice) -> PairAugment:
        """That of some of the pictures."""
        return PairAugment(*(value[part] for value in vars(self).values()))

    def colours(self, pictures: Tensor) -> Tensor:
        """Change brightness, saturation and contrast; about fixed points, so photo and fill change alike."""
        grey = _grey(pictures)
        return (grey + (pictures - grey) * self.saturation) * self.contrast + self.brightness

    def moved(self, planes: Tensor) -> Tensor:
        """Shifted by whole pixels."""
        count, _, height, width = planes.shape
        rows = _mirrored(height, self.shift[:, 0], planes.device)
        columns = _mirrored(width, self.shift[:, 1], planes.device)
        picture = torch.arange(count, device=planes.device)[:, None, None]
        # indexing in this order gives (N, H, W, C)
        return planes.permute(0, 2, 3, 1)[picture, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def _mirrored(length: int, shift: Tensor, device: torch.device) -> Tensor:
    """Where each of `length` pixels comes from: int64 (N, length)."""
    place = torch.arange(length, device=device)[None, :] + torch.round(shift[:, None] * length).long()
    place = place.abs()
    return torch.where(place >= length, 2 * (length - 1) - place, place)


def _grey(pictures: Tensor) -> Tensor:
    weight = pictures.new_tensor(_LUMA)[None, :, None, None]
    return (pictures * weight).sum(1, keepdim=True).expand_as(pictures)
