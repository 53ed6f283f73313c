"""Packs training photos into a few megabytes, to copy them to a rented machine.

    python tools/pack_photos.py PHOTOS TARGET --megabytes 40 [--short 448]

All are converted to WebP, at the best quality with which they fit, and keep their names in TARGET.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageOps

from inpaint_studio.core.errors import StudioError
from inpaint_studio.training.photos import find_photos

QUALITIES = (92, 88, 84, 80, 75, 70, 65, 60, 55, 50)
SAMPLE = 60


def encoded(path: Path, short: int, quality: int) -> bytes | None:
    """One photo, reduced to this short side, as WebP; None if it cannot be read."""
    try:
        with Image.open(path) as image:
            photo = ImageOps.exif_transpose(image).convert("RGB")
    except OSError:
        return None
    shrink = short / min(photo.size)
    if shrink < 1:
        width, height = (max(1, round(side * shrink)) for side in photo.size)
        photo = photo.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    photo.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def fitting_quality(paths: list[Path], short: int, room: float) -> int:
    """The best quality at which all should fit into `room` bytes, judging by a sample; else the lowest."""
    sample = random.Random(0).sample(paths, min(SAMPLE, len(paths)))
    for quality in QUALITIES:
        size = sum(len(encoded(path, short, quality) or b"") for path in sample)
        if size * len(paths) / len(sample) <= 0.97 * room:
            return quality
    return QUALITIES[-1]


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("--short", type=int, default=448)
    given = parser.parse_args()
    try:
        paths = find_photos(given.photos)
    except StudioError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    quality = fitting_quality(paths, given.short, 1e6 * given.megabytes)
    total = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, data in zip(
            paths, pool.map(lambda p: encoded(p, given.short, quality), paths), strict=True
        ):
            if data is None:
                print(f"Skipped {path}: it is damaged or not a picture.", file=sys.stderr)
                continue
            target = (given.target / path.relative_to(given.photos)).with_suffix(".webp")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            total += len(data)
    print(f"{len(paths)} photos in {total / 1e6:.1f} MB at quality {quality}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
