"""Motion inside a hole from the motion around it: what moves together stays together.

A smooth interpolation would shear what lies where two motions meet. Total variation is smallest for a field
of few pieces with short borders between them, so a border that enters a hole on one side and leaves it on the
other is continued straight through it (as flow edges are in Gao et al., Flow-edge Guided Video Completion,
ECCV 2020). It is minimised by the primal-dual method (Chambolle and Pock, 2011).
"""

from __future__ import annotations

import cv2
import numpy as np

from ...core.arrays import Flags, Floats
from ...core.geometry import Rect, Size
from ...core.texture.pull_push import spread

_WIDE = 9  # px: parts of a smaller radius are interpolated smoothly
_MARGIN = 6  # px around a wide hole that take part
_CELL = 2  # px: the side of the cells in which pieces are found
_STEPS = 150
_STEP = 0.35  # at most 1 / sqrt(8)
_EQUAL = 1e-3  # values that differ by less are one piece
_RANGE = 10.0  # of the values that the steps are meant for


def completed(values: Floats, sure: Flags, lost: Flags, *, in_pieces: bool = True) -> Floats:
    """`values` (h, w, k) with those that are `lost` (h, w) made from the `sure` ones: a new array.

    Others than these neither change nor count. Without sure values nothing changes. If not `in_pieces` they
    are interpolated smoothly, which is a first guess in a tenth of the time.
    """
    if not lost.any() or not sure.any():
        return values
    weight = sure.astype(np.float32)
    result = np.where(lost[..., None], spread(values * weight[..., None], weight), values)
    if not in_pieces:
        return np.asarray(result, np.float32)
    distance = cv2.distanceTransform(lost.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_3)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lost.view(np.uint8), connectivity=8)
    for part in range(1, count):
        rect = Rect(*(int(v) for v in stats[part, :4]))
        inside = labels[rect.slices] == part
        if distance[rect.slices][inside].max() <= _WIDE:
            continue
        here = (rect.grown(_MARGIN) & Rect.of(Size(lost.shape[1], lost.shape[0]))).slices
        wanted = labels[here] == part
        result[here][wanted] = _pieces(result[here], sure[here], values[here])[wanted]
    return np.asarray(result, np.float32)


def _pieces(start: Floats, sure: Flags, values: Floats) -> Floats:
    """`values` (h, w, k) continued in pieces from where they are `sure`; `start` if that is nowhere."""
    height, width = sure.shape
    size = max(1, width // _CELL), max(1, height // _CELL)
    mass = cv2.resize(sure.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    sums = cv2.resize(values * sure[..., None].astype(np.float32), size, interpolation=cv2.INTER_AREA)
    known = mass > 0.3
    if not known.any():
        return start
    coarse = np.where(known[..., None], sums / np.maximum(mass, 1e-6)[..., None], 0).astype(np.float32)
    # begin with the nearest value everywhere
    _, labels = cv2.distanceTransformWithLabels(
        (~known).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros((int(labels.max()) + 1, coarse.shape[2]), np.float32)
    table[labels[known]] = coarse[known]
    pieces = _least_variation(table[labels], known)
    return np.asarray(cv2.resize(pieces, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _least_variation(start: Floats, known: Flags) -> Floats:
    """`start` (h, w, k) changed where not `known` so that its total variation is least."""
    extent = float(np.ptp(start[known], axis=0).max())
    if extent < _EQUAL:
        return start
    # the components lie in planes, which numpy adds up fastest
    fixed = np.ascontiguousarray(np.moveaxis(start, 2, 0)) * np.float32(_RANGE / extent)
    free = (~known).astype(np.float32)
    field, ahead = fixed.copy(), fixed.copy()
    across, down = np.zeros_like(field), np.zeros_like(field)
    for _ in range(_STEPS):
        across[..., :-1] += _STEP * (ahead[..., 1:] - ahead[..., :-1])
        down[:, :-1] += _STEP * (ahead[:, 1:] - ahead[:, :-1])
        norm = np.maximum(1, np.sqrt((across**2 + down**2).sum(0)))
        across /= norm
        down /= norm
        change = across + down
        change[..., 1:] -= across[..., :-1]
        change[:, 1:] -= down[:, :-1]
        change *= free
        change *= _STEP
        ahead = field + 2 * change
        field += change
    return np.asarray(np.moveaxis(field, 0, 2) * np.float32(extent / _RANGE), np.float32)
