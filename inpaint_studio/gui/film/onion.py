"""The onion skin: masks of the frames around the one that is shown."""

from __future__ import annotations

from PySide6.QtGui import QColor

from ...core.geometry import Rect
from ..canvas.overlays import MaskLayer
from .state import FilmState, PackedMask
from .view import Onion

_BEFORE, _AFTER = QColor("#35c46f"), QColor("#4c9ffe")


def onion_around(state: FilmState, number: int) -> Onion:
    """The masks of the frames before and after, or of the nearest keyframes where these have none."""
    before, after = state.mask(number - 1), state.mask(number + 1)
    if before is None and (place := state.keyframe_before(number)) is not None:
        before = state.keyframes[place]
    if after is None and (place := state.keyframe_after(number)) is not None:
        after = state.keyframes[place]
    pairs = (before, _BEFORE), (after, _AFTER)
    return Onion(tuple((_layer(mask), colour) for mask, colour in pairs if mask))


def _layer(mask: PackedMask) -> MaskLayer:
    layer = MaskLayer(mask.size)
    layer.follow(mask.tiles, Rect.of(mask.size))
    return layer
