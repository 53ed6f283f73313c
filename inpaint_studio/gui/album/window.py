"""The window that restores an album: its photos as cards, run all, or review one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QGridLayout, QLineEdit, QPushButton, QWidget

from ...cluster.address import Address
from ...core.errors import StudioError
from ...core.files import exists
from ...core.provenance import About
from ...evaluation.album import Labels
from ...jobs.damage import DamageOptions
from ..kit.controls import ElidedLabel, Slider, label, push_button
from ..kit.later import timer
from ..kit.layouts import column_layout, fit, row_layout
from ..kit.progress import ProgressBar
from ..kit.theme import GRID, set_primary, watcher
from ..session.session import Session
from ..words.numbers import listed, number, seconds_left
from ..words.translation import translate_error
from .album import Album, Stage
from .cards import Cards, card_view

RESULTS = "restored"
"""The folder in that of the photos where results are saved unless the user chooses another."""
_EVERY = 250
"""ms between updates of the progress."""


class AlbumWindow(QDialog):
    """Stays open beside the editor, which opens the photos that are to be reviewed."""

    review_requested = Signal(object, object)
    """An `Entry` and the `DamageOptions`: open its photo with what is found, to be saved as its output."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(self.tr("Restore an album"))
        self._session = session
        self._said = ""
        self.is_closed = False

        def max_pixels() -> int:
            return session.settings.max_pixels

        self.album = Album(session.pool, max_pixels, self)
        self.cards = Cards(self.album, session.pool, max_pixels, self)
        self.view = card_view(self.cards, self.tr("Photos"), self)
        self._build()
        self._timer = timer(self, _EVERY, self._tick, repeats=True)
        self.album.opened.connect(self._opened)
        self.album.changed.connect(lambda _: self.refresh())
        self.album.work_changed.connect(self._work_changed)
        self.album.failed.connect(self._show_error)
        watcher.theme_changed.connect(self.view.viewport().update)
        fit(self, 880, 680)
        self.refresh()

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        self.photos = ElidedLabel(self.tr("No folder is chosen yet."), middle)
        self.results = ElidedLabel("", middle)
        self.choose_photos = push_button(self.tr("Choose…"), self.ask_photos)
        self.choose_photos.setAccessibleName(self.tr("Choose the folder of the photos"))
        self.choose_results = push_button(self.tr("Choose…"), self._ask_results)
        self.choose_results.setAccessibleName(self.tr("Choose the folder of the results"))
        self.sensitivity = Slider(
            0, 100, round(self.album.damage.sensitivity), whole=True, name=self.tr("Sensitivity")
        )
        self.sensitivity.setToolTip(self.tr("Further right, fainter marks are filled too"))
        self.sensitivity.changed.connect(lambda _: self._options_changed())
        self.careful = QCheckBox(self.tr("Careful with faces"))
        self.careful.setToolTip(self.tr("In faces, only what is certain is filled: spares eyes and freckles"))
        self.careful.toggled.connect(lambda _: self._options_changed())
        self.cluster = QLineEdit()
        self.cluster.setPlaceholderText(self.tr("Only this computer"))
        self.cluster.setAccessibleName(self.tr("Cluster"))
        self.cluster.setToolTip(
            self.tr(
                "Workers that restore the photos: tcp://HOST:PORT (a Dask scheduler), local:N, slurm:N or "
                "kubernetes:N. Left empty, this program does."
            )
        )
        places = QGridLayout()
        places.setHorizontalSpacing(2 * GRID)
        places.setVerticalSpacing(GRID)
        for row, (text, field, button) in enumerate((
            (self.tr("Photos"), self.photos, self.choose_photos),
            (self.tr("Results"), self.results, self.choose_results),
            (self.tr("Sensitivity"), self.sensitivity, self.careful),
            (self.tr("Cluster"), self.cluster, None),
        )):  # fmt: skip
            places.addWidget(label(text, "muted"), row, 0)
            places.addWidget(field, row, 1)
            if button is not None:
                places.addWidget(button, row, 2)
        places.setColumnStretch(1, 1)
        self.summary = label("")
        self.trouble = label("", "danger", wraps=True)
        self.bar = ProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.left = label("", "muted")
        self.cancel_button = push_button(self.tr("Cancel"), self.album.cancel)
        self.restore_button = push_button("", self.restore)
        set_primary(self.restore_button)
        self.review_button = push_button(self.tr("Review in the editor"), self.review)
        self.review_button.setToolTip(
            self.tr("Opens the chosen photo with the found marks; Save puts the result into the album")
        )
        self.look_button = push_button(self.tr("Count the marks"), self.album.look)
        self.folder_button = push_button(self.tr("Open the results"), self._show_results)
        self.close_button = push_button(self.tr("Close"), self.close)
        self.view.activated.connect(lambda _: self.review())
        self.view.selectionModel().currentChanged.connect(lambda *_: self.refresh())
        buttons = [self.restore_button, self.review_button, self.look_button, None, self.folder_button]
        column_layout(
            self,
            [
                places,
                (self.view, 1),
                self.trouble,
                self.summary,
                row_layout(None, [(self.bar, 1), self.left, self.cancel_button], spacing=GRID),
                row_layout(None, [*buttons, self.close_button], spacing=GRID),
            ],
            spacing=GRID,
            margins=(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID),
        )
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in the list reviews a photo

    # -- what the user does ---------------------------------------------------------------------------

    def ask_photos(self) -> None:
        """Ask for the folder of the photos, and show them."""
        start = str(next(iter(self.album.photos), self._session.settings.last_folder))
        name = QFileDialog.getExistingDirectory(self, self.tr("The photos to restore"), start)
        if name:
            self.show_album([Path(name)], Path(name) / RESULTS)

    def show_album(self, photos: Sequence[Path], results: Path, damage: DamageOptions | None = None) -> None:
        """Show photos (files and folders), and which of them are restored in `results` already."""
        if damage is not None:
            self.album.damage = damage
            self.sensitivity.set_value(round(damage.sensitivity))
            with QSignalBlocker(self.careful):
                self.careful.setChecked(damage.careful_faces)
        self.album.open(photos, results)

    def restore(self) -> None:
        """Restore all photos that are not done yet."""
        self._say("")
        words = self.cluster.text().strip()
        try:
            self.album.cluster = Address.parse(words) if words else None
        except StudioError as error:
            self._show_error(error)
            self.cluster.setFocus()
            return
        self.album.restore(self._labels())

    def review(self) -> None:
        """Open the chosen photo in the editor."""
        row = self.view.currentIndex().row()
        if 0 <= row < len(self.album.items):
            self.review_requested.emit(self.album.items[row].entry, self.album.damage)

    def saved(self, path: Path) -> None:
        """A file was saved in the editor: if it is a result, come back and choose the next photo."""
        for row, item in enumerate(self.album.items):
            if item.entry.output == path:
                self.show_again()
                self.album.refresh(row)
                after = self.album.next_to_review(row)
                if after is not None and after != row:
                    self.view.setCurrentIndex(self.cards.index(after))

    def show_again(self) -> None:
        """Show the window again, in front."""
        self.show()
        self.raise_()
        self.activateWindow()

    def reject(self) -> None:
        """Esc: stop the work, or else close."""
        if self.album.work is not None:
            self.album.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close, and stop the work, which goes on next time."""
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Like `done`."""
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        self.is_closed = True
        self._timer.stop()
        self.album.close()

    def _ask_results(self) -> None:
        album = self.album
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Where to save the results"), str(album.results or "")
        )
        if name:
            self.album.open(album.photos, Path(name))

    def _options_changed(self) -> None:
        self.album.damage = replace(
            self.album.damage,
            sensitivity=int(self.sensitivity.value),
            careful_faces=self.careful.isChecked(),
        )
        self.cards.refresh()
        self.refresh()

    def _show_results(self) -> None:
        if self.album.results is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.album.results)))

    # -- following the album --------------------------------------------------------------------------

    def _opened(self) -> None:
        self.photos.set_text(listed(map(str, self.album.photos)))
        self.results.set_text(str(self.album.results))
        self._say("")
        if self.album.items:
            first = self.album.next_to_review(len(self.album.items) - 1)
            self.view.setCurrentIndex(self.cards.index(first or 0))
            self.view.setFocus()
        self.refresh()
        self.album.look()

    def _work_changed(self) -> None:
        if self.album.work is not None:
            self._timer.start()
        else:
            self._timer.stop()
        self.cards.refresh()
        self.refresh()

    def _tick(self) -> None:
        self.cards.refresh()
        self._show_progress()

    def refresh(self) -> None:
        """Show how many photos are done, and enable what can be done."""
        album, work = self.album, self.album.work
        stages = [item.stage for item in album.items]
        waiting = len(album.waiting())
        restoring = work is not None and work.restores
        self.restore_button.setText(
            self.tr("Restore %n photo(s)", "", waiting) if waiting else self.tr("Restore all")
        )
        for part in (self.sensitivity, self.careful, self.cluster, self.choose_photos):
            part.setEnabled(not restoring)
        self.choose_results.setEnabled(bool(album.photos) and not restoring)
        self.restore_button.setEnabled(waiting > 0 and not restoring)
        self.review_button.setEnabled(self.view.currentIndex().isValid())
        unseen = any(item.seen is None and item.stage is Stage.WAITING for item in album.items)
        self.look_button.setVisible(unseen and work is None)
        self.folder_button.setEnabled(album.results is not None and exists(album.results))
        for shown in (self.bar, self.left, self.cancel_button):
            shown.setVisible(work is not None)
        self.summary.setText(self._summary(stages))
        self._say(self._said)
        self._show_progress()

    def _summary(self, stages: list[Stage]) -> str:
        """How many photos there are, and how far they are."""
        counts = [
            (stages.count(Stage.DONE), self.tr("{count} restored")),
            (stages.count(Stage.WAITING), self.tr("{count} waiting")),
            (stages.count(Stage.TAKEN), self.tr("{count} saved otherwise")),
            (stages.count(Stage.FAILED), self.tr("{count} failed")),
        ]
        return listed(text.format(count=number(count)) for count, text in counts if count)

    def _show_progress(self) -> None:
        work = self.album.work
        if work is None:
            return
        self.bar.show_fraction(work.share)
        left = work.seconds_left
        words = [] if left is None else [self.tr("{time} left").format(time=seconds_left(left))]
        if work.workers is not None:
            words.append(self.tr("%n worker(s)", "", work.workers))
        self.left.setText(listed(words))

    def _show_error(self, error: StudioError) -> None:
        self._say(translate_error(error))

    def _say(self, text: str) -> None:
        """Show what went wrong with the album, or (with no text) with the chosen photo."""
        self._said = text
        row = self.view.currentIndex().row()
        error = self.album.items[row].error if 0 <= row < len(self.album.items) else None
        if not text and error is not None:
            text = translate_error(error)
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def _labels(self) -> Labels:
        """The texts of the contact sheet, which is drawn in a thread."""
        marks, filled = self.tr("{count} marks"), self.tr("{count} px filled")

        def lines(about: About) -> tuple[str, ...]:
            found = () if about.found is None else (marks.format(count=sum(about.found.marks.values())),)
            return (*found, filled.format(count=number(about.area)))

        return Labels(self.tr("Before"), self.tr("Marks"), self.tr("After"), lines)
