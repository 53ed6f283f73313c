"""Where and how a picture is saved, in one dialog."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ...core.files import at_home, exists, is_folder
from ...core.photo import Photo
from ...core.photo_io import ENDINGS, SaveOptions
from ...core.project import ENDING
from ...jobs.folders import PHOTO_ENDINGS
from ...jobs.saving import SaveChoice
from ..kit.basic_controls import ComboBox, label, push_button
from ..kit.layouts import Part, column_layout, empty, row_layout
from ..kit.theme import GRID
from ..session.endings import with_ending
from .replacing import may_replace
from .save_options import SaveOptionsForm

_WIDTH = 460
_PICTURES = (".png", ".jpg", ".tif", ".webp", ".bmp")
"""The endings that are offered; a typed name may have any of `ENDINGS`."""


@dataclass(frozen=True)
class Destination:
    """Where to save, whether a file there may be replaced, and with which options."""

    path: Path
    overwrite: bool
    choice: SaveChoice

    @property
    def is_project(self) -> bool:
        """Whether everything is saved as a project."""
        return self.path.suffix.lower() == ENDING


class SaveDialog(QDialog):
    """Asks for name, folder, format and its options; `destination` is set when it is accepted.

    `proposed` is the file to begin with. The format follows the ending of the name, and the ending the
    format. An existing file is only replaced after a question; Cancel there leads back to this dialog.
    `warning` is a line about the picture.
    """

    def __init__(
        self,
        title: str,
        proposed: Path,
        photo: Photo,
        *,
        before: SaveChoice,
        can_repeat: bool,
        with_project: bool,
        warning: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._photo, self._choice, self._can_repeat = photo, before, can_repeat
        self._known = (*ENDINGS, ENDING) if with_project else tuple(ENDINGS)
        self._of_format: dict[str, SaveOptions] = {}
        self.destination: Destination | None = None
        self.options: SaveOptionsForm | None = None
        """The options of the present format, or None for a project."""
        self.setWindowTitle(title)
        self.name = QLineEdit(proposed.name)
        self.name.textEdited.connect(self._name_edited)
        self.folder = QLineEdit(str(proposed.parent))
        self.folder.textEdited.connect(lambda: self._say(""))
        self.browse = push_button(self.tr("Browse…"), self._browse)
        self.browse.setAutoDefault(False)
        self.format = ComboBox()
        for ending, text in self._formats().items():
            if ending in self._known:
                self.format.addItem(text, ending)
        self.format.choose(self._offered(proposed.suffix.lower()))
        self.format.currentIndexChanged.connect(self._format_chosen)
        self.renamed = label("", "muted", wraps=True)
        self.renamed.hide()
        self.warning = label(warning, "danger", wraps=True)
        self.warning.setVisible(bool(warning))
        self.problem = label("", "danger", wraps=True)
        self.problem.hide()
        self._build()
        self._show_options()
        self.name.setSelection(0, len(proposed.stem))
        self.name.setFocus()

    def _build(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        self.format.setMinimumWidth(160)
        fields: tuple[tuple[str, QWidget, list[Part]], ...] = (
            (self.tr("&Name"), self.name, [(self.name, 1)]),
            (self.tr("F&older"), self.folder, [(self.folder, 1), self.browse]),
            (self.tr("&Format"), self.format, [(self.format, 1)]),
        )
        for text, field, row in fields:
            caption = label(text)
            caption.setBuddy(field)
            form.addRow(caption, row_layout(None, row, spacing=GRID))
        self._place: QVBoxLayout = column_layout()  # the options, in line with the fields
        form.addRow("", self._place)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Save).setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._column = column_layout(
            self,
            [form, None, self.renamed, self.warning, self.problem, buttons],
            spacing=12,
            margins=2 * GRID,
        )

    def _formats(self) -> dict[str, str]:
        names = ("PNG", "JPEG", "TIFF", "WebP", "BMP")
        project = {ENDING: self.tr("Project for Inpaint Studio, GIMP and Krita")}
        return dict(zip(_PICTURES, names, strict=True)) | project

    @staticmethod
    def _offered(ending: str) -> str:
        """The offered ending of the same format."""
        if ending == ENDING:
            return ENDING
        return next((one for one in _PICTURES if ENDINGS[one] == ENDINGS.get(ending)), _PICTURES[0])

    @property
    def target(self) -> Path:
        """The file as it is named now, with an ending; there must be a name."""
        named = at_home(self.folder.text()) / at_home(self.name.text().strip())
        return with_ending(named, str(self.format.currentData()), self._known)[0]

    @property
    def _has_name(self) -> bool:
        """Whether a file is named, and not only a folder."""
        return os.path.basename(self.name.text().strip()) not in ("", ".", "..")  # noqa: PTH119 - Path drops /

    # -- following the fields ---------------------------------------------------------------------------

    def _name_edited(self, name: str) -> None:
        """Show the format of the ending that was typed."""
        self._say("")
        ending = Path(name).suffix.lower()
        offered = self._offered(ending)
        if ending in self._known and offered != self.format.currentData():
            self.format.choose(offered)
            self._show_options()
        self._tell_name()

    def _format_chosen(self) -> None:
        """Give the name the ending of the chosen format."""
        self._say("")
        name = Path(self.name.text().strip() if self._has_name else self.tr("photo"))
        stem = name.name.removesuffix(name.suffix) if name.suffix.lower() in self._known else name.name
        self.name.setText(str(name.with_name(f"{stem}{self.format.currentData()}")))
        self._show_options()
        self._tell_name()

    def _tell_name(self) -> None:
        """Say so if the ending is that of a format that can only be read."""
        ending = Path(self.name.text().strip()).suffix.lower()
        words = ""
        if ending in PHOTO_ENDINGS and ending not in self._known:
            line = self.tr("{format} can be read but not written here: the file will be {name}.")
            words = line.format(format=ending[1:].upper(), name=self.target.name)
        self._show(self.renamed, words)

    def _show_options(self) -> None:
        if self.options is not None:
            self._choice = self.options.choice
            self._of_format[self.options.format] = self._choice.options
        empty(self._place)
        self.options = None
        format = ENDINGS.get(str(self.format.currentData()))
        if format is not None:
            before = replace(self._choice, options=self._of_format.get(format, self._choice.options))
            self.options = SaveOptionsForm(format, self._photo, can_repeat=self._can_repeat, before=before)
            shown: QWidget = self.options
        else:
            words = self.tr("Holds everything: the photo, the kept fills, the masks and the results.")
            shown = label(words, "muted", wraps=True)
        self._place.addWidget(shown)
        shown.show()  # at once, so that it is measured
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()  # in its style
        super().showEvent(event)

    def _fit(self) -> None:
        """Be as tall as the content, whose notes are wrapped."""
        column, width = self._column, max(_WIDTH, self.width() if self.isVisible() else 0)
        column.activate()
        wraps = column.hasHeightForWidth()
        self.resize(width, column.totalHeightForWidth(width) if wraps else column.totalSizeHint().height())

    def _browse(self) -> None:
        picked = QFileDialog.getExistingDirectory(self, self.tr("Folder"), self.folder.text())
        if picked:
            self.folder.setText(picked)
            self._say("")

    # -- accepting --------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Check the name and ask about a file that is there; the dialog stays if something is wrong."""
        if not self._has_name:
            self._say(self.tr("Type a name first."))
            self.name.setFocus()
            return
        path = self.target
        if not self.folder.text().strip() and not path.is_absolute():
            self._say(self.tr("Choose a folder first."))
            return
        if not path.is_absolute() or not is_folder(path.parent):
            self._say(self.tr("There is no folder {folder}.").format(folder=path.parent))
            return
        if is_folder(path):
            self._say(self.tr("{name} is a folder.").format(name=path.name))
            return
        overwrite = exists(path)
        if overwrite and not may_replace(path, self):
            return
        choice = self._choice if self.options is None else self.options.choice
        self.destination = Destination(path, overwrite, choice)
        super().accept()

    def _say(self, problem: str) -> None:
        self._show(self.problem, problem)

    def _show(self, line: QLabel, words: str) -> None:
        """Show these words in their line, which is hidden without any."""
        line.setText(words)
        if line.isHidden() == bool(words):
            line.setVisible(bool(words))
            self._fit()
