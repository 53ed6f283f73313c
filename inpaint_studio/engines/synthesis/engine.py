"""`style`: paints what the mask covers in the style of a painting; not one of the engines that fill holes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import cv2
import numpy as np

from ...core.arrays import Flags, FloatPixels
from ...core.depth import as_float
from ...core.errors import Note, StudioError
from ...core.geometry import Rect, Size
from ...core.photo_io import read_photo
from ..base import EngineInfo, Param, ParamValue, RunContext

if TYPE_CHECKING:
    from .style import Style

_MOST_PIXELS = 8_000_000  # of a painting: a larger one is reduced, which makes its strokes smaller


def _margin(hole: Rect, photo: Size, params: Mapping[str, ParamValue]) -> int:
    """All of the photo: its light and colours as a whole are matched to the painting's."""
    return max(photo.width, photo.height)


_PARAMS = (
    Param("painting", "file", "", "Painting", "The picture whose brush strokes are used."),
    Param(
        "strength", "float", 0.7, "Strength",
        "0 is the photo; 1 paints freely, with little regard to the photo's details.",
        minimum=0.0, maximum=1.0, step=0.05,
    ),
    Param(
        "colours", "choice", "painting", "Colours", "Take the painting's colours, or keep the photo's.",
        choices=("painting", "photo"),
    ),
    Param(
        "strokes", "float", 1.0, "Stroke size", "Enlarges the painting, and so its brush strokes.",
        minimum=0.25, maximum=4.0, step=0.25, unit="x",
    ),
)  # fmt: skip


class StyleEngine:
    """See the module."""

    info = EngineInfo(
        name="style",
        label="In the style of",
        term="Style transfer",
        summary="Paints the photo with the brush strokes of a painting.",
        family="exemplar",
        margin=_margin,
        params=_PARAMS,
        restyles=True,
        stochastic=True,
        colour="srgb",
        best_for="Turning a photo, or a part of it, into a painting.",
        limits="Small faces and lettering dissolve in the strokes.",
        papers=(
            "Hertzmann et al.: Image Analogies. SIGGRAPH 2001",
            "Elad, Milanfar: Style Transfer via Texture Synthesis. IEEE TIP 2017",
        ),
    )

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        """See `Engine.fill`; what `image` shows in the hole is what is painted.

        Raises StudioError "painting-missing", "painting-small", "picture-transparent" and what `read_photo`
        raises.
        """
        from .style import restyled  # numba compiles or loads here: not at import

        ctx.report(0)
        params = self.info.parse_params(ctx.params)
        result = restyled(image, ctx.wanted_in(hole), _style(params, ctx), ctx)
        ctx.report(1, result)
        return result


def _style(params: Mapping[str, ParamValue], ctx: RunContext) -> Style:
    """The style that the parameters describe."""
    from .style import Style

    colours = cast(Literal["painting", "photo"], params["colours"])
    painting = read_painting(str(params["painting"]), float(params["strokes"]), ctx)
    return Style(painting, float(params["strength"]), colours)


def read_painting(path: str, strokes: float, ctx: RunContext) -> FloatPixels:
    """The painting, enlarged by `strokes`: float32 (H, W, 3) in [0, 1], taken for sRGB.

    A note says if it would be too large and is enlarged less.
    """
    from .style import LEAST_SIDE

    if not path:
        raise StudioError("painting-missing")
    photo = read_photo(Path(path))
    if photo.has_transparency:  # whatever colour is hidden there would be painted with
        raise StudioError("picture-transparent", path=path)
    pixels = as_float(photo.pixels)
    height, width = pixels.shape[:2]
    scale = min(strokes, float(np.sqrt(_MOST_PIXELS / (height * width))))
    if scale < strokes:
        ctx.note(Note("painting-reduced", times=f"{scale:.2g}"))
    size = (round(width * scale), round(height * scale))
    if min(size) < LEAST_SIDE:
        raise StudioError("painting-small", size=str(Size(width, height)), least=LEAST_SIDE)
    if scale == 1:
        return pixels
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(np.clip(cv2.resize(pixels, size, interpolation=how), 0, 1), np.float32)


ENGINE = StyleEngine()
