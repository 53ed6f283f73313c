"""The training losses. All are means over pictures, so batches can be split.

Every loss is computed on the composite (known pixels from the photo, the others from the fill), is a scalar
float32, and weighs all pictures equally, whatever the size of their holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from .blocks import dft2


def composite(photo: Tensor, fill: Tensor, mask: Tensor) -> Tensor:
    """The photo with the fill under the mask; outside it the fill has no effect and gets no gradient."""
    return photo * (1 - mask) + fill * mask


def hole_l1(picture: Tensor, photo: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute difference in the hole."""
    return inside((picture.float() - photo.float()).abs().mean(1, keepdim=True), mask)


def known_l1(picture: Tensor, photo: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute difference outside the hole, for an output before it is composited."""
    return hole_l1(picture, photo, 1 - mask)


def plan_l1(picture: Tensor, photo: Tensor, mask: Tensor, *, steps: Sequence[int] = (4, 8)) -> Tensor:
    """Mean absolute difference in the hole of means over squares of each of the `steps`, in pixels.

    Unlike `hole_l1` it leaves out texture, which can only be guessed. The steps must divide the sides.
    """
    difference = (picture.float() - photo.float()) * mask
    terms = []
    for step in steps:
        # a square that is unknown in part counts in part
        off = F.avg_pool2d(difference, step).abs().mean(1, keepdim=True).sum((1, 2, 3))
        terms.append((off / F.avg_pool2d(mask, step).sum((1, 2, 3)).clamp(min=1e-3)).mean())
    return torch.stack(terms).mean()


@dataclass(frozen=True)
class Adversarial:
    """The adversarial losses of both networks. `patches` marks outputs with filled pixels."""

    name: str

    def discriminator(self, real: Tensor, fake: Tensor, patches: Tensor) -> Tensor:
        """Photos should score high and fills low, both in the patches that the mask touches.

        Counting other patches of photos too would reward looking only at the mask, which is an input.
        """
        real, fake = real.float(), fake.float()
        if self.name == "hinge":
            good, bad = F.relu(1 - real), F.relu(1 + fake)
        else:  # Goodfellow et al. 2014: the discriminator's side is the same in both
            good, bad = F.softplus(-real), F.softplus(fake)
        return inside(good, patches) + inside(bad, patches)

    def generator(self, fake: Tensor, patches: Tensor) -> Tensor:
        """Filled patches should score high."""
        fake = fake.float()
        if self.name == "hinge":
            loss = -fake
        elif self.name == "non-saturating":
            loss = F.softplus(-fake)
        else:  # "bce", the minimax form: log(1 - D(fake)), which saturates while D wins
            loss = -F.softplus(fake)
        return inside(loss, patches)


ADVERSARIAL = {name: Adversarial(name) for name in ("hinge", "non-saturating", "bce")}
"""The adversarial losses by name."""


def feature_matching(fake: Sequence[Tensor], real: Sequence[Tensor]) -> Tensor:
    """Mean absolute difference of the discriminator's features (Wang et al. 2018)."""
    terms = [(a.float() - b.detach().float()).abs().mean() for a, b in zip(fake, real, strict=True)]
    return torch.stack(terms).mean()


def focal_frequency(picture: Tensor, photo: Tensor) -> Tensor:
    """Squared difference of the spectra, with the largest errors weighted most (Jiang et al. 2021)."""
    real, imaginary = dft2(picture.float() - photo.float())
    power = real * real + imaginary * imaginary
    distance = power.detach().sqrt()
    weight = distance / distance.amax((1, 2, 3), keepdim=True).clamp(min=1e-8)
    return (weight * power).mean()


def mode_seeking(first: Tensor, second: Tensor, mask: Tensor, *, pool: int = 4, soft: float = 0.05) -> Tensor:
    """Small where two noises give different fills (Mao et al. 2019); from 1 (alike) to 0.

    Compared after averaging over squares of `pool` px, so that grain alone does not count. Both noises
    are standard normal, so their own distance is left out; `soft` keeps the slope finite at 0.
    """
    difference = F.avg_pool2d((first - second).float() * mask, pool).abs().mean(1, keepdim=True)
    area = F.avg_pool2d(mask, pool)
    distance = difference.sum((1, 2, 3)) / area.sum((1, 2, 3)).clamp(min=1e-3)
    return (soft / (distance + soft)).mean()


def inside(values: Tensor, mask: Tensor) -> Tensor:
    """The mean over the masked values of each picture, then over the pictures."""
    mask = mask.to(values.dtype)
    return ((values * mask).sum((1, 2, 3)) / mask.sum((1, 2, 3)).clamp(min=1)).mean()
