"""In the style of…: the painting, with a preview, and how it is followed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QWidget

from ...core.errors import StudioError
from ..kit.basic_controls import label
from ..kit.layouts import column_layout
from ..kit.param_form import ParamForm
from ..kit.theme import GRID, set_primary, set_role
from ..kit.thumbnails import thumbnail
from ..session.session import Session

ENGINE = "style"
_PREVIEW = 320
"""px of the longer side of the preview."""


class StyleDialog(QDialog):
    """Asks how to paint; accepted, the mask (or without one the whole photo) is painted as a result.

    What was chosen is remembered.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("In the style of…"))
        self._session = session
        self._shown = ""  # the painting that the preview is of
        info = session.registry.info(ENGINE)
        assert info is not None
        whole = not session.mask_area()
        self.preview = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.preview.setFixedHeight(_PREVIEW)
        self.preview.setMinimumWidth(_PREVIEW)
        set_role(self.preview, "picture")
        self.form = ParamForm(info.params, None, self)
        self.hint = label(
            self.tr("The whole photo is painted.") if whole else self.tr("What the mask covers is painted."),
            "muted",
            wraps=True,
        )
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.paint = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.paint.setText(self.tr("Paint"))
        set_primary(self.paint)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column_layout(
            self, [self.preview, self.form, self.hint, self.buttons], spacing=2 * GRID, margins=2 * GRID
        )
        self._remember()
        self.form.changed.connect(lambda name, _: self._show_painting() if name == "painting" else None)
        self._show_painting()

    def accept(self) -> None:
        values = self.form.values
        self._session.update_settings(style=values)
        super().accept()
        self._session.fills.restyle(ENGINE, values)

    def _remember(self) -> None:
        """Show what was chosen last, as far as it is still valid."""
        for name, value in self._session.settings.style.items():
            try:
                self.form.set_values({name: value})
            except StudioError:
                continue

    def _show_painting(self) -> None:
        """Show the chosen painting; without one there is nothing to paint with."""
        path = str(self.form.values["painting"])
        self._shown = path
        self.paint.setEnabled(False)
        self.preview.setPixmap(QPixmap())
        if not path:
            self.preview.setText(self.tr("Choose a painting, a print or a drawing."))
            return
        self.preview.setText(self.tr("Opening…"))
        most = self._session.settings.max_pixels

        def show(found: QImage | None) -> None:
            if path != self._shown:
                return  # another one has been chosen
            if found is None:
                self.preview.setText(self.tr("This file cannot be read as a picture."))
                return
            self.preview.setPixmap(QPixmap.fromImage(found))
            self.paint.setEnabled(True)

        self._session.pool.run(
            lambda: thumbnail(path, _PREVIEW, max_pixels=most), show, lambda _: show(None), owner=self
        )
