"""What the fills of engines cost: the figures that they declare as `Cost` in their grades.

    python -m tests.benchmarks.costs [--engines exemplar,sparse]

Fills discs and strokes of several sizes in a photo of 4 megapixels at every grade of an engine, on one
thread, in CPU time, and fits `fixed`, `crop`, `hole` and `edge` (least squares of the relative error, none
negative).
Prints them with the ratio of fit to measurement for each hole.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import cv2
import numpy as np
from scipy.optimize import nnls

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.threads import limit_threads
from inpaint_studio.engines.base import Engine
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.pipeline.budget import overhead, works_of
from inpaint_studio.engines.pipeline.plan import plan_of
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest

_SHAPE = (1792, 2400)
_DISCS = (16, 40, 90, 180, 360)
_STROKES = ((4, 300, 1), (4, 300, 20), (12, 400, 6))  # width, length, how many
_LONG = 6.0  # s: larger discs are left out after one that took longer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--engines", default="", help="names with commas; all that declare grades if left out"
    )
    given = parser.parse_args()
    limit_threads(1)
    photo = _photo()
    for entry in REGISTRY.entries():
        wanted = entry.name in given.engines.split(",") if given.engines else True
        if entry.info is None or not entry.available or not wanted or entry.info.family == "auto":
            continue
        engine = REGISTRY.get(entry.name)
        assert isinstance(engine, Engine)
        for grade in entry.info.grades:
            params = entry.info.parse_params(grade.params)
            work, seconds, own = [], [], []
            pipeline.run(FillRequest(photo, Mask(_disc(24)), entry.name, params, threads=1, device="cpu"))
            for coverage in _holes():
                if seconds and seconds[-1] > _LONG:
                    break
                mask = Mask(coverage)
                request = FillRequest(photo, mask, entry.name, params, threads=1, device="cpu")
                works = works_of(request, plan_of(mask, engine, params, REGISTRY))
                sums = np.array([(1e6, one.crop, one.hole, one.edge) for one in works]).sum(0) / 1e6
                began = time.process_time()
                pipeline.run(request)
                seconds.append(time.process_time() - began)
                own.append(max(seconds[-1] - overhead(request), 0.0))
                work.append(sums)
            took, table = np.array(seconds), np.array(work)
            found, _ = nnls(table / took[:, None], np.array(own) / took)
            fixed, crop, hole, edge = found
            ratios = " ".join(f"{one:.2f}" for one in (table @ found + took - own) / took)
            cost = f"{fixed:.3g}, {crop:.3g}, {hole:.3g}, {edge:.3g}"
            print(f"{entry.name} {dict(grade.params)}: {cost}  ({ratios})")


def _photo() -> Photo:
    rng = np.random.default_rng(0)
    coarse = cv2.resize(rng.uniform(40, 210, (28, 38, 3)), _SHAPE[::-1], interpolation=cv2.INTER_CUBIC)
    return Photo(np.clip(coarse + rng.normal(0, 6, coarse.shape), 0, 255).astype(np.uint8))


def _holes() -> Iterator[np.ndarray]:
    yield from map(_disc, _DISCS[:2])
    yield from (_strokes(*one) for one in _STROKES)
    yield from map(_disc, _DISCS[2:])


def _disc(diameter: int) -> np.ndarray:
    drawn = np.zeros(_SHAPE, np.uint8)
    cv2.circle(drawn, (1200, 900), diameter // 2, 255, -1)
    return drawn


def _strokes(width: int, length: int, count: int) -> np.ndarray:
    drawn, rng = np.zeros(_SHAPE, np.uint8), np.random.default_rng(1)
    for _ in range(count):
        angle, start = rng.uniform(0, 2 * np.pi), rng.uniform(300, 1400, 2)
        end = start + length * np.array([np.cos(angle), np.sin(angle)])
        cv2.line(drawn, start.astype(int).tolist(), end.astype(int).tolist(), 255, width)
    return drawn


if __name__ == "__main__":
    main()
