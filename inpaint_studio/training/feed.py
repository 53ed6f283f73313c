"""The pictures and holes of each step, and those set apart to judge by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from .augment import age, cut_crops, draw_crops
from .config import Config
from .holes import Dice, make_holes
from .photos import PhotoStore, weights

_JUDGED = 24
"""Photos set apart that are filled for the score."""
_JUDGED_SIDE = 256


class Feed:
    """Draws batches of crops with holes from one stream of random numbers, alike on all processes."""

    def __init__(self, store: PhotoStore, config: Config, device: torch.device) -> None:
        self.config = config
        self.device = device
        self.store = store
        pixels = torch.from_numpy(store.pixels)
        # decoded photos of a few gigabytes fit beside the networks, and cutting them there costs nothing
        self._pixels = pixels.to(device) if device.type == "cuda" and _fits(pixels, device) else pixels
        self._weight = torch.tensor(weights(store.training, config.folders))
        if float(self._weight.sum()) <= 0:
            self._weight = torch.ones_like(self._weight)
        self.order = torch.Generator().manual_seed(config.seed)
        self.dice = Dice(torch.Generator(device).manual_seed(config.seed + 1))

    def draw(self, side: int, count: int) -> tuple[Tensor, Tensor]:
        """Photos (N, 3, side, side) in [-1, 1] and their holes (N, 1, side, side), on the device."""
        crops = draw_crops(self.store.training, self._weight, count, side, self.order)
        photos = cut_crops(self._pixels, crops, side, self.device)
        photos = age(photos, self.config.ageing, self.dice)
        masks = make_holes(self.config.holes, count, side, side, self.dice, self.order)
        layout = torch.channels_last if self.config.channels_last else torch.contiguous_format
        return photos.contiguous(memory_format=layout), masks

    def judged(self) -> tuple[Tensor, Tensor]:
        """Photos set apart and their holes: always the same, middle squares, on the processor."""
        side = min(_JUDGED_SIDE, max(side for side, _ in self.config.resolutions))
        crops = []
        for stored in self.store.validation[:_JUDGED]:
            left, top = (stored.width - stored.short) // 2, (stored.height - stored.short) // 2
            crops.append((stored, left, top, stored.short, False))
        pixels = torch.from_numpy(self.store.pixels)
        photos = cut_crops(pixels, crops, side, torch.device("cpu"))
        dice = Dice(torch.Generator().manual_seed(7))
        order = torch.Generator().manual_seed(7)
        return photos, make_holes(self.config.holes, len(photos), side, side, dice, order)

    def state(self) -> dict[str, Any]:
        """Where the random numbers are."""
        return {
            "device": self.device.type,
            "order": self.order.get_state(),
            "dice": self.dice.generator.get_state(),
        }

    def restore(self, state: Mapping[str, Any]) -> bool:
        """Go on from there; False if that was on another kind of device, whose numbers are others."""
        self.order.set_state(state["order"])
        if state["device"] != self.device.type:
            return False
        self.dice.generator.set_state(state["dice"])
        return True


def side_at(progress: float, resolutions: tuple[tuple[int, float], ...]) -> int:
    """The side of the crops when the run has come so far (0 to 1)."""
    whole = sum(share for _, share in resolutions)
    reached = 0.0
    for side, share in resolutions:
        reached += share / whole
        if progress < reached - 1e-9:
            return int(side)
    return int(next(side for side, share in reversed(resolutions) if share > 0))


def _fits(pixels: Tensor, device: torch.device) -> bool:
    free, _ = torch.cuda.mem_get_info(device)
    return pixels.numel() < free // 4
