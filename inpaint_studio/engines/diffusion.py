"""`telea` and `navier-stokes`: the two of OpenCV, at 8 or 16 bit."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.geometry import Rect, Size
from .base import EngineInfo, Param, ParamValue, RunContext, Suitability

_LEVELS = 65535

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
_LIMITS = "Wide holes come out smeared. A cancel waits for the tile: about a second in a hole of a megapixel."


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    return int(params["radius"]) + 5


@dataclass(frozen=True)
class OpenCVDiffusion:
    """One of the algorithms of `cv2.inpaint`, by its flag, in one pass over the crop.

    8-bit photos go to Navier-Stokes as they are. Everything else is filled channel by channel at 16 bit,
    several channels at a time: OpenCV takes more than 8 bit in single channels only, and at 8 bit its
    Telea adds to every pixel up to 1.4 levels that its formula doesn't have, and half a level more. In wide
    holes that makes 4 levels of false brightness, in scratches it costs a fifth of a decibel.
    """

    info: EngineInfo
    flag: int

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(0)
        radius = int(ctx.params.get("radius", _RADIUS.default))
        unknown = np.ascontiguousarray(hole).view(np.uint8)
        eight = _as_bytes(image, unknown) if self.flag == cv2.INPAINT_NS else None
        if eight is not None:
            filled = cv2.inpaint(eight, unknown, radius, self.flag)
            out = np.multiply(filled, np.float32(1 / 255), dtype=np.float32)
        else:
            out = self._by_channel(image, unknown, radius, ctx)
        ctx.report(1, out)
        return out

    def _by_channel(self, image: np.ndarray, unknown: np.ndarray, radius: int, ctx: RunContext) -> np.ndarray:
        """The crop filled at 16 bit, as many channels at a time as there are threads."""

        def one(channel: int) -> np.ndarray:
            ctx.check()
            levels = np.clip(cv2.extractChannel(image, channel), 0, 1) * np.float32(_LEVELS) + np.float32(0.5)
            return cv2.inpaint(levels.astype(np.uint16), unknown, radius, self.flag)

        channels = []
        with ThreadPoolExecutor(max(1, min(ctx.threads, 3)), "diffusion") as pool:
            for done, filled in enumerate(pool.map(one, range(3)), 1):
                channels.append(filled)
                ctx.report(done / 4)
        return np.asarray(np.multiply(cv2.merge(channels), np.float32(1 / _LEVELS), dtype=np.float32))


def _as_bytes(image: np.ndarray, unknown: np.ndarray) -> np.ndarray | None:
    """The picture at 8 bit if that is what its known pixels came from."""
    levels = cv2.convertScaleAbs(image, alpha=255)
    off = cv2.norm(levels * np.float32(1 / 255), image, cv2.NORM_INF, 1 - unknown)
    return levels if off < 1e-5 else None


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
        Suitability(
            ((2, 0.05), (4, 0.14), (6, 0.27), (9, 0.42), (13, 0.37), (20, 0.38), (40, 0.44)), scattered=0.2
        ),
    ),
    cv2.INPAINT_TELEA,
)
NAVIER_STOKES = OpenCVDiffusion(
    _info(
        "navier-stokes",
        "Navier-Stokes",
        "Lets the lines of equal brightness flow into the hole.",
        "Bertalmio, Bertozzi and Sapiro 2001, Navier-Stokes, Fluid Dynamics, and Image and Video Inpainting",
        Suitability(
            ((2, 0.32), (4, 0.34), (6, 0.31), (9, 0.49), (13, 0.53), (20, 0.47), (40, 0.52)), scattered=0.42
        ),
    ),
    cv2.INPAINT_NS,
)
