"""Whether other seeds give other layouts, or the same one with other grain.

    python -m tests.benchmarks.variations PHOTOS [--engines gan,gan:detail=off,exemplar] [--count 6]

The middle squares of photos lose a disc, which every engine fills once with each seed. Prints for each
engine by how many levels of 255 two of its fills differ in the hole, on average over all pairs:

- layout: both reduced, so that the square is 32 px wide;
- all: at full size;
- shared: how much of the difference at full size is one of layout. Fills that differ in grain alone have
  about 0, fills with other colours in other places about 1.

Also the least pair: 0 means that two seeds give the same layout.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.request import FillRequest

from .suitability import middle_squares

LAYOUT = 32
"""The width at which a square shows its layout, in pixels."""


@dataclass(frozen=True)
class Spread:
    """How far fills of one hole are apart, in levels of 255: layouts on average and at least, and in all."""

    layout: float
    least: float
    whole: float


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--engines", default="gan,gan:detail=off,exemplar", help="NAME[:PARAM=VALUE…]")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--count", type=int, default=6, help="how many photos")
    parser.add_argument("--side", type=int, default=384, help="px of the squares")
    parser.add_argument("--diameter", type=float, default=0.4, help="of the disc, as a share of the side")
    given = parser.parse_args(argv)
    squares = middle_squares(given.photos, given.count, given.side)
    hole = disc(given.side, given.diameter)
    print("| engine | photos | layout | least pair | all | shared |\n| --- | --- | --- | --- | --- | --- |")
    for engine in given.engines.split(","):
        found = [
            spread([_filled(engine, square, hole, seed) for seed in range(given.seeds)], hole)
            for _, square in squares
        ]
        layout, least, whole = (
            float(np.mean([getattr(one, name) for one in found])) for name in ("layout", "least", "whole")
        )
        shared = layout / whole if whole else 0.0
        print(
            f"| {engine} | {len(found)} | {layout:.1f} | {least:.1f} | {whole:.1f} | {shared:.2f} |",
            flush=True,
        )


def disc(side: int, diameter: float) -> np.ndarray:
    """bool (side, side): a disc in the middle."""
    rows, columns = np.indices((side, side)) - (side - 1) / 2
    return np.asarray(np.hypot(rows, columns) <= diameter * side / 2)


def spread(fills: Sequence[np.ndarray], hole: np.ndarray) -> Spread:
    """How far fills (H, W, 3) of one hole, bool (H, W), are apart; two or more."""
    height, width = hole.shape
    size = LAYOUT, max(1, round(LAYOUT * height / width))
    small = [cv2.resize(fill.astype(np.float32), size, interpolation=cv2.INTER_AREA) for fill in fills]
    area = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    layouts = [_apart(one, two, area) for one, two in combinations(small, 2)]
    whole = [
        _apart(one.astype(np.float32), two.astype(np.float32), hole) for one, two in combinations(fills, 2)
    ]
    return Spread(float(np.mean(layouts)), min(layouts), float(np.mean(whole)))


def _apart(one: np.ndarray, two: np.ndarray, weight: np.ndarray) -> float:
    return float((np.abs(one - two).mean(axis=2) * weight).sum() / weight.sum())


def _filled(engine: str, square: np.ndarray, hole: np.ndarray, seed: int) -> np.ndarray:
    name, *given = engine.split(":")
    params = dict(one.split("=") for one in given)
    photo = Photo(square)
    return run(FillRequest(photo, Mask.from_array(hole), name, params, seed)).apply(photo)


if __name__ == "__main__":
    main()
