"""Makes the picture of resources/docs/families.md: what each family of engines does to the same damage.

    python tools/families.py [FILE] [--engines NAME,NAME…] [--keep-cells FOLDER]

The photo is scikit-image's `astronaut` (NASA, public domain); the damage is drawn here: scratches, a
stamp, missing pixels, and one hole too wide for the engines that repair fine damage. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from skimage import data

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest

ENGINES = ("biharmonic", "sparse", "low-rank", "autoencoder", "deep-prior", "gan", "exemplar")
AREA = (slice(0, 320), slice(0, 320))
"""Rows and columns of the photo that are filled."""
DETAILS = ((20, 72), (165, 85), (10, 255), (222, 205))
"""Left and top of the squares that are shown, one in each row: wide hole, pixels, letters, scratches."""
DETAIL = 78
SHOWN = 156
"""px: the side of a detail, and of its enlargement."""
_WORDS, _GAP = 24, 6
_PAPER, _INK = (250, 250, 248), (40, 40, 44)
_MASK = (255, 61, 113)


def damage(side: int) -> np.ndarray:
    """Scratches, letters, missing pixels and a wide hole: bool (side, side)."""
    mask = np.zeros((side, side), np.uint8)
    for width, points in (
        (2, [(20, 40), (120, 70), (300, 62)]),
        (3, [(250, 10), (238, 120), (262, 300)]),
        (5, [(10, 190), (90, 176), (150, 214)]),
        (7, [(200, 230), (300, 256)]),
    ):
        cv2.polylines(mask, [np.array(points, np.int32)], False, 255, width, cv2.LINE_8)
    cv2.putText(mask, "1963", (18, 306), cv2.FONT_HERSHEY_DUPLEX, 1.5, 255, 4, cv2.LINE_8)
    cv2.ellipse(mask, (60, 112), (34, 26), 20, 0, 360, 255, -1)
    random = np.random.default_rng(7)
    corner = mask[90:170, 170:235]
    corner[random.random(corner.shape) < 0.6] = 255
    return mask > 0


def filled(photo: np.ndarray, hole: np.ndarray, engine: str) -> np.ndarray:
    """The photo (H, W, 3) uint8 with its hole filled by an engine with default settings and seed 0."""
    source = Photo(photo)
    fill = run(FillRequest(source, Mask.from_array(hole), engine, device="cpu", threads=2))
    print(f"{engine}: {fill.seconds:.1f} s", flush=True)
    return fill.apply(source)


def sheet(cells: dict[str, np.ndarray]) -> Image.Image:
    """The details of each picture in a column below its name, enlarged without smoothing."""
    page = Image.new(
        "RGB",
        (len(cells) * (SHOWN + _GAP) + _GAP, _WORDS + len(DETAILS) * (SHOWN + _GAP)),
        _PAPER,
    )
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(15)
    for column, (name, cell) in enumerate(cells.items()):
        left = _GAP + column * (SHOWN + _GAP)
        pen.text((left + SHOWN // 2, _WORDS // 2), name, fill=_INK, font=font, anchor="mm")
        for row, (x, y) in enumerate(DETAILS):
            detail = Image.fromarray(cell[y : y + DETAIL, x : x + DETAIL])
            top = _WORDS + row * (SHOWN + _GAP)
            page.paste(detail.resize((SHOWN, SHOWN), Image.Resampling.BICUBIC), (left, top))
    return page


def main() -> int:
    """Make the picture; returns the exit code."""
    default = resources_dir() / "docs" / "images" / "families.jpg"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=default)
    parser.add_argument("--engines", default=",".join(name for name in ENGINES if name in REGISTRY.names()))
    parser.add_argument("--keep-cells", type=Path, help="a folder for each fill as a PNG")
    arguments = parser.parse_args()

    photo = np.ascontiguousarray(data.astronaut()[AREA])
    hole = damage(len(photo))
    torn = photo.copy()
    torn[hole] = _MASK
    blank = photo.copy()
    blank[hole] = 127  # what lies under the mask must stay unknown
    cells = {"the photo": photo, "the damage": torn}
    for engine in arguments.engines.split(","):
        cells[engine] = filled(blank, hole, engine)
    if arguments.keep_cells:
        arguments.keep_cells.mkdir(parents=True, exist_ok=True)
        for name, cell in cells.items():
            Image.fromarray(cell).save(arguments.keep_cells / f"{name.replace(' ', '-')}.png")
    arguments.file.parent.mkdir(parents=True, exist_ok=True)
    sheet(cells).save(arguments.file, quality=88, optimize=True)
    print(f"Written: {arguments.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
