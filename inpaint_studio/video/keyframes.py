"""Masks painted on a few frames, carried to the others along optical flow and fitted to edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import Bytes, Coverage, Flags, Floats
from ..core.depth import eight_bit_rgb
from ..core.mask import THRESHOLD
from ..core.texture.pull_push import spread
from ..finding.motion import flow, grey, moved
from .cuts import is_cut
from .edge import Edge, grown
from .frames import Frames

_SIDE = 640
"""The longer side at which objects are followed, and their edges found."""
_ASTRAY = 24
"""A pixel that differs by more levels than this, of 256, from where it comes from is lost."""
_RIM = 4
"""px at that size within the rim of a mask where flow is not believed."""
_CORNERS = 6
"""So many at least must agree on the motion of an object."""
_TRUST = 0.5
"""How much confidence is left after a step that loses all pixels of a mask."""
_AGREE = 0.5
"""How much is left where what comes from both sides has nothing in common."""
_JPEG = [cv2.IMWRITE_JPEG_QUALITY, 95]


@dataclass(frozen=True, eq=False)
class Tracked:
    """The mask of a frame, uint8 (H, W), and how far it can be trusted, 0 to 1."""

    mask: Coverage
    confidence: float


def carried(frames: Frames, keyframes: Mapping[int, Coverage]) -> Iterator[Tracked]:
    """The mask of each frame, in order: that of a keyframe, uint8 (H, W), or what the nearest ones become.

    Between two keyframes a mask comes from both, more from the nearer one. Confidence falls with each step
    by the share of the mask that does not look as it did in the frame before and as far as the object
    changes its size, and where the two sides disagree. Nothing is carried across a cut: masks are empty
    there, with a confidence of 0. `frames` are asked in rising order, each once; only small pictures of them
    are kept. Raises ValueError without keyframes.
    """
    if not keyframes:
        raise ValueError("there is nothing to carry")
    last: int | None = None
    looks = _Looks(frames)
    for number in sorted(keyframes):
        yield from _between(looks, keyframes, last, number)
        yield Tracked(keyframes[number], 1.0)
        last = number
    assert last is not None
    carrier = _Carrier(keyframes[last])
    for number in range(last + 1, len(frames)):
        yield carrier.step(looks.small(number), looks.small(number - 1), looks.cut(number))
        looks.forget(number - 1)


def _between(
    looks: _Looks, keyframes: Mapping[int, Coverage], before: int | None, after: int
) -> Iterator[Tracked]:
    """The masks of the frames between two keyframes; before the first one, those that lead to it."""
    numbers = range(0 if before is None else before + 1, after)
    forth: list[Tracked] = []
    if before is not None:
        carrier = _Carrier(keyframes[before])
        for number in numbers:
            forth.append(carrier.step(looks.small(number), looks.small(number - 1), looks.cut(number)))
    for number in range(numbers.start, after + 1):
        looks.cut(number)  # in rising order, while the frames are at hand
    carrier = _Carrier(keyframes[after])
    back = [
        carrier.step(looks.small(number), looks.small(number + 1), looks.cut(number + 1))
        for number in reversed(numbers)
    ][::-1]
    for number in numbers:
        looks.forget(number)
    if before is None:
        yield from back
        return
    for place, (one, other) in enumerate(zip(forth, back, strict=True)):
        yield _joined(one, other, (place + 1) / (len(numbers) + 1))


def _joined(forth: Tracked, back: Tracked, way: float) -> Tracked:
    """What comes from both sides, `way` (0 to 1) of the distance from the first to the second."""
    one, other = forth.confidence * (1 - way), back.confidence * way
    if one + other == 0:
        return forth
    mixed = (one * forth.mask.astype(np.float32) + other * back.mask) / (one + other)
    first, second = forth.mask >= THRESHOLD, back.mask >= THRESHOLD
    either = np.count_nonzero(first | second)
    common = np.count_nonzero(first & second) / either if either else 1.0
    if min(forth.confidence, back.confidence) == 0:
        common = 1.0  # a cut: only one side knows
    sure = max(forth.confidence, back.confidence) * float(_AGREE + (1 - _AGREE) * common)
    return Tracked(np.where(mixed >= THRESHOLD, np.uint8(255), np.uint8(0)), sure)


class _Carrier:
    """Carries one mask from frame to frame, without the margin that was painted around the object."""

    def __init__(self, mask: Coverage) -> None:
        self._mask = mask
        self._edge: Edge | None = None
        self._object: Flags | None = None
        self._confidence = 1.0

    def step(self, here: Bytes, there: Bytes, cut: bool) -> Tracked:
        """To the next frame, whose small picture is `here`, from `there`."""
        if cut or self._confidence == 0:
            self._confidence = 0.0
            return Tracked(np.zeros_like(self._mask), 0.0)
        if self._edge is None or self._object is None:
            self._edge = Edge.learned(there, _resized(self._mask, there) >= THRESHOLD)
            self._object = self._edge.mask
        now, before = grey(here), grey(there)
        back = _motion(now, before, self._object)
        arrived = moved(self._object.astype(np.float32), back) >= 0.5
        unlike = cv2.absdiff(*(cv2.GaussianBlur(one, (0, 0), 1) for one in (now, moved(before, back))))
        lost = float((unlike[arrived] > _ASTRAY).mean()) if arrived.any() else 1.0
        fitted = self._edge.fitted(here, arrived)
        sizes = sorted(np.count_nonzero(one) for one in (fitted, self._object))
        self._confidence *= (1 - (1 - _TRUST) * lost) * float(np.sqrt((sizes[0] + 1) / (sizes[1] + 1)))
        self._object = fitted
        return Tracked(self._enlarged(grown(self._object, self._edge.margin)), self._confidence)

    def _enlarged(self, small: Flags) -> Coverage:
        height, width = self._mask.shape
        found = cv2.resize(small.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        return np.where(found >= 0.5, np.uint8(255), np.uint8(0))


def _motion(here: Bytes, there: Bytes, inside: Flags) -> Floats:
    """Where each pixel of `here` lies in `there`, as if all moved like what is `inside` a mask of `there`.

    Objects move farther between frames than dense flow finds: corners on them are followed, their common
    motion is taken out, and dense flow finds the rest.
    """
    common = _common_motion(there, here, inside)
    if common is None:
        found = flow(here, there, 2)
    else:
        rest = flow(here, moved(there, common), 2)
        found = rest + moved(common, rest)
    # flow at the rim of an object is between its motion and that of what is behind: only its inside counts
    object_here = moved(inside.astype(np.uint8), found)
    middle = cv2.erode(object_here, np.ones((2 * _RIM + 1, 2 * _RIM + 1), np.uint8))
    known = middle if middle.any() else object_here
    return np.asarray(spread(found, known.astype(np.float32)), np.float32) if known.any() else found


def _common_motion(there: Bytes, here: Bytes, inside: Flags) -> Floats | None:
    """The similarity that most corners within a mask follow, as a field from `here` to `there`, or None.

    Corners: Shi and Tomasi, "Good features to track", CVPR 1994; followed by pyramids of Lucas and Kanade's
    method; the similarity by RANSAC.
    """
    area = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8))
    corners = cv2.goodFeaturesToTrack(there, 200, 0.01, 3, mask=area)
    if corners is None or len(corners) < _CORNERS:
        return None
    ends, found, _ = cv2.calcOpticalFlowPyrLK(there, here, corners, None)  # type: ignore[call-overload]
    again, returned, _ = cv2.calcOpticalFlowPyrLK(here, there, ends, None)  # type: ignore[call-overload]
    astray = np.linalg.norm((again - corners)[:, 0], axis=1)
    good = (found[:, 0] > 0) & (returned[:, 0] > 0) & (astray < 1)
    if np.count_nonzero(good) < _CORNERS:
        return None
    cv2.setRNGSeed(0)
    matrix, inliers = cv2.estimateAffinePartial2D(ends[good], corners[good], ransacReprojThreshold=1.5)
    if matrix is None or np.count_nonzero(inliers) < max(_CORNERS, len(inliers) / 3):
        return None
    rows, columns = np.mgrid[: here.shape[0], : here.shape[1]]
    x = matrix[0, 0] * columns + matrix[0, 1] * rows + matrix[0, 2] - columns
    y = matrix[1, 0] * columns + matrix[1, 1] * rows + matrix[1, 2] - rows
    return np.stack([x, y], axis=-1).astype(np.float32)


def _resized(mask: Coverage, picture: Bytes) -> Coverage:
    size = picture.shape[1], picture.shape[0]
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)


class _Looks:
    """Small pictures of frames, compressed, and where scenes end; each frame is asked once."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._small: dict[int, Bytes] = {}
        self._cuts: dict[int, bool] = {}
        self._last: tuple[int, Bytes] | None = None

    def small(self, number: int) -> Bytes:
        """The picture of a frame, RGB, uint8 (h, w, 3). It must not have been forgotten."""
        if number not in self._small:
            self._look(number)
        return np.asarray(cv2.imdecode(self._small[number], cv2.IMREAD_COLOR_RGB), np.uint8)

    def cut(self, number: int) -> bool:
        """Whether a scene begins with a frame; the one before it must have been looked at."""
        if number not in self._cuts:
            self._look(number)
        return self._cuts[number]

    def forget(self, number: int) -> None:
        """This frame is no longer needed."""
        self._small.pop(number, None)

    def _look(self, number: int) -> None:
        frame = self._frames[number]
        height, width = frame.shape[:2]
        scale = min(1.0, _SIDE / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = np.asarray(cv2.resize(eight_bit_rgb(frame), size, interpolation=cv2.INTER_AREA), np.uint8)
        levels = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        self._small[number] = np.asarray(cv2.imencode(".jpg", levels, _JPEG)[1], np.uint8)
        before = self._last
        self._cuts[number] = before is not None and before[0] == number - 1 and is_cut(before[1], picture)
        self._last = number, picture
