"""The labels of the places that a probe tested."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter, QPainterPath
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.gui.canvas.viewport import Viewport
from inpaint_studio.gui.compare import places
from inpaint_studio.gui.compare.places import PlaceMark, draw_marks

MARKS = [PlaceMark(Rect(100 * number, 300, 40, 40), QPainterPath(), number) for number in range(4)]


@pytest.mark.parametrize(
    ("width", "labels"),
    [(1200, ["Hole", "Place 1", "Place 2", "Place 3"]), (120, ["1", "2", "3"])],
)
def test_no_label_hides_another(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, labels: list[str]
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(places, "draw_label", lambda painter, text, at: drawn.append(text))
    image = QImage(width, width, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw_marks(
        painter, Viewport(Size(1200, 1200), width, width, width / 1200), MARKS, "Hole", "Place {number}"
    )
    painter.end()
    assert drawn == labels
