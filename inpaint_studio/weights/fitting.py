"""Scaling and padding a crop to a size that a model takes, and bringing its picture back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import AnyArray, Flags, FloatPixels, Floats, Indices
from .cards.card import CardSize, Contract

Shape = tuple[int, int]


@dataclass(frozen=True)
class Fit:
    """How a crop is fitted to a model: its (height, width) before, scaled down, and padded."""

    before: Shape
    scaled: Shape
    after: Shape
    padding: str = "reflect"

    @property
    def scale(self) -> float:
        """How much smaller the model sees the crop; 1 if unscaled."""
        return max(self.scaled) / max(self.before)


def margin(contract: Contract, width: int, height: int) -> int:
    """The margin in pixels on each side of a hole of `width` x `height` px.

    At least what the card asks for and half the hole, so that the model sees more than it paints. With a
    fixed size, large enough that the crop of a small hole is neither scaled nor padded.
    """
    longest = max(width, height)
    wanted = max(contract.margin, -(-longest // 2))
    if contract.size.rule == "fixed":
        shortest = min(contract.size.width, contract.size.height)
        wanted = max(wanted, -(-(shortest - longest) // 2))
    return wanted


def plan(size: CardSize, height: int, width: int) -> Fit:
    """How a crop of `height` x `width` px is made to fit: never scaled up, padded to the right and below."""
    if size.rule == "fixed":
        scale = min(1.0, size.height / height, size.width / width)
    else:
        # down to a multiple, so that padding does not exceed the largest size
        largest = size.largest // size.of * size.of
        scale = min(1.0, largest / max(height, width)) if largest else 1.0
    scaled = max(1, round(height * scale)), max(1, round(width * scale))
    if size.rule == "fixed":
        after = size.height, size.width
    else:
        tall, wide = (_up(max(side, size.smallest), size.of) for side in scaled)
        after = (max(tall, wide),) * 2 if size.rule == "square" else (tall, wide)
    return Fit((height, width), scaled, after, size.padding)


def apply(fit: Fit, image: FloatPixels, hole: Flags) -> tuple[FloatPixels, Flags]:
    """The picture float32 (H, W, 3) and its hole bool (H, W) at the size of the model; new arrays.

    Scaled down, a pixel is known if at least half of what it covers is (see `known_means`).
    """
    if fit.scaled != fit.before:
        means, share = known_means(image, hole, fit.scaled)
        # if no pixel covers half known ones, those that cover the most count as known
        image, hole = _unit(means), share < min(0.5, float(share.max()))
    rows = _indices(fit.scaled[0], fit.after[0], fit.padding)
    columns = _indices(fit.scaled[1], fit.after[1], fit.padding)
    return image[rows][:, columns], hole[rows][:, columns]


def undo(fit: Fit, picture: FloatPixels) -> FloatPixels:
    """A picture float32 (H, W, 3) in [0, 1] of the model's size at the crop's: cropped, then scaled up."""
    cut = picture[: fit.scaled[0], : fit.scaled[1]]
    if fit.scaled == fit.before:
        return cut
    height, width = fit.before
    large = cv2.resize(np.ascontiguousarray(cut), (width, height), interpolation=cv2.INTER_CUBIC)
    return _unit(large.reshape(height, width, -1))


def _unit(picture: AnyArray) -> FloatPixels:
    inside: FloatPixels = np.clip(picture, 0, 1).astype(np.float32, copy=False)
    return inside


def _up(side: int, of: int) -> int:
    return -(-side // of) * of


def known_means(image: FloatPixels, hole: Flags, shape: Shape) -> tuple[FloatPixels, Floats]:
    """A picture scaled down to this (height, width), and how much of each pixel is known: (h, w), 0 to 1.

    A pixel is the mean of the known pixels that it covers, so that nothing leaks out of the hole; any value
    where nothing is known.
    """
    known = np.where(hole[..., None], np.float32(0), image)
    colour, share = (
        np.asarray(cv2.resize(each, shape[::-1], interpolation=cv2.INTER_AREA), np.float32)
        for each in (known, (~hole).astype(np.float32))
    )
    share = share.reshape(shape)
    return np.asarray(colour.reshape(*shape, 3) / np.maximum(share, np.float32(1e-6))[..., None]), share


def _indices(side: int, padded: int, padding: str) -> Indices:
    """The source row of each row of the padded crop; reflection repeats as often as necessary."""
    wanted = np.arange(padded)
    if padding == "edge" or side == 1:
        return np.minimum(wanted, side - 1)
    back = 2 * (side - 1)
    return (side - 1) - np.abs((side - 1) - wanted % back)
