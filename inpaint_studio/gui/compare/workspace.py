"""The comparison that replaces the canvas: several fills of one hole in different views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ...core.errors import StudioError
from ...core.geometry import Rect
from ...engines.base import ParamValue
from ...jobs.results import same_picture
from ..kit.controls import Hairline
from ..kit.layouts import column_layout, row_layout, stacked
from ..kit.theme import set_ground, set_primary
from ..session.session import Session
from .bars import Footer, Header
from .files import CompareFiles
from .grid import Grid, entrant_label
from .holes import main_hole
from .keys import VIEW_KEYS, is_ours
from .options import ViewRows
from .pane import Pane, Pictures, SharedView
from .places import PlaceMark, hole_mark
from .regions import RegionPane
from .run import CompareRun, Stage
from .side import Side
from .single import ORIGINAL, MapPane, PicturePane, WipePane

VIEWS = ("grid", "wipe", "blink", "difference", "disagreement", "regions")


class CompareWorkspace(QWidget):
    """Compares fills of the present mask in the present photo, both frozen at its creation."""

    closed = Signal()
    """The user is done; whoever shows it must hide and `close` it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        set_ground(self, "window")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._session = session
        self.run = CompareRun(session, self)
        self.view = "grid"
        self.selected = ORIGINAL
        self.shared = SharedView(self.run.document.size, self.run.part, self)
        self.pictures = Pictures(session, self.run, self)
        self.files = CompareFiles(session, self.run, self.pictures, self)
        self.run.take_chosen()
        self._build_stages()
        self._build_rows()
        self._build_side()
        self._build_bars()
        self._lay_out()
        self._blinker = QTimer(self)
        self._blinker.timeout.connect(self.blink_next)
        self.run.changed.connect(self._entrant_changed)
        self.run.idle_changed.connect(self._refresh_footer)
        self.pictures.start()
        mask = self.run.mask
        self._hole_mark: PlaceMark | None = None
        session.pool.run(lambda: (main_hole(mask), hole_mark(mask)), self._open_on, owner=self)
        self._entrants_changed()
        self.select(self.run.done[0].index if self.run.done else ORIGINAL)
        self.show_view("grid")

    def _open_on(self, found: tuple[Rect, PlaceMark]) -> None:
        """Zoom to the hole, and draw its outline on the original."""
        hole, self._hole_mark = found
        self.shared.hole = hole
        self.shared.mark([self._hole_mark] if hole else [])
        self.wipe.position = hole.x + hole.width / 2 if hole else self.shared.image.width / 2

    # -- building --------------------------------------------------------------------------------

    def _build_stages(self) -> None:
        self.grid = Grid(self._session, self.run, self.shared, self.pictures)
        self.grid.selected.connect(self.select)
        self.wipe = WipePane(self.shared, self.pictures)
        self.blink = PicturePane(self.shared, self.pictures)
        self.map = MapPane(self._session, self.run, self.shared, self.pictures)
        self.regions = RegionPane(self._session, self.run, self.shared, self.pictures)
        self.stages = stacked(self, self.grid, self.wipe, self.blink, self.map, self.regions)
        set_ground(self.stages, "surround")

    def _build_rows(self) -> None:
        rows = self.rows = ViewRows(self._session, self.run, self.regions, self)
        rows.grid.earlier_asked.connect(self.take_earlier)
        rows.wipe.changed.connect(self._show_wipe)
        rows.difference.changed.connect(self._show_map)
        rows.blink.changed.connect(self._pace)
        rows.blink.stepped.connect(self._step)
        rows.regions.picked.connect(self.select)
        rows.regions.commit_asked.connect(self.keep_mixture)

    def _build_side(self) -> None:
        self.side = Side(self._session, self.run, self)
        self.side.run_asked.connect(self.add)
        self.side.marks_changed.connect(self._show_marks)
        self.side.place_asked.connect(self._look_at)

    def _lay_out(self) -> None:
        middle = row_layout(None, [(self.stages, 1), Hairline(vertical=True), self.side])
        column_layout(
            self, [self.header, Hairline(), self.rows, Hairline(), (middle, 1), Hairline(), self.footer]
        )

    def _build_bars(self) -> None:
        header, footer = self.header, self.footer = Header(self), Footer(self._session, self.run, self)
        self.view_buttons = header.views
        header.view_asked.connect(self.show_view)
        header.engines.clicked.connect(self.side.setVisible)
        header.probe.clicked.connect(self.show_probe)
        header.load_truth.triggered.connect(self.files.ask_truth)
        header.photo_is_true.triggered.connect(self.take_photo_as_truth)
        header.forget_truth.triggered.connect(lambda: self.run.set_truth(None))
        header.export.clicked.connect(self.files.ask_sheet)
        header.back.clicked.connect(self.leave)
        footer.stop_all.clicked.connect(self.run.cancel_all)
        footer.run_stopped.clicked.connect(self.run.run_stopped)
        footer.stop_one.clicked.connect(lambda: self.run.cancel(self.selected))
        footer.again.clicked.connect(lambda: self.run.again(self.selected))
        footer.use.clicked.connect(self.use_selected)

    @property
    def busy(self) -> bool:
        """Whether engines fill or are tested."""
        return not self.run.idle or self.side.probing

    @property
    def fraction(self) -> float:
        """How far what runs is, 0 to 1."""
        return self.side.probe.fraction if self.run.idle and self.side.probing else self.run.fraction

    # -- user actions ------------------------------------------------------------------------------

    def add(self, engines: Sequence[tuple[str, Mapping[str, ParamValue]]]) -> None:
        """Add these engines, except those that already take part with the same parameters."""
        if not self.run.part:
            self._session.message.emit(self.tr("Paint a mask before you compare."))
            return
        self.setFocus()  # the button that was pressed is disabled, and its focus would land on a check box
        for engine, params in engines:
            try:
                self.run.want(engine, params)
            except StudioError as error:
                self._session.fail(error)
        self.run.dismiss_stopped()
        if self.selected != ORIGINAL and self.run.entrants[self.selected].dismissed:
            self.select(ORIGINAL)

    def take_earlier(self) -> None:
        """Let all results of the editor for this hole take part."""
        self.setFocus()  # the button hides
        for result in self.run.earlier:
            self.run.take(result)
        self._entrants_changed()

    def show_view(self, name: str) -> None:
        """Show one of `VIEWS`."""
        before = self._pane().size()
        self.view = name
        self.view_buttons[name].setChecked(True)
        self.rows.show_row(name)
        stages = {"grid": self.grid, "wipe": self.wipe, "blink": self.blink, "regions": self.regions}
        self.stages.setCurrentWidget(stages.get(name, self.map))
        self.shared.rescale(before, self._pane().size())
        self._refresh_footer()
        self._refresh()
        self._pace()

    def select(self, index: int) -> None:
        """Choose an entrant (`ORIGINAL`: none) for *Use this one* and for the views."""
        if not ORIGINAL <= index < len(self.run.entrants):
            return
        if index != ORIGINAL and self.run.entrants[index].dismissed:
            return
        self.selected = index
        self.grid.select(index)
        has_fill = index != ORIGINAL and self.run.entrants[index].document is not None
        if has_fill or index == ORIGINAL:
            self.rows.wipe.choose(None, index)
            self.rows.difference.choose(None, index)
        if self.view == "blink":
            self._show_blink(index)
        elif self.view == "regions" and has_fill:
            self.regions.begin(index)
            self.rows.regions.choose(index)
        self._refresh_footer()

    def use_selected(self) -> None:
        """Make the chosen entrant the shown result of the editor, and return to the editor."""
        if self.selected == ORIGINAL or self.run.entrants[self.selected].fill is None:
            return
        try:
            result = self.run.adopt(self.selected)
        except ValueError:
            self._session.message.emit(self.tr("The photo has changed since; compare again."))
            return
        self._session.fills.choose(result)
        self.leave()

    def leave(self) -> None:
        """Return to the editor; all fills are added to its results."""
        self.take_in()
        self.closed.emit()

    def take_in(self) -> bool:
        """Make all fills results of the editor; False if its picture has changed since."""
        if not same_picture(self._session.document, self.run.document):
            return False
        for entrant in self.run.fresh:
            self.run.adopt(entrant.index)
        return True

    def keep_mixture(self) -> None:
        """Keep the fill picked per region, as one step, and return to the editor."""
        if not self.run.done:
            return
        if not self._session.can_edit or self._session.document is not self.run.document:
            self._session.message.emit(self.tr("The photo has changed since; compare again."))
            return
        self._session.fills.choose(None)
        self.regions.commit(self.tr("Fill picked per region"), self.closed.emit)

    def show_probe(self) -> None:
        """Show the panel that finds the engine that suits this photo."""
        self.header.engines.setChecked(True)
        self.side.show()
        self.side.show_probe()

    def take_photo_as_truth(self) -> None:
        """Use the photo under the hole as the truth: the hole was made to test the engines."""
        self.run.set_truth(self.run.document)

    def _show_marks(self, marks: Sequence[PlaceMark]) -> None:
        """Show on the original where a probe tests; without marks, only the hole."""
        if not marks:
            self.shared.mark([self._hole_mark] if self._hole_mark is not None else [])
            self.shared.fit_hole()
            return
        self.shared.mark(marks)
        self.show_view("grid")
        area = marks[0].rect
        for mark in marks[1:]:
            area |= mark.rect
        self.shared.fit_rect(self.grid.cells[0], area)

    def _look_at(self, mark: PlaceMark) -> None:
        self.show_view("grid")
        self.shared.fit_rect(self.grid.cells[0], mark.rect)

    # -- following the run ------------------------------------------------------------------------

    def _entrant_changed(self, index: int) -> None:
        self._entrants_changed()
        entrant = self.run.entrants[index]
        if entrant.stage is Stage.DONE and self.selected == ORIGINAL:
            self.select(index)

    def _entrants_changed(self) -> None:
        self.rows.refresh()
        enough = len(self.run.done)
        self.header.set_view_enabled("regions", enough > 0, self.tr("Needs a fill."))
        self.header.set_view_enabled("disagreement", enough > 1, self.tr("Needs two fills."))
        self.header.export.setEnabled(enough > 0)
        self.rows.grid.offer(len(self.run.earlier))
        if self.view != "grid":
            self._refresh()
        self._refresh_footer()

    def _refresh(self) -> None:
        """Update the present view."""
        if self.view == "wipe":
            self._show_wipe()
        elif self.view == "blink":
            self._show_blink(self.blink.index)
        elif self.view in ("difference", "disagreement"):
            self._show_map()
        elif self.view == "regions" and self.run.done:
            index = self.selected
            if index == ORIGINAL or self.run.entrants[index].document is None:
                index = self.run.done[0].index
            self.regions.begin(index)
            self.rows.regions.choose(index)

    def _refresh_footer(self) -> None:
        entrant = None if self.selected == ORIGINAL else self.run.entrants[self.selected]
        self.footer.refresh(entrant, usable=self.view != "regions")
        set_primary(self.side.chooser.run_button, not self.run.done)  # accent only the next step

    # -- the views --------------------------------------------------------------------------------

    def _name(self, index: int) -> str:
        if index == ORIGINAL:
            return self.tr("Original")
        return entrant_label(self._session, self.run.entrants[index])

    def _show_wipe(self) -> None:
        left, right = self.rows.wipe.first.index, self.rows.wipe.second.index
        self.wipe.show_pair(left, right, (self._name(left), self._name(right)))

    def _show_blink(self, index: int) -> None:
        self.blink.show_entrant(index, self._name(index))

    def blink_next(self) -> None:
        """Show the next of the blinking pictures."""
        indices = [entrant.index for entrant in self.run.done]
        if self.rows.blink.original.isChecked() or not indices:
            indices.insert(0, ORIGINAL)
        self._show_blink(next((index for index in indices if index > self.blink.index), indices[0]))

    def _pace(self) -> None:
        if self.view == "blink" and self.rows.blink.playing.isChecked() and self.isVisible():
            self._blinker.start(round(1000 * float(self.rows.blink.speed.value)))
        else:
            self._blinker.stop()

    def _step(self) -> None:
        """Show the next picture by hand, and stop blinking."""
        self.rows.blink.playing.setChecked(False)
        self.blink_next()

    def _show_map(self) -> None:
        if self.view == "difference":
            first, second = self.rows.difference.first.index, self.rows.difference.second.index
            self.map.show_difference(first, second, (self._name(first), self._name(second)))
        elif self.view == "disagreement":
            self.map.show_disagreement()

    # -- keys and closing -------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys of this workspace before they become shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not is_ours(event):
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.view == "wipe":
                step = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
                sign = -1 if event.key() == Qt.Key.Key_Left else 1
                self.wipe.set_divider(self.wipe.divider + sign * step * 4)
                return
            super().keyPressEvent(event)
            return
        self._act(Qt.Key(event.key()))

    def _act(self, key: Qt.Key) -> None:
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.select(int(key) - int(Qt.Key.Key_1))
        elif key in VIEW_KEYS:
            if self.view_buttons[VIEW_KEYS[key]].isEnabled():
                self.show_view(VIEW_KEYS[key])
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep_mixture() if self.view == "regions" else self.use_selected()
        elif key == Qt.Key.Key_Space and self.view == "blink":
            self._step()
        elif key == Qt.Key.Key_Z and self.view == "regions":
            self.regions.undo()
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self.regions.set_brush(self.regions.brush * (0.8 if key == Qt.Key.Key_BracketLeft else 1.25))
        else:
            self._zoom(key)

    def _zoom(self, key: Qt.Key) -> None:
        pane = self._pane()
        if key == Qt.Key.Key_0:
            self.shared.fit(pane)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            viewport = pane.viewport
            self.shared.take(viewport.zoomed(viewport.zoom * (0.8 if key == Qt.Key.Key_Minus else 1.25)))

    def _pane(self) -> Pane:
        stage = self.stages.currentWidget()
        return stage if isinstance(stage, Pane) else self.grid.cells[0]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus()
        self._pace()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything that runs."""
        self._blinker.stop()
        self.side.stop()
        self.run.cancel_all()
        super().closeEvent(event)
