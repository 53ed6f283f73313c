"""The pictures and holes of each step, and those of validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from .augment import age, cut_crops, draw_crops, recolour
from .config import Config
from .holes import Rng, make_holes
from .photos import PhotoStore

_VALIDATION_PHOTOS = 24
"""How many held-out photos are filled for the score."""
_VALIDATION_SIDE = 256


class Feed:
    """Draws batches of crops with holes from one stream of random numbers, the same on all processes."""

    def __init__(self, store: PhotoStore, config: Config, device: torch.device) -> None:
        self.config = config
        self.device = device
        self.store = store
        pixels = torch.from_numpy(store.pixels)
        # a few gigabytes of decoded photos fit on the GPU beside the networks; cropping them there is free
        self._pixels = pixels.to(device) if device.type == "cuda" and _fits(pixels, device) else pixels
        self._weight = torch.tensor([config.folders.get(one.folder, 1.0) for one in store.training])
        if float(self._weight.sum()) <= 0:
            self._weight = torch.ones_like(self._weight)
        self.order = torch.Generator().manual_seed(config.seed)
        self.rng = Rng(torch.Generator(device).manual_seed(config.seed + 1))

    def draw(self, side: int, count: int) -> tuple[Tensor, Tensor]:
        """Photos (N, 3, side, side) in [-1, 1] and their holes (N, 1, side, side), on the device."""
        crops = draw_crops(
            self.store.training, self._weight, count, side, self.order, share=self.config.least_crop
        )
        photos = cut_crops(self._pixels, crops, side, self.device)
        if self.config.recolour:
            photos = recolour(photos, self.config.recolour, self.rng)
        photos = age(photos, self.config.ageing, self.rng)
        masks = make_holes(self.config.holes, count, side, side, self.rng, self.order)
        layout = torch.channels_last if self.config.channels_last else torch.contiguous_format
        return photos.contiguous(memory_format=layout), masks

    def validation_batch(self) -> tuple[Tensor, Tensor]:
        """Held-out photos (their middle squares) and their holes: always the same, on the CPU."""
        side = min(_VALIDATION_SIDE, max(side for side, _ in self.config.resolutions))
        crops = []
        for stored in self.store.validation[:_VALIDATION_PHOTOS]:
            left, top = (stored.width - stored.short) // 2, (stored.height - stored.short) // 2
            crops.append((stored, left, top, stored.short, False))
        pixels = torch.from_numpy(self.store.pixels)
        photos = cut_crops(pixels, crops, side, torch.device("cpu"))
        rng = Rng(torch.Generator().manual_seed(7))
        order = torch.Generator().manual_seed(7)
        return photos, make_holes(self.config.holes, len(photos), side, side, rng, order)

    def state(self) -> dict[str, Any]:
        """The state of the random numbers, for a checkpoint."""
        return {
            "device": self.device.type,
            "order": self.order.get_state(),
            "dice": self.rng.generator.get_state(),
        }

    def restore(self, state: Mapping[str, Any]) -> bool:
        """Continue from there; False if that was another kind of device, whose random numbers differ."""
        self.order.set_state(state["order"])
        if state["device"] != self.device.type:
            return False
        self.rng.generator.set_state(state["dice"])
        return True


def side_at(progress: float, resolutions: tuple[tuple[int, float], ...]) -> int:
    """The side of the crops at this progress of the run (0 to 1)."""
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
