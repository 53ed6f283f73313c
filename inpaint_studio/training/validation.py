"""What a network that fills holes has reached: fills of held-out photos and their scores."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ..nets import losses
from ..nets.generator import draw_noise
from .task import Validation

_AT_ONCE = 4


class Filling:
    """What the tasks have in common whose network fills holes."""

    average: nn.Module
    device: torch.device
    main_score = "hole_psnr"

    def extras(self, photos: Tensor) -> dict[str, Tensor]:
        """Further outputs for whole photos (on the device) to show and to score, by name; same shape."""
        return {}

    def validate(self, photos: Tensor, masks: Tensor) -> Validation:
        """The scores of the averaged network, and the columns of a sample sheet, on the CPU.

        `photos` (N, 3, H, W) in [-1, 1] and their holes `masks` (N, 1, H, W) are on the CPU too. The columns
        are holes, fills, fills with different noise if there is any, the task's further outputs, and photos.
        """
        fills = self._fills(photos, masks, seed=1)
        missing = 3 * masks.sum((1, 2, 3))
        psnr = _psnr(((fills - photos) * masks / 2).square().sum((1, 2, 3)) / missing)
        l1 = float((((fills - photos).abs() * masks).sum((1, 2, 3)) / missing).mean())
        scores = {"hole_psnr": psnr, "hole_l1": l1}
        columns = [photos * (1 - masks), fills]
        if self._noise_shapes(1, photos):
            columns.append(self._fills(photos, masks, seed=2))
        parts = [self.extras(some.to(self.device)) for some in torch.split(photos, _AT_ONCE)]
        for name in parts[0]:
            pictures = torch.cat([part[name].cpu() for part in parts])
            scores[f"{name}_psnr"] = _psnr(((pictures - photos) / 2).square().mean((1, 2, 3)))
            columns.append(pictures)
        return Validation(scores, [*columns, photos], f"{psnr:.2f} dB in the holes")

    def _fills(self, photos: Tensor, masks: Tensor, seed: int) -> Tensor:
        """The photos with their holes filled, a few at a time; `seed` decides the noise."""
        generator = torch.Generator().manual_seed(seed)
        parts = []
        for some, holes in zip(torch.split(photos, _AT_ONCE), torch.split(masks, _AT_ONCE), strict=True):
            noise = draw_noise(self._noise_shapes(len(some), some), generator, torch.device("cpu"))
            given = (some.to(self.device), holes.to(self.device), [z.to(self.device) for z in noise])
            parts.append(filled(self.average, *given).cpu())
        return torch.cat(parts)

    def _noise_shapes(self, count: int, photos: Tensor) -> tuple[tuple[int, ...], ...]:
        height, width = photos.shape[-2:]
        shapes: tuple[tuple[int, ...], ...] = self.average.noise_shapes(count, height, width)  # type: ignore[operator]
        return shapes


def filled(network: nn.Module, photos: Tensor, masks: Tensor, noise: Sequence[Tensor]) -> Tensor:
    """The photos with their holes filled by a network: no gradients, float32 in [-1, 1]."""
    with torch.inference_mode():
        return losses.composite(photos, network(photos, masks, *noise).float(), masks)


def _psnr(error: Tensor) -> float:
    """The mean in dB from the mean squared error of each picture, in [0, 1]."""
    return float((-10 * error.clamp(min=1e-10).log10()).mean())
