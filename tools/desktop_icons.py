"""Draws the icon of the program as PNG files: python tools/desktop_icons.py

Desktops that can't show SVG, and AppImages, need them. They go to resources/desktop/icons, one for each size
of the icon theme specification.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.version import APP_ID

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def draw(drawing: Path, side: int) -> QImage:
    """The drawing, `side` px wide and high, on a transparent ground."""
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    return picture


def main() -> int:
    """Draw all sizes."""
    folder = resources_dir() / "desktop"
    for side in SIZES:
        target = folder / "icons" / f"{side}.png"
        target.parent.mkdir(exist_ok=True)
        if not draw(folder / f"{APP_ID}.svg", side).save(str(target)):
            print(f"'{target}' could not be written.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
