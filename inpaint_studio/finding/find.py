"""Finding damage: a photo's tiles, at several scales, through the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TypeVar

import cv2
import numpy as np

from ..core.arrays import Bytes, Flags, Floats, Pixels
from ..core.damage import KINDS, SENSITIVITY
from ..core.depth import eight_bit_rgb
from ..core.errors import Cancelled
from ..core.geometry import Rect, Size
from ..core.photo import PhotoSource
from . import network
from .candidates import Classifier, candidates
from .findings import FAINT, Findings, findings, least_confidence
from .infrared.look import Seen
from .infrared.look import look as look_in_infrared

Array = TypeVar("Array", Bytes, Floats)

TILE = 1472
"""The side of what is looked at together, in pixels."""
MARGIN = 64
"""What a tile sees beyond its edges."""
_KIND_CELL = 8
"""The kinds are kept for squares of this many pixels."""
_DOUBT = np.float32(1e-3)
_WEIGHT, _FURTHEST_SHIFT = 0.75, 3.5
"""How far the classifier of candidates moves the network's log-odds: this part of its own, at most so far."""
_INFRARED_TIME = 0.2
"""How long the infrared takes, as a share of the whole: for the progress."""
_BY_SHAPE = 8.0
"""The weight of the kind of a mark that the infrared alone shows, against those of the network."""
_SMALL_SIDE = 1400
"""Photos are also looked at in half their size while their longer side is above this: a speck on a large
scan is a blot to the network otherwise."""


