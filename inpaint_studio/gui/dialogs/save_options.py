"""The options for saving a picture, as far as its format has any."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QSpinBox, QWidget

from ...core.photo import Photo
from ...core.photo_io import SaveOptions
from ...jobs.saving import SaveChoice
from ..kit.layouts import Part, column_layout

_DEEP_FORMATS = ("PNG", "TIFF")
_QUALITY = {"JPEG": 95, "WEBP": 90}


class SaveOptionsForm(QWidget):
    """Quality, bit depth, metadata and sidecar, as far as they apply to the format and the photo."""

    def __init__(
        self,
        name: str,
        photo: Photo,
        *,
        can_repeat: bool,
        before: SaveChoice | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._before = SaveChoice() if before is None else before
        self._can_repeat = can_repeat
        self.format = name
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        self.as_before: QCheckBox | None = None
        self.lossless: QCheckBox | None = None
        self.quality: QSpinBox | None = None
        if name in _QUALITY:
            self._add_quality(form, name, photo)
        self.deep = QCheckBox(self.tr("Keep 16 bits per channel"))
        self.deep.setChecked(self._before.deep)
        self.deep.setVisible(photo.dtype.itemsize == 2 and name in _DEEP_FORMATS)
        self.metadata = QCheckBox(self.tr("Keep camera data and texts (EXIF, XMP)"))
        self.metadata.setChecked(self._before.metadata)
        self.metadata.setToolTip(self.tr("The colour profile is always kept."))
        self.metadata.setVisible(name != "BMP")
        self.sidecar = QCheckBox(self.tr("Save a recipe beside it (to repeat the fill)"))
        self.sidecar.setChecked(self._before.sidecar and can_repeat)
        self.sidecar.setEnabled(can_repeat)
        self.sidecar.setToolTip(
            self.tr("A small file from which the same fill can be made again, byte for byte.")
            if can_repeat
            else self.tr("Only a whole photo with one fill by an engine can be repeated.")
        )
        content: list[Part] = [self.deep, self.metadata, self.sidecar, self._note(name, photo)]
        column_layout(self, [form, *content] if form.rowCount() else content, spacing=4)

    @property
    def choice(self) -> SaveChoice:
        """The chosen options."""
        lossless = None if self.lossless is None else self.lossless.isChecked()
        as_before = self.as_before is not None and self.as_before.isChecked()
        asks = self.quality is not None and not as_before and not lossless
        quality = self.quality.value() if asks and self.quality is not None else None
        return SaveChoice(
            SaveOptions(quality=quality, lossless=lossless),
            deep=self.deep.isChecked(),
            metadata=self.metadata.isChecked(),
            # if it cannot be written now, the earlier choice is kept
            sidecar=self.sidecar.isChecked() if self._can_repeat else self._before.sidecar,
        )

    def _add_quality(self, form: QFormLayout, name: str, photo: Photo) -> None:
        before = self._before.options
        self.quality = QSpinBox()
        self.quality.setRange(1, 100)
        self.quality.setValue(before.quality or _QUALITY[name])
        self.quality.setToolTip(self.tr("100 is the best and the largest."))
        if name == "JPEG" and photo.source.name == "JPEG" and photo.source.options.get("qtables"):
            self.as_before = QCheckBox(self.tr("Same quality as the original"))
            self.as_before.setChecked(before.quality is None)
            self.as_before.toggled.connect(self._refresh)
            form.addRow(self.as_before)
        if name == "WEBP":
            was_lossless = photo.source.name == "WEBP" and bool(photo.source.options.get("lossless"))
            self.lossless = QCheckBox(self.tr("Lossless"))
            self.lossless.setChecked(was_lossless if before.lossless is None else before.lossless)
            self.lossless.toggled.connect(self._refresh)
            form.addRow(self.lossless)
        form.addRow(self.tr("Quality"), self.quality)
        self._refresh()

    def _refresh(self) -> None:
        fixed = any(box is not None and box.isChecked() for box in (self.as_before, self.lossless))
        if self.quality is not None:
            self.quality.setEnabled(not fixed)

    def _note(self, name: str, photo: Photo) -> QLabel:
        """A label with what the format cannot hold, hidden if there is nothing."""
        words = ""
        if photo.has_alpha and name in ("JPEG", "BMP"):
            words = self.tr("This format has no transparency, so the background will be white.")
        elif photo.dtype.itemsize == 2 and name not in _DEEP_FORMATS:
            words = self.tr("This format has 8 bits per channel; use PNG or TIFF to keep all 16.")
        label = QLabel(words)
        label.setWordWrap(True)
        label.setVisible(bool(words))
        return label
