"""Shapes, lines and random textures that damage is drawn with."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ...core.arrays import Doubles, FloatPixels, Floats

_FINE = 4
"""Outlines are drawn this many times as large, then reduced, for smooth edges."""

Size = tuple[int, int]
"""Height and width."""


class Canvas:
    """Draws shapes in pixel coordinates with smooth edges."""

    def __init__(self, size: Size, fine: int = _FINE) -> None:
        self.size, self.fine = size, fine
        self.image = Image.new("L", (size[1] * fine, size[0] * fine))
        self.draw = ImageDraw.Draw(self.image)

    def polygon(self, points: Doubles) -> None:
        self.draw.polygon([tuple(p) for p in (points * self.fine).tolist()], fill=255)

    def line(self, points: Doubles, thick: float) -> None:
        flat = [tuple(p) for p in (points * self.fine).tolist()]
        self.draw.line(flat, fill=255, width=max(1, round(thick * self.fine)), joint="curve")

    def blob(self, centre: Doubles, radius: float, rng: np.random.Generator) -> None:
        """A round spot with an uneven outline."""
        angles = np.linspace(0, 2 * math.pi, 12, endpoint=False)
        reach = radius * rng.uniform(0.75, 1.2, 12)
        self.polygon(centre + np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None])

    def cover(self) -> Floats:
        """How far each pixel is covered."""
        small = self.image.reduce(self.fine) if self.fine > 1 else self.image
        return np.asarray(small, np.float32) / np.float32(255)


def wander(start: Doubles, angle: float, length: float, bend: float, rng: np.random.Generator) -> Doubles:
    """Points 4 px apart along a line whose direction changes by `bend` radians (sigma) a point: (N, 2)."""
    count = max(3, round(length / 4))
    angles = angle + np.cumsum(rng.normal(0, bend, count))
    return np.asarray(start + np.cumsum(4 * np.stack([np.cos(angles), np.sin(angles)], 1), 0))


def broken(size: Size, rng: np.random.Generator) -> Floats:
    """1 where a line is whole and 0 where it is interrupted, in pieces of random size: (H, W)."""
    cells = int(rng.integers(4, 24))
    least = rng.uniform(0, 0.6)
    coarse = Image.fromarray((rng.random((cells, cells)) * 255).astype(np.uint8))
    fine = np.asarray(coarse.resize((size[1], size[0]), Image.Resampling.BICUBIC), np.float32) / 255
    return np.clip((fine - least) * 6, 0, 1)


def smooth_noise(size: Size, cell: float, rng: np.random.Generator) -> Floats:
    """Values about 0, mostly within [-1, 1], that change over `cell` pixels: (H, W)."""
    rows, columns = (max(2, math.ceil(side / cell)) for side in size)
    coarse = Image.fromarray(rng.standard_normal((rows, columns), np.float32) * 0.5)
    return np.asarray(coarse.resize((size[1], size[0]), Image.Resampling.BICUBIC), np.float32)


def blurred(planes: FloatPixels, sigma: float) -> FloatPixels:
    """Each channel convolved with a Gaussian, edges repeated."""
    if sigma < 0.15:
        return planes
    reach = max(1, math.ceil(3 * sigma))
    place = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (place / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pad = [(reach, reach) if a == axis else (0, 0) for a in range(planes.ndim)]
        padded = np.pad(planes, pad, "edge")
        side = planes.shape[axis]
        rolled = padded.swapaxes(0, axis)
        shifted = (np.float32(weight) * rolled[i : i + side] for i, weight in enumerate(kernel))
        planes = np.asarray(sum(shifted)).swapaxes(0, axis)
    return planes


def soft(cover: Floats, sigma: float) -> Floats:
    """A cover (H, W) in [0, 1] blurred by a Gaussian, in 256 levels."""
    picture = Image.fromarray((cover * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(sigma))
    return np.asarray(picture, np.float32) / np.float32(255)
