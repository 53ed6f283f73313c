"""Where each frame lies on the plate: homographies from features, chained over the frames of a pan."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from ...core.arrays import AnyArray, Bytes, Doubles, Flags
from ...finding.motion import flow, round_trip
from ..filling.camera import homography

_SIDE = 960
"""Frames are registered in this longer side."""
_FEATURES = 1200
_RATIO = 0.75
"""Lowe's ratio: a match must be this much nearer than the second best."""
_TOLERANCE = 2.0
"""How many pixels a match may be off."""
_FEWEST, _SHARE = 24, 0.25
"""So many matches, and this part of all, must agree."""
_OVERLAP = 0.3
"""The part of a frame that must lie on the one that it is registered with."""
_ANCHOR = 0.75
"""A frame that lies on all frames before by less than this becomes one that others are registered with."""
_FIXED = 0.35
"""If no corner moves by more pixels than this, the camera did not move."""
_TRUSTED = 1.0
"""Flow leads back to where it began, to this many pixels, where it is believed."""


_BLOCK, _TEXTURE = 9, 25.0
"""Blocks with less variance than this have no texture."""
_UNLIKE, _NOISE = 0.6, 5.0
"""Pictures agree where they differ by less than this part of the contrast around, or by so many levels."""
_STILL = 0.97
"""If this part of the pixels with texture agrees, the camera did not move."""
_RESIDUE, _LEAST = 0.6, 0.35
"""A moving camera leaves at most this part of what a fixed one leaves unexplained: people who move alike are
explained a little by either. Of the pixels with texture, `_LEAST` must agree at all."""


@dataclass(frozen=True, eq=False)
class _Anchor:
    """A frame that others are registered with, its features, and where it lies on the first frame."""

    grey: Bytes
    points: AnyArray
    descriptors: AnyArray
    place: Doubles


