"""The encoder's choice of kept pixels and values for given contours.

The tree grows from coarse to fine: where the inpainting errs by more than a new set of points would cost,
a leaf is split (as in R-EED, Schmaltz et al. 2014, but in squared error rather than by level). The values
are those whose inpainting is nearest to the picture in the least squares (tonal optimisation, Mainberger et
al. 2012), by SIRT: the rows of the inpainting sum to 1, so dividing its adjoint by the column sums converges.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..core.arrays import Bytes, Floats
from .diffusion import Diffusion
from .stream import Group
from .tree import TOP, Layout
from .values import UNIT

_FIRST = 5
_ROUNDS = 8
_RELAXED = 1.4
_SOLVE, _TURN = 5, 4


@dataclass(frozen=True, eq=False)
class Target:
    """Planes (H, W) that share their points, with the weights of their errors, and the contours."""

    planes: list[Floats]
    weights: tuple[float, ...]
    across: Bytes
    below: Bytes


def fitted(target: Target, layout: Layout, price: float, tonal: int, check: Callable[[], None]) -> Group:
    """The points and values for `target`: a leaf is split while its squared error exceeds `price`.

    `tonal` is how often the values are improved at the end.
    """
    split = layout.even(min(_FIRST, TOP))
    for _ in range(_ROUNDS):
        _, errors = _valued(target, layout, split, 1, check)
        if not _grow(layout, split, layout.summed(errors), price):
            break
    return _valued(target, layout, split, tonal, check)[0]


def _valued(
    target: Target, layout: Layout, split: Bytes, tonal: int, check: Callable[[], None]
) -> tuple[Group, Floats]:
    """The group with improved values, and the weighted squared error of each pixel before the last change."""
    group = Group.of(layout, split, np.zeros((0, 0), np.int32))
    at = group.points[:, 0], group.points[:, 1]
    diffusion = Diffusion(group.known(layout), target.across > 0, target.below > 0)
    owners = group.owners(layout)
    reach = np.maximum(diffusion.gathered(np.ones_like(target.planes[0]), _TURN)[at], 1)
    errors = np.zeros_like(target.planes[0])
    columns = []
    for plane, weight in zip(target.planes, target.weights, strict=True):
        values: Floats = plane[at].copy()
        picture = values[owners]
        for turn in range(tonal + 1):
            check()
            picture[at] = values
            picture = diffusion.filled(picture, _SOLVE, 0.03)
            if turn < tonal:
                values += np.float32(_RELAXED) * diffusion.gathered(plane - picture, _TURN)[at] / reach
        errors += np.float32(weight) * (plane - picture) ** 2
        columns.append(np.rint(values * UNIT).astype(np.int32))
    return Group(split, group.points, group.nodes, np.stack(columns, 1)), errors


def _grow(layout: Layout, split: Bytes, errors: Floats, price: float) -> bool:
    """Split each leaf whose error exceeds `price`; whether there was any."""
    grown = False
    for level in range(1, TOP + 1):
        flags = layout.level(split, level)
        exists = np.ones(flags.shape, bool)
        if level < TOP:
            parents = layout.level(split, level + 1) > 0
            exists = parents.repeat(2, 0).repeat(2, 1)[: flags.shape[0], : flags.shape[1]]
        new = exists & (flags == 0) & (layout.level(errors, level) > price)
        grown = grown or bool(new.any())
        flags[new] = 1
    return grown
