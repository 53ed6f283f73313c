"""Where the finder loses damage: what each of its stages could reach at best.

    python -m tests.benchmarks.finder_stages PHOTOS [--damage FOLDER] [--side 768] [--limit N]

PHOTOS are intact photos that the finder was not trained on; damage is rendered on them as in training. Rows:
the pixels above a confidence of the network; the areas that are at least half damage, as a perfect classifier
would choose them; the best threshold of each photo, as if its amount of damage were known; what the finder
marks, and the same with its marks grown or shrunk by 1 px. Figures are means over the photos, as in
`tests.benchmarks.finder` (precision: of those in which something is marked); *false* is the share of the same
photo without damage that is marked.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.finding import network
from inpaint_studio.finding.find import judge, scales_of, seen
from inpaint_studio.finding.findings import findings
from inpaint_studio.jobs.folders import PHOTO_ENDINGS
from inpaint_studio.training.config import DAMAGE
from inpaint_studio.training.damage.render import render
from inpaint_studio.training.damage.sources import Sources, read_sources
from inpaint_studio.training.photos import find_photos

from .finder import quality

CONFIDENCES = (0.02, 0.05, 0.1, 0.3, 0.5)
SENSITIVITIES = (30, 50, 70, 100)
DIGITS = (2, 2, 2, 2, 4)
"""Of precision, recall, F1, found and false in the table."""
_NEAR = np.ones((5, 5), np.uint8)


def rendered(path: Path, side: int, sources: Sources, seed: int) -> tuple[Photo, np.ndarray, Photo]:
    """The middle of a photo with damage, the labels of its pixels (H, W), and the photo without."""
    pixels = read_photo(path).pixels[..., :3]
    top, left = (max(0, (length - side) // 2) for length in pixels.shape[:2])
    part = pixels[top : top + side, left : left + side]
    light = part.astype(np.float32) / np.float32(np.iinfo(part.dtype).max)
    damaged, labels = render(light, DAMAGE, sources, np.random.default_rng(seed))
    intact, _ = render(light, {}, sources, np.random.default_rng(seed))
    as_photo = (Photo(np.round(each * 255).astype(np.uint8)) for each in (damaged, intact))
    return next(as_photo), labels, next(as_photo)


def mostly_damage(possible: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The touching areas of `possible` (H, W) of which at least half is within 2 px of damage."""
    truth = ((labels > 0) & (labels <= len(KINDS))).astype(np.uint8)
    excused = (cv2.dilate(truth, _NEAR) > 0) | (labels > len(KINDS))
    count, areas = cv2.connectedComponents(possible.astype(np.uint8))
    right = np.bincount(areas.ravel(), excused.ravel(), count)
    chosen = right >= 0.5 * np.bincount(areas.ravel(), minlength=count)
    chosen[0] = False
    return np.asarray(chosen[areas])


def masks(photo: Photo, labels: np.ndarray | None) -> Iterator[tuple[str, np.ndarray]]:
    """What each stage marks in a photo, by name; what needs the truth only where there are `labels`."""
    scales = scales_of(photo.size)
    confidence, kinds = seen(photo, scales, network.look)
    for least in CONFIDENCES:
        yield f"network above {least}", confidence > least
    if labels is not None:
        for least in CONFIDENCES[1:3]:
            yield f"perfect choice above {least}", mostly_damage(confidence > least, labels)
        tried = [confidence > least for least in (0.01, *CONFIDENCES, 0.7, 0.9, 0.97)]
        yield "best threshold of each photo", max(tried, key=lambda mask: quality(labels, mask)[2])
    judge(photo, confidence, scales[-1], network.classifier())
    found = findings(confidence, kinds)
    for sensitivity in SENSITIVITIES:
        yield f"sensitivity {sensitivity}", found.mask(found.shown(sensitivity), sensitivity).hole
    marked = found.mask(found.shown()).hole.astype(np.uint8)
    yield "sensitivity 50, grown by 1", cv2.dilate(marked, _NEAR[:3, :3]) > 0
    yield "sensitivity 50, shrunk by 1", cv2.erode(marked, _NEAR[:3, :3]) > 0


def measure(photos: list[Path], sources: Sources, side: int) -> dict[str, list[tuple[float, ...]]]:
    """Precision, recall, F1, found and false of each stage on each photo that has any damage."""
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for seed, path in enumerate(photos):
        damaged, labels, intact = rendered(path, side, sources, seed)
        if not ((labels > 0) & (labels <= len(KINDS))).any():
            continue
        false = {name: float(mask.mean()) for name, mask in masks(intact, None)}
        for name, mask in masks(damaged, labels):
            precision, *others = quality(labels, mask)
            rows[name].append((precision if mask.any() else np.nan, *others, false.get(name, np.nan)))
    return rows


def mean(figures: Sequence[float], digits: int) -> str:
    """The mean of those that are known; empty if none is."""
    known = [each for each in figures if not np.isnan(each)]
    return f"{np.mean(known):.{digits}f}" if known else ""


def table(rows: dict[str, list[tuple[float, ...]]]) -> Table:
    shown = Table("stage")
    for heading in ("precision", "recall", "F1", "found", "false"):
        shown.add_column(heading, justify="right")
    for name, figures in rows.items():
        columns = zip(zip(*figures, strict=True), DIGITS, strict=True)
        shown.add_row(name, *(mean(column, digits) for column, digits in columns))
    return shown


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--damage", type=Path, help="outlines and cut-outs, as for `train finder`")
    parser.add_argument("--side", type=int, default=768)
    parser.add_argument("--limit", type=int)
    chosen = parser.parse_args()
    sources = Sources() if chosen.damage is None else read_sources(chosen.damage)
    rows = measure(find_photos(chosen.photos, PHOTO_ENDINGS)[: chosen.limit], sources, chosen.side)
    Console(width=100).print(table(rows))


if __name__ == "__main__":
    main()
