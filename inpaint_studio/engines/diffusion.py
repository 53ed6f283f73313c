"""`telea` and `navier-stokes`: the diffusion of OpenCV, with its 16 bit and its limits dealt with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.geometry import Rect, Size
from .base import EngineInfo, Param, ParamValue, RunContext, Suitability


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    return int(params["radius"]) + 3


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


@dataclass(frozen=True)
class _OpenCV:
    info: EngineInfo
    flag: int

    def fill(self, image: np.ndarray, hole: np.ndarray, ctx: RunContext) -> np.ndarray:
        ctx.report(0)
        mask = hole.view(np.uint8)
        levels = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
        filled = cv2.inpaint(levels, mask, int(ctx.params["radius"]), self.flag)
        out = np.where(hole[..., None], filled.astype(np.float32) / 255, image).astype(np.float32)
        ctx.report(1, out)
        return out


TELEA = _OpenCV(
    EngineInfo(
        name="telea",
        label="Telea",
        summary="Carries the border inwards, nearest pixels first. Quick; for scratches and specks.",
        family="diffusion",
        margin=_margin,
        params=(_RADIUS,),
        suitability=Suitability(((1, 0.3), (10, 0.1), (30, 0.0)), scattered=0.1),
    ),
    cv2.INPAINT_TELEA,
)
NAVIER_STOKES = _OpenCV(
    EngineInfo(
        name="navier-stokes",
        label="Navier-Stokes",
        summary="Lets the lines of equal brightness flow into the hole. Quick; for scratches and specks.",
        family="diffusion",
        margin=_margin,
        params=(_RADIUS,),
        suitability=Suitability(((1, 0.3), (10, 0.1), (30, 0.0)), scattered=0.1),
    ),
    cv2.INPAINT_NS,
)
