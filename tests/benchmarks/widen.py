"""By how much *Fill* should widen a tight mask: what is left of an object's soft edge after `auto` filled it.

    python -m tests.benchmarks.widen PHOTOS [--count 12] [--side 256] [--soft 0.7] [--seed 5]

A piece of one photo with a soft edge is pasted onto a part of another, and saved as JPEG, as a camera does.
The mask ends in the middle of that edge, as a careful hand or a selection draws it; it is widened by 0 to 8
px and filled. `--soft` is the standard deviation of the edge in px: about 0.7 in a sharp photo of 1 to 2
megapixels, 1.2 at 12 megapixels, 2 at 24 megapixels or a little out of focus. All widths are compared on the
same pixels: the mask and 8 px around it. *PSNR* and *error* (mean difference in levels of 255) are those of
the result there against the photo without the object; *halo* is the error in the 8 px around the mask alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from inpaint_studio.core.coverage import widened
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.request import FillRequest
from tests.benchmarks.parts import parts_of

WIDTHS = (0, 1, 2, 3, 4, 6, 8)
AROUND = 8
_OBJECT = 0.16
"""The mean radius of an object, as a share of the side of a part."""


def shape_of(side: int, soft: float, rng: np.random.Generator) -> np.ndarray:
    """The opacity of an object, a blob in the middle with a soft edge: float32 (side, side) in [0, 1]."""
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    radius = np.ones_like(angles)
    for wave in range(2, 7):
        radius += rng.normal(0, 0.35 / wave) * np.cos(wave * angles + rng.uniform(0, 2 * np.pi))
    radius = np.maximum(radius, 0.35) * _OBJECT * side
    points = np.stack([np.cos(angles), np.sin(angles)], 1) * radius[:, None] + side / 2
    sheet = np.zeros((side, side), np.uint8)
    cv2.fillPoly(sheet, [np.rint(points * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(sheet.astype(np.float32) / 255, (0, 0), soft)


def measured(clean: np.ndarray, other: np.ndarray, opacity: np.ndarray) -> np.ndarray:
    """Squared error, error and halo of each width: (N, 3)."""
    pasted = clean + (other - clean) * opacity[..., None]
    _, coded = cv2.imencode(".jpg", np.rint(pasted * 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])
    seen = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    tight = opacity >= 0.5
    region = widened(tight, AROUND)
    ring = region & ~tight
    mask = Mask.from_array(tight)
    rows = []
    for width in WIDTHS:
        request = FillRequest(Photo(seen), mask.grown(width), threads=1)
        filled = pipeline.run(request).apply(request.photo).astype(np.float32)
        off = filled - clean * 255
        rows.append((np.mean(off[region] ** 2), np.abs(off[region]).mean(), np.abs(off[ring]).mean()))
    return np.array(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--soft", type=float, default=0.7)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    tables: list[np.ndarray] = []
    parts: list[np.ndarray] = []
    for _, part in parts_of(chosen.photos, chosen.side, rng):
        parts.append(part)
        if len(parts) == 2:
            tables.append(measured(parts[0], parts[1], shape_of(chosen.side, chosen.soft, rng)))
            parts.clear()
        if len(tables) == chosen.count:
            break
    squared, error, halo = np.mean(tables, 0).T
    print(f"{len(tables)} objects, edge of {chosen.soft:g} px, parts of {chosen.side} px")
    print("px    PSNR   error    halo")
    for row in zip(WIDTHS, 10 * np.log10(255**2 / squared), error, halo, strict=True):
        print("{:2d}  {:6.2f}  {:6.2f}  {:6.2f}".format(*row), flush=True)


if __name__ == "__main__":
    main()
