"""What is asked of a filling of a film, and what comes of each frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...core.arrays import Integers, Pixels

UNTOUCHED, INVENTED, UNSEEN = -2, -1, -3
"""In `Filled.sources`: a pixel outside the mask, one that no frame shows and an engine made up, and one that
no frame shows and that was left marked (`Settings.never_invent`)."""


@dataclass(frozen=True)
class Settings:
    """How a film is filled.

    `engine` invents what no frame shows, with `params` and `seed`; with `never_invent` such pixels get the
    colour `mark` instead (red, green and blue in [0, 1]). Pixels are taken from up to `reach` frames before
    and after a frame, fewer if these take more than `memory` bytes. `batch` frames are invented together, so
    that what is made up for one is carried to the others.
    """

    engine: str = "exemplar"
    params: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    never_invent: bool = False
    mark: tuple[float, float, float] = (1.0, 0.0, 1.0)
    reach: int = 30
    batch: int = 12
    memory: int = 1 << 30


@dataclass(frozen=True, eq=False)
class Filled:
    """A filled frame and where its pixels come from.

    `pixels` are (H, W, 3) of the frame's dtype; `sources` int32 (H, W): the number of the frame that a pixel
    was taken from, or `UNTOUCHED`, `INVENTED` or `UNSEEN`. A blend of several frames counts for the one that
    has the largest share.
    """

    number: int
    pixels: Pixels
    sources: Integers
