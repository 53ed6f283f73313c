"""How long damage takes to find, how much memory, and how good that is, beside two classical finders.

    python -m tests.benchmarks.finder [--megapixels 1,24] [--rounds N] [-o FILE.json]

The classical finders are the larger of a white and a black top-hat above the threshold of Otsu, and the
difference from a median above five deviations. All look at the same picture in the same run, in turns; times
are the best of the rounds. Specks, hairs, scratches and creases are rendered over the sample photo as in
training, on one megapixel, which is enlarged as a finer scan would be. Pixels count as right within 2 px;
*found* is the share of the pieces that are at least half covered, *false* the share of the same picture
without damage that is marked. Memory is the peak of a process of its own beyond what it had with the picture
(on Linux).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.finding.find import find
from inpaint_studio.training.damage.render import render_pair
from inpaint_studio.training.damage.sources import Sources

from .__main__ import SAMPLES

SEED = 3
WIDTH, HEIGHT = 1200, 832
NEAR = 2
DAMAGE = ("specks", "hairs", "scratches", "creases")


@dataclass(frozen=True)
class Measured:
    """A finder on one picture."""

    megapixels: float
    finder: str
    seconds: float
    megabytes: float
    precision: float
    recall: float
    f1: float
    found: float
    false: float


def ours(pixels: np.ndarray) -> np.ndarray:
    found = find(Photo(pixels))
    return found.mask(found.shown()).hole


def tophat(pixels: np.ndarray) -> np.ndarray:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    white, black = (cv2.morphologyEx(grey, kind, disc) for kind in (cv2.MORPH_TOPHAT, cv2.MORPH_BLACKHAT))
    response = np.maximum(white, black)
    level, _ = cv2.threshold(response, 0, 255, cv2.THRESH_OTSU)
    return response > max(level, 30)


def median(pixels: np.ndarray) -> np.ndarray:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    difference = cv2.absdiff(grey, cv2.medianBlur(grey, 11))
    return difference > 5 * 1.4826 * max(1.0, float(np.median(difference)))


FINDERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"finder": ours, "top-hat": tophat, "median": median}


def pictures(megapixels: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A print without and with damage, uint8 (H, W, 3), and the labels of its pixels (H, W)."""
    light = read_photo(SAMPLES / "meadow.jpg").pixels[:HEIGHT, :WIDTH].astype(np.float32) / np.float32(255)
    rng = np.random.default_rng(SEED)
    clean, damaged, label = render_pair(light, dict.fromkeys(DAMAGE, 1.0), Sources(), rng)
    side = (megapixels * 1e6 * WIDTH / HEIGHT) ** 0.5
    width, height = max(1, round(side)), max(1, round(side * HEIGHT / WIDTH))
    clean, damaged = (
        np.clip(cv2.resize(each, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)
        for each in (clean, damaged)
    )
    label = cv2.resize(label, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.round(clean * 255).astype(np.uint8), np.round(damaged * 255).astype(np.uint8), label


def quality(label: np.ndarray, found: np.ndarray) -> tuple[float, float, float, float]:
    """Precision, recall, F1, and the share of the pieces half found; undecided pixels are left out."""
    truth = (label > 0) & (label <= len(KINDS))
    undecided = label > len(KINDS)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * NEAR + 1, 2 * NEAR + 1))
    near, near_found = (cv2.dilate(each.astype(np.uint8), kernel) > 0 for each in (truth, found))
    judged = found & ~undecided
    precision = float((judged & near).sum()) / max(1, int(judged.sum()))
    recall = float((truth & near_found).sum()) / max(1, int(truth.sum()))
    count, pieces = cv2.connectedComponents(truth.astype(np.uint8), connectivity=8)
    whole, hit = (np.bincount(pieces[each], minlength=count)[1:] for each in (truth, truth & near_found))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return precision, recall, f1, float((2 * hit >= whole).mean())


def megabytes(name: str, megapixels: float) -> float:
    """The peak memory of a finder in a process of its own, beyond what it had before."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.finder",
        "--megapixels",
        str(megapixels),
        "--peak",
        name,
    ]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def peak(name: str, megapixels: float) -> float:
    """What `megabytes` measures, in this process."""
    _, damaged, _ = pictures(megapixels)
    FINDERS[name](damaged[:64, :64].copy())  # what is loaded once
    with Path("/proc/self/clear_refs").open("w") as file:
        file.write("5")  # the peak starts again from what is held now
    before = _peak_kilobytes()
    FINDERS[name](damaged)
    return (_peak_kilobytes() - before) / 1e3


def _peak_kilobytes() -> int:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


def measure(megapixels: float, rounds: int) -> list[Measured]:
    """All finders on a picture of that size."""
    clean, damaged, label = pictures(megapixels)
    best = dict.fromkeys(FINDERS, np.inf)
    masks: dict[str, np.ndarray] = {}
    for finder in FINDERS.values():
        finder(damaged[:256, :256].copy())
    for _ in range(rounds):
        for name, finder in FINDERS.items():
            start = time.perf_counter()
            masks[name] = finder(damaged)
            best[name] = min(best[name], time.perf_counter() - start)
    return [
        Measured(
            megapixels,
            name,
            best[name],
            megabytes(name, megapixels),
            *quality(label, masks[name]),
            float(finder(clean).mean()),
        )
        for name, finder in FINDERS.items()
    ]


def table(rows: list[Measured]) -> Table:
    headings = ("time", "finder / it", "memory", "precision", "recall", "F1", "found", "false")
    shown = Table("picture", "finder")
    for heading in headings:
        shown.add_column(heading, justify="right")
    for row in rows:
        seconds = next(e.seconds for e in rows if e.megapixels == row.megapixels and e.finder == "finder")
        figures: list[Any] = [row.precision, row.recall, row.f1, row.found]
        shown.add_row(
            f"{row.megapixels:g} MP",
            row.finder,
            f"{row.seconds:.2f} s",
            f"{seconds / row.seconds:.0f}",
            f"{row.megabytes:.0f} MB",
            *(f"{each:.2f}" for each in figures),
            f"{row.false:.4f}",
        )
    return shown


def main() -> None:
    """Measure, print the table, write the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--megapixels", default="1,24")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peak", choices=list(FINDERS), help=argparse.SUPPRESS)
    parser.add_argument("-o", "--output", type=Path, default=Path("bench-output/finder.json"))
    chosen = parser.parse_args()
    sizes = [float(each) for each in chosen.megapixels.split(",")]
    if chosen.peak:
        print(peak(chosen.peak, sizes[0]))
        return
    rows = [row for size in sizes for row in measure(size, chosen.rounds)]
    Console(width=110).print(table(rows))
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
