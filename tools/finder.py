"""Measures the damage finder, and makes the pictures of resources/docs/finding.md.

    python tools/finder.py PHOTOS [--damage FOLDER] [--out FOLDER] [--side 768] [--limit N]

PHOTOS are intact photos that the finder wasn't trained on. Damage is rendered on them as in training, once
all kinds mixed and once each kind alone; the same photos without damage measure false alarms. Prints the
tables; --out gets `finder-curve.svg` (precision and recall), `finder-misses.jpg` (what is found, missed and
falsely found, on public-domain photos of scikit-image) and `found.jpg` (the sample portrait before, with its
marks, and filled). Seeds are fixed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw
from skimage import data

from inpaint_studio.core.arrays import Bytes, Flags
from inpaint_studio.core.damage import GROW, KINDS, SENSITIVITY
from inpaint_studio.core.depth import eight_bit_rgb
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.finding.find import find
from inpaint_studio.finding.findings import Findings
from inpaint_studio.gui.words.damage import KIND_COLOURS
from inpaint_studio.jobs.damage import DamageOptions, find_damage
from inpaint_studio.jobs.folders import PHOTO_ENDINGS
from inpaint_studio.training.config import DAMAGE
from inpaint_studio.training.damage.labels import UNDECIDED
from inpaint_studio.training.damage.render import render
from inpaint_studio.training.damage.sources import Sources, read_sources
from inpaint_studio.training.photos import find_photos

SENSITIVITIES = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
MAKERS: Mapping[str, tuple[str, ...]] = {
    "speck": ("specks",), "hair": ("hairs",), "scratch": ("scratches",), "crease": ("creases", "cracks"),
    "tear": ("tears",), "stain": ("stains",), "missing": ("missing",),
}  # fmt: skip
"""What draws each kind."""
SHOWN = (("astronaut", 4), ("chelsea", 12), ("coffee", 6))
"""Photos of scikit-image for the picture, each with the seed of its damage."""
FOUND, MISSED, FALSE = (60, 190, 110), (70, 120, 255), (255, 60, 90)
_TOLERANCE = np.ones((5, 5), np.uint8)


def pieces(flags: Flags) -> tuple[int, np.ndarray]:
    """How many pieces of 12 px and more there are, and the label of each pixel; smaller ones are 0."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flags.astype(np.uint8), connectivity=8)
    big = stats[:, cv2.CC_STAT_AREA] >= 12
    big[0] = False
    return int(big.sum()), np.where(big[labels], labels, 0)


