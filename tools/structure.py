"""Makes the picture of resources/docs/structure.md: photos, and what is understood of their structure.

    python tools/structure.py OUT.jpg PHOTO… [--width PX]

Each row shows a photo and the same with its lines, planes and repeating patterns, as *Lines and planes* in
the editor draws them.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.structure.structure import structure_of
from inpaint_studio.gui.canvas.structure import StructureLayer
from inpaint_studio.gui.canvas.viewport import Viewport

_GAP = 6
_PAPER = (250, 250, 248)
_DIMMED = 0.75
"""How strongly the photo shows behind its structure."""


def reduced(path: Path, width: int) -> Photo:
    """A photo of 8 bit in colour, `width` px wide."""
    photo = read_photo(path)
    pixels = photo.pixels if photo.pixels.dtype == np.uint8 else (photo.pixels >> 8).astype(np.uint8)
    height = round(width * photo.size.height / photo.size.width)
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).reshape(height, width, -1)
    return Photo(np.ascontiguousarray(np.broadcast_to(small, (height, width, 3))))


def drawn(photo: Photo) -> np.ndarray:
    """uint8 (H, W, 3): the photo with its structure."""
    size = photo.size
    dimmed = (photo.pixels * _DIMMED + 255 * (1 - _DIMMED) / 2).astype(np.uint8)
    canvas = QImage(dimmed.tobytes(), size.width, size.height, 3 * size.width, QImage.Format.Format_RGB888)
    canvas = canvas.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    structure = structure_of(photo)
    painter = QPainter(canvas)
    StructureLayer(structure, size).paint(painter, Viewport(size, size.width, size.height))
    painter.end()
    patterns = sum(lattice is not None for lattice in structure.lattices)
    print(f"{len(structure.segments)} lines, {len(structure.planes)} planes, {patterns} patterns", flush=True)
    found = canvas.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(found.constBits(), np.uint8).reshape(size.height, found.bytesPerLine())
    return rows[:, : 3 * size.width].reshape(size.height, size.width, 3).copy()


def sheet(photos: list[Photo]) -> Image.Image:
    """A row for each photo, all of one width: as it is, and with its structure."""
    width = photos[0].size.width
    height = sum(photo.size.height + _GAP for photo in photos) + _GAP
    page = Image.new("RGB", (2 * width + 3 * _GAP, height), _PAPER)
    top = _GAP
    for photo in photos:
        page.paste(Image.fromarray(photo.pixels), (_GAP, top))
        page.paste(Image.fromarray(drawn(photo)), (2 * _GAP + width, top))
        top += photo.size.height + _GAP
    return page


def main() -> int:
    """Make the sheet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--width", type=int, default=448, help="px of each picture")
    args = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    sheet([reduced(path, args.width) for path in args.photos]).save(args.out, quality=88)
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
