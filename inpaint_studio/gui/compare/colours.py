"""A colour for each picture of a comparison: all different, also to the colour-blind as far as possible."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from PySide6.QtGui import QColor

from ...core.arrays import Floats

FIRST = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#56b4e9", "#d55e00")
"""The colours of Okabe and Ito 2008, which the colour-blind can tell apart; others follow them."""

_STEP = 17  # between the levels of the candidates for further colours
_LIGHTNESS = (32.0, 92.0)  # of CIELAB: neither black nor white, which a photo is full of
_VISIONS = (
    # Machado, Oliveira and Fernandes 2009: linear RGB as seen without the red, green and blue cones
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)


def colour_of(index: int) -> QColor:
    """The colour of the picture with that index; no other index has it."""
    # in steps, so that one more colour seldom computes all of them again
    size = max(16, 1 << index.bit_length())
    red, green, blue = _colours(size)[index]
    return QColor(red, green, blue)


def difference(one: QColor, other: QColor) -> float:
    """How different two colours look (CIE 1976 ΔE), to those eyes for which they differ least."""
    seen = _seen(_values((one, other)))
    return float(np.sqrt(((seen[:, 0] - seen[:, 1]) ** 2).sum(axis=1)).min())


@lru_cache(maxsize=8)
def _colours(count: int) -> tuple[tuple[int, int, int], ...]:
    """`FIRST`, then each time the candidate that differs most from all before it."""
    levels = np.arange(0, 256, _STEP, dtype=np.float32) / 255
    grid = np.meshgrid(levels, levels, levels, indexing="ij")
    candidates: Floats = np.stack(grid, axis=-1).reshape(-1, 3).astype(np.float32)
    seen = _seen(candidates)
    usable = (seen[0, :, 0] >= _LIGHTNESS[0]) & (seen[0, :, 0] <= _LIGHTNESS[1])
    candidates, seen = candidates[usable], seen[:, usable]
    chosen = list(_values([QColor(name) for name in FIRST]))
    far = np.full(len(candidates), np.inf, np.float32)
    for colour in chosen:
        far = np.minimum(far, _distances(seen, colour))
    while len(chosen) < count:
        best: Floats = candidates[int(far.argmax())]
        chosen.append(best)
        far = np.minimum(far, _distances(seen, best))
    return tuple((round(r * 255), round(g * 255), round(b * 255)) for r, g, b in np.array(chosen).tolist())


def _values(colours: Sequence[QColor]) -> Floats:
    """sRGB (n, 3) float32 in [0, 1]."""
    return np.array([(c.redF(), c.greenF(), c.blueF()) for c in colours], np.float32)


def _distances(seen: Floats, colour: Floats) -> Floats:
    """ΔE (n,) of candidates as `_seen` to one colour (3,), to the eyes for which it is least."""
    other = _seen(colour[None])
    return np.asarray(np.sqrt(((seen - other) ** 2).sum(axis=2)).min(axis=0), np.float32)


def _seen(colours: Floats) -> Floats:
    """sRGB colours (n, 3) float32 in [0, 1] as CIELAB, to each of `_VISIONS`: float32 (4, n, 3)."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    views = np.einsum("vij,nj->vni", np.array(_VISIONS, np.float32), linear.astype(np.float32))
    shown = np.ascontiguousarray(np.clip(views, 0, 1), np.float32)
    # COLOR_LRGB2LAB takes linear values
    return np.asarray(cv2.cvtColor(shown, cv2.COLOR_LRGB2LAB), np.float32)
