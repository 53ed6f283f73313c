"""Reviews an album in the editor: opens its photos one after the other, and saves each as its result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt

from ...core.damage import KINDS
from ...core.document.curation import Curation
from ...core.errors import StudioError
from ...core.files import make_folder
from ...jobs.damage import DamageOptions
from ...jobs.restore import Entry
from ...jobs.resuming import Place
from ...jobs.saving import SaveChoice
from ..album.window import AlbumWindow
from .frame import WindowFrame


class AlbumReview(QObject):
    """Shows the window of an album, and opens the photos that are to be reviewed.

    `find_damage` shows the damage of the open photo, and looks for it.
    """

    def __init__(self, window: WindowFrame, find_damage: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._find_damage = window, find_damage
        self._session, self._files = window.session, window.files

    def restore(self) -> None:
        """Show the window that restores an album."""
        album = self._album()
        if album is not None:
            album.show_again()
        else:
            self._new_album().ask_photos()

    def review(self, photos: Sequence[Path], results: Path, damage: DamageOptions) -> None:
        """Show the window with these photos (files and folders), and open the first that is not done."""
        window = self._new_album()
        window.album.opened.connect(window.review, Qt.ConnectionType.SingleShotConnection)
        window.show_album(photos, results, damage)

    def _new_album(self) -> AlbumWindow:
        album = AlbumWindow(self._session, self._window)
        album.review_requested.connect(self._open)
        self._files.saver.saved.connect(album.saved)
        album.show()
        return album

    def _album(self) -> AlbumWindow | None:
        """The window of the album, shown or hidden; None if none is open."""
        open_ones = (each for each in self._window.findChildren(AlbumWindow) if not each.is_closed)
        return next(open_ones, None)

    def _open(self, entry: Entry, damage: DamageOptions) -> None:
        """Open a photo of an album with the damage found in it; it is saved as its result there."""

        def opened() -> None:
            album = self._album()
            if album is not None:
                album.hide()  # it would lie over the photo
            self._window.activateWindow()
            self._aim(entry)
            hidden = frozenset(KINDS) - set(damage.kinds)
            self._session.finding.set_curation(
                Curation(round(damage.sensitivity), hidden, damage.careful_faces)
            )
            self._find_damage()

        self._files.open(entry.photo, then=opened)

    def _aim(self, entry: Entry) -> None:
        """Save the open photo as the result of this entry, unless another file is there.

        Save asks before it replaces an earlier result.
        """
        if entry.place is Place.TAKEN:
            return
        try:
            make_folder(entry.output.parent)
        except StudioError as error:
            self._session.fail(error)
        else:
            self._files.saver.aim(entry.output, SaveChoice(sidecar=True))
            replaces = self.tr("There is a result already: Save asks before it replaces that.")
            plain = self.tr("Save puts the result into the album and returns to it.")
            self._session.message.emit(replaces if entry.done else plain)
