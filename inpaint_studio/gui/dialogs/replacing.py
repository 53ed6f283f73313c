"""The question before replacing a file, where no file dialog has asked about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ...core.files import exists
from ..kit.question import Answer, Question
from ..session.endings import with_ending


class ReplaceQuestion(Question):
    """Asks whether the existing file `path` may be replaced: Yes or (the default) Cancel."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ask(
            self.tr("Replace the file?"),
            self.tr("{name} already exists. Replace it?").format(name=path.name),
            self.tr("It is in {folder}. Replacing it overwrites its contents.").format(folder=path.parent),
        )
        self.offer(Answer.Yes, self.tr("&Replace"))


def may_replace(path: Path, parent: QWidget | None) -> bool:
    """Ask whether the existing file `path` may be replaced."""
    question = ReplaceQuestion(path, parent)
    answer = question.exec()
    question.deleteLater()
    return answer == Answer.Yes


def file_to_write(
    name: str, ending: str, known: tuple[str, ...], parent: QWidget | None
) -> tuple[Path, bool] | None:
    """The file to write for the name from a file dialog, and whether it may replace one; None: cancelled.

    A `name` of "" means that the dialog was cancelled. `ending` is added unless the name has a `known`
    one. The dialog asked only about the name that was typed, so the user is asked here about the
    resulting name.
    """
    if not name:
        return None
    path, overwrite = with_ending(Path(name), ending, known)
    if not overwrite and exists(path):
        overwrite = may_replace(path, parent)
        if not overwrite:
            return None
    return path, overwrite