class Count:
    """Pixels and pieces, added up over photos; pixels count as right within 2 px."""

    def __init__(self) -> None:
        self.marked = self.right = self.true = self.reached = self.pieces = self.found = 0

    def add(self, labels: Bytes, marked: Flags) -> None:
        truth, decided = (labels > 0) & (labels != UNDECIDED), labels != UNDECIDED
        near_truth, near_marked = (cv2.dilate(m.astype(np.uint8), _TOLERANCE) > 0 for m in (truth, marked))
        self.marked += int((marked & decided).sum())
        self.right += int((marked & decided & near_truth).sum())
        self.true += int(truth.sum())
        self.reached += int((truth & near_marked).sum())
        number, piece = pieces(truth)
        self.pieces += number
        areas = np.bincount(piece.ravel())
        hit = np.bincount(piece.ravel(), (truth & near_marked).ravel().astype(float))
        self.found += int((hit[1:] >= 0.5 * np.maximum(areas[1:], 1)).sum())

    @property
    def precision(self) -> float:
        return self.right / self.marked if self.marked else 1.0

    @property
    def recall(self) -> float:
        return self.reached / max(1, self.true)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def opened(path: Path, side: int) -> np.ndarray:
    """The middle of a photo: float32 (h, w, 3) in [0, 1], at most `side` px a side."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"), np.float32) / 255
    top, left = (max(0, (length - side) // 2) for length in pixels.shape[:2])
    return pixels[top : top + side, left : left + side]


def looked(pixels: np.ndarray) -> Findings:
    """What the finder sees in a photo in [0, 1]."""
    return find(Photo(np.round(pixels * 255).astype(np.uint8)))


def marked(found: Findings, sensitivity: float) -> Flags:
    """What it marks at a sensitivity: (H, W)."""
    return found.mask(found.shown(sensitivity), sensitivity).coverage > 0


def measure(photos: list[Path], sources: Sources, side: int) -> dict[int, Count]:
    """Print the tables; returns what was counted with all kinds mixed, by sensitivity."""
    mixed = {level: Count() for level in SENSITIVITIES}
    shares: dict[int, list[float]] = {level: [] for level in SENSITIVITIES}
    alone = {kind: Count() for kind in KINDS}
    named: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    in_vain: Counter[str] = Counter()
    for number, path in enumerate(photos):
        photo = opened(path, side)
        pixels, labels = render(photo, DAMAGE, sources, np.random.default_rng(number))
        found = looked(pixels)
        intact = looked(render(photo, {}, sources, np.random.default_rng(number))[0])
        for level in SENSITIVITIES:
            mixed[level].add(labels, marked(found, level))
            shares[level].append(float(marked(intact, level).mean()))
        in_vain.update(intact.counts())
        for kind, makers in MAKERS.items():
            chances = dict.fromkeys(makers, 1.0 / len(makers))
            pixels, labels = render(photo, chances, sources, np.random.default_rng(1000 + number))
            if not ((labels > 0) & (labels != UNDECIDED)).any():
                continue
            found = looked(pixels)
            alone[kind].add(labels, marked(found, SENSITIVITY))
            for index in found.shown():
                part = found.marks[index].rect.slices
                if (labels[part] > 0).any():
                    named[kind][found.marks[index].kind] += 1
    print(
        "| sensitivity | precision | recall | F1 | found | intact marked |\n"
        "| ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    for level, count in mixed.items():
        found_share = count.found / max(1, count.pieces)
        print(
            f"| {level} | {count.precision:.2f} | {count.recall:.2f} | {count.f1:.2f} | {found_share:.2f} "
            f"| {100 * np.mean(shares[level]):.3f} % |"
        )
    print(
        "\n| kind | pieces found | pixels found | named so | marks on an intact photo |\n"
        "| --- | ---: | ---: | ---: | ---: |"
    )
    for kind, count in alone.items():
        right = named[kind][kind] / max(1, named[kind].total())
        print(
            f"| {kind} | {100 * count.found / max(1, count.pieces):.0f} % | {100 * count.recall:.0f} % "
            f"| {100 * right:.0f} % | {in_vain[kind] / len(photos):.1f} |"
        )
    return mixed


def curve(counts: Mapping[int, Count]) -> str:
    """Precision against recall, as SVG."""
    width, height, margin = 420, 320, 44

    def place(count: Count) -> tuple[float, float]:
        x = margin + count.recall * (width - margin - 16)
        return x, height - margin - count.precision * (height - margin - 16)

    points = [place(count) for count in counts.values()]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fafaf8"/>',
    ]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x, y = margin + tick * (width - margin - 16), height - margin - tick * (height - margin - 16)
        parts.append(
            f'<path d="M{x:.0f} 16V{height - margin}M{margin} {y:.0f}H{width - 16}" stroke="#dddddd"/>'
        )
        parts.append(f'<text x="{x:.0f}" y="{height - margin + 16}" text-anchor="middle">{tick:.1f}</text>')
        parts.append(f'<text x="{margin - 8}" y="{y + 4:.0f}" text-anchor="end">{tick:.1f}</text>')
    parts.append(f'<polyline points="{line}" fill="none" stroke="#2a6fd0" stroke-width="2"/>')
    for (x, y), level in zip(points, counts, strict=True):
        usual = level == SENSITIVITY
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if usual else 3}" fill="#2a6fd0"/>')
        if level % 50 == 0:
            parts.append(f'<text x="{x - 8:.1f}" y="{y + 14:.1f}" text-anchor="end">{level}</text>')
    parts.append(f'<text x="{(width + margin) / 2:.0f}" y="{height - 8}" text-anchor="middle">recall</text>')
    parts.append(
        f'<text transform="translate(12 {(height - margin) / 2:.0f}) rotate(-90)" '
        'text-anchor="middle">precision</text>'
    )
    return "\n".join([*parts, "</svg>\n"])


def misses(sources: Sources) -> Image.Image:
    """Photos with rendered damage, and what is found, missed and falsely found in each."""
    rows = []
    for name, seed in SHOWN:
        photo = getattr(data, name)()[:384, :448].astype(np.float32) / 255
        pixels, labels = render(
            photo, {**DAMAGE, "scratches": 1.0, "specks": 1.0}, sources, np.random.default_rng(seed)
        )
        truth, found = (labels > 0) & (labels != UNDECIDED), marked(looked(pixels), SENSITIVITY)
        near_truth, near_found = (cv2.dilate(m.astype(np.uint8), _TOLERANCE) > 0 for m in (labels > 0, found))
        shown = np.repeat((pixels @ [0.3, 0.6, 0.1] * 140 + 20).astype(np.uint8)[..., None], 3, 2)
        shown[truth & near_found] = FOUND
        shown[truth & ~near_found] = MISSED
        shown[found & ~near_truth] = FALSE
        before = np.round(pixels * 255).astype(np.uint8)
        space = np.full((photo.shape[0], 8, 3), 250, np.uint8)
        row = np.concatenate([before, space, shown], 1)
        rows += [row, np.full((8, row.shape[1], 3), 250, np.uint8)]
    sheet = Image.fromarray(np.concatenate([*rows, np.full((22, rows[0].shape[1], 3), 250, np.uint8)]))
    draw, x = ImageDraw.Draw(sheet), 8
    for words, colour in (("found", FOUND), ("missed", MISSED), ("falsely found", FALSE)):
        draw.rectangle((x, sheet.height - 20, x + 12, sheet.height - 8), fill=colour)
        draw.text((x + 18, sheet.height - 20), words, fill=(40, 40, 44))
        x += 110
    return sheet


def example(part: tuple[slice, slice] = np.s_[60:500, 180:620]) -> Image.Image:
    """A part of the sample portrait: before, with its marks in the colours of their kinds, and filled."""
    photo = read_photo(resources_dir() / "samples" / "damaged-portrait.png")
    damage = find_damage(photo, DamageOptions())
    found = find(photo)
    before = eight_bit_rgb(photo.read(Rect.of(photo.size)))
    healed = run(FillRequest(photo, damage.mask.grown(GROW))).apply(photo)
    after = eight_bit_rgb(healed)
    shown = before.copy()
    colours = np.zeros((len(found.marks) + 1, 3), np.uint8)
    for index, mark in enumerate(found.marks):
        colours[index + 1] = KIND_COLOURS[mark.kind].getRgb()[:3]
    marks = damage.mask.coverage > 0
    rim = cv2.dilate(marks.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    shown[rim] = shown[rim] // 3
    shown[marks] = colours[found.labels[marks]]
    space = np.full((part[0].stop - part[0].start, 8, 3), 250, np.uint8)
    return Image.fromarray(np.concatenate([before[part], space, shown[part], space, after[part]], 1))


def main() -> None:
    """Measure, print and draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", type=Path)
    parser.add_argument(
        "--damage", type=Path, help="a folder of outlines and cut-outs, as for `train finder`"
    )
    parser.add_argument("--out", type=Path)
    parser.add_argument("--side", type=int, default=768)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    sources = Sources() if options.damage is None else read_sources(options.damage)
    photos = find_photos(options.photos, PHOTO_ENDINGS)[: options.limit]
    mixed = measure(photos, sources, options.side)
    if options.out is not None:
        (options.out / "finder-curve.svg").write_text(curve(mixed), encoding="utf-8")
        misses(sources).save(options.out / "finder-misses.jpg", quality=88)
        example().save(options.out / "found.jpg", quality=90)


if __name__ == "__main__":
    main()
