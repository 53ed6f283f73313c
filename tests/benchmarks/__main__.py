"""`make bench`: how long fills take, against the libraries that do the same, and how that scales.

    python -m tests.benchmarks [--sizes 256,512,…] [--rounds N] [--limit SECONDS] [-o FILE.json]

Two ladders from 256 to 4096 px, made from the shipped samples: one with a hole of the same area at every
size (the time should hardly grow), one with a hole of the same share of the picture. Engine and peer run
alternately in this process, warm; the ratio is that of their best times. A method that took longer than the
limit at one size is skipped at larger ones.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

import inpaint_studio
from inpaint_studio.core.photo_io import read_photo

from . import eval_workers, peers
from .peers import Method

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
SIZES = (256, 512, 1024, 2048, 4096)
SAME_AREA = 48 * 48
SAME_SHARE = 0.02


@dataclass(frozen=True)
class Pair:
    """An engine and the method of another library that it is compared with."""

    name: str
    ours: Method
    peer_name: str
    peer: Method
    thin: bool
    """Whether it is measured on scratches (else on a compact hole)."""


@dataclass(frozen=True)
class Timing:
    """Best times in seconds; None where a method was left out. `ratio` is ours / theirs."""

    pair: str
    peer: str
    ladder: str
    size: int
    hole_pixels: int
    ours: float | None
    theirs: float | None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.ours and self.theirs else None


def pairs() -> list[Pair]:
    """What is measured: pypatchmatch only where the extra `bench` is installed."""
    found = [
        Pair("telea", eval_workers.telea, "cv2.inpaint Telea", peers.cv2_telea, True),
        Pair("navier-stokes", eval_workers.navier_stokes, "cv2.inpaint NS", peers.cv2_navier_stokes, True),
        Pair("biharmonic", eval_workers.biharmonic, "scikit-image", peers.skimage_biharmonic, True),
    ]
    if peers.has_pypatchmatch():
        found.append(Pair("exemplar", eval_workers.exemplar, "pypatchmatch", peers.pypatchmatch, False))
    return found


def picture(size: int) -> np.ndarray:
    """A square of the meadow sample, uint8 (size, size, 3): mirrored as often as it takes, never enlarged."""
    pixels = np.array(read_photo(SAMPLES / "meadow.jpg").pixels)
    side = min(size, pixels.shape[0])
    pixels = pixels[-side:, -side:]
    missing = size - side
    return cv2.copyMakeBorder(pixels, missing, 0, missing, 0, cv2.BORDER_REFLECT_101) if missing else pixels


def hole(size: int, area: float, thin: bool) -> np.ndarray:
    """About `area` pixels in the middle, bool (size, size): one blob, or a few wandering scratches."""
    canvas = np.zeros((size, size), np.uint8)
    centre = np.array([size / 2, size / 2])
    if not thin:
        axes = np.sqrt(area / np.pi) * np.array([1.15, 1 / 1.15])
        cv2.ellipse(
            canvas, (size // 2, size // 2), tuple(np.rint(axes).astype(int).tolist()), 20, 0, 360, 1, -1
        )
        return canvas > 0
    width = 4
    strokes = max(1, round(area / (width * 0.45 * size)))
    length = area / (width * strokes)
    steps = np.linspace(-0.5, 0.5, 40)
    for stroke in range(strokes):
        angle = np.pi * (stroke + 0.3) / strokes
        along = np.array([np.cos(angle), np.sin(angle)])
        sway = 0.03 * length * np.sin(9 * steps + stroke)
        path = centre + np.outer(steps * length, along) + np.outer(sway, along[::-1] * (-1, 1))
        cv2.polylines(canvas, [np.rint(path).astype(np.int32)], False, 1, width)
    return canvas > 0


def best_times(methods: list[Method], image: np.ndarray, mask: np.ndarray, rounds: int) -> list[float]:
    """The shortest of `rounds` runs of each, taken in turns; one run if it is longer than 5 s."""
    blank = image.copy()
    blank[mask] = 127
    best = [np.inf] * len(methods)
    for _ in range(rounds):
        for index, method in enumerate(methods):
            if np.isfinite(best[index]) and best[index] > 5:
                continue
            start = time.perf_counter()
            method(blank, mask)
            best[index] = min(best[index], time.perf_counter() - start)
    return best


def measure(pair: Pair, sizes: list[int], rounds: int, limit: float) -> list[Timing]:
    """Both ladders for one pair, warm."""
    for method in (pair.ours, pair.peer):
        method(picture(256), hole(256, 200, pair.thin))
    timings = []
    for ladder in ("same area", "same share"):
        running = {"ours": pair.ours, "theirs": pair.peer}
        for size in sizes:
            area = SAME_AREA if ladder == "same area" else SAME_SHARE * size * size
            mask = hole(size, area, pair.thin)
            times = dict(
                zip(running, best_times([*running.values()], picture(size), mask, rounds), strict=True)
            )
            timings.append(
                Timing(
                    pair.name,
                    pair.peer_name,
                    ladder,
                    size,
                    int(mask.sum()),
                    times.get("ours"),
                    times.get("theirs"),
                )
            )
            running = {who: method for who, method in running.items() if times[who] <= limit}
    return timings


def tables(timings: list[Timing]) -> list[Table]:
    """The timings for a terminal of 80 columns: one table for each engine and its peer."""
    shown: dict[str, Table] = {}
    for timing in timings:
        title = f"{timing.pair} against {timing.peer}"
        if title not in shown:
            shown[title] = Table("hole", title=title, title_justify="left")
            for heading in ("photo", "hole px", "ours", "theirs", "ours / theirs"):
                shown[title].add_column(heading, justify="right")
        shown[title].add_row(
            timing.ladder,
            f"{timing.size} px",
            f"{timing.hole_pixels:,}",
            _seconds(timing.ours),
            _seconds(timing.theirs),
            "" if timing.ratio is None else f"{timing.ratio:.2f}",
        )
    return [*shown.values()]


def _seconds(value: float | None) -> str:
    return "left out" if value is None else f"{value:.3f} s"


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--engines", help="only these, with commas between")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="pixels along a side")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the best counts")
    parser.add_argument(
        "--limit", type=float, default=20, help="seconds past which larger sizes are left out"
    )
    parser.add_argument("-o", "--output", type=Path, default=Path("bench-output/bench.json"))
    chosen = parser.parse_args()
    wanted = chosen.engines.split(",") if chosen.engines else None
    sizes = [int(size) for size in chosen.sizes.split(",")]
    timings: list[Timing] = []
    console = Console()
    for pair in pairs():
        if wanted is None or pair.name in wanted:
            with console.status(f"{pair.name} and {pair.peer_name} …"):
                timings += measure(pair, sizes, chosen.rounds, chosen.limit)
    console.print(*tables(timings), sep="\n")
    if not peers.has_pypatchmatch():
        console.print("exemplar was not measured: pypatchmatch is missing (`make bench` installs it).")
    record = {
        "version": inpaint_studio.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "opencv": cv2.__version__,
        "numpy": np.__version__,
        "timings": [asdict(timing) | {"ratio": timing.ratio} for timing in timings],
    }
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    console.print(f"Written to {chosen.output}")


if __name__ == "__main__":
    main()
