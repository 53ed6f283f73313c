"""Pictures of the kinds that codecs by inpainting are good at, made by code: (512, 512, 1|3) uint8."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from inpaint_studio.core.arrays import Bytes, Floats

SIDE = 512


def smooth(seed: int) -> Bytes:
    """Soft clouds of colour without any edge, as in skies and out-of-focus backgrounds."""
    rng = np.random.default_rng(seed)
    planes = []
    for _ in range(3):
        plane = np.zeros((SIDE, SIDE), np.float32)
        for cells, weight in ((3, 1.0), (6, 0.5), (12, 0.2)):
            noise = rng.standard_normal((cells, cells)).astype(np.float32)
            plane += weight * cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        planes.append(plane)
    common = planes[0]
    return _levels(np.stack([0.7 * common + 0.3 * one for one in planes], -1), 35, 225)


def drawn(seed: int) -> Bytes:
    """A flat-coloured drawing with dark outlines and letters, anti-aliased."""
    rng = np.random.default_rng(seed)
    picture = np.full((SIDE, SIDE, 3), rng.integers(200, 250, 3), np.uint8)
    for _ in range(9):
        corners = rng.integers(3, 9)
        angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
        reach = rng.uniform(30, 120, corners)
        middle = rng.uniform(60, SIDE - 60, 2)
        shape = (middle + np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None]).astype(np.int32)
        colour = tuple(int(one) for one in rng.integers(30, 255, 3))
        cv2.fillPoly(picture, [shape], colour, cv2.LINE_AA)
        cv2.polylines(picture, [shape], True, (25, 25, 30), 3, cv2.LINE_AA)
    for _ in range(4):
        place = tuple(int(one) for one in rng.integers(60, SIDE - 60, 2))
        cv2.circle(
            picture,
            place,
            int(rng.integers(12, 60)),
            tuple(map(int, rng.integers(30, 255, 3))),
            -1,
            cv2.LINE_AA,
        )
    words = "".join(rng.choice(list("ABCDEFGHKLMNRSTX"), 7))
    cv2.putText(
        picture,
        words,
        (40, int(rng.integers(80, 450))),
        cv2.FONT_HERSHEY_DUPLEX,
        2,
        (20, 20, 30),
        3,
        cv2.LINE_AA,
    )
    return picture


def depth(seed: int) -> Bytes:
    """A depth map in grey: a floor, a wall, tilted boxes and balls in front of them; no noise, hard steps."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) / SIDE
    picture = np.maximum(60 + 40 * x, 250 * (y - rng.uniform(0.45, 0.6)) / 0.5 + 70)
    for _ in range(8):
        near = rng.uniform(90, 240)
        slope = rng.uniform(-60, 60, 2)
        centre = rng.uniform(0.1, 0.9, 2)
        angle = rng.uniform(0, np.pi)
        u = (x - centre[0]) * np.cos(angle) + (y - centre[1]) * np.sin(angle)
        v = (y - centre[1]) * np.cos(angle) - (x - centre[0]) * np.sin(angle)
        if rng.random() < 0.5:
            size = rng.uniform(0.05, 0.16)
            inside = u * u + v * v < size * size
            surface = near - 40 + 60 * np.sqrt(np.maximum(0, 1 - (u * u + v * v) / size**2))
        else:
            size = rng.uniform(0.04, 0.2, 2)
            inside = (abs(u) < size[0]) & (abs(v) < size[1])
            surface = near + slope[0] * u + slope[1] * v
        picture = np.where(inside & (surface > picture), surface, picture)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)[..., None]


def piecewise(seed: int) -> Bytes:
    """Areas with soft shading and curved, slightly blurred borders."""
    rng = np.random.default_rng(seed)
    warp = [
        12
        * cv2.resize(
            rng.standard_normal((6, 6)).astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC
        )
        for _ in range(2)
    ]
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    sites = rng.uniform(0, SIDE, (14, 2))
    nearest = np.argmin([(x + warp[0] - sx) ** 2 + (y + warp[1] - sy) ** 2 for sx, sy in sites], axis=0)
    picture = np.zeros((SIDE, SIDE, 3), np.float32)
    for area in range(len(sites)):
        base, across, down = rng.uniform(40, 215, 3), rng.uniform(-50, 50, 3), rng.uniform(-50, 50, 3)
        shaded = base + across * (x / SIDE)[..., None] + down * (y / SIDE)[..., None]
        bend = rng.uniform(-25, 25, 3) * np.sin(x / 70 + rng.uniform(0, 6))[..., None]
        picture = np.where((nearest == area)[..., None], shaded + bend, picture)
    picture = cv2.GaussianBlur(picture, (0, 0), 0.6)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


KINDS: dict[str, Callable[[int], Bytes]] = {
    "smooth": smooth,
    "drawn": drawn,
    "depth-like": depth,
    "piecewise smooth": piecewise,
}


def _levels(picture: Floats, low: float, high: float) -> Bytes:
    least, most = picture.min(), picture.max()
    return np.rint(low + (picture - least) * ((high - low) / (most - least))).astype(np.uint8)
