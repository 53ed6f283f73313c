"""Fills what is lost in a volume: whole slices and blocks, along any axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np

from ...core.arrays import AnyArray, Flags, Floats
from ...core.errors import StudioError
from .between import Gap, linear
from .biharmonic import biharmonic
from .calibrated import Calibrated
from .slice_groups import by_groups

Axis = Literal["z", "y", "x"]
Method = Literal["auto", "biharmonic", "low-rank", "linear"]

AXES: dict[str, int] = {"z": 0, "y": 1, "x": 2}
METHODS: tuple[Method, ...] = ("auto", "biharmonic", "low-rank", "linear")
_FARTHEST = 8
"""Slices between two complete ones, up to which what is lost is predicted from them, and not by diffusion."""
_FADES = 4.0  # px from the edge of a block, where half of the error there is taken back


def fill_volume(
    volume: AnyArray,
    lost: Flags,
    *,
    along: Axis = "z",
    method: Method = "auto",
    spacing: tuple[float, float, float] | None = None,
    check: Callable[[], None] = lambda: None,
    report: Callable[[float], None] = lambda share: None,
) -> AnyArray:
    """The volume (z, y, x) with the `lost` voxels, bool (z, y, x), filled; same shape and dtype.

    `along` is the axis whose slices are lost. With `auto`, what lies between complete slices is predicted
    from these with weights learned from the volume (`calibrated`); the rest is filled by `biharmonic`, which
    regards the `spacing` (z, y, x) of voxels, in any unit. Deterministic; all other voxels keep their values,
    and no filled one lies beyond the known ones. `check` is called often and may raise to stop; `report`
    hears the share that is done.

    Raises StudioError "volume-full" if no voxel is known, and "volume-end" for a whole slice that is lost at
    an end of the axis: there is nothing beyond it.
    """
    if lost.all():
        raise StudioError("volume-full")
    axis = AXES[along]
    values = np.moveaxis(volume, axis, 0)
    holes = np.ascontiguousarray(np.moveaxis(lost, axis, 0))
    known_values = values[~holes]
    known_values = known_values[np.isfinite(known_values)]
    if not known_values.size:
        raise StudioError("volume-full")
    low, high = known_values.min(), known_values.max()
    work = np.nan_to_num(values.astype(np.float32), nan=float(low), posinf=float(high), neginf=float(low))
    work[holes] = low
    given = spacing or (1.0, 1.0, 1.0)
    distances = (given[axis], *(given[other] for other in range(3) if other != axis))
    _require_ends(holes, along)
    filled = _filled(work, holes, method, distances, check, report)
    out = values.copy()
    found = np.clip(filled[holes].astype(np.float64), float(low), float(high))
    if np.issubdtype(volume.dtype, np.integer):
        found = np.rint(found)
    out[holes] = found.astype(volume.dtype)
    report(1.0)
    return np.ascontiguousarray(np.moveaxis(out, 0, axis))


def diffused_slices(lost: Flags, along: Axis = "z") -> list[int]:
    """The slices, counted from 0, that every method fills by `biharmonic`; `lost` as for `fill_volume`.

    They lack a complete slice on one side, or the two nearest are too far apart to predict from.
    """
    complete = _complete(np.moveaxis(lost, AXES[along], 0))
    return [number for number, one in enumerate(complete) if not one and _gap(complete, number) is None]


def blank_slices(slices: AnyArray) -> Flags:
    """Which slices have a single value all over, or no finite one, of a volume (n, H, W): bool (n,).

    Blank ones at the ends are margins, and don't count.
    """
    blank = np.array([bool((one == one.flat[0]).all() or not np.isfinite(one).any()) for one in slices])
    shown = np.flatnonzero(~blank)
    if not shown.size:
        return np.zeros(len(slices), bool)
    blank[: shown[0]] = blank[shown[-1] :] = False
    return blank


def _require_ends(holes: Flags, along: Axis) -> None:
    whole = [bool(one.all()) for one in holes]
    for end, number in ((0, 1), (-1, len(holes))):
        if whole[end]:
            raise StudioError("volume-end", number=number, axis=along)


def _filled(
    work: Floats,
    holes: Flags,
    method: Method,
    spacing: tuple[float, ...],
    check: Callable[[], None],
    report: Callable[[float], None],
) -> Floats:
    """The volume with slices along the first axis; `holes` are lost."""
    filled = work.copy()
    left = holes.copy()
    complete = _complete(holes)
    touched = [number for number, one in enumerate(complete) if not one]
    if method != "biharmonic":
        predict = _predictor(work, complete, method, check)
        done = 0
        for number in touched:
            check()
            gap = _gap(complete, number)
            if gap is None:
                continue
            estimate = predict(gap)
            if method != "linear" and not holes[number].all():
                estimate = estimate + _continued(work[number] - estimate, holes[number], check)
            filled[number][holes[number]] = estimate[holes[number]]
            left[number] = False
            done += 1
            report(done / (len(touched) + 1))
    if left.any():
        a, b, c = spacing
        before = 1 - len([one for one in left if one.any()]) / (len(touched) + 1)
        filled = biharmonic(
            filled, left, (a, b, c), check, lambda share: report(before + (1 - before) * share)
        )
    return filled


def _predictor(
    work: Floats, complete: list[bool], method: Method, check: Callable[[], None]
) -> Callable[[Gap], Floats]:
    """What predicts a whole slice from the complete ones around it."""
    if method == "linear":
        return lambda gap: linear(work, gap)
    if method == "low-rank":
        span = float(np.ptp(work[np.flatnonzero(complete)])) if any(complete) else 1.0
        return lambda gap: by_groups(work, complete, gap, span, check)
    calibrated: list[Calibrated] = []

    def predict(gap: Gap) -> Floats:
        if not calibrated:
            calibrated.append(Calibrated(work, complete, check))
        return calibrated[0].slice_at(gap)

    return predict


def _complete(holes: Flags) -> list[bool]:
    """Whether each slice along the first axis has all its voxels."""
    return [not one.any() for one in holes]


def _gap(complete: list[bool], number: int) -> Gap | None:
    """The complete slices nearest to a slice; None if there is none on one side, or they are far apart."""
    before = [place for place in range(number) if complete[place]]
    after = [place for place in range(number + 1, len(complete)) if complete[place]]
    if not before or not after or after[0] - before[-1] > _FARTHEST + 1:
        return None
    return Gap(before[-1], number, after[0])


def _continued(left: Floats, hole: Flags, check: Callable[[], None]) -> Floats:
    """What the prediction misses around a block, continued into it, less with the distance from its edge."""
    smooth = biharmonic(np.where(hole, np.float32(0), left)[None], hole[None], check=check)[0]
    depth = cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(hole * smooth / (1 + (np.maximum(depth - 1, 0) / _FADES) ** 2), np.float32)
