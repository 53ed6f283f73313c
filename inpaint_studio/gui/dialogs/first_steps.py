"""The first steps, with pictures of the editor that `tools/screenshots.py` takes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from ...core.paths import resources_dir
from ..commands.actions import Actions
from ..kit.basic_controls import label, push_button
from ..kit.layouts import column_layout, row_layout
from ..kit.theme import GRID, palette, set_primary, set_role, watcher
from ..words.translation import language_for

STEPS: tuple[str, ...] = ("open", "paint", "fill", "compare", "save")
"""The steps in their order, by the names of their pictures."""
PICTURE = QSize(720, 400)
"""px of a picture."""


def picture_file(step: str, theme: str, language: str) -> Path:
    """The picture of a step in a theme and a language."""
    return resources_dir() / "first_steps" / f"{step}-{theme}-{language}.webp"


class FirstSteps(QDialog):
    """One step at a time: its picture and what to do. The arrow keys go back and on."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("First steps"))
        self._actions = actions
        self._language = language_for("", QLocale())
        self.step = 0
        self.picture = QLabel()
        self.picture.setFixedSize(PICTURE + QSize(2, 2))  # with its border
        set_role(self.picture, "picture")  # of the colours of this window: not to be taken for a part of it
        self.title = label("", "heading")
        self.words = label("", wraps=True)
        self.words.setMinimumHeight(3 * self.words.fontMetrics().lineSpacing())
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.place = label("", "muted")
        self.back = push_button(self.tr("&Back"), lambda: self.show_step(self.step - 1))
        self.next = push_button("", self._go_on)
        for button in (self.back, self.next):
            button.setAutoDefault(False)
            button.setMinimumWidth(88)
        self.next.setDefault(True)
        set_primary(self.next)
        column_layout(
            self,
            [
                self.picture,
                GRID,
                self.title,
                self.words,
                row_layout(None, [self.place, None, self.back, self.next], spacing=GRID),
            ],
            spacing=GRID,
            margins=2 * GRID,
        )
        # shortcuts, as buttons take the arrow keys for themselves
        for key, by in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
            QShortcut(key, self, partial(self._step_by, by))
        watcher.theme_changed.connect(self._show)
        actions.keys_changed.connect(self._show)
        self._show()
        self.next.setFocus()

    def show_step(self, step: int) -> None:
        """Show a step, counted from 0; beyond the ends nothing happens."""
        if 0 <= step < len(STEPS):
            self.step = step
            self._show()

    def _step_by(self, by: int) -> None:
        self.show_step(self.step + by)

    def _go_on(self) -> None:
        self.show_step(self.step + 1) if self.step + 1 < len(STEPS) else self.accept()

    def _show(self) -> None:
        step = STEPS[self.step]
        made = QPixmap(str(picture_file(step, palette().name, self._language)))
        ratio = self.devicePixelRatioF()
        size, smooth = PICTURE * ratio, Qt.TransformationMode.SmoothTransformation
        made = made.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, smooth) if not made.isNull() else made
        made.setDevicePixelRatio(ratio)
        self.picture.setPixmap(made)
        title, words = self._texts()[step]
        self.picture.setAccessibleName(title)
        self.title.setText(title)
        self.words.setText(words)
        place = self.tr("{number} of {count}")
        self.place.setText(place.format(number=self.step + 1, count=len(STEPS)))
        self.back.setEnabled(self.step > 0)
        self.next.setText(self.tr("&Next") if self.step + 1 < len(STEPS) else self.tr("&Done"))

    def _texts(self) -> dict[str, tuple[str, str]]:
        """Title and text of each step, with the present keys."""
        texts = {
            "open": (
                self.tr("Open a photo"),
                self.tr(
                    "Drop it into the window, paste it{paste}, or open it{open}. The samples are there to "
                    "try. Your file stays as it is: you save a copy."
                ),
            ),
            "paint": (
                self.tr("Paint over what you want to remove"),
                self.tr(
                    "The brush{tool-brush} marks it in red; with Alt it erases, and a drag with the right "
                    "mouse button changes its size. Smart select{tool-select} takes a whole object, "
                    "Find damage{find-damage} the scratches and stains of an old print."
                ),
            ),
            "fill": (
                self.tr("Fill"),
                self.tr(
                    "Press Fill{fill} and watch it grow in the photo. Not good enough? Try again{try-again}: "
                    "each result is listed below the photo, beside the original."
                ),
            ),
            "compare": (
                self.tr("Compare"),
                self.tr(
                    "Compare{compare} fills the same place with several engines, side by side. "
                    "Use the best one, or pick the best for each place."
                ),
            ),
            "save": (
                self.tr("Keep and save"),
                self.tr(
                    "Keep{keep} makes the result part of the photo; Undo{undo} takes back anything. "
                    "Then save a copy{save}, or a project, which holds every step."
                ),
            ),
        }
        keys = {name: self._actions.shortcut_text(name) for name in self._actions}
        shown = {name: f" ({key})" if key else "" for name, key in keys.items()}
        return {step: (title, words.format(**shown)) for step, (title, words) in texts.items()}
