"""Film scans with their infrared, rendered: dust, hairs and scratches on both, everything else known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


@dataclass(frozen=True)
class Film:
    """How a frame is made and scanned."""

    width: int = 1200
    height: int = 800
    marks: int = 60
    """Pieces of damage; two thirds are specks."""
    sigma: float = 0.02
    """Standard deviation of the infrared of clean film, relative."""
    strength: float = 1.0
    """The density of the damage in the infrared, relative to that in the photo."""
    blur: float = 0.8
    """Of the infrared, in its pixels."""
    shift: tuple[float, float] = (0.0, 0.0)
    """Where the infrared shows what the photo has at (0, 0), in photo pixels."""
    stretch: float = 1.0
    scale: float = 1.0
    """The size of the infrared plane, relative to the photo."""
    crosstalk: float = 0.0
    """The density of the cyan dye in the infrared, relative to that in red light; silver has about 0.9."""
    silver: bool = False
    """Black-and-white film."""
    negative: bool = False
    """The photo was inverted, so that dust is bright in it."""
    bits: int = 16
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Scan:
    """A frame as scanned, and what is on it."""

    photo: Photo
    infrared: Any
    """(h, w) uint8 or uint16."""
    damage: Any
    """Where damage blocks more than a tenth of the light, bool (H, W)."""
    pieces: Any
    """The number of the piece of damage there, int32 (H, W), 0 for none."""
    kinds: tuple[str, ...]
    """Of piece 1, 2, …"""


def scanned(film: Film) -> Scan:
    """The scan of a frame: the meadow of the samples, or a part of it mirrored to any size."""
    rng = np.random.default_rng(film.seed)
    light = picture(film.width, film.height)
    if film.silver:
        light = np.repeat(light.mean(2, keepdims=True), 3, axis=2)
    density, pieces, kinds = damage(film, rng)
    passed = np.exp(-density)
    photo = light * passed[..., None]
    if film.negative:
        photo = light / passed[..., None]
    grain = rng.normal(0, 0.015, photo.shape[:2])[..., None]
    photo = np.clip(photo * np.exp(grain), 0, 1) ** (1 / 2.2)
    y, x = np.mgrid[: film.height, : film.width].astype(np.float32)
    falloff = -0.25 * ((x / film.width - 0.4) ** 2 + (y / film.height - 0.5) ** 2)
    dye = np.log(light[..., 0]) * (-1 if film.negative else 1)
    there = film.crosstalk * (dye - dye.max()) - film.strength * density + falloff
    infrared = 0.7 * np.exp(moved(there.astype(np.float32), film))
    infrared = cv2.GaussianBlur(infrared, (0, 0), film.blur)
    infrared = infrared * np.exp(rng.normal(0, film.sigma, infrared.shape))
    most = (1 << film.bits) - 1
    dtype: Any = np.uint16 if film.bits == 16 else np.uint8
    levels, plane = (np.rint(np.clip(each, 0, 1) * most).astype(dtype) for each in (photo, infrared))
    return Scan(Photo(levels), plane, density > 0.1, pieces, kinds)


def picture(width: int, height: int) -> Any:
    """Linear light in (0, 1), (height, width, 3)."""
    pixels = read_photo(SAMPLES / "meadow.jpg").pixels
    tall, wide = pixels.shape[:2]
    pixels = np.asarray(pixels)[: min(tall, height), : min(wide, width)]
    missing = height - pixels.shape[0], width - pixels.shape[1]
    while max(missing) > 0:
        more = [min(each, side - 1) for each, side in zip(missing, pixels.shape[:2], strict=True)]
        pixels = cv2.copyMakeBorder(pixels, 0, max(0, more[0]), 0, max(0, more[1]), cv2.BORDER_REFLECT_101)
        missing = height - pixels.shape[0], width - pixels.shape[1]
    return (np.clip(pixels, 4, 255) / np.float32(255)) ** np.float32(2.2)


def damage(film: Film, rng: np.random.Generator) -> tuple[Any, Any, tuple[str, ...]]:
    """The density of specks, hairs and scratches, (H, W); the number of the piece there; the kinds."""
    density = np.zeros((film.height, film.width), np.float32)
    pieces = np.zeros(density.shape, np.int32)
    kinds = []
    for number in range(1, film.marks + 1):
        kind = ("speck", "speck", "speck", "speck", "hair", "scratch")[number % 6]
        x, y = rng.uniform(20, film.width - 20), rng.uniform(20, film.height - 20)
        canvas = np.zeros(density.shape, np.uint8)
        if kind == "speck":
            radius = rng.uniform(1.5, 6)
            turns = np.linspace(0, 2 * np.pi, 12, endpoint=False)
            reach = radius * rng.uniform(0.7, 1.3, 12)
            outline = np.stack([x + reach * np.cos(turns), y + reach * np.sin(turns)], 1)
            cv2.fillPoly(canvas, [np.rint(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        else:
            length = rng.uniform(60, 220)
            angle = rng.uniform(0, np.pi)
            bend = 0 if kind == "scratch" else rng.choice([-1, 1]) * rng.uniform(1.5, 4)
            way = angle + bend * np.linspace(0, 1, 60)
            steps = np.stack([np.cos(way), np.sin(way)], 1) * length / 60
            path = np.array([x, y]) + np.cumsum(steps, 0)
            thick = int(rng.integers(2, 4))
            cv2.polylines(canvas, [np.rint(path * 16).astype(np.int32)], False, 255, thick, cv2.LINE_AA, 4)
        depth = float(rng.uniform(0.35, 1.6))
        part = cv2.GaussianBlur(canvas, (0, 0), 0.6).astype(np.float32) * (depth / 255)
        pieces[part > 0.1] = number
        density += part
        kinds.append(kind)
    return density, pieces, tuple(kinds)


def moved(plane: Any, film: Film) -> Any:
    """The plane as the infrared sees it: stretched and shifted, in its own size."""
    size = (round(film.width * film.scale), round(film.height * film.scale))
    sx, sy = size[0] / film.width, size[1] / film.height
    # from infrared pixels to photo pixels, counted from their middles
    to_photo = np.float32([
        [1 / sx / film.stretch, 0, ((0.5 / sx - 0.5) - film.shift[0]) / film.stretch],
        [0, 1 / sy / film.stretch, ((0.5 / sy - 0.5) - film.shift[1]) / film.stretch],
    ])  # fmt: skip
    if film.scale < 1:
        plane = cv2.GaussianBlur(plane, (0, 0), 0.4 / film.scale)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plane, to_photo, size, flags=flags, borderMode=cv2.BORDER_REFLECT_101)
