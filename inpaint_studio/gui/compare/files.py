"""The files of a comparison: the true photo to score against, and the sheet of all pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from ...core.errors import StudioError
from ...core.photo import Photo
from ...core.photo_io import read_photo
from ..dialogs.replacing import file_to_write
from ..session.session import Session
from .grid import entrant_label
from .pane import Pictures
from .run import CompareRun
from .sheet import sheet_of, write_sheet


class CompareFiles(QObject):
    """Reads and writes the files of a workspace in the pool."""

    def __init__(self, session: Session, run: CompareRun, pictures: Pictures, workspace: QWidget) -> None:
        super().__init__(workspace)
        self._session, self._run, self._pictures, self._workspace = session, run, pictures, workspace

    def load_truth(self, path: Path) -> None:
        """Score against the photo in a file, which must have the same size."""

        def loaded(photo: Photo) -> None:
            try:
                self._run.set_truth(photo)
            except StudioError as error:
                self._session.fail(error)

        most = self._session.settings.max_pixels
        self._session.pool.run(
            lambda: read_photo(path, max_pixels=most), loaded, self._session.fail, owner=self
        )

    def export_sheet(self, path: Path, *, overwrite: bool = False) -> None:
        """Write all pictures with their names, times and scores to a PNG."""
        names = [entrant_label(self._session, entrant) for entrant in self._run.entrants]
        run, transform, title = self._run, self._pictures.transform, self._session.title
        entrants, truth = run.entrants, run.truth

        def work() -> None:
            sheet = sheet_of(run.document, run.mask, entrants, names, transform, truth, title)
            write_sheet(path, sheet, overwrite=overwrite)

        def done(_: None) -> None:
            self._session.message.emit(self.tr("Saved {name}.").format(name=path.name))

        self._session.pool.run(work, done, self._session.fail, owner=self)

    def ask_truth(self) -> None:
        """Let the user choose the file of the true photo."""
        # a child of the window, as opening another photo in the meantime closes the comparison
        name, _ = QFileDialog.getOpenFileName(self._workspace.window(), self.tr("Load the true photo"))
        if name and isValid(self):
            self.load_truth(Path(name))

    def ask_sheet(self) -> None:
        """Let the user choose where to export the sheet."""
        name, _ = QFileDialog.getSaveFileName(
            self._workspace.window(),
            self.tr("Export a sheet"),
            "compare.png",
            self.tr("PNG pictures (*.png)"),
        )
        target = file_to_write(name, ".png", (".png",), self._workspace.window()) if isValid(self) else None
        if target is not None and isValid(self):
            path, overwrite = target
            self.export_sheet(path, overwrite=overwrite)
