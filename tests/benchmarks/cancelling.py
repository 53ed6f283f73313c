"""How long each engine runs without checking for cancel: `RunContext` promises 50 ms.

    python -m tests.benchmarks.cancelling [--side 700] [--seconds N]

Each engine fills a hole of half the side until it has run for N seconds, after a small fill that loads and
compiles whatever is needed at first use. The gaps between two checks are in ms.
"""

from __future__ import annotations

import argparse
import time

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest

from .__main__ import SAMPLES


def request(engine: str, side: int) -> FillRequest:
    """The meadow at that size, with a hole in its middle."""
    pixels = cv2.resize(read_photo(SAMPLES / "meadow.jpg").pixels, (side, side), interpolation=cv2.INTER_AREA)
    hole = np.zeros((side, side), bool)
    hole[side // 4 : 3 * side // 4, side // 4 : 3 * side // 4] = True
    return FillRequest(Photo(pixels), Mask.from_array(hole), engine)


def moments(engine: str, side: int, seconds: float) -> np.ndarray:
    """When the engine asked, in seconds."""
    asked: list[float] = []

    def is_cancelled() -> bool:
        asked.append(time.perf_counter())
        return asked[-1] - asked[0] > seconds

    try:
        pipeline.run(request(engine, side), is_cancelled=is_cancelled)
    except Cancelled:
        pass
    else:
        asked.append(time.perf_counter())
    return np.array(asked)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--side", type=int, default=700)
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    table = Table("engine", "questions", "median ms", "p99 ms", "longest ms")
    for name in [entry.name for entry in REGISTRY.entries() if entry.available]:
        pipeline.run(request(name, 48))
        gaps = 1000 * np.diff(moments(name, options.side, options.seconds))
        figures = (np.median(gaps), np.percentile(gaps, 99), gaps.max())
        table.add_row(name, str(len(gaps)), *(f"{figure:.0f}" for figure in figures))
    Console().print(table)


if __name__ == "__main__":
    main()
