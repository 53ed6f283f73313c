"""The row above the pictures: the options of each view of a comparison."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QStackedWidget, QToolButton, QWidget

from ..kit.controls import ComboBox, ElidedLabel, IconButton, Slider, label, push_button
from ..kit.layouts import add, empty, row_layout
from ..kit.theme import CONTROL_HEIGHT, GRID, set_primary
from ..session.session import Session
from .colours import colour_of
from .grid import entrant_label
from .regions import RegionPane
from .run import CompareRun
from .single import ORIGINAL


class EntrantBox(ComboBox):
    """A combo box of the original and all entrants with a fill; its data are their indices."""

    def __init__(self, session: Session, run: CompareRun, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._run = session, run
        self.setAccessibleName(name)
        self.setMinimumWidth(180)
        self.refresh()

    @property
    def index(self) -> int:
        """The chosen entrant; `ORIGINAL` for the photo."""
        data = self.currentData()
        return ORIGINAL if data is None else int(data)

    def refresh(self) -> None:
        """List the present entrants, keeping the choice."""
        before = self.index
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self.tr("Original"), ORIGINAL)
            for entrant in self._run.done:
                self.addItem(f"{entrant.index + 1}  {entrant_label(self._session, entrant)}", entrant.index)
        self.choose(before)


class _Row(QWidget):
    """Controls in a row, a hint at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.row = row_layout(self, spacing=GRID, margins=(2 * GRID, 0, GRID, 0))

    def hint(self, text: str) -> None:
        """Add a hint at the end of the row."""
        line = ElidedLabel(text, parent=self)
        line.setProperty("role", "muted")
        line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.row.addWidget(line, 1)