def find(
    photo: PhotoSource,
    *,
    infrared: Pixels | None = None,
    scanned: PhotoSource | None = None,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Findings:
    """The damage in `photo`: light, dark and coloured, of all kinds and sizes.

    `infrared` is what the scanner saw of the same film in infrared (see `infrared_of`): (h, w) uint8 or
    uint16, in any size. A pixel is as likely damage as the surer of it and the network says. The findings
    have a note if the plane was of no use. `scanned` is the photo as it came from the scanner, if `photo` has
    been retouched since: where they differ, the infrared shows what is gone.

    Deterministic. `on_progress` hears the share that is done, 0 to 1. Raises `Cancelled`, StudioError
    "infrared-size" for a plane of another shape, and what the network raises.
    """
    in_infrared, before = None, 0.0
    if infrared is not None:
        in_infrared = look_in_infrared(scanned or photo, infrared, is_cancelled=is_cancelled)
        before = _INFRARED_TIME
        if scanned is not None:
            in_infrared = in_infrared.where(_same(photo, scanned))

    def tell(share: float) -> None:
        if on_progress is not None:
            on_progress(before + (1 - before) * share)

    scales = scales_of(photo.size)
    classifier = network.classifier()
    confidence, kinds = seen(photo, scales, network.look, on_progress=tell, is_cancelled=is_cancelled)
    judge(photo, confidence, scales[-1], classifier, is_cancelled)
    if in_infrared is None:
        return findings(confidence, kinds)
    _add(in_infrared, confidence, kinds)
    return replace(
        findings(confidence, kinds),
        infrared=None if in_infrared.notes else in_infrared.map,
        notes=in_infrared.notes,
    )


def seen(
    photo: PhotoSource,
    scales: Sequence[int],
    look: Callable[[Bytes], tuple[Floats, Floats]],
    *,
    on_progress: Callable[[float], None] = lambda share: None,
    is_cancelled: Callable[[], bool] | None = None,
) -> tuple[Floats, Floats]:
    """What the network, as `network.look`, sees in a photo reduced by each of the scales.

    The confidence (H, W), and the kinds (7, h, w) of squares of pixels, each in [0, 1]. `on_progress` hears
    the share that is done. Raises `Cancelled` and what `look` raises.
    """
    size = photo.size
    confidence = np.zeros((size.height, size.width), np.float32)
    kinds = np.zeros((len(KINDS), -(-size.height // _KIND_CELL), -(-size.width // _KIND_CELL)), np.float32)
    done, total = 0.0, sum(1 / scale**2 for scale in scales)
    for scale in scales:
        picture = _Reduced(photo, scale)
        tiles = list(_tiles(picture.size))
        for tile in tiles:
            _check(is_cancelled)
            confident, kind = _looked_at(picture, tile, look)
            _merge(confident, kind, _enlarged(tile, scale, size), confidence, kinds)
            done += 1 / scale**2 / len(tiles)
            on_progress(min(1.0, done / total))
    return confidence, kinds


def _same(photo: PhotoSource, other: PhotoSource) -> Flags:
    """Where two photos of the same size have the same pixels: (H, W)."""
    same = np.empty((photo.size.height, photo.size.width), bool)
    for top in range(0, photo.size.height, TILE):
        rows = Rect(0, top, photo.size.width, TILE) & Rect.of(photo.size)
        same[rows.slices] = (photo.read(rows) == other.read(rows)).all(2)
    return same


def judge(
    photo: PhotoSource,
    confidence: Floats,
    scale: int,
    classifier: Classifier,
    is_cancelled: Callable[[], bool] | None = None,
) -> None:
    """Move the log-odds of the network's confidence (H, W) by what the whole photo says, in place.

    `scale` is that of the coarsest look. What is no candidate moves as far down as it can. Raises
    `Cancelled`.
    """
    found = candidates(reduced(photo, scale), scale, confidence, partial(_check, is_cancelled))
    if found is None:
        return
    shifts = np.full(len(found.areas) + 1, -_FURTHEST_SHIFT, np.float32)
    shifts[1:] = np.clip(_WEIGHT * classifier.log_odds(found.features), -_FURTHEST_SHIFT, _FURTHEST_SHIFT)
    odds = np.exp(shifts)
    for top in range(0, len(confidence), TILE):
        part = confidence[top : top + TILE]
        # p -> p odds / (1 - p + p odds)
        scaled = part * odds[found.labels[top : top + TILE]]
        np.subtract(1, part, out=part)
        part += scaled
        np.divide(scaled, part, out=part)


def _check(is_cancelled: Callable[[], bool] | None) -> None:
    if is_cancelled is not None and is_cancelled():
        raise Cancelled


def scales_of(size: Size) -> list[int]:
    """By how much the photo is reduced for each look: 1, 2, 4 …"""
    scales = [1]
    while max(size.width, size.height) / scales[-1] > _SMALL_SIDE:
        scales.append(2 * scales[-1])
    return scales


class _Reduced:
    """A photo in a fraction of its size, read part by part."""

    def __init__(self, photo: PhotoSource, scale: int) -> None:
        self.photo, self.scale = photo, scale
        self.size = Size(-(-photo.size.width // scale), -(-photo.size.height // scale))

    def read(self, rect: Rect) -> Bytes:
        """RGB of that part, uint8 (height, width, 3)."""
        pixels = eight_bit_rgb(self.photo.read(_enlarged(rect, self.scale, self.photo.size)))
        return pixels if self.scale == 1 else _resized(pixels, rect.size, cv2.INTER_AREA)


def reduced(photo: PhotoSource, scale: int) -> Bytes:
    """The photo in that fraction of its size, RGB, uint8 (H / scale, W / scale, 3), rounded up."""
    small = _Reduced(photo, scale)
    picture = np.empty((small.size.height, small.size.width, 3), np.uint8)
    for tile in _tiles(small.size):
        picture[tile.slices] = small.read(tile)
    return picture


def _enlarged(rect: Rect, scale: int, size: Size) -> Rect:
    """What a rectangle of the reduced photo covers in the whole one."""
    return Rect(*(scale * number for number in rect.numbers)) & Rect.of(size)


def _resized(array: Array, size: Size, interpolation: int) -> Array:
    return cv2.resize(array, (size.width, size.height), interpolation=interpolation)  # type: ignore[return-value]


def _tiles(size: Size) -> Iterator[Rect]:
    """Rectangles that cover a picture, of about the same size, at most `TILE` px a side."""
    rows, columns = (-(-side // TILE) for side in (size.height, size.width))
    for top, bottom in pairwise(size.height * i // rows for i in range(rows + 1)):
        for left, right in pairwise(size.width * i // columns for i in range(columns + 1)):
            yield Rect(left, top, right - left, bottom - top)


def _looked_at(
    picture: _Reduced, tile: Rect, look: Callable[[Bytes], tuple[Floats, Floats]]
) -> tuple[Floats, Floats]:
    """Confidence of a tile, and kinds for each 4 px of it.

    The network sees `MARGIN` px around it too, mirrored at the edges of the picture.
    """
    seen = tile.grown(MARGIN) & Rect.of(picture.size)
    before = (seen.y - tile.y + MARGIN, seen.x - tile.x + MARGIN)
    height, width = (
        -(-(side + 2 * MARGIN) // network.MULTIPLE) * network.MULTIPLE for side in (tile.height, tile.width)
    )
    after = (height - before[0] - seen.height, width - before[1] - seen.width)
    pixels = cv2.copyMakeBorder(
        picture.read(seen), before[0], after[0], before[1], after[1], cv2.BORDER_REFLECT_101
    )
    confidence, kinds = look(np.asarray(pixels, np.uint8))
    rows, columns = (slice(MARGIN, MARGIN + side) for side in (tile.height, tile.width))
    small = [slice(part.start // 4, -(-part.stop // 4)) for part in (rows, columns)]
    return confidence[rows, columns], kinds[:, small[0], small[1]]


def _merge(confident: Floats, kind: Floats, there: Rect, confidence: Floats, kinds: Floats) -> None:
    """Take over what is more likely at this scale than at those before; `there` is the tile in the photo."""
    confident = _resized(confident, there.size, cv2.INTER_LINEAR)
    cells = Rect.spanning(
        there.x // _KIND_CELL,
        there.y // _KIND_CELL,
        -(-there.right // _KIND_CELL),
        -(-there.bottom // _KIND_CELL),
    )
    # above 0, since the cells of a tile are those of the photo only roughly
    weight = _resized(confident, cells.size, cv2.INTER_AREA) + _DOUBT
    for number, plane in enumerate(kind):
        kinds[number][cells.slices] += weight * _resized(plane, cells.size, cv2.INTER_LINEAR)
    part = confidence[there.slices]
    np.maximum(part, confident, out=part)


def _add(seen: Seen, confidence: Floats, kinds: Floats) -> None:
    """Take over what the infrared shows more clearly, and the kinds of marks that it shows alone."""
    at = seen.rows, seen.columns
    before = confidence[at]
    surest = np.zeros(len(seen.kinds), np.float32)
    np.maximum.at(surest, seen.marks, before)
    alone = (surest < FAINT * least_confidence(SENSITIVITY))[seen.marks]
    numbers = np.array([KINDS.index(kind) for kind in seen.kinds], np.intp)[seen.marks]
    rows, columns = (place * kinds.shape[i + 1] // confidence.shape[i] for i, place in enumerate(at))
    kinds[numbers[alone], rows[alone], columns[alone]] = _BY_SHAPE
    confidence[at] = np.maximum(before, seen.confidence / np.float32(255))
