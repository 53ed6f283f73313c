"""Opening, saving and closing: everything in the editor that involves a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ...core.errors import StudioError
from ...core.files import exists, is_file, is_folder
from ...core.geometry import Rect
from ...core.locks import FolderLock
from ...core.photo import Photo
from ...core.project import ENDING, Project, load_project
from ...core.sessions.sessions import Abandoned
from ...core.settings import MAX_RECENT
from ...jobs.folders import FILM_ENDINGS, FILM_PROJECT
from ...jobs.unsaved import Unsaved
from ..canvas.display import display_transform
from ..canvas.pyramid import image_of as image_of_screen
from ..dialogs.closing import ClosingQuestion, needs_project
from ..kit import pictures
from ..kit.later import timer
from ..kit.question import Answer
from ..session.session import Session
from ..words.translation import translated
from .mask_files import MaskFiles
from .reading import read_picture
from .recovery import Keeper
from .recovery_dialog import RecoveryDialog
from .saver import Saver

_OFFERED = (
    "*.jpg *.jpeg *.png *.tif *.tiff *.webp *.bmp *.gif *.heic *.heif *.avif *.jxl *.jp2 "
    "*.dng *.nef *.cr2 *.cr3 *.arw *.orf *.rw2 *.raf *.ora *.dcm *.dicom *.nii *.nii.gz"
)
_SLOW_MS = 250
"""After this time a message says that a photo is being opened."""


@dataclass(frozen=True, eq=False)
class _Read:
    """What the pool has read: a photo or a project, and the folder for its session."""

    content: Photo | Project
    place: FolderLock | None


def is_film(path: Path) -> bool:
    """Whether a path is that of a film or of its project by its ending, or of a folder of frames."""
    return path.suffix.lower() in (*FILM_ENDINGS, FILM_PROJECT) or is_folder(path)


class Files(QObject):
    """The files of a window: photos, projects, masks, recent files, clipboard, sessions left by a crash.

    Failures are reported through the session in one line, and never lose data.
    """

    working = Signal(str)
    """What is being read or written, as text for the user; "" when it is done."""
    film_requested = Signal(object, object)
    """The path of a film, or of a folder of numbered frames, to open; the path of a mask for it, or None."""

    def __init__(self, session: Session, window: QWidget | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._window = window
        self._number = 0  # the number of the last requested file; an earlier one that arrives late is dropped
        self.keeper = Keeper(session, self)
        self.saver = Saver(session, self.keeper, window, self)
        self.masks = MaskFiles(session, window, self)
        self.saver.working.connect(self.working)
        self._opening = ""  # the message if opening takes long
        self._slow = timer(self, _SLOW_MS, lambda: session.message.emit(self._opening))
        self.beside: Callable[[Unsaved], Unsaved] = lambda unsaved: unsaved
        """Adds unsaved work outside the session: a comparison."""
        self.take_in: Callable[[], None] = lambda: None
        """Makes work outside the session part of it, so that it can be saved."""
        self.may_end: Callable[[Callable[[], None]], bool] = lambda again: True
        """Whether other work may end now; if the user is asked first, `again` is called afterwards."""
        self.keeps_list = True
        """Whether files that are opened and saved go to the list of recent ones."""
        self.saver.saved.connect(self.remember)
        session.opened.connect(self.saver.begin)

    # -- opening --------------------------------------------------------------------------------------

    def begin(self, photo: Path | None = None, mask: Path | None = None) -> None:
        """The window is shown: open the files of the command line, and offer sessions left by a crash."""
        if photo is not None and is_film(photo):
            self.film_requested.emit(photo.absolute(), mask)
        elif photo is not None:
            self.open(photo, then=None if mask is None else partial(self.masks.load, mask))
        self.keeper.find(self._offer)

    def ask_open(self) -> None:
        """Ask for a photo, a film or a project, and open it."""
        endings = " ".join((_OFFERED, *(f"*{ending}" for ending in (*FILM_ENDINGS, FILM_PROJECT))))
        words = self.tr("Photos, films and projects ({endings});;All files (*)").format(endings=endings)
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a photo or a film"), self._session.settings.last_folder, words
        )
        if name:
            self.open(Path(name))

    def open(self, path: Path | str, then: Callable[[], None] | None = None) -> None:
        """Open a photo or a project, after asking about unsaved changes; `then` is called when it is open.

        A film is opened beside the photo, which stays open.
        """
        path = Path(path).absolute()
        if is_film(path):
            self.film_requested.emit(path, None)
            return
        if not self.may_close(partial(self.open, path, then)):
            return
        most = self._session.settings.max_pixels

        def read() -> Photo | Project:
            if path.suffix.lower() == ENDING:
                return load_project(path, max_pixels=most)
            return read_picture(path, max_pixels=most)

        self._read(read, path, then)

    def paste(self) -> None:
        """Open the picture, or the file, on the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or not pictures.can_take(mime):
            self._session.fail(StudioError("clipboard-empty"))
            return
        self.take(mime)

    def can_take(self, mime: QMimeData) -> bool:
        """Whether dragged data may be a picture."""
        return pictures.can_take(mime)

    def take(self, mime: QMimeData) -> None:
        """Open what was dropped or pasted: a file if there is one, else the picture itself."""
        files = pictures.local_files(mime)
        # prefer the file to the picture that comes with it, which has lost bit depth and metadata
        if files and (is_file(files[0]) or not mime.hasImage()):
            if len(files) > 1:
                count = len(files)
                self._session.message.emit(
                    self.tr("Only the first of {count} files was opened.").format(count=count)
                )
            self.open(files[0])
            return
        try:
            photo = pictures.photo_in(mime, max_pixels=self._session.settings.max_pixels)
        except StudioError as error:
            self._session.fail(error)
            return
        self.open_picture(photo)

    def open_picture(self, photo: Photo) -> None:
        """Open a photo that has no file."""
        if self.may_close(partial(self.open_picture, photo)):
            self._read(lambda: photo, None, None)

    def _read(
        self, read: Callable[[], Photo | Project], path: Path | None, then: Callable[[], None] | None
    ) -> None:
        """Read in the pool, then open it instead of the present photo."""
        self._number += 1
        number = self._number
        name = self.tr("the picture") if path is None else path.name
        opening = self.tr("Opening {name}…").format(name=name)
        self.working.emit(opening)
        self._opening = opening
        self._slow.start()
        untitled = self.tr("Untitled")
        before = self._session.work

        def work() -> _Read | None:
            if number != self._number:  # another was requested while this one waited
                return None
            content = read()
            photo = content if isinstance(content, Photo) else content.state.document.photo
            is_own = isinstance(content, Project) and not content.foreign
            return _Read(
                content,
                self.keeper.begin(
                    path,
                    photo,
                    untitled,
                    project=path if is_own else None,
                    origin=content.origin if isinstance(content, Project) else None,
                ),
            )

        def done(found: _Read | None) -> None:
            if found is None:
                return
            if number != self._number:
                self.keeper.drop(found.place)
                return
            self._ended()
            # changes made since the user was asked need a question too
            if self._session.work.has_news_since(before) and not self.may_close(
                partial(self._read, read, path, then)
            ):
                self.keeper.drop(found.place)
            elif self._take_up(found, path) and then is not None:
                then()

        def failed(error: Exception) -> None:
            if number == self._number:
                self._ended()
                self._forget_recent(path)
                self._session.fail(error)

        self._session.pool.run(work, done, failed, owner=self)

    def _take_up(self, found: _Read, path: Path | None) -> bool:
        """Open what was read and close the present photo, as the user agreed."""
        session, content = self._session, found.content
        folder = self.keeper.adopt(found.place)
        try:
            if isinstance(content, Photo):
                session.open(content, path, folder)
            else:
                session.open_project(content, path, folder)
        except StudioError as error:
            self.keeper.drop(found.place)
            self._session.fail(error)
            return False
        if path is not None and self.keeps_list:
            session.update_settings(last_folder=str(path.parent))
            self.remember(path)
        if content.notes:
            session.message.emit("  ".join(map(translated, content.notes)))
        return True

    def _ended(self) -> None:
        self._slow.stop()
        self.working.emit("")

    # -- closing and saving ------------------------------------------------------------------------------

    @property
    def unsaved(self) -> Unsaved:
        """What would be lost if the photo were closed now."""
        return self.beside(self._session.unsaved)

    def may_close(self, again: Callable[[], None]) -> bool:
        """Whether the photo may be closed now; everything that closes or replaces it must ask here.

        If the user wants to save first, or unsaved changes are not yet known, `again` is called
        afterwards.
        """
        session = self._session
        if not self.may_end(again):
            return False
        if self.saver.busy:
            self.saver.when_done(again)
            return False
        if not session.is_open:
            return True
        if session.busy:
            session.when_free(again)
            return False
        if (unsaved := self.unsaved) and not self._asked_about(unsaved, again):
            return False
        self.masks.remember()
        return True

    def close_photo(self) -> None:
        """Close the photo, asking about unsaved changes first."""
        if self.may_close(self.close_photo):
            self._session.close_photo()

    def shut_down(self) -> None:
        """The session was shut down: remove its folder, unless its journal was kept for later."""
        self.keeper.close()

    def save(self) -> None:
        """Save to the file that the user chose before, or ask for one."""
        self._when_open(self.saver.save)

    def save_as(self) -> None:
        """Ask where to save, and how."""
        self._when_open(self.saver.save_as)

    def save_project(self) -> None:
        """Ask where to save everything as a project."""
        self._when_open(self.saver.save_as_project)

    def export(self) -> None:
        """Save a copy."""
        self._when_open(self.saver.export)

    def copy(self) -> None:
        """Put the shown picture on the clipboard."""
        session = self._session
        if not session.is_open:
            return
        shown, icc, photo = session.shown, session.photo.icc, session.photo

        def made() -> QImage:
            if session.medical.window is not None:  # as it looks through its window
                screen = display_transform(photo).read(shown, Rect.of(shown.size))
                return image_of_screen(screen, Rect.of(shown.size)).copy()
            return pictures.image_of_picture(shown, icc)

        def done(image: QImage) -> None:
            QGuiApplication.clipboard().setImage(image)
            session.message.emit(self.tr("The picture is on the clipboard."))

        session.pool.run(made, done, self._session.fail, owner=self)

    def _when_open(self, act: Callable[[], None]) -> None:
        if self._session.is_open:
            act()

    def _asked_about(self, unsaved: Unsaved, again: Callable[[], None]) -> bool:
        """Ask about unsaved changes; True if they may be lost."""
        photo, is_project = self._session.photo, self._session.project_path is not None
        question = ClosingQuestion(
            self._session.title,
            unsaved,
            is_project=is_project,
            is_medical=self._session.medical.is_open,
            parent=self._window,
        )
        answer = question.exec()
        question.deleteLater()
        if answer != Answer.Cancel and not self._session.has_open(photo):
            return self.may_close(again)  # the answer was for a photo that is no longer open
        if answer == Answer.Save:
            self.take_in()
            as_project = needs_project(unsaved, is_project=is_project)
            (self.saver.save_as_project if as_project else self.saver.save)(again)
        return answer == Answer.Discard

    # -- masks --------------------------------------------------------------------------------------------

    def load_mask(self) -> None:
        """Ask for a picture and load it as the mask."""
        self._when_open(self.masks.ask_load)

    def save_mask(self) -> None:
        """Ask where to save the mask."""
        self._when_open(self.masks.ask_save)

    def previous_mask(self) -> None:
        """Use the mask of the previous photo."""
        self._when_open(self.masks.take_previous)

    def has_previous_mask(self) -> bool:
        """Whether the previous photo has a mask that fits."""
        return self.masks.has_previous

    # -- recent files -------------------------------------------------------------------------------------

    def fill_recent_menu(self, menu: QMenu) -> None:
        """Fill a menu that is about to be shown with the recent files."""
        menu.clear()
        for name in self._session.settings.recent:
            path = Path(name)
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setToolTip(name)
            action.triggered.connect(lambda _=False, path=path: self.open(path))
        if not menu.actions():
            menu.addAction(self.tr("None yet")).setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction(self.tr("Clear the list")).triggered.connect(
            lambda: self._session.update_settings(recent=())
        )

    def remember(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        if not self.keeps_list:
            return
        rest = [name for name in self._session.settings.recent if name != str(path)]
        self._session.update_settings(recent=(str(path), *rest)[:MAX_RECENT])

    def _forget_recent(self, path: Path | None) -> None:
        """Remove a file that no longer exists from the list."""
        if path is not None and not exists(path):
            rest = tuple(name for name in self._session.settings.recent if name != str(path))
            self._session.update_settings(recent=rest)

    # -- after a crash ------------------------------------------------------------------------------------

    def _offer(self, found: list[Abandoned]) -> None:
        """Offer to restore sessions, without blocking the window."""
        if not found:
            return
        dialog = RecoveryDialog(found, self.keeper, self._session, self._window, may_close=self.may_close)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
