"""Parts of the engine panel: the seed, how a fill is joined to the photo, and the Fill button."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from ....core.reconstruct import JoinOptions
from ...kit import theme
from ...kit.controls import ComboBox, ElidedLabel, IconButton, Section, label, number_box, push_button
from ...kit.layouts import add, column_layout, row_layout
from ...kit.progress import ProgressBar

if TYPE_CHECKING:
    from ...session.orders import JobView

HIGHEST_SEED = 99_999


class SeedControl(QWidget):
    """The seed of stochastic engines: a new one for each fill, unless it is locked."""

    new_wanted = Signal()
    """The user wants another seed, and to lock it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        caption = label(self.tr("Seed"), parent=self)
        caption.setToolTip(self.tr("Each seed gives a different fill; the same seed gives the same fill."))
        self.box = number_box(0, HIGHEST_SEED, 1, "", True, self)
        self.box.setSpecialValueText(self.tr("new"))
        self.box.setAccessibleName(self.tr("Seed"))
        self.box.setToolTip(caption.toolTip())
        self.lock = QCheckBox(self.tr("Same again"), self)
        self.lock.setToolTip(self.tr("Use this seed for the next fill too"))
        self.dice = IconButton("refresh", self.tr("Another seed"), self, act=self.new_wanted)
        caption.setBuddy(self.box)
        self.box.valueChanged.connect(lambda value: self.lock.setChecked(value > 0))
        row_layout(self, [caption, None, self.lock, self.box, self.dice], spacing=8)

    @property
    def seed(self) -> int | None:
        """The seed to use, or None for a new one each time."""
        return int(self.box.value()) or None if self.lock.isChecked() else None

    def show_seed(self, seed: int) -> None:
        """Show the seed that was used, unless another one is locked."""
        if self.seed is None:
            self._set(seed)

    def keep(self, seed: int) -> None:
        """Show a seed and lock it for the next fills."""
        self._set(seed)
        self.lock.setChecked(True)

    def _set(self, seed: int) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(seed)


class JoinForm(Section):
    """How fills are joined to the photo: at the edge, in colour and in grain."""

    changed = Signal(object)
    """The JoinOptions that the user chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, expanded=False)
        self.header.setText(self.tr("Edge of the fill"))
        self._options = JoinOptions()
        self.seam = ComboBox(self)
        self.seam.addItem(self.tr("Soften near the edge"), "feather")
        self.seam.addItem(self.tr("Even out the whole fill"), "gradient")
        self.seam.addItem(self.tr("Leave unchanged"), "none")
        self.seam.setAccessibleName(self.tr("Light"))
        self.seam.setToolTip(
            self.tr("How differences in brightness between the fill and the photo are evened out")
        )
        self.colour = QCheckBox(self.tr("Match the colour around"), self)
        self.grain = QCheckBox(self.tr("Match the grain around"), self)
        row = row_layout(None, [label(self.tr("Light"), parent=self), None, self.seam], spacing=8)
        self.content.setSpacing(4)
        add(self.content, row, self.colour, self.grain)
        self.seam.activated.connect(self._take)
        self.colour.clicked.connect(self._take)
        self.grain.clicked.connect(self._take)
        self.show_options(self._options)

    def show_options(self, options: JoinOptions) -> None:
        """Show these options, without a signal."""
        self._options = options
        self.seam.choose(options.seam)
        self.colour.setChecked(options.colour)
        self.grain.setChecked(options.grain)

    def _take(self) -> None:
        self._options = replace(
            self._options,
            seam=cast(Literal["feather", "gradient", "none"], self.seam.currentData()),
            colour=self.colour.isChecked(),
            grain=self.grain.isChecked(),
        )
        self.changed.emit(self._options)


class FillButton(QStackedWidget):
    """*Fill*; while a fill runs, its progress and *Cancel* take its place."""

    fill_clicked = Signal()
    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fill = push_button(self.tr("Fill"), self.fill_clicked, self)
        self.fill.setFixedHeight(32)
        self.fill.setAccessibleName(self.tr("Fill"))
        self.fill.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.set_primary(self.fill)
        running = QWidget(self)
        self.state = ElidedLabel(parent=running)
        self.state.setFont(theme.tabular(self.state.font()))
        self.state.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.progress = ProgressBar(running)
        self.progress.setAccessibleName(self.tr("Progress of the fill"))
        self.cancel = push_button(self.tr("Cancel"), self.cancel_clicked, running)
        self.cancel.setFixedHeight(32)
        column = column_layout(None, [(self.state, 1), self.progress], spacing=4, margins=(0, 0, 0, 2))
        row_layout(running, [(column, 1), self.cancel], spacing=12)
        self.addWidget(self.fill)
        self.addWidget(running)
        self.setFixedHeight(32)

    def show_job(self, job: JobView | None, engine: str) -> None:
        """Show the progress of a fill, or (None) the button."""
        had_focus = self.fill.hasFocus() or self.cancel.hasFocus()
        turned = (self.currentIndex() == 1) != (job is not None)
        self.setCurrentIndex(0 if job is None else 1)
        if turned and had_focus:
            # the next key must not press the button that took its place
            (self.fill if job is None else self.cancel).clearFocus()
        if job is None:
            return
        self.progress.show_fraction(job.fraction)
        parts = [engine]  # how far it is stands in the status bar alone
        if job.queued:
            parts.append(self.tr("{count} queued").format(count=job.queued))
        self.state.set_text(" · ".join(parts))
