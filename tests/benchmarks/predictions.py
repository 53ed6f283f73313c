"""How well the time of a fill is predicted: the promise of *Quick*, *Balanced* and *Best*, on the clock.

    python -m tests.benchmarks.predictions [--engines exemplar,sparse] [--holes 60,300,specks]
        [--photos 0.5,4] [--times 2,10] [--threads 1] [--longest 60]

Plans and runs fills of holes of several widths (px) and of scattered specks, in photos of several sizes
(megapixels), by every engine of the program, for each time. Prints the predicted seconds and those that the
fill took, its planning included: of the processor, divided by the threads if there are several, so that
other programs do not count. Below, how many lie within a factor of 1.5, and how often a plan that was said
to fit took more than 1.5 times its time. Plans that are predicted to take longer than `--longest` are left
out.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.arrays import Coverage
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.threads import limit_threads
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.jobs.budget.planning import plan_for, planned
from inpaint_studio.jobs.budget.speeds import Speeds

from .__main__ import SAMPLES

_SIZES = {"0.5": (612, 816), "4": (1792, 2400), "24": (4000, 6000)}
"""Height and width of the photos, by their megapixels."""
_HOLES = ("20", "60", "150", "300", "600", "specks")
_SPECKS = 12
_WITHIN = 1.5


@dataclass(frozen=True)
class Cell:
    """One fill: what it was, and its seconds."""

    engine: str
    hole: str
    photo: str
    time: float
    plan: str
    fits: bool
    predicted: float
    took: float

    @property
    def is_near(self) -> bool:
        """Whether the prediction was near enough."""
        return self.predicted / _WITHIN <= self.took <= self.predicted * _WITHIN

    @property
    def breaks(self) -> bool:
        """Whether it took much longer than was promised."""
        return self.fits and self.took > self.time * _WITHIN


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--engines", default="", help="names with commas; all that have grades if left out")
    parser.add_argument("--holes", default=",".join(_HOLES))
    parser.add_argument("--photos", default=",".join(_SIZES), help="megapixels")
    parser.add_argument("--times", default="2", help="seconds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--longest", type=float, default=60.0, help="seconds")
    given = parser.parse_args()
    limit_threads(given.threads)
    infos = [entry.info for entry in REGISTRY.entries() if entry.available and entry.info is not None]
    every = [info.name for info in infos if info.grades and info.family != "auto"]
    engines = given.engines.split(",") if given.engines else every
    speeds = Speeds(Path("bench-output/speed.json"), [lambda: time.process_time() / given.threads])
    table = Table("engine", "hole", "MP", "time", "plan", "predicted", "took", "ratio")
    cells = []
    for size in given.photos.split(","):
        photo = _photo(_SIZES[size])
        if not cells:
            _warm_up(engines, photo, given.threads)
        for engine, hole, seconds in itertools.product(
            engines, given.holes.split(","), map(float, given.times.split(","))
        ):
            mask = _hole(_SIZES[size], hole)
            if mask is None:
                continue
            request = FillRequest(photo, mask, engine, within=seconds, threads=given.threads, device="cpu")
            cell = _measured(request, hole, size, speeds, given.longest)
            if cell is not None:
                cells.append(cell)
                table.add_row(*_row(cell))
    Console().print(table)
    near, broken = sum(one.is_near for one in cells), sum(one.breaks for one in cells)
    print(f"{near} of {len(cells)} within a factor of {_WITHIN}; {broken} took too long for their time")
    for engine in engines:
        print(f"  {engine}: speed {speeds.speed(REGISTRY.get(engine).info, threads=given.threads):.2f}")


def _warm_up(engines: Iterable[str], photo: Photo, threads: int) -> None:
    """Load libraries and compile kernels, as the editor does behind its start page."""
    coverage = np.zeros((photo.size.height, photo.size.width), np.uint8)
    coverage[100:110, 100:110] = 255
    for engine in engines:
        quick = REGISTRY.get(engine).info.quick_params
        pipeline.run(FillRequest(photo, Mask(coverage), engine, quick, threads=threads, device="cpu"))


def _measured(request: FillRequest, hole: str, size: str, speeds: Speeds, longest: float) -> Cell | None:
    """The fill, planned and run; None if it would take too long."""
    plan = plan_for(request, speeds=speeds)
    if plan.seconds > longest:
        return None
    # a mask that nobody has looked at: its bounds are not known yet
    request = FillRequest(
        request.photo,
        Mask(request.mask.coverage.copy()),
        request.engine,
        within=request.within,
        threads=request.threads,
        device="cpu",
    )
    began = time.process_time()
    pipeline.run(planned(request, speeds=speeds))
    took = (time.process_time() - began) / (request.threads or 1)
    grade = " ".join(str(plan.params[name]) for name in REGISTRY.get(request.engine).info.graded)
    tries = f"{grade} x{len(plan.attempts)}" if plan.attempts else grade
    return Cell(request.engine, hole, size, request.within or 0.0, tries, plan.fits, plan.seconds, took)


def _row(cell: Cell) -> Iterator[str]:
    yield from (cell.engine, cell.hole, cell.photo, f"{cell.time:g}", cell.plan)
    yield f"{cell.predicted:.2f}" + ("" if cell.fits else " (too long)")
    yield f"{cell.took:.2f}"
    yield f"{cell.predicted / cell.took:.2f}" + ("" if cell.is_near else " !")


def _photo(shape: tuple[int, int]) -> Photo:
    """A photo of that height and width: one of the samples, repeated and mirrored."""
    sample = read_photo(SAMPLES / "meadow.jpg").pixels
    down, across = (-(-need // have) for need, have in zip(shape, sample.shape[:2], strict=True))
    rows = [np.concatenate([sample[:, :: 1 - 2 * (x % 2)] for x in range(across)], 1)[:, : shape[1]]]
    tall = np.concatenate([rows[0][:: 1 - 2 * (y % 2)] for y in range(down)])[: shape[0]]
    return Photo(np.ascontiguousarray(tall))


def _hole(shape: tuple[int, int], name: str) -> Mask | None:
    """A blob so many pixels across in the middle, or scattered specks; None if it does not fit."""
    drawn: Coverage = np.zeros(shape, np.uint8)
    if name == "specks":
        rng = np.random.default_rng(3)
        for y, x in rng.uniform(0.05, 0.95, (_SPECKS, 2)) * shape:
            cv2.circle(drawn, (round(x), round(y)), int(rng.integers(2, 7)), 255, -1)
        return Mask(drawn)
    if int(name) > 0.9 * min(shape):
        return None
    angles = np.linspace(0, 2 * np.pi, 200)
    radii = int(name) / 2 * (0.85 + 0.15 * np.sin(3 * angles))
    outline = np.stack([shape[1] / 2 + radii * np.cos(angles), shape[0] / 2 + radii * np.sin(angles)], 1)
    cv2.fillPoly(drawn, [outline.astype(np.int32)], 255)
    return Mask(drawn)


if __name__ == "__main__":
    main()
