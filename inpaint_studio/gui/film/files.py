"""Where a film is exported to, and where its masks are saved: asked of the user."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from ...core.files import is_same_file
from ...jobs.folders import FILM_PROJECT
from ..session.session import Session
from .editing import FilmEditing
from .jobs import FilmJobs
from .project import save_film_project

_LOSSLESS = ".mkv"


class FilmFiles(QObject):
    """Asks for files with the dialogs of the system, over `window`."""

    def __init__(self, session: Session, editing: FilmEditing, jobs: FilmJobs, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._editing, self._jobs, self._window = session, editing, jobs, window

    def ask_export(self) -> None:
        """Ask for a name, and export to it."""
        if not self._jobs.has_masks():
            return
        clip = self._editing.photo
        named = self.tr("{name} filled").format(name=clip.path.stem)
        ending = "" if clip.film is None else clip.path.suffix
        like = self.tr("A film like this one (*{ending})").format(ending=ending)
        lossless = self.tr("A lossless film (*.mkv)")
        kinds = self.tr("A folder of pictures (*)") if clip.film is None else f"{like};;{lossless}"
        start = str(clip.path.with_name(named + ending))
        name, kind = QFileDialog.getSaveFileName(self._window, self.tr("Export the film"), start, kinds)
        if not name:
            return
        output, is_lossless = Path(name), clip.film is not None and kind == lossless
        if clip.film is not None and not output.suffix:
            output = output.with_name(output.name + (_LOSSLESS if is_lossless else ending))
        if is_same_file(output, clip.path):
            self._session.message.emit(self.tr("That is the film itself. Choose another name."))
            return
        self._jobs.export(output, lossless=is_lossless)

    def ask_save(self) -> None:
        """Ask for a name, and save the masks as a film project."""
        clip, state = self._editing.photo, self._editing.state
        start = str(clip.path.with_suffix(FILM_PROJECT))
        kinds = self.tr("Film projects (*.film)")
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the film project"), start, kinds)
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name).with_name(Path(name).name + FILM_PROJECT)

        def saved(_: None) -> None:
            self._session.message.emit(self.tr("Saved as {name}.").format(name=path.name))

        self._session.pool.run(
            lambda: save_film_project(path, clip.path, state), saved, self._session.fail, owner=self
        )
