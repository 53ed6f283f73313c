"""The output of a model in a test, and the verdict on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from ...core.arrays import Bytes
from ...weights.probe import ContractTrial
from ..kit.basic_controls import label
from ..kit.layouts import column_layout
from ..kit.theme import GRID, set_role

SIDE = 184
"""px of a picture."""


class Outcome(QWidget):
    """The output of the model with one mask polarity: a picture, and the verdict on it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.radio = QRadioButton(text)
        self.picture = picture_label(text)
        self.verdict = label(wraps=True)
        # the same number of lines in every language, so that nothing moves when another trial is shown
        self.verdict.setFixedHeight(3 * self.fontMetrics().lineSpacing())
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column_layout(self, [self.radio, self.picture, (self.verdict, 1)], spacing=GRID // 2)

    def show_trial(self, trial: ContractTrial) -> None:
        """Show a trial."""
        show_picture(self.picture, trial.picture)
        text = {
            "fills": self.tr("Right: the hole is filled, and the rest is unchanged."),
            "loses": self.tr("Wrong: the rest of the picture is changed."),
            "keeps": self.tr("Wrong: the hole is unchanged."),
            "grey": self.tr("Wrong: the hole is grey."),
        }[trial.verdict]
        self.verdict.setText(text)
        set_role(self.verdict, "ok" if trial.works else "danger")
        self.picture.setAccessibleDescription(text)
        self.radio.setAccessibleDescription(text)


def picture_label(name: str) -> QLabel:
    """A square label for a picture with that accessible name."""
    made = QLabel()
    made.setFixedSize(SIDE, SIDE)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setAccessibleName(name)
    return made


def show_picture(place: QLabel, pixels: Bytes) -> None:
    """Show pixels, uint8 (h, w, 3), as large as fits."""
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
