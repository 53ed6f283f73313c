"""`biharmonic`: the smoothest surface through the surroundings of the hole, solved region by region.

The equation is that of scikit-image's `inpaint_biharmonic` (Damelin and Hoang 2018): the Laplacian of
the Laplacian is 0 in the hole, and the picture is mirrored beyond the photo's border. On
the hole's pixels that is a symmetric positive definite system, the normal equations of "make the
Laplacian as small as possible". Small holes are solved directly, large ones by multigrid.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from ...core.arrays import Doubles, Flags, FloatPixels, Floats, Indices, Labels
from ...core.geometry import Rect
from ..base import Cost, EngineInfo, Grade, RunContext, Suitability
from .multigrid import solve_multigrid
from .system import factorised, laplacian_columns, laplacian_of_known

_REACH = 2  # px: the reach of the equation of a pixel
_DIRECT_PIXELS = 4_000  # up to here a factorisation is about as fast
_SPARSE_BOX = 8  # a hole in a box this many times its area is a net of scratches: factorised too


class Biharmonic:
    """Solves each region of the hole separately, all three channels at once."""

    info = EngineInfo(
        name="biharmonic",
        label="Smooth blend",
        term="Biharmonic",
        summary="Spans the hole with the smoothest surface that fits its surroundings.",
        family="diffusion",
        margin=lambda hole, photo, params: 8,
        reach=2.0,
        grades=(Grade({}, Cost(fixed=0.0016, hole=3.6)),),
        # worse than low-rank; where that is too slow, better than exemplar up to 5 px
        suitability=Suitability(
            ((2, 0.54), (4, 0.50), (6, 0.25), (9, 0.18), (13, 0.18), (20, 0.22), (40, 0.14)), scattered=0.63
        ),
        best_for="Scratches, dust, thin text, pixels missing at random.",
        limits="Makes no texture: wide holes come out smooth.",
        papers=(
            "Damelin and Hoang 2018, On Surface Completion and Image Inpainting by Biharmonic Functions",
        ),
    )

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        ctx.report(0)
        out = image.copy()
        low, high = _known_range(image, hole)
        labels, areas, boxes = _regions(hole, ctx.wanted)
        rows, columns, starts = _by_region(labels, areas)
        total = max(int(areas.sum()), 1)
        done = 0
        for batch in _batches(areas, boxes):
            share = int(areas[batch].sum())
            if len(batch) == 1 and _suits_multigrid(int(areas[batch[0]]), boxes[batch[0]]):
                box = boxes[batch[0]].grown(_REACH) & Rect(0, 0, hole.shape[1], hole.shape[0])
                region = labels[box.slices] == batch[0] + 1

                def on_progress(
                    fraction: float,
                    solution: Doubles,
                    box: Rect = box,
                    region: Flags = region,
                    done: int = done,
                    share: int = share,
                ) -> None:
                    def preview() -> FloatPixels:
                        shown = out.copy()
                        shown[box.slices][region] = np.clip(solution[region], low, high)
                        return shown

                    ctx.report((done + share * fraction) / total, preview)

                solved = solve_multigrid(image[box.slices], region, on_progress, ctx.check)
                out[box.slices][region] = np.clip(solved[region], low, high)
            else:
                own = np.concatenate([np.arange(starts[k], starts[k + 1]) for k in batch])
                y, x = rows[own], columns[own]
                out[y, x] = np.clip(_solve_direct(image, hole, y, x), low, high)
            done += share
            ctx.report(done / total, out)
        ctx.report(1, out)
        return out


ENGINE = Biharmonic()


def _known_range(image: FloatPixels, hole: Flags) -> tuple[Floats, Floats]:
    """The least and the greatest known value of each channel: float32 (3,) both."""
    known = (~hole).view(np.uint8)
    ends = [cv2.minMaxLoc(cv2.extractChannel(image, channel), known)[:2] for channel in range(3)]
    low, high = np.array(ends, np.float32).T
    return low, high


def _regions(hole: Flags, wanted: Flags | None) -> tuple[Labels, Indices, list[Rect]]:
    """The parts of the hole whose equations share no pixel: labels from 1 (0 elsewhere), areas, boxes.

    Only those with a wanted pixel.
    """
    spread = cv2.dilate(hole.view(np.uint8), cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(spread, connectivity=8, ltype=cv2.CV_32S)
    labels *= hole
    kept = np.ones(count, bool)
    if wanted is not None:
        kept[:] = False
        kept[labels[wanted]] = True
    kept[0] = False
    number = np.zeros(count, np.int32)
    number[kept] = np.arange(1, kept.sum() + 1)
    labels = number[labels]
    areas = np.bincount(labels.ravel(), minlength=int(kept.sum()) + 1)[1:]
    boxes = [Rect(*(int(value) for value in row[:4])) for row in stats[kept]]
    return labels, areas, boxes


def _by_region(labels: Labels, areas: Indices) -> tuple[Indices, Indices, Indices]:
    """Rows and columns of all pixels, region after region, and where each region starts (n + 1)."""
    rows, columns = np.nonzero(labels)
    order = np.argsort(labels[rows, columns], kind="stable")
    return rows[order], columns[order], np.concatenate([[0], np.cumsum(areas)])


def _batches(areas: Indices, boxes: list[Rect]) -> Iterator[Indices]:
    """Indices of regions to solve together: large ones alone, small ones by the thousand."""
    batch: list[int] = []
    size = 0
    for index in range(len(areas)):
        if _suits_multigrid(int(areas[index]), boxes[index]):
            yield np.array([index])
            continue
        if batch and size + areas[index] > _DIRECT_PIXELS:
            yield np.array(batch)
            batch, size = [], 0
        batch.append(index)
        size += int(areas[index])
    if batch:
        yield np.array(batch)


def _suits_multigrid(area: int, box: Rect) -> bool:
    return area > _DIRECT_PIXELS and box.area < _SPARSE_BOX * area


def _solve_direct(image: FloatPixels, hole: Flags, rows: Indices, columns: Indices) -> Doubles:
    """The values (n, 3) of the n unknown pixels, by sparse factorisation; float64.

    They must include every pixel of `hole` within reach of one of them.
    """
    laplacian, seen_from = laplacian_columns(rows, columns, hole.shape)
    known = laplacian_of_known(image, hole, seen_from)
    return np.asarray(factorised(laplacian).solve(-(laplacian.T @ known)))
