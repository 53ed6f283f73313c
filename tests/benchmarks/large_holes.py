"""Engines on large holes in photos that no weights have seen, by the kind of hole and its share of the photo.

    python -m tests.benchmarks.large_holes PHOTOS [--engines exemplar,gan,gan:belief=0.6] [--count 16]
        [--scores scores.csv] [--holes object:0.04,object:0.35,freeform:0.65]

Of the photos that training holds out of PHOTOS, the middle squares lose one hole of each kind, the same for
every engine, and each fill is compared with the truth. Prints for each hole the means, and the differences
to the first engine with their 95 % paired bootstrap intervals: what `auto` may choose `gan` by, and what a
change of the guided synthesis gains. Scores are added to the CSV as they are computed; a rerun computes what
is missing. Run it on one thread.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo_io.reading import read_photo
from inpaint_studio.evaluation import hole_shapes, metrics
from inpaint_studio.evaluation.summary import Mean, Row, summarise
from inpaint_studio.training.photos import Stored, find_photos, split

from .eval_workers import fill_with
from .suitability import middle_of, st_lpips

HOLES = "object:0.04,object:0.15,object:0.35,freeform:0.25,freeform:0.45,freeform:0.65"
_SEED = 11
_HELD_OUT = 0.03  # the share of the photos, as in training
Key = tuple[str, str, str]
"""Engine, photo, hole."""


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--engines", default="exemplar,gan", help="NAME[:PARAM=VALUE…], the reference first")
    parser.add_argument("--holes", default=HOLES, help="KIND:SHARE, with commas")
    parser.add_argument("--count", type=int, default=16, help="how many photos")
    parser.add_argument("--side", type=int, default=448, help="px of the squares")
    parser.add_argument("--scores", type=Path, default=Path("bench-output/large_holes.csv"))
    given = parser.parse_args(argv)
    engines, holes = given.engines.split(","), given.holes.split(",")
    perceptual = st_lpips()
    found = _read(given.scores)
    given.scores.parent.mkdir(parents=True, exist_ok=True)
    with given.scores.open("a", newline="") as file:
        writer = csv.writer(file)
        for number, (name, square) in enumerate(held_out_squares(given.photos, given.count, given.side)):
            for kind in holes:
                hole = hole_of(kind, given.side, number)
                holed = np.where(hole[..., None], np.uint8(127), square)
                for engine in engines:
                    if (engine, name, kind) in found:
                        continue
                    base, *params = engine.split(":")
                    fill = fill_with(base, holed, hole, **dict(one.split("=") for one in params))
                    scores = {
                        "psnr": metrics.psnr(square, fill, hole),
                        "texture": metrics.texture(square, fill, hole),
                    }
                    if perceptual is not None:
                        scores["stlpips"] = perceptual(square, fill)
                    found[engine, name, kind] = scores
                    for score, value in scores.items():
                        writer.writerow([engine, name, kind, score, f"{value:.6g}"])
                    file.flush()
            print(f"{number + 1} photos", file=sys.stderr, flush=True)
    _report(found, engines, holes)


def hole_of(kind: str, side: int, number: int) -> np.ndarray:
    """bool (side, side): the hole KIND:SHARE of photo `number`."""
    name, share = kind.split(":")
    rng = np.random.default_rng([_SEED, number, *kind.encode()])
    draw = {"object": hole_shapes.objects, "freeform": hole_shapes.freeform}[name]
    return draw(Size(side, side), rng, share=float(share))


def held_out_squares(folder: Path, count: int, side: int) -> Iterator[tuple[str, np.ndarray]]:
    """The middles of photos that training in `folder` holds out, uint8 (side, side, 3), the surest first.

    Their order is that of `training.photos.split`, so photos that others would add or drop change little.
    """
    names = [path.relative_to(folder).as_posix() for path in find_photos(folder)]
    _, held = split([Stored(name, 0, 0, 0) for name in names], _HELD_OUT)
    made = 0
    for stored in held:
        square = middle_of(read_photo(folder / stored.name), side)
        if square is not None and made < count:
            made += 1
            yield stored.name, square


def _report(found: dict[Key, dict[str, float]], engines: list[str], holes: list[str]) -> None:
    print("| hole | engine | photos | ST-LPIPS | PSNR in the hole (dB) | texture |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    for kind in holes:
        photos = sorted({name for _, name, hole in found if hole == kind})
        whole = [name for name in photos if all((engine, name, kind) in found for engine in engines)]
        rows = [
            Row(name, engine, 0, scores=found[engine, name, kind]) for engine in engines for name in whole
        ]
        for one in summarise(rows):
            digits = {"stlpips": 4, "psnr": 2, "texture": 2}
            cells = [_cell(one.scores.get(score), places) for score, places in digits.items()]
            print(f"| {kind} | {one.engine} | {one.photos} | {' | '.join(cells)} |", flush=True)


def _cell(mean: Mean | None, digits: int) -> str:
    if mean is None:
        return ""
    value = f"{mean.value:.{digits}f}"
    if mean.difference is None or mean.low is None or mean.high is None:
        return value
    difference, low, high = (f"{each:+.{digits}f}" for each in (mean.difference, mean.low, mean.high))
    return f"{value} ({difference}; {low} to {high})"


def _read(path: Path) -> dict[Key, dict[str, float]]:
    found: dict[Key, dict[str, float]] = {}
    if path.exists():
        with path.open(newline="") as file:
            for engine, name, kind, score, value in csv.reader(file):
                found.setdefault((engine, name, kind), {})[score] = float(value)
    return found


if __name__ == "__main__":
    main()
