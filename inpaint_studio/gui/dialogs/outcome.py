"""One picture of a model that is tried, and how it was judged."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QRadioButton, QVBoxLayout, QWidget

from ...weights.probe import ContractTrial
from ..kit.basic_controls import label
from ..kit.theme import GRID, set_role

SIDE = 184
"""px of a picture."""


class Outcome(QWidget):
    """What the model made of the picture with the mask one way round: a picture, and how it was judged."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.radio = QRadioButton(text)
        self.picture = picture_label(text)
        self.verdict = label("")
        self.verdict.setWordWrap(True)
        # as many lines in every language, so that nothing moves when another way is chosen
        self.verdict.setFixedHeight(3 * self.fontMetrics().lineSpacing())
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID // 2)
        rows.addWidget(self.radio)
        rows.addWidget(self.picture)
        rows.addWidget(self.verdict, 1)

    def show_trial(self, trial: ContractTrial) -> None:
        """Show that one of its trials."""
        show_picture(self.picture, trial.picture)
        text = {
            "fills": self.tr("Right: it fills the hole, and the rest comes back."),
            "loses": self.tr("Wrong: the rest of the picture does not come back."),
            "keeps": self.tr("Wrong: the hole comes back as it was."),
            "grey": self.tr("Wrong: the hole comes back grey."),
        }[trial.verdict]
        self.verdict.setText(text)
        set_role(self.verdict, "ok" if trial.works else "danger")
        self.picture.setAccessibleDescription(text)
        self.radio.setAccessibleDescription(text)


def picture_label(name: str) -> QLabel:
    """A square for a picture of that name."""
    made = QLabel()
    made.setFixedSize(SIDE, SIDE)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setAccessibleName(name)
    return made


def show_picture(place: QLabel, pixels: np.ndarray) -> None:
    """Show pixels, uint8 (H, W, 3), as large as fits."""
    height, width = pixels.shape[:2]
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB888).copy()
    ratio = place.devicePixelRatioF()
    shown = QPixmap.fromImage(image).scaled(
        round(SIDE * ratio),
        round(SIDE * ratio),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    shown.setDevicePixelRatio(ratio)
    place.setPixmap(shown)
