"""Masks from files, to files, and from the previous photo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from ...core.document.mask_edit import tiles_of
from ...core.document.state import LAST_MASK, MASK
from ...core.errors import StudioError
from ...core.files import atomic_write
from ...core.geometry import Size
from ...core.mask_values import MaskFound, with_cover_warning
from ...core.photo_io import COVERAGE_MARK, find_mask, photo_size
from ...core.photo_io.png import write as png
from ...core.sessions import last_mask
from ..dialogs.replacing import file_to_write
from ..session.session import Session
from ..words.translation import translated


class MaskFiles(QObject):
    """Loads, saves and reuses the masks of a session."""

    def __init__(self, session: Session, window: QWidget | None, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        self._previous: Size | None = _size_of(last_mask.last_mask_file())

    @property
    def has_previous(self) -> bool:
        """Whether the mask of the previous photo fits this one."""
        return self._session.is_open and self._previous == self._session.size

    def ask_load(self) -> None:
        """Ask for a picture and load it as the mask."""
        title = self.tr("Load a mask")
        words = self.tr("Pictures (*.png *.tif *.tiff *.bmp *.jpg *.jpeg *.webp);;All files (*)")
        photo = self._session.photo
        name, _ = QFileDialog.getOpenFileName(self._window, title, self._folder(), words)
        if name and self._session.still_open(photo):
            self.load(Path(name))

    def load(self, path: Path) -> None:
        """Load a picture as the mask; greys are partial coverage, except in lossy formats.

        Warnings about it are shown, as on the command line.
        """
        session = self._session
        if not session.can_edit:
            return
        most, size = session.settings.max_pixels, session.size

        def read() -> MaskFound:
            found = photo_size(path)
            if found is not None and found != size:  # before it is decoded
                raise StudioError("mask-size", mask=found, photo=size)
            return with_cover_warning(find_mask(path, soft=None, max_pixels=most))

        self._take(read, self.tr("Load a mask"))

    def ask_save(self) -> None:
        """Ask where to save the mask."""
        session, photo = self._session, self._session.photo
        stem = session.path.stem if session.path is not None else self.tr("photo")
        proposed = str(Path(self._folder()) / f"{stem}_mask.png")
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the mask"), proposed, self.tr("PNG (*.png)")
        )
        target = file_to_write(name, ".png", (".png",), self._window)
        if target is not None and session.still_open(photo):
            path, overwrite = target
            self.save(path, overwrite=overwrite)

    def save(self, path: Path, *, overwrite: bool) -> None:
        """Write the mask as a grey PNG."""
        session, state = self._session, self._session.state

        def write() -> None:
            with atomic_write(path, overwrite=overwrite) as file:
                png.write(file, state.mask().coverage[..., None], None, kept=[COVERAGE_MARK])

        def done(_: object) -> None:
            if session.has_open(state.document.photo):
                session.mark_mask_saved(state.tiles())
            session.message.emit(self.tr("Saved {name}").format(name=path.name))

        session.pool.run(write, done, self._session.fail, owner=self)

    def take_previous(self) -> None:
        """Use the mask of the last closed photo, if it fits."""
        size, most = self._session.size, self._session.settings.max_pixels

        def read() -> MaskFound:
            mask = last_mask.read_last_mask(max_pixels=most)
            if mask is None or mask.size != size:
                raise StudioError("mask-none", size=size)
            return MaskFound(mask)

        self._take(read, self.tr("Mask of the previous photo"))

    def remember(self) -> None:
        """Before the photo is closed, keep its mask (or the last filled one) for the next photo."""
        session = self._session
        if not session.is_open:
            return
        name = MASK if session.mask_area(MASK) else LAST_MASK
        state = session.state
        if state.tiles(name).tiles_used():
            self._previous = session.size
            session.pool.run(lambda: last_mask.write_last_mask(state.mask(name)))

    def _take(self, read: Callable[[], MaskFound], label: str) -> None:
        session = self._session
        if not session.can_edit:
            return
        photo = session.photo

        def done(found: MaskFound) -> None:
            if not session.has_open(photo):
                return
            try:
                session.set_mask(label, found.mask)
                session.mark_mask_saved(tiles_of(found.mask))
            except StudioError as error:
                session.fail(error)
                return
            lines = (*found.warnings, *found.notes)
            if lines:
                session.message.emit("  ".join(map(translated, lines)))

        session.pool.run(read, done, self._session.fail, owner=self)

    def _folder(self) -> str:
        path = self._session.path
        return self._session.settings.last_folder if path is None else str(path.parent)


def _size_of(path: Path) -> Size | None:
    """The size of a picture from its header, or None."""
    try:
        return photo_size(path)
    except StudioError:
        return None