class Register:
    """Finds the homographies of frames to the first one, each from those registered before."""

    def __init__(self) -> None:
        self._orb = cv2.ORB.create(nfeatures=_FEATURES, fastThreshold=8)
        self._anchors: list[_Anchor] = []

    def place(self, grey: Bytes) -> Doubles | None:
        """Where a frame lies on the first one: a homography (3, 3), in pixels of the frames.

        None if it shows too little of any frame before, or something else. `grey` is uint8 (H, W).
        """
        height, width = grey.shape
        scale = min(1.0, _SIDE / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
        down = np.diag([size[0] / width, size[1] / height, 1.0])
        found = self._place(small)
        return None if found is None else np.linalg.inv(down) @ found @ down

    def _place(self, grey: Bytes) -> Doubles | None:
        keys, descriptors = self._orb.detectAndCompute(grey, None)
        points = np.array([key.pt for key in keys], np.float32).reshape(-1, 2)
        if not self._anchors:
            self._anchors.append(_Anchor(grey, points, descriptors, np.eye(3)))
            return np.eye(3)
        for anchor in reversed(self._anchors):
            found = _step(grey, points, descriptors, anchor)
            if found is None:
                continue
            place = anchor.place @ found
            if _overlap(found, grey.shape) < _ANCHOR:
                self._anchors.append(_Anchor(grey, points, descriptors, place))
            return np.asarray(place / place[2, 2], np.float64)
        return None


def _step(grey: Bytes, points: AnyArray, descriptors: AnyArray | None, anchor: _Anchor) -> Doubles | None:
    """The homography to an anchor: the best of standing still and what features say, made exact by flow.

    None if hardly anything agrees with it.
    """
    still = np.eye(3)
    found, most = still, _agreeing(grey, anchor.grey, still)
    if most > _STILL:
        return still
    enough = 1 - _RESIDUE * (1 - most)
    steps = [still, _matched(points, descriptors, anchor)]
    steps += [None if step is None else _refined(grey, anchor.grey, step) for step in steps]
    for step in steps[1:]:
        if step is None or not _is_sound(step, grey.shape) or _overlap(step, grey.shape) < _OVERLAP:
            continue
        agreeing = _agreeing(grey, anchor.grey, step)
        if agreeing > max(most, enough):
            found, most = step, agreeing
    if most < _LEAST:
        return None
    return still if _corners_moved(found, grey.shape) <= _FIXED else found


def _agreeing(grey: Bytes, anchor: Bytes, step: Doubles) -> float:
    """The share of the pixels with texture, where both pictures are, at which they agree."""
    height, width = grey.shape
    back = np.linalg.inv(step)
    moved = np.asarray(cv2.warpPerspective(anchor, back, (width, height), flags=cv2.INTER_LINEAR), np.uint8)
    shown = cv2.warpPerspective(np.ones_like(anchor), back, (width, height)) > 0
    counted = shown & _textured(grey)
    if not counted.any():
        return float(np.array_equal(step, np.eye(3)))
    here, there = (one.astype(np.float32) for one in (grey, moved))
    here, there = (one - cv2.blur(one, (_BLOCK, _BLOCK)) for one in (here, there))
    contrast = np.sqrt(cv2.blur(here * here, (_BLOCK, _BLOCK)))
    agrees = np.abs(here - there) < np.maximum(_UNLIKE * contrast, _NOISE)
    return float(agrees[counted].mean())


def _matched(points: AnyArray, descriptors: AnyArray | None, anchor: _Anchor) -> Doubles | None:
    """The homography to an anchor that matching features agree on (RANSAC)."""
    if descriptors is None or anchor.descriptors is None or min(len(points), len(anchor.points)) < _FEWEST:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(descriptors, anchor.descriptors, k=2)
    good = [one for one, other in pairs if one.distance < _RATIO * other.distance]
    if len(good) < _FEWEST:
        return None
    here = points[[match.queryIdx for match in good]]
    there = anchor.points[[match.trainIdx for match in good]]
    found, agrees = cv2.findHomography(here, there, cv2.RANSAC, _TOLERANCE, maxIters=2000)
    if found is None or agrees.sum() < max(_FEWEST, _SHARE * len(good)):
        return None
    return np.asarray(found, np.float64)


def _refined(grey: Bytes, anchor: Bytes, step: Doubles) -> Doubles | None:
    """The homography made exact by the flow that remains; None if most of it follows none."""
    if not _is_sound(step, grey.shape):
        return None
    height, width = grey.shape
    moved = cv2.warpPerspective(anchor, np.linalg.inv(step), (width, height), flags=cv2.INTER_LINEAR)
    shown = cv2.warpPerspective(np.ones_like(anchor), np.linalg.inv(step), (width, height)) > 0
    there = np.where(shown, np.asarray(moved, np.uint8), grey)
    forth = flow(grey, there)
    trusted = shown & (round_trip(forth, flow(there, grey)) < _TRUSTED) & _textured(grey)
    rest = homography(forth, trusted)
    if rest is None:
        return None
    found = step @ rest
    return np.asarray(found / found[2, 2], np.float64)


def _textured(grey: Bytes) -> Flags:
    """Where flow can be measured: away from even areas."""
    levels = grey.astype(np.float32)
    mean, square = cv2.blur(levels, (_BLOCK, _BLOCK)), cv2.blur(levels * levels, (_BLOCK, _BLOCK))
    return np.asarray(square - mean * mean > _TEXTURE)


def _corners(place: Doubles, shape: tuple[int, ...]) -> AnyArray:
    height, width = shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    return np.asarray(cv2.perspectiveTransform(corners[None], place)[0])


def _corners_moved(place: Doubles, shape: tuple[int, ...]) -> float:
    height, width = shape
    still = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    return float(np.linalg.norm(_corners(place, shape) - still, axis=1).max())


def _is_sound(place: Doubles, shape: tuple[int, ...]) -> bool:
    """Whether a frame keeps its sides and about its size."""
    if not np.isfinite(place).all() or abs(place[2, 2]) < 1e-6:
        return False
    height, width = shape
    far = place[2] @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]], np.float64)
    if (far / place[2, 2] <= 0.2).any():
        return False
    corners = _corners(place, shape).astype(np.float32)
    area = cv2.contourArea(corners, oriented=True) / (height * width)
    return bool(0.4 < area < 2.5 and cv2.isContourConvex(corners))


def _overlap(place: Doubles, shape: tuple[int, ...]) -> float:
    """The part of a frame that lies on the other."""
    height, width = shape
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    area, _ = cv2.intersectConvexConvex(_corners(place, shape).astype(np.float32), frame)
    return float(area) / (height * width)
