"""What a derived object says about itself, asked before a medical image is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from ..kit.basic_controls import ComboBox, label
from ..kit.layouts import column_layout
from ..kit.theme import GRID

MaskAs = Literal["seg", "overlay", "none"]
BurnedIn = Literal["YES", "NO"]
_WIDTH = 480


@dataclass(frozen=True)
class DerivedChoice:
    """What is written beside the values.

    `mask_as`: where the filled region goes: into a segmentation object of its own, an overlay plane of the
    image, or nowhere. `burned_in`: what the image says about text in its pixels: that there is some, that
    there is none, or (None) what the original says.
    """

    mask_as: MaskAs = "seg"
    keep_private: bool = True
    burned_in: BurnedIn | None = None
    description: str = ""


class DerivedDialog(QDialog):
    """Asks for the choices of a derived object; `choice` is what is chosen.

    Without `has_tags` (NIfTI) only the filled region can be chosen about.
    """

    def __init__(self, before: DerivedChoice, *, has_tags: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save a derived object"))
        words = self.tr(
            "The original stays as it is. A new object in a new series is written that says how it was made."
        )
        self.region = ComboBox()
        beside = self.tr("As a segmentation object (SEG)") if has_tags else self.tr("As a volume beside it")
        self.region.addItem(beside, "seg")
        if has_tags:
            self.region.addItem(self.tr("As an overlay plane of the image"), "overlay")
        self.region.addItem(self.tr("Not at all"), "none")
        self.region.choose(before.mask_as)
        self.burned = ComboBox()
        for text, says in (
            (self.tr("As the original says"), ""),
            (self.tr("There is text in the image"), "YES"),
            (self.tr("There is no text in the image"), "NO"),
        ):
            self.burned.addItem(text, says)
        self.burned.choose(before.burned_in or "")
        self.private = QCheckBox(self.tr("Keep private attributes"))
        self.private.setChecked(before.keep_private)
        self.private.setToolTip(self.tr("Each maker of devices defines its own; they may contain names."))
        self.description = QLineEdit(before.description)
        self.description.setMaxLength(256)
        self.description.setPlaceholderText(self.tr("Why it was filled"))
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        for text, field in (
            (self.tr("&Filled region"), self.region),
            (self.tr("&Burned-in annotation"), self.burned),
            (self.tr("&Description"), self.description),
        ):
            caption = label(text)
            caption.setBuddy(field)
            form.addRow(caption, field)
            form.setRowVisible(field, has_tags or field is self.region)
        form.addRow("", self.private)
        form.setRowVisible(self.private, has_tags)
        warning = label(self.tr("Not for diagnosis"), "danger")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Save).setText(self.tr("Choose a file…"))
        buttons.button(QDialogButtonBox.StandardButton.Save).setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column_layout(
            self, [label(words, wraps=True), form, None, warning, buttons], spacing=12, margins=2 * GRID
        )
        self.setMinimumWidth(_WIDTH)

    @property
    def choice(self) -> DerivedChoice:
        """What is chosen."""
        return DerivedChoice(
            self.region.currentData(),
            self.private.isChecked(),
            self.burned.currentData() or None,
            self.description.text().strip(),
        )