class HintRow(_Row):
    """A row with only a hint."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hint(text)


class GridRow(_Row):
    """A hint, and a button that adds earlier fills of the same hole."""

    earlier_asked = Signal()

    def __init__(self, hint: str) -> None:
        super().__init__()
        self.hint(hint)
        self.earlier = push_button("", self.earlier_asked, self)
        self.row.addWidget(self.earlier)
        self.offer(0)

    def offer(self, count: int) -> None:
        """Offer that many earlier fills."""
        self.earlier.setText(self.tr("Show %n earlier fill(s)", "", count))
        self.earlier.setVisible(count > 0)


class PairRow(_Row):
    """Two entrants to compare."""

    changed = Signal()

    def __init__(self, session: Session, run: CompareRun, between: str, hint: str) -> None:
        super().__init__()
        self.first = EntrantBox(session, run, self.tr("First picture"), self)
        self.second = EntrantBox(session, run, self.tr("Second picture"), self)
        self.swap = IconButton("swap", self.tr("Swap the two"), self, act=self._swap)
        add(self.row, self.first, label(between, "muted", self), self.second, self.swap)
        self.hint(hint)
        self.first.currentIndexChanged.connect(self.changed)
        self.second.currentIndexChanged.connect(self.changed)

    def choose(self, first: int | None, second: int | None) -> None:
        """Choose one or both."""
        if first is not None:
            self.first.choose(first)
        if second is not None:
            self.second.choose(second)
        self.changed.emit()

    def refresh(self) -> None:
        """List the present entrants."""
        self.first.refresh()
        self.second.refresh()

    def _swap(self) -> None:
        self.choose(self.second.index, self.first.index)


class BlinkRow(_Row):
    """Whether to blink, how fast, and whether the original is included."""

    changed = Signal()
    stepped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.playing = QCheckBox(self.tr("Blink"), self)
        self.speed = Slider(
            0.2, 3.0, 0.8, step=0.1, unit=self.tr("s"), name=self.tr("Time for each picture"), parent=self
        )
        self.speed.setFixedWidth(220)
        self.original = QCheckBox(self.tr("With the original"), self)
        self.original.setChecked(True)
        self.next = push_button(self.tr("Next"), self.stepped, self)
        add(self.row, self.playing, self.speed, self.original, self.next)
        self.hint(self.tr("Space shows the next picture."))
        self.playing.toggled.connect(self.changed)
        self.original.toggled.connect(self.changed)
        self.speed.changed.connect(self.changed)


class RegionRow(_Row):
    """The entrants to paint with, the brush, and the button that keeps the mixture."""

    picked = Signal(int)
    commit_asked = Signal()

    def __init__(self, session: Session, run: CompareRun, pane: RegionPane) -> None:
        super().__init__()
        self._session, self._run, self._pane = session, run, pane
        self.chips: dict[int, QToolButton] = {}
        self._chip_row = row_layout(spacing=2)
        widest = max(16, pane.part.width, pane.part.height)
        self.brush = Slider(
            2,
            widest,
            round(pane.brush),
            unit=self.tr("px"),
            whole=True,
            name=self.tr("Brush size"),
            parent=self,
        )
        self.brush.setFixedWidth(200)
        self.colours = QCheckBox(self.tr("Show colours"), self)
        self.undo = IconButton("undo", self.tr("Undo the last stroke"), self, act=pane.undo)
        self.commit = push_button(self.tr("Keep the mixture"), self.commit_asked, self)
        set_primary(self.commit)
        caption = QLabel(self.tr("Brush"), self)
        add(self.row, self._chip_row, GRID, caption, self.brush, self.colours, self.undo)
        self.hint(self.tr("Paint where the chosen fill should show."))
        self.row.addWidget(self.commit)
        self.brush.changed.connect(lambda value: pane.set_brush(float(value)))
        pane.brush_changed.connect(lambda: self.brush.set_value(round(pane.brush)))
        self.colours.toggled.connect(pane.show_colours)

    def refresh(self) -> None:
        """Show a chip for each entrant with a fill."""
        empty(self._chip_row)
        self.chips.clear()
        self._pane.legend = [(one.index, entrant_label(self._session, one)) for one in self._run.done]
        self._pane.update()
        for entrant in self._run.done:
            chip = QToolButton(self)
            chip.setCheckable(True)
            chip.setFixedHeight(CONTROL_HEIGHT)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setIcon(_swatch(colour_of(entrant.index)))
            name = entrant_label(self._session, entrant)
            chip.setText(str(entrant.index + 1))
            chip.setToolTip(name)
            chip.setAccessibleName(name)
            chip.clicked.connect(lambda _, index=entrant.index: self.picked.emit(index))
            self.chips[entrant.index] = chip
            self._chip_row.addWidget(chip)

    def choose(self, index: int) -> None:
        """Mark the entrant that is painted with."""
        for number, chip in self.chips.items():
            chip.setChecked(number == index)


class ViewRows(QStackedWidget):
    """The rows of all views, of which one is shown."""

    def __init__(
        self, session: Session, run: CompareRun, regions: RegionPane, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        against = self.tr("against")
        self.grid = GridRow(self.tr("Click a picture to choose it; zoom and pan move all of them."))
        self.wipe = PairRow(session, run, against, self.tr("Drag the line, or move it with the arrow keys."))
        self.blink = BlinkRow()
        self.blink.playing.setChecked(not session.settings.reduced_motion)
        self.difference = PairRow(
            session, run, against, self.tr("Bright areas show where the two pictures differ.")
        )
        self.disagreement = HintRow(
            self.tr("Bright areas show where the engines disagree: their content there is made up.")
        )
        self.regions = RegionRow(session, run, regions)
        for row in (self.grid, self.wipe, self.blink, self.difference, self.disagreement, self.regions):
            self.addWidget(row)
        self.setFixedHeight(40)

    def show_row(self, view: str) -> None:
        """Show the row of a view."""
        self.setCurrentWidget(getattr(self, view))

    def refresh(self) -> None:
        """List the present entrants."""
        for row in (self.wipe, self.difference, self.regions):
            row.refresh()


def _swatch(colour: QColor) -> QIcon:
    square = QPixmap(14, 14)
    square.fill(colour)
    return QIcon(square)
