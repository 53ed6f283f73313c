"""A file that is chosen: its name, and a button that asks for another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ...core.photo_io import ENDINGS
from .basic_controls import ElidedLabel, push_button
from .layouts import row_layout
from .theme import GRID


class PictureField(QWidget):
    """The path of a picture, "" for none; `changed` is emitted when the user chooses another."""

    changed = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._path = title, ""
        self.name = ElidedLabel(self.tr("None chosen"), Qt.TextElideMode.ElideMiddle)
        self.name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.button = push_button(self.tr("Choose…"), self.ask)
        self.button.setAutoDefault(False)  # Enter is for the main button of a dialog
        row_layout(self, [(self.name, 1), self.button], spacing=GRID)

    @property
    def path(self) -> str:
        """The path of the chosen picture."""
        return self._path

    def set_path(self, path: str) -> None:
        """Show this path, without a signal."""
        self._path = path
        self.name.set_text(Path(path).name if path else self.tr("None chosen"))
        self.name.setToolTip(path)

    def ask(self) -> None:
        """Ask for a picture."""
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        kinds = self.tr("Pictures ({endings});;All files (*)").format(endings=endings)
        start = str(Path(self._path).parent) if self._path else ""
        name, _ = QFileDialog.getOpenFileName(self, self._title, start, kinds)
        if name:
            self.set_path(name)
            self.changed.emit(name)
