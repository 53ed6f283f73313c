"""The page shown while no photo is open: opening one, three steps, recent photos, samples."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ...core.errors import StudioError
from ...core.files import exists
from ...core.paths import resources_dir
from ..kit.basic_controls import Hairline, label, push_button
from ..kit.icons import icon_pixmap, set_icon
from ..kit.layouts import add, column_layout, row_layout, scrolled
from ..kit.photo_card import THUMBNAIL, CardGrid, PhotoCard
from ..kit.theme import GRID, palette, set_ground, set_primary, watcher
from ..kit.thumbnails import thumbnail
from ..session.session import Session

_WIDTH, _WIDE = 880, 1104
"""The most px of width: four cards side by side, or five in a large window."""
SAMPLE_NAMES = (
    QT_TRANSLATE_NOOP("StartPage", "Damaged portrait"),
    QT_TRANSLATE_NOOP("StartPage", "Launch pad"),
    QT_TRANSLATE_NOOP("StartPage", "Meadow"),
)
"""The titles of the samples (see `_title`), to be translated."""
_TALL = 860
"""px of height from which two rows of recent photos leave room for the samples."""
_PHOTOS = (".png", ".jpg", ".tif", ".webp")


class StartPage(QWidget):
    """The start page. It opens nothing itself, but signals what the user asked for."""

    open_requested = Signal()
    paste_requested = Signal()
    first_steps_requested = Signal()
    file_chosen = Signal(object)
    """Path of a sample or of a recent photo."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: tuple[str, ...] | None = None
        set_ground(self, "window")
        self.open_button = push_button(self.tr("Open a photo…"), self.open_requested)
        self.paste_button = push_button(self.tr("Paste"), self.paste_requested)
        self.first_steps_button = push_button(self.tr("First steps"), self.first_steps_requested)
        self.first_steps_button.setFlat(True)
        set_icon(self.first_steps_button, "help", 16)
        self.recent = CardGrid(2)
        self.samples = CardGrid(1)
        self._recent_title = label(self.tr("Recent"), "heading")
        _fill(self, self._column())
        session.settings_changed.connect(self._show_recent)
        session.opened.connect(self._look_again)
        self.samples.set_cards([self._card(path, _title(path), "") for path in sample_photos()])
        self._show_recent()

    def _column(self) -> QWidget:
        column = self._content = QWidget()
        rows = column_layout(column, spacing=GRID)
        add(rows, label("Inpaint Studio", "title"))
        add(rows, label(self.tr("Remove objects from photos, and repair old ones."), "muted"), 2 * GRID)
        add(rows, self._buttons(), 2 * GRID, Hairline(), GRID)
        add(rows, self._steps(), GRID, Hairline(), 2 * GRID)
        add(rows, self._recent_title, self.recent, GRID)
        add(rows, label(self.tr("Samples to try"), "heading"), self.samples)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.recent.set_rows(1 if self.height() < _TALL else 2)
        self._content.setMaximumWidth(_WIDE if self.width() >= 2 * _WIDTH else _WIDTH)

    def _buttons(self) -> QHBoxLayout:
        for button in (self.open_button, self.paste_button):
            button.setMinimumWidth(96)
        set_primary(self.open_button)
        set_icon(self.paste_button, "paste", 16)
        drop = label(self.tr("or drop a photo into this window"), "muted")
        return row_layout(
            None,
            [self.open_button, self.paste_button, GRID, drop, None, self.first_steps_button],
            spacing=GRID,
        )

    def _steps(self) -> QWidget:
        steps = QWidget()
        row = row_layout(steps, spacing=3 * GRID)
        for icon_name, text in (
            ("open", self.tr("Open a photo")),
            ("brush", self.tr("Paint over what you want to remove")),
            ("fill", self.tr("Fill, try again, keep what you like")),
        ):
            row.addWidget(_Step(icon_name, text), 1)
        return steps

    def _show_recent(self) -> None:
        recent = self._session.settings.recent
        if recent == self._shown:
            return
        self._shown = recent
        cards = []
        for text in recent:
            path = Path(text)
            card = self._card(path, path.name, str(path.parent), removable=True)
            card.removed.connect(lambda text=text: self._forget(text))
            cards.append(card)
        self.recent.set_cards(cards)
        self.recent.setVisible(bool(recent))
        self._recent_title.setVisible(bool(recent))

    def _look_again(self) -> None:
        """Check the recent files again, which may have changed while a photo was open."""
        if not self._session.is_open:
            self._shown = None
            self._show_recent()

    def _forget(self, text: str) -> None:
        left = tuple(one for one in self._session.settings.recent if one != text)
        self._session.update_settings(recent=left)

    def _card(self, path: Path, name: str, about: str, removable: bool = False) -> PhotoCard:
        card = PhotoCard(path, name, about, removable)
        card.clicked.connect(lambda: None if card.is_missing else self.file_chosen.emit(path))

        def show(found: QImage | bool) -> None:
            if isinstance(found, QImage):
                card.set_picture(found)
            elif not found:
                card.set_missing()

        most = self._session.settings.max_pixels
        self._session.pool.run(lambda: _look(path, most), show, owner=card)
        return card


class _Step(QWidget):
    """One of the three steps: an icon and a line of text."""

    def __init__(self, icon_name: str, text: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self._picture = QLabel()
        words = label(text, wraps=True)  # narrow windows, long translations
        row_layout(self, [self._picture, (words, 1)], spacing=GRID)
        watcher.theme_changed.connect(self._paint)
        self._paint()

    def _paint(self) -> None:
        self._picture.setPixmap(icon_pixmap(self._icon_name, palette().accent, 20, self.devicePixelRatioF()))


def sample_photos() -> list[Path]:
    """The shipped sample photos, sorted by name; empty in an installation without them."""
    try:
        folder = resources_dir() / "samples"
    except StudioError:
        return []
    return sorted(
        path for path in folder.glob("*") if path.suffix in _PHOTOS and not path.stem.endswith(".mask")
    )


def _title(path: Path) -> str:
    """A title from a file name: "launch-pad-16bit.tif" is "Launch pad"."""
    words = re.sub(r"[-_]\d+bit$", "", path.stem).replace("-", " ").replace("_", " ")
    return QCoreApplication.translate("StartPage", words[:1].upper() + words[1:])


def _look(path: Path, max_pixels: int) -> QImage | bool:
    """The thumbnail of a file, or whether the file exists. For any thread, as disks can be slow."""
    image = thumbnail(path, THUMBNAIL, max_pixels=max_pixels)
    return exists(path) if image is None else image


def _fill(page: QWidget, column: QWidget) -> None:
    """Put the column in the middle of the page; it scrolls if the window is too small."""
    middle = QWidget()
    across = QHBoxLayout(middle)
    across.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 4 * GRID)
    add(across, None, (column, 1000), None)
    across.setAlignment(column, Qt.AlignmentFlag.AlignVCenter)
    area = scrolled(middle)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    column_layout(page, [area])
