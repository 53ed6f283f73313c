"""Whether a time budget keeps its promise, and whether more time gives a better fill.

    python -m tests.benchmarks.budget PHOTOS [--engine exemplar] [--count 12] [--times 0.1,0.5,2] [--side 440]

Holes are made in squares from the middle of photos. For each time the fill is planned and run on one thread;
prints the share of fills that took less than 1.5 times what was predicted (in CPU time, so that other
programs don't matter), and the mean PSNR in the hole and, with `stlpips-pytorch`, the ST-LPIPS against
the truth.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from inpaint_studio.core.geometry import Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.threads import limit_threads
from inpaint_studio.engines.base import EngineInfo
from inpaint_studio.engines.pipeline import budget
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.evaluation import hole_shapes, metrics
from inpaint_studio.jobs.budget.speeds import Speeds

from .suitability import middle_squares, st_lpips

_SHARES = (0.01, 0.03, 0.1)
_KEPT = 1.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--engine", default="exemplar")
    parser.add_argument("--count", type=int, default=12, help="how many photos")
    parser.add_argument("--side", type=int, default=440, help="px of the squares")
    parser.add_argument("--times", default="0.1,0.5,2,10", help="seconds, with commas")
    given = parser.parse_args()
    limit_threads(1)
    speeds = Speeds(Path("bench-output/speed.json"), [time.process_time])
    perceptual = st_lpips()

    def speed(info: EngineInfo) -> float:
        speeds.measure([info], threads=1)
        return speeds.speed(info, threads=1)

    times = [float(one) for one in given.times.split(",")]
    rows: dict[float, list[tuple[float, float, float, float]]] = {one: [] for one in times}
    for number, (_, square) in enumerate(middle_squares(given.photos, given.count, given.side)):
        rng = np.random.default_rng([11, number])
        size = Size(given.side, given.side)
        hole = hole_shapes.objects(size, rng, share=_SHARES[number % len(_SHARES)])
        question = Photo(np.where(hole[..., None], np.uint8(127), square))
        request = FillRequest(question, Mask.from_array(hole), given.engine, seed=1, threads=1, device="cpu")
        near = request.mask.bounds.grown(16).slices
        for seconds in times:
            plan = budget.plan_within(request, seconds, REGISTRY, speed)
            began = time.process_time()
            fill = pipeline.run(plan.applied(request))
            took = time.process_time() - began
            result = fill.apply(question)
            psnr = metrics.psnr(square, result, hole)
            distance = perceptual(square[near], result[near]) if perceptual else float("nan")
            rows[seconds].append((plan.seconds, took, psnr, distance))
    print(f"{given.engine}, {given.count} photos; speed {speed(REGISTRY.get(given.engine).info):.2f}")
    for seconds, found in rows.items():
        predicted, took, psnr, distance = np.array(found).T
        kept = float((took <= _KEPT * predicted).mean())
        print(
            f"{seconds:6g} s: predicted {predicted.mean():6.2f} s, took {took.mean():6.2f} s, "
            f"kept {kept:4.0%}   {psnr.mean():.2f} dB   ST-LPIPS {distance.mean():.4f}"
        )


if __name__ == "__main__":
    main()
