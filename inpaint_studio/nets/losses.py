"""What the networks are trained to make small. All are means over pictures, so batches can be split.

Every loss is taken on the composite (known pixels from the photo, the others from the fill), is scalar
float32, and weighs each picture alike whatever the size of its hole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from .blocks import dft2


def composite(photo: Tensor, fill: Tensor, mask: Tensor) -> Tensor:
    """The photo with the fill under the mask; outside it, and in gradients, the fill does not count."""
    return photo * (1 - mask) + fill * mask


def hole_l1(picture: Tensor, photo: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute difference in the hole."""
    return inside((picture.float() - photo.float()).abs().mean(1, keepdim=True), mask)


def known_l1(picture: Tensor, photo: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute difference outside the hole, of an output that is not composed yet."""
    return hole_l1(picture, photo, 1 - mask)


@dataclass(frozen=True)
class Adversarial:
    """The game between generator and discriminator. `patches` marks verdicts that have filled pixels."""

    name: str

    def discriminator(self, real: Tensor, fake: Tensor, patches: Tensor) -> Tensor:
        """Photos should be judged high and fills low, both in the patches that the mask touches.

        Counting photos elsewhere too would pay for judging by the mask alone, which both are told.
        """
        real, fake = real.float(), fake.float()
        if self.name == "hinge":
            good, bad = F.relu(1 - real), F.relu(1 + fake)
        else:  # Goodfellow et al. 2014: the discriminator's side is the same in both
            good, bad = F.softplus(-real), F.softplus(fake)
        return inside(good, patches) + inside(bad, patches)

    def generator(self, fake: Tensor, patches: Tensor) -> Tensor:
        """Filled patches should be judged high."""
        fake = fake.float()
        if self.name == "hinge":
            loss = -fake
        elif self.name == "non-saturating":
            loss = F.softplus(-fake)
        else:  # "bce", the minimax form: log(1 - D(fake)), which saturates while D wins
            loss = -F.softplus(fake)
        return inside(loss, patches)


ADVERSARIAL = {name: Adversarial(name) for name in ("hinge", "non-saturating", "bce")}
"""The games to choose from."""


def feature_matching(fake: Sequence[Tensor], real: Sequence[Tensor]) -> Tensor:
    """Mean absolute difference of the discriminator's features (Wang et al. 2018)."""
    terms = [(a.float() - b.detach().float()).abs().mean() for a, b in zip(fake, real, strict=True)]
    return torch.stack(terms).mean()


def focal_frequency(picture: Tensor, photo: Tensor) -> Tensor:
    """Squared difference of the spectra, those that are furthest off weighing most (Jiang et al. 2021)."""
    real, imaginary = dft2(picture.float() - photo.float())
    power = real * real + imaginary * imaginary
    distance = power.detach().sqrt()
    weight = distance / distance.amax((1, 2, 3), keepdim=True).clamp(min=1e-8)
    return (weight * power).mean()


def mode_seeking(first: Tensor, second: Tensor, mask: Tensor, *, pool: int = 4, soft: float = 0.05) -> Tensor:
    """Small where two noises give different fills (Mao et al. 2019); from 1 (alike) to 0.

    Compared after averaging over `pool` px squares, so that grain alone does not count. Both noises
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
