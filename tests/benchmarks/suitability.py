"""How good each engine is by the width of the hole: the shares that `auto` chooses by.

    python -m tests.benchmarks.suitability PHOTOS [--scores scores.csv] [--count 12] [--engines a,b]

Strokes of one width (and pixels missing at random) are cut into squares from the middle of photos, every
engine fills the same holes, and each fill is compared with the truth by hole PSNR and, where the package
`stlpips-pytorch` is installed, by ST-LPIPS. Prints for every width the share of comparisons with another
engine that an engine won, by both, ST-LPIPS counting double: the values of `EngineInfo.suitability`.
Scores are added to the CSV as they are computed; a rerun only computes what is missing, so a new engine
need not wait for all the others. Run it alone, on one thread.
"""

from __future__ import annotations

import argparse
import csv
import sys
import types
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io.reading import read_photo
from inpaint_studio.engines.registry import REGISTRY

from .eval_workers import fill_with

SCATTERED = 0  # stands for a width where pixels are missing at random
WIDTHS = (2, 4, 6, 9, 13, 20, 40, 80, SCATTERED)
_MISSING = 0.8
_SHARE = 0.04  # of the square
_SEED = 7
_EYE = 2  # how much ST-LPIPS counts against PSNR, which likes what is smooth where texture is missing
Metric = Callable[[np.ndarray, np.ndarray], float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--scores", type=Path, default=Path("bench-output/suitability.csv"))
    parser.add_argument("--count", type=int, default=12, help="how many photos")
    parser.add_argument("--side", type=int, default=448, help="px of the squares")
    parser.add_argument("--engines", default="", help="names with commas; all available ones if left out")
    parser.add_argument("--widths", default="", help="px, with commas; 0 for pixels missing at random")
    given = parser.parse_args()
    widths = [int(width) for width in given.widths.split(",")] if given.widths else WIDTHS
    names = given.engines.split(",") if given.engines else _available()
    perceptual = st_lpips()
    if perceptual is None:
        print("stlpips-pytorch is not installed: shares are by hole PSNR alone.")
    scores = _read(given.scores)
    squares = middle_squares(given.photos, given.count, given.side)
    given.scores.parent.mkdir(parents=True, exist_ok=True)
    with given.scores.open("a", newline="") as file:
        writer = csv.writer(file)
        for number, (path, square) in enumerate(squares):
            for width in widths:
                hole = hole_of(width, given.side, np.random.default_rng([_SEED, width, number]))
                for name in names:
                    if (name, path, width) not in scores:
                        score = _score(name, square, hole, perceptual)
                        scores[name, path, width] = score
                        writer.writerow([name, path, width, *score])
                        file.flush()
            print(f"{number + 1} of {len(squares)} photos", file=sys.stderr)
    _report(scores, names)


def hole_of(width: int, side: int, rng: np.random.Generator) -> np.ndarray:
    """Wandering strokes `width` px wide (two steps each from 20 px on), or pixels missing at random."""
    if width == SCATTERED:
        return np.asarray(rng.random((side, side)) < _MISSING)
    drawn = np.zeros((side, side), np.uint8)
    while drawn.mean() < _SHARE:
        place, angle = rng.uniform(0, side, 2), rng.uniform(0, 2 * np.pi)
        steps = max(2, int(rng.uniform(1.5, 6) * width / 4)) if width < 20 else 2
        for _ in range(steps):
            angle += rng.normal(0, 0.3)
            end = place + max(10, width) * np.array([np.cos(angle), np.sin(angle)])
            cv2.line(drawn, place.astype(int).tolist(), end.astype(int).tolist(), 1, width)
            place = end
    return drawn > 0


def shares(table: np.ndarray) -> np.ndarray:
    """From scores (photos, engines), more being better: how often each beats another, ties split."""
    against = table[:, :, None] - table[:, None, :]
    won = (against > 0) + 0.5 * (against == 0)
    others = table.shape[1] - 1
    return np.asarray((won.sum(axis=2) - 0.5).mean(axis=0) / max(others, 1))


def _score(name: str, square: np.ndarray, hole: np.ndarray, perceptual: Metric | None) -> tuple[float, float]:
    """Hole PSNR in dB and ST-LPIPS (NaN without the package) of one fill."""
    holed = np.where(hole[..., None], np.uint8(127), square)
    filled = fill_with(name, holed, hole)
    error = float(np.mean((filled.astype(float) - square)[hole] ** 2))
    psnr = 10 * np.log10(255**2 / max(error, 1e-6))
    return float(psnr), perceptual(square, filled) if perceptual else float("nan")


def _report(scores: dict[tuple[str, str, int], tuple[float, float]], names: list[str]) -> None:
    """The means, and the shares as they go into `Suitability`."""
    for width in WIDTHS:
        paths = [
            path
            for path in sorted({path for _, path, _ in scores})
            if all((name, path, width) in scores for name in names)
        ]
        if not paths:
            continue
        table = np.array([[scores[name, path, width] for name in names] for path in paths])
        share, mean = shares(table[..., 0]), table.mean(axis=0)
        if np.isfinite(table[..., 1]).all():
            share = (share + _EYE * shares(-table[..., 1])) / (1 + _EYE)
        print(f"scattered ({len(paths)})" if width == SCATTERED else f"{width} px ({len(paths)})")
        for name, one, (psnr, distance) in zip(names, share, mean, strict=True):
            print(f"  {name:14s} share {one:.2f}   {psnr:6.2f} dB   ST-LPIPS {distance:.4f}")


def _available() -> list[str]:
    return [
        entry.name
        for entry in REGISTRY.entries()
        if entry.available and entry.info is not None and entry.info.family != "auto"
    ]


def middle_squares(folder: Path, count: int, side: int) -> list[tuple[str, np.ndarray]]:
    """The middles of `count` photos that are large enough, drawn from all in the folder."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    np.random.default_rng(_SEED).shuffle(paths)
    squares: list[tuple[str, np.ndarray]] = []
    for path in paths:
        photo = read_photo(path)
        square = middle_of(photo, side)
        if square is not None:
            squares.append((str(path.relative_to(folder)), square))
        if len(squares) == count:
            break
    return squares


def middle_of(photo: Photo, side: int) -> np.ndarray | None:
    """The middle `side` px of a photo, uint8 (side, side, 3); None if it is smaller or of another kind."""
    pixels = photo.pixels
    if pixels.dtype != np.uint8 or pixels.shape[2] != 3 or min(pixels.shape[:2]) < side:
        return None
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    return np.ascontiguousarray(pixels[top : top + side, left : left + side])


def _read(path: Path) -> dict[tuple[str, str, int], tuple[float, float]]:
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        return {(row[0], row[1], int(row[2])): (float(row[3]), float(row[4])) for row in csv.reader(file)}


def st_lpips() -> Metric | None:
    """The metric of the optional package; None without it."""
    try:
        import torch

        # the package imports these for parts that are not used here
        for name, attribute in (("torchvision", "models"), ("IPython", "embed"), ("torchsummary", "summary")):
            try:
                __import__(name)
            except ImportError:
                stub = types.ModuleType(name)
                setattr(stub, attribute, None)
                sys.modules[name] = stub
        from stlpips_pytorch import stlpips  # type: ignore[import-not-found]
    except ImportError:
        return None
    net = stlpips.LPIPS(net="alex", variant="shift_tolerant", verbose=False).eval()

    def measure(one: np.ndarray, other: np.ndarray) -> float:
        with torch.no_grad():
            pair = [
                torch.from_numpy(x.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1 for x in (one, other)
            ]
            return float(net(*pair))

    return measure


if __name__ == "__main__":
    main()
