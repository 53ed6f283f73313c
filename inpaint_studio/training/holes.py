"""Holes to train with, made on the device for a whole batch: the kinds that damage and users make.

All functions give float (N, 1, H, W): 1 where a pixel is unknown. Lengths are those of a 512 px photo
times the scale, as in `evaluation.hole_shapes`, which draws them one by one for evaluation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional as F


class Rng:
    """Random numbers on one device from one stream, whose state a checkpoint keeps."""

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator
        self.device = generator.device

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        return torch.rand(shape, generator=self.generator, device=self.device) * (high - low) + low

    def normal(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self.generator, device=self.device)


def make_holes(
    shares: Mapping[str, float], count: int, height: int, width: int, rng: Rng, order: torch.Generator
) -> Tensor:
    """One hole for each of `count` pictures, their kinds drawn by `shares`.

    `order` draws the kinds and is on the CPU. No hole is empty or covers everything.
    """
    kinds = [kind for kind in MAKERS if shares.get(kind, 0) > 0]
    weight = torch.tensor([float(shares[kind]) for kind in kinds])
    drawn = torch.multinomial(weight, count, replacement=True, generator=order)
    holes = torch.zeros(count, 1, height, width, device=rng.device)
    for index, kind in enumerate(kinds):
        places = (drawn == index).nonzero()[:, 0]
        if len(places):
            made = MAKERS[kind](len(places), height, width, rng)
            holes[places.to(rng.device)] = made
    empty = (holes.amax((2, 3)) == 0).float()
    holes[:, :, height // 2, width // 2] = torch.maximum(holes[:, :, height // 2, width // 2], empty)
    full = (holes.amin((2, 3)) == 1).float()
    holes[:, :, 0, 0] = torch.minimum(holes[:, :, 0, 0], 1 - full)
    return holes


def scratches(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """Thin wandering lines of 1 to 4 px and specks of dust."""
    scale = math.sqrt(height * width) / 512
    lines = _walks(count, 4, 10, 0.25, 16 * scale, height, width, rng)
    radius = rng.uniform(count, 4, low=0.5, high=2.0)[:, :, None].expand(-1, -1, 10).reshape(count, -1)
    shown = (rng.uniform(count, 4) < 0.7)[:, :, None].expand(-1, -1, 10).reshape(count, -1)
    hole = _segments(lines, (radius * scale).clamp(min=0.6), shown, height, width)
    specks = rng.uniform(count, 12, 1, 2) * _extent(height, width, rng)
    sizes = (rng.uniform(count, 12, low=1.0, high=3.5) * scale).clamp(min=0.8)
    everywhere = torch.ones(count, 12, dtype=torch.bool, device=rng.device)
    return torch.maximum(hole, _segments(specks.expand(-1, -1, 2, -1), sizes, everywhere, height, width))


def strokes(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """Broad brush strokes, few to many, as a user paints over a photo."""
    scale = math.sqrt(height * width) / 512
    walks, steps = 8, 5
    lines = _walks(count, walks, steps, 0.9, 45 * scale, height, width, rng)
    radius = rng.uniform(count, walks, low=8, high=38)[:, :, None].expand(-1, -1, steps).reshape(count, -1)
    share = rng.uniform(count, 1, low=0.1)
    shown = (rng.uniform(count, walks) < share)[:, :, None].expand(-1, -1, steps).reshape(count, -1)
    return _segments(lines, radius * scale, shown, height, width)


def objects(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """Smooth compact blobs over 2 to 20 % of the picture."""
    return _discs(count, height, width, rng, low=0.02, high=0.2)


def blobs(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """The same over 20 to 60 % of the picture."""
    return _discs(count, height, width, rng, low=0.2, high=0.6)


def _discs(count: int, height: int, width: int, rng: Rng, *, low: float, high: float) -> Tensor:
    """A disc over a share of the picture from `low` to `high`, stretched, turned and bent by noise."""
    noise = F.interpolate(rng.normal(count, 1, 8, 8), (64, 64), mode="bicubic", align_corners=False)
    grid = (torch.arange(64, device=rng.device) + 0.5) / 64
    centre = rng.uniform(count, 2, low=0.15, high=0.85)
    angle = rng.uniform(count, low=0, high=math.pi)
    stretch = rng.uniform(count, low=0.6, high=1.6)
    x = grid[None, None, :] - centre[:, 0, None, None]
    y = grid[None, :, None] - centre[:, 1, None, None]
    cosine, sine = angle.cos()[:, None, None], angle.sin()[:, None, None]
    along, across = cosine * x + sine * y, cosine * y - sine * x
    distance = torch.hypot(along * stretch[:, None, None], across / stretch[:, None, None])
    field = 0.07 * noise - distance[:, None]
    return _above(field, rng.uniform(count, low=low, high=high), height, width)


def freeform(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """Many broad strokes all over the picture, 20 to 70 % of it."""
    walks, steps, side = 12, 5, 32
    lines = _walks(count, walks, steps, 0.9, side / 11, side, side, rng)
    radius = rng.uniform(count, walks, low=0.3, high=2.3)
    shown = rng.uniform(count, walks) < rng.uniform(count, 1, low=0.3)
    shown[:, 0] = True
    place = torch.arange(side, device=rng.device) + 0.5
    points = torch.stack(torch.meshgrid(place, place, indexing="xy"), -1).reshape(1, 1, -1, 2)
    start, along = lines[:, :, None, 0], (lines[:, :, 1] - lines[:, :, 0])[:, :, None]
    part = ((points - start) * along).sum(-1) / along.square().sum(-1).clamp(min=1e-6)
    distance = (points - start - along * part.clamp(0, 1)[..., None]).norm(dim=-1)
    nearest = distance.reshape(count, walks, steps, -1).amin(2) - radius[:, :, None]
    nearest = torch.where(shown[:, :, None], nearest, torch.full_like(nearest, 1e3)).amin(1)
    share = rng.uniform(count, low=0.2, high=0.7)
    return _above(-nearest.reshape(count, 1, side, side), share, height, width)


def _above(field: Tensor, share: Tensor, height: int, width: int) -> Tensor:
    """Where a field (N, 1, h, w) is highest, over this `share` (N) of each picture, at its full size."""
    ordered = field.flatten(1).sort(1, descending=True).values
    level = ordered.gather(1, (share * ordered.shape[1]).long()[:, None])[:, :, None, None]
    return (F.interpolate(field, (height, width), mode="bicubic", align_corners=False) > level).float()


def boxes(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """One to three boxes with sides of 5 to 45 % of the picture."""
    x = torch.arange(width, device=rng.device)[None, None, :] + 0.5
    y = torch.arange(height, device=rng.device)[None, :, None] + 0.5
    number = rng.uniform(count, low=1, high=4).floor()
    hole = torch.zeros(count, height, width, dtype=torch.bool, device=rng.device)
    for index in range(3):
        side = rng.uniform(count, 2, low=0.05, high=0.45)
        corner = rng.uniform(count, 2) * (1 - side)
        left, top = (corner[:, 0] * width)[:, None, None], (corner[:, 1] * height)[:, None, None]
        right, low = left + (side[:, 0] * width)[:, None, None], top + (side[:, 1] * height)[:, None, None]
        inside = (x >= left) & (x < right) & (y >= top) & (y < low)
        hole |= inside & (number > index)[:, None, None]
    return hole[:, None].float()


def half(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """All on one side of a line, 20 to 55 % of the picture; half of the lines are parallel to an edge."""
    x = (torch.arange(width, device=rng.device) + 0.5) / width - 0.5
    y = (torch.arange(height, device=rng.device) + 0.5) / height - 0.5
    angle = rng.uniform(count, high=2 * math.pi)
    quarter = torch.round(angle / (math.pi / 2)) * (math.pi / 2)
    angle = torch.where(rng.uniform(count) < 0.5, quarter, angle)
    field = angle.cos()[:, None, None] * x[None, None, :] + angle.sin()[:, None, None] * y[None, :, None]
    share = rng.uniform(count, low=0.2, high=0.55)
    coarse = field[:, :: max(1, height // 32), :: max(1, width // 32)].flatten(1)
    ordered = coarse.sort(1, descending=True).values
    level = ordered.gather(1, (share * ordered.shape[1]).long()[:, None])[:, :, None]
    return (field > level)[:, None].float()


def pixels(count: int, height: int, width: int, rng: Rng) -> Tensor:
    """Single pixels at random, 30 to 90 % of them."""
    share = rng.uniform(count, 1, 1, 1, low=0.3, high=0.9)
    return (rng.uniform(count, 1, height, width) < share).float()


MAKERS: dict[str, Callable[[int, int, int, Rng], Tensor]] = {
    "scratches": scratches,
    "strokes": strokes,
    "objects": objects,
    "boxes": boxes,
    "half": half,
    "pixels": pixels,
    "blobs": blobs,
    "freeform": freeform,
}
"""The kinds of hole by name."""


def _extent(height: int, width: int, rng: Rng) -> Tensor:
    return torch.tensor([width, height], dtype=torch.float32, device=rng.device)


def _walks(
    count: int, walks: int, steps: int, turn: float, step: float, height: int, width: int, rng: Rng
) -> Tensor:
    """Random walks that turn by about `turn` radians a step: segments (count, walks * steps, 2 ends, xy)."""
    start = rng.uniform(count, walks, 1, 2) * _extent(height, width, rng)
    angle = rng.uniform(count, walks, 1, high=2 * math.pi) + (rng.normal(count, walks, steps) * turn).cumsum(
        2
    )
    length = step * rng.uniform(count, walks, 1, low=0.6, high=1.8)
    moves = torch.stack([angle.cos() * length, angle.sin() * length], -1)
    points = torch.cat([start, start + moves.cumsum(2)], 2)
    return torch.stack([points[:, :, :-1], points[:, :, 1:]], 3).reshape(count, walks * steps, 2, 2)


def _segments(lines: Tensor, radius: Tensor, shown: Tensor, height: int, width: int) -> Tensor:
    """Lines with round ends: (N, K, 2 ends, xy), radius and whether to draw (N, K); float (N, 1, H, W)."""
    x = torch.arange(width, device=lines.device)[None, None, :] + 0.5
    y = torch.arange(height, device=lines.device)[None, :, None] + 0.5
    radius = torch.where(shown, radius, torch.full_like(radius, -1.0))
    hole = torch.zeros(len(lines), height, width, dtype=torch.bool, device=lines.device)
    # one segment of every picture at a time: all at once would take gigabytes
    for index in range(lines.shape[1]):
        (ax, ay), (bx, by) = (lines[:, index, end].T[:, :, None, None] for end in (0, 1))
        dx, dy = bx - ax, by - ay
        along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy).clamp(min=1e-6)
        along = along.clamp(0, 1)
        reach = radius[:, index, None, None]
        squared = (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2
        hole |= (squared <= reach * reach) & (reach > 0)
    return hole[:, None].float()
