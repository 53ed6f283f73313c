"""`telea` and `navier-stokes`: the two of OpenCV, at 16 bit and in parts that can be cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.geometry import Rect, Size
from .base import EngineInfo, Param, ParamValue, RunContext, Suitability

_LEVELS = 65535
_CALL = 8000  # filling a part on its own costs as much as passing over so many known pixels

_RADIUS = Param(
    "radius",
    "int",
    3,
    "Radius",
    "How far around each pixel known pixels are looked at.",
    minimum=1,
    maximum=32,
    step=1,
    unit="px",
)
_LIMITS = "Wide holes come out smeared. A cancel waits for a channel: 0.3 s in a hole of a megapixel."


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    return int(params["radius"]) + 5


@dataclass(frozen=True)
class OpenCVDiffusion:
    """One of the algorithms of `cv2.inpaint`, by its flag.

    Channels are filled one by one at 16 bit: OpenCV takes more than 8 bit in single channels only, and
    rounding every step to 8 bit costs Telea's method a third of a decibel. Navier-Stokes loses nothing
    (0.01 dB) by it, so 8-bit photos are filled at 8 bit, which takes half the time. Parts of the hole
    too far apart to see each other are filled one by one too, so that a cancel is noticed between them.
    """

    info: EngineInfo
    flag: int

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(0)
        radius = int(ctx.params.get("radius", _RADIUS.default))
        out = image.copy()
        labels, parts = _parts(hole, ctx.wanted, radius)
        total = sum(part.area for _, part in parts)
        done = 0.0
        for number, part in parts:
            here = part.slices
            unknown = np.ascontiguousarray(hole[here]).view(np.uint8)
            # the box may hold corners of other parts, which are filled again, but not as well
            own = labels[here] == number
            if self.flag == cv2.INPAINT_NS and (eight := _as_bytes(image[here], hole[here])) is not None:
                out[here][own] = cv2.inpaint(eight, unknown, radius, self.flag)[own] / np.float32(255)
                done += part.area
                ctx.report(done / total, out)
                continue
            for channel in range(3):
                levels = np.rint(np.clip(image[here][..., channel], 0, 1) * _LEVELS).astype(np.uint16)
                filled = cv2.inpaint(levels, unknown, radius, self.flag)
                out[here][own, channel] = filled[own].astype(np.float32) / _LEVELS
                done += part.area / 3
                ctx.report(done / total, out)
        ctx.report(1, out)
        return out


def _as_bytes(image: np.ndarray, hole: np.ndarray) -> np.ndarray | None:
    """The picture at 8 bit if that is what its known pixels came from."""
    levels = cv2.convertScaleAbs(image, alpha=255)
    off = cv2.norm(levels * np.float32(1 / 255), image, cv2.NORM_INF, (~hole).view(np.uint8))
    return levels if off < 1e-5 else None


def _parts(
    hole: np.ndarray, wanted: np.ndarray | None, radius: int
) -> tuple[np.ndarray, list[tuple[int, Rect]]]:
    """The parts of the hole that can be filled apart with the same result.

    Labels int32 (H, W), and of each part that has a wanted pixel its label and a rectangle that holds it
    and the known pixels it needs. Parts that are cheaper to fill at once have a label in common.
    """
    whole = Rect(0, 0, hole.shape[1], hole.shape[0])
    reach = radius + 3  # the gradients that steer the filling are taken a little farther out
    apart = cv2.dilate(hole.view(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(apart, connectivity=8)
    labels *= hole
    kept = np.arange(1, count) if wanted is None else np.unique(labels[wanted])
    boxes = [Rect(*(int(value) for value in row[:4])) & whole for row in stats[kept]]
    if sum(box.area + _CALL for box in boxes) <= 0.7 * whole.area:
        return labels, list(zip(kept.tolist(), boxes, strict=True))
    return hole.astype(np.int32), [(1, whole)]


def _info(name: str, label: str, summary: str, paper: str, suitability: Suitability) -> EngineInfo:
    return EngineInfo(
        name=name,
        label=label,
        summary=summary,
        family="diffusion",
        margin=_margin,
        reach=1.0,
        params=(_RADIUS,),
        suitability=suitability,
        best_for="Scratches and specks, when there is no time for better.",
        limits=_LIMITS,
        papers=(paper,),
    )


TELEA = OpenCVDiffusion(
    _info(
        "telea",
        "Telea",
        "Carries the border inwards, nearest pixels first.",
        "Telea 2004, An Image Inpainting Technique Based on the Fast Marching Method",
        Suitability(((1, 0.0), (4, 0.0), (9, 0.04), (40, 0.04))),
    ),
    cv2.INPAINT_TELEA,
)
NAVIER_STOKES = OpenCVDiffusion(
    _info(
        "navier-stokes",
        "Navier-Stokes",
        "Lets the lines of equal brightness flow into the hole.",
        "Bertalmio, Bertozzi and Sapiro 2001, Navier-Stokes, Fluid Dynamics, and Image and Video Inpainting",
        Suitability(((1, 0.0), (4, 0.04), (9, 0.04), (40, 0.14)), scattered=0.01),
    ),
    cv2.INPAINT_NS,
)
