"""A photo as a damaged print or a scan of it, with the labels of its pixels."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageFilter

from ...core.arrays import Bytes, FloatPixels, Floats
from .canvas import blurred, smooth_noise
from .labels import CREASE, SCRATCH, TEAR, UNDECIDED
from .makers import MAKERS, Layer
from .sources import Sources

_SEEN, _UNSEEN = 10 / 255, 4 / 255
"""A difference from the intact photo that is damage, and one that is none."""
_RAISED = (SCRATCH, CREASE, TEAR)
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def render(
    photo: FloatPixels, chances: Mapping[str, float], sources: Sources, rng: np.random.Generator
) -> tuple[FloatPixels, Bytes]:
    """The photo as an old print or a scan of it with damage, and the labels of its pixels (H, W).

    0 is intact, 1 to 7 the kinds in the order of `KINDS`, `UNDECIDED` what hardly differs.
    """
    _, damaged, label = render_pair(photo, chances, sources, rng)
    return damaged, label


def render_pair(
    photo: FloatPixels, chances: Mapping[str, float], sources: Sources, rng: np.random.Generator
) -> tuple[FloatPixels, FloatPixels, Bytes]:
    """What `render` returns, and first the same print intact and without the noise of the scanner."""
    clean = _as_print(photo, rng)
    damaged = clean.copy()
    label = np.zeros(photo.shape[:2], np.uint8)
    makers = {name: maker for name, maker in MAKERS.items() if rng.random() < chances.get(name, 0)}
    for maker in makers.values():
        for layer in maker(photo.shape[:2], sources, rng):
            before = damaged
            if layer.side is not None:
                damaged = damaged * (1 + layer.side[..., None])
            if layer.kind in _RAISED and layer.tint is None and rng.random() < 0.25:
                damaged = _lit_from_aside(damaged, layer, rng)
            damaged = _applied(damaged, layer, rng)
            changed = (layer.cover > 0.05) & (_change(before, damaged) > _SEEN / 2)
            label[changed] = layer.kind
    sigma = rng.uniform(0, 1.2) if rng.random() < 0.5 else 0.0
    damaged, clean = blurred(damaged, sigma), blurred(clean, sigma)
    label = _spread(label, math.ceil(sigma))
    difference = _change(clean, damaged)
    label[(difference < _SEEN) & (label > 0)] = UNDECIDED
    label[difference < _UNSEEN] = 0
    label[(label == 0) & (difference >= _SEEN)] = UNDECIDED  # the light beside a fold
    return clean, _scanned(damaged, rng), label


def _as_print(photo: FloatPixels, rng: np.random.Generator) -> FloatPixels:
    """In colour, grey, sepia or faded, as sharp and as grainy as prints are."""
    look = rng.random()
    if look > 0.35:
        grey = photo @ _LUMA
        tint = np.ones(3) if look < 0.65 else np.array([1.0, rng.uniform(0.85, 0.97), rng.uniform(0.6, 0.9)])
        photo = grey[..., None] * tint.astype(np.float32)
    if rng.random() < 0.3:  # faded
        low, high = rng.uniform(0, 0.35), rng.uniform(0.65, 1)
        photo = low + photo * (high - low)
    if rng.random() < 0.25:
        photo = np.clip(photo * rng.uniform(0.7, 1.3) + rng.uniform(-0.1, 0.1), 0, 1)
    photo = blurred(photo, rng.uniform(0.2, 1.0))
    grain = rng.uniform(0, 6) / 255 if rng.random() < 0.85 else rng.uniform(6, 14) / 255
    if rng.random() < 0.12:  # the texture of the paper: woven or rough
        photo = photo * (1 + rng.uniform(0.01, 0.06) * _paper(photo.shape[:2], rng)[..., None])
    noise = rng.standard_normal(photo.shape if rng.random() < 0.6 else (*photo.shape[:2], 1), np.float32)
    if rng.random() < 0.3:  # coarse grain
        noise = blurred(noise, rng.uniform(0.5, 1.2)) * 2.0
    return np.clip(photo + grain * noise, 0, 1).astype(np.float32)


def _paper(size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """The relief of silk or linen paper, or a rough one, lit from aside: (H, W) in about [-1, 1]."""
    if rng.random() < 0.5:
        return smooth_noise(size, rng.uniform(2, 6), rng)
    y, x = np.mgrid[: size[0], : size[1]].astype(np.float32)
    turn, period = rng.uniform(0, math.pi), rng.uniform(3, 9)
    along, across = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    return np.asarray(np.sin(along * (2 * math.pi / period)) * np.sin(across * (2 * math.pi / period)))


def _applied(photo: FloatPixels, layer: Layer, rng: np.random.Generator) -> FloatPixels:
    """The photo under one layer: painted over, or tinted by a stain."""
    rows, columns = (np.flatnonzero(layer.cover.any(axis)) for axis in (1, 0))
    if not len(rows):
        return photo
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cover, under = layer.cover[box][..., None], photo[box]
    if layer.tint is not None:
        painted = under * (1 - cover * (1 - layer.tint))
    else:
        bright = rng.random() < 0.7
        drawn = rng.uniform(0.78, 1) if bright else rng.uniform(0.02, 0.25)
        tone = drawn if layer.tone is None else layer.tone
        colour = tone * np.array([1.0, rng.uniform(0.93, 1.0), rng.uniform(0.82, 1.0)])
        texture = rng.uniform(0, 0.03) * rng.standard_normal(under.shape, np.float32)
        painted = under + cover * (colour.astype(np.float32) + texture - under)
    applied = photo.copy()
    applied[box] = np.clip(painted, 0, 1)
    return applied


def _lit_from_aside(photo: FloatPixels, layer: Layer, rng: np.random.Generator) -> FloatPixels:
    """The shadow that a raised edge throws, or the light that it catches, a pixel or two beside it."""
    down, right = rng.integers(-2, 3, 2)
    cover = np.roll(layer.cover, (down, right), (0, 1))[..., None]
    return np.asarray(np.clip(photo * (1 + cover * rng.choice([-0.6, -0.4, -0.25, 0.25])), 0, 1), np.float32)


def _change(before: FloatPixels, after: FloatPixels) -> Floats:
    """The largest difference of a channel, for each pixel (H, W)."""
    red, green, blue = (np.abs(after[..., channel] - before[..., channel]) for channel in range(3))
    return np.asarray(np.maximum(np.maximum(red, green), blue))


def _scanned(photo: FloatPixels, rng: np.random.Generator) -> FloatPixels:
    """With the noise of a scanner and what JPEG leaves, at times."""
    if rng.random() < 0.15:  # a grey scan
        photo = np.repeat((photo @ _LUMA)[..., None], 3, 2)
    if rng.random() < 0.3:
        noise = rng.standard_normal(photo.shape, np.float32)
        photo = np.clip(photo + rng.uniform(0, 3) / 255 * noise, 0, 1)
    whole = np.round(photo * 255).astype(np.uint8)
    if rng.random() < 0.4:
        packed = io.BytesIO()
        Image.fromarray(whole).save(packed, "JPEG", quality=int(rng.integers(55, 97)))
        whole = np.asarray(Image.open(packed))
    return np.asarray(whole, np.float32) / np.float32(255)


def _spread(label: Bytes, reach: int) -> Bytes:
    """Labels grown by `reach` pixels over unlabelled ones."""
    if not reach or not label.any():
        return label
    grown = np.asarray(Image.fromarray(label).filter(ImageFilter.MaxFilter(2 * reach + 1)))
    return np.where(label > 0, label, grown)
