"""By how much found marks should be grown: what is left of the damage after `auto` has filled them.

    python -m tests.benchmarks.grow PHOTOS [--damage FOLDER] [--count 40] [--side 384] [--zoom 1] [--seed 5]

Damage is rendered on parts of photos, found at the usual sensitivity, grown by 0 to 6 px and filled; marks
that lie mostly on intact pixels are left out. All widths are compared on the same pixels: the found marks and
8 px around them. *PSNR* and *error* (mean
difference in levels of 255) are those of the result there against the intact print; *halo* is the error in
the 8 px around the marks alone; *filled* is how many pixels are filled, in units of those found.
`--zoom 2` enlarges the damaged print before anything is found in it, as a scan at twice the resolution.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.coverage import widened
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.finding.find import find
from inpaint_studio.training.config import Config
from inpaint_studio.training.damage.render import render_pair
from inpaint_studio.training.damage.sources import Sources, read_sources
from tests.benchmarks.parts import parts_of

WIDTHS = (0, 1, 2, 3, 4, 5, 6)
AROUND = 8


def measured(clean: np.ndarray, damaged: np.ndarray, label: np.ndarray) -> np.ndarray | None:
    """Squared error, error, halo and filled pixels per found one, for each width: (N, 4); None: no damage."""
    photo = Photo(np.round(damaged * 255).astype(np.uint8))
    found = find(photo)
    right = np.bincount(found.labels.ravel(), weights=label.ravel() > 0)
    total = np.bincount(found.labels.ravel())
    mask = found.mask([i for i in found.shown() if right[i + 1] > total[i + 1] / 2])
    if not mask.bounds:
        return None
    region = widened(mask.hole, AROUND)
    ring = region & ~mask.hole
    rows = []
    for width in WIDTHS:
        fill = pipeline.run(FillRequest(photo, mask.grown(width)))
        error = np.abs(fill.apply(photo) - clean * 255)
        rows.append([
            (error[region] ** 2).mean(), error[region].mean(), error[ring].mean(),
            mask.grown(width).area / mask.area,
        ])  # fmt: skip
    return np.array(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("photos", type=Path)
    parser.add_argument("--damage", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--side", type=int, default=384)
    parser.add_argument("--zoom", type=int, default=1)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    sources = Sources() if options.damage is None else read_sources(options.damage)
    results: list[np.ndarray] = []
    for path, part in parts_of(options.photos, options.side, rng):
        if len(results) == options.count:
            break
        clean, damaged, label = render_pair(part, Config(task="finder").damage, sources, rng)
        if options.zoom > 1:
            clean, damaged = (
                np.clip(
                    cv2.resize(each, None, fx=options.zoom, fy=options.zoom, interpolation=cv2.INTER_CUBIC),
                    0,
                    1,
                )
                for each in (clean, damaged)
            )
            label = cv2.resize(label, None, fx=options.zoom, fy=options.zoom, interpolation=cv2.INTER_NEAREST)
        result = measured(clean, damaged, label)
        if result is not None:
            results.append(result)
            print(len(results), path.name, np.round(10 * np.log10(255**2 / result[:, 0]), 2), flush=True)
    table = Table("grown by", "PSNR", "error", "halo", "filled", "best for")
    each = np.array(results)
    best = each[:, :, 0].argmin(1)
    for number, width in enumerate(WIDTHS):
        _, error, halo, filled = each[:, number].mean(0)
        psnr = np.mean([10 * math.log10(255**2 / one) for one in each[:, number, 0]])
        table.add_row(
            f"{width} px",
            f"{psnr:.2f}",
            f"{error:.2f}",
            f"{halo:.2f}",
            f"{filled:.2f}",
            str((best == number).sum()),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
