"""Editing one picture for another program: it is opened, and saved where that program expects it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ...core.errors import StudioError
from ..kit.later import later
from ..panels.returning import ReturnBar
from .main_window import MainWindow

NOT_SAVED = 3
"""The exit code if the window was closed without saving."""


@dataclass(frozen=True)
class OnceRequest:
    """The picture to edit, where to save it, and the mask to begin with."""

    photo: Path
    output: Path
    mask: Path | None = None
    overwrite: bool = False


class EditOnce(QObject):
    """Lets a window edit one picture: *Save and return* writes it and closes the window, and so does Ctrl+S.

    The list of recent files is left alone, as the files of the other program are temporary.
    """

    ended = Signal()
    """The window was shut down: the picture is saved, or could not be opened."""

    def __init__(self, window: MainWindow, request: OnceRequest) -> None:
        super().__init__(window)
        self._window, self._request = window, request
        self._session, self._files = window.session, window.files
        self._error: StudioError | None = None
        self._is_read, self._is_saved = False, False
        self._files.keeps_list = False
        self._files.saver.return_to(request.output, overwrite=request.overwrite, then=self._returned)
        save = window.commands["save"]
        save.setText(self.tr("Save and return"))
        window.setAcceptDrops(False)
        self.bar = ReturnBar(request.photo.name, save, window.close)
        window.add_bar(self.bar)
        self._files.working.connect(self._working)
        self._session.failed.connect(self._failed)
        self._session.opened.connect(self._keep_original)
        window.wiring.refresh()

    def begin(self) -> None:
        """Open the picture; the application ends if that fails."""
        mask = self._request.mask
        self._files.open(
            self._request.photo, then=None if mask is None else partial(self._files.masks.load, mask)
        )

    def exit_code(self, code: int) -> int:
        """The exit code of the program; `code` is that of the event loop.

        Raises the StudioError with which the picture could not be opened.
        """
        if self._error is not None:
            raise self._error
        return code or (0 if self._is_saved else NOT_SAVED)

    def _working(self, text: str) -> None:
        self._is_read = self._is_read or not text

    def _keep_original(self) -> None:
        """Copy the picture into the folder of the session, which could not be recovered without it.

        The other program may remove it when the editor is stopped, or crashes.
        """
        keep = self._files.keeper.before_saving(self._request.photo)
        self._session.pool.run(keep, owner=self)

    def _failed(self, error: StudioError) -> None:
        """End if there is nothing to edit; later failures are shown in the window, and nothing is lost."""
        if self._is_read and not self._session.is_open and self._error is None:
            self._error = error
            later(self, self._end)

    def _returned(self) -> None:
        self._is_saved = True
        # not now: this is called by the pool, and the end waits for what is still in the pool
        later(self, self._end)

    def _end(self) -> None:
        self._window.shut_down(discard=True)
        self.ended.emit()
