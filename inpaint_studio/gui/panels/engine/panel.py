"""The engine panel: the engine, its settings, and the buttons that start it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ....core.document.state import AVOID, MASK, SOURCES
from ....core.settings import bounds
from ....engines.base import ParamValue
from ...commands.editor import Situation
from ...commands.table import why_not, without_stop
from ...kit import theme
from ...kit.controls import Hairline, IconButton, ParamForm, label, push_button
from ...kit.later import timer
from ...kit.layouts import add, column_layout, row_layout
from ...words import numbers as words
from ...words.translation import engine_text
from .advice import HoleAdvice
from .card import EngineCard
from .checking import WeightsCheck
from .chooser import EngineList
from .controls import FillButton, JoinForm, SeedControl
from .installing import InstallLine
from .time import TimeControl
from .widen import WidenControl

if TYPE_CHECKING:
    from ...commands.actions import Actions
    from ...session.session import Session

_SOON = 60  # ms between checks of whether there is a mask

_ENTER = (QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter))
_OF_MEDICAL = "biharmonic"
"""The engine that medical images begin with, as on the command line: copied texture may look like tissue."""


class _Fitted(QScrollArea):
    """As tall as its content; it scrolls only if there is not enough room."""

    def __init__(self, inner: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._inner = inner
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # text wraps differently now

    def sizeHint(self) -> QSize:
        inner = self._inner
        width = max(self.width(), 240)
        tall = inner.heightForWidth(width) if inner.hasHeightForWidth() else inner.sizeHint().height()
        return QSize(280, tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 48)  # the choice of the engine; the rest scrolls


class EnginePanel(QWidget):
    """It requests fills through its signals and starts none itself."""

    fill_requested = Signal()
    compare_requested = Signal()
    variations_requested = Signal()
    models_requested = Signal()
    """The window of the third-party models is wanted."""

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self._remembered: dict[str, dict[str, ParamValue]] = {}
        self._form: ParamForm | None = None
        self._is_medical = False
        theme.set_ground(self, "panel")
        self.setAccessibleName(self.tr("Engine"))
        self._mask_timer = timer(self, _SOON, self._refresh_buttons)
        self._build()
        self.list.select(session.settings.last_engine)
        self._show_engine()
        actions.keys_changed.connect(self._refresh_buttons)
        session.opened.connect(self._opened)
        session.mask_changed.connect(self._mask_changed)
        session.fills.job_changed.connect(self._job_changed)
        session.fills.progressed.connect(self._show_job)
        session.fills.results_changed.connect(self._results_changed)
        session.busy_changed.connect(self._refresh_buttons)
        session.selecting_changed.connect(self._refresh_buttons)
        session.history_changed.connect(self._refresh_buttons)
        self._opened()
        self._job_changed()
        self._check = WeightsCheck(session, self.list, self.reload, self)
        self.list.picked.connect(lambda _: self._check.check())
        self._check.check()

    # -- interface -------------------------------------------------------------------------------

    def current(self) -> tuple[str, dict[str, ParamValue], int | None]:
        """The engine, all its parameters, and the seed to use (None: a new one)."""
        info = self.list.info
        seed = self.seed.seed if info is not None and info.stochastic else None
        return self.list.engine, dict(self._params()), seed

    def set_current(self, engine: str, params: Mapping[str, ParamValue]) -> None:
        """Show an engine with these parameters; does nothing if it cannot run here."""
        info = self.list.info_of(engine)
        if info is None or not self.list.select(engine):
            return
        known = {param.name for param in info.params}
        self._remembered[engine] = info.parse_params({k: v for k, v in params.items() if k in known})
        self._show_engine()

    def reload(self) -> None:
        """List the engines again: models may have been added or removed."""
        before = self.list.engine
        self.list.reload()
        if self.list.engine != before:
            self._show_engine()

    # -- building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        upper = QWidget(self)
        self._column = column_layout(upper, spacing=8, margins=(12, 12, 12, 4))
        self._build_choice(upper)
        self._place = self._column.count()
        self.seed = SeedControl(upper)
        self.seed.new_wanted.connect(lambda: self.seed.keep(self._session.fills.new_seed()))
        self._column.addWidget(self.seed)
        self.join = JoinForm(upper)
        self.join.changed.connect(self._join_changed)
        self._column.addWidget(self.join)
        column_layout(self, [_Fitted(upper, self), Hairline(parent=self), self._build_buttons(), None])

    def _build_choice(self, upper: QWidget) -> None:
        self.list = EngineList(self._session.registry, upper, installs=self._session.installs)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.picked.connect(self._picked)
        self.list.manage_wanted.connect(self.models_requested)
        self.about = IconButton(
            "info", self.tr("About this engine: limits and papers"), upper, act=self._show_card
        )
        self.reset = IconButton("reset", self.tr("Reset settings to defaults"), upper, act=self._reset)
        row = row_layout(None, [(self.list, 1), self.about, self.reset], spacing=4)
        self.summary = label("", "", upper, wraps=True)
        self.good_for = label("", "muted", upper, wraps=True)
        self.holes = HoleAdvice(self._session, self.list, self._params_of_choosers, upper)
        self.holes.measured.connect(self._refresh_buttons)
        self.holes.measured.connect(lambda: self.time.refresh())
        self.holes.better_wanted.connect(self._take)
        self.installing = InstallLine(self._session.installs, self._session.registry, upper)
        self._session.installs.ended.connect(self._installed)
        add(self._column, row, self.installing, self.summary, self.good_for, self.holes)

    def _build_buttons(self) -> QVBoxLayout:
        self.fill = FillButton(self)
        self.fill.fill_clicked.connect(self.fill_requested)
        self.fill.cancel_clicked.connect(lambda: self._session.fills.cancel())
        self.compare = push_button(self.tr("Compare…"), self.compare_requested, self)
        self.count = QSpinBox(self)
        self.count.setRange(*map(round, bounds("variations")))
        self.count.setValue(self._session.settings.variations)
        self.count.valueChanged.connect(self._count_changed)
        self.count.setFixedWidth(56)
        self.count.setAccessibleName(self.tr("How many variations"))
        self.vary = push_button(self.tr("Variations"), self.variations_requested, self)
        row = row_layout(None, [(self.compare, 1), self.count, (self.vary, 1)], spacing=8)
        self.auto_fill = QCheckBox(self.tr("Fill after each stroke"), self)
        self.auto_fill.setToolTip(self.tr("For small spots: each stroke is filled and kept at once."))
        self.auto_fill.setChecked(self._session.fills.auto_fill)
        self.auto_fill.clicked.connect(self._auto_fill_clicked)
        self._actions["auto-fill"].toggled.connect(self.auto_fill.setChecked)
        self.time = TimeControl(self._session, self.current, self)
        self.time.choice.activated.connect(self._show_engine)
        self.time.planned.connect(self.holes.follow_params)
        sources = self._build_sources()
        self.widen = WidenControl(self._session, self)
        return column_layout(
            None, [self.widen, self.time, sources, self.fill, row, self.auto_fill], spacing=8, margins=12
        )

    def _build_sources(self) -> QWidget:
        """The line about painted sources, right above Fill, which they restrict."""
        self.sources = QWidget(self)
        self.sources_line = label("", "warning", self.sources, wraps=True)
        self.clear_sources = push_button(
            self.tr("Clear"), lambda: self._actions["sources-clear"].trigger(), self.sources
        )
        self.clear_sources.setAccessibleName(self.tr("Clear the sources"))
        row_layout(self.sources, [(self.sources_line, 1), self.clear_sources], spacing=8)
        self.sources.hide()
        return self.sources

    # -- the engine ----------------------------------------------------------------------------------

    def _params(self) -> dict[str, ParamValue]:
        info = self.list.info
        if info is None:
            return {}
        return self._remembered.setdefault(info.name, info.parse_params({}))

    def _picked(self, engine: str) -> None:
        self._show_engine()
        if not self._is_medical:
            self._session.update_settings(last_engine=engine)

    def _show_engine(self) -> None:
        """Rebuild everything that depends on the engine."""
        info = self.list.info
        if self._form is not None:
            self._column.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None
        self.summary.setText(engine_text(info.summary) if info is not None else "")
        good_for = engine_text(info.best_for) if info is not None else ""
        self.good_for.setText(self.tr("Good for: {what}").format(what=good_for))
        # of `auto`, what is said of the holes is worth more than this, and low windows have no room for both
        self.good_for.setVisible(bool(good_for) and info is not None and info.family != "auto")
        self.about.setEnabled(info is not None)
        self.seed.setVisible(info is not None and info.stochastic)
        graded = info.graded if info is not None and self.time.limited else ()
        shown = [param for param in info.params if param.name not in graded] if info is not None else []
        if shown:
            self._form = ParamForm(shown, self._params(), self)
            self._form.changed.connect(self._param_changed)
            self._column.insertWidget(self._place, self._form)
        self.reset.setVisible(self._form is not None)
        self._refresh_reset()
        self.holes.refresh()
        self._refresh_buttons()
        self.time.refresh()

    def _params_of_choosers(self) -> dict[str, dict[str, ParamValue]]:
        """The parameters that decide what is picked for each hole: those of the next fill's plan."""
        infos = [self.list.info_of(name) for name in self._remembered]
        return {
            one.name: {**self._remembered[one.name], **self.time.params_of(one.name)}
            for one in infos
            if one and one.family == "auto"
        }

    def _take(self, engine: str) -> None:
        """Take the engine that was advised."""
        if self.list.select(engine):
            self._picked(engine)

    def _installed(self, name: str, error: object) -> None:
        """A model can be used now, unless there was an error."""
        if error is not None:
            return
        self.reload()
        line = self.tr("{model} is installed: it is in the list of engines now.")
        self._session.message.emit(line.format(model=words.engine_label(self._session.registry, name)))

    def _param_changed(self, name: str, value: ParamValue) -> None:
        self._params()[name] = value
        if self.list.info is not None and self.list.info.family == "auto":
            self.holes.follow_params()
        self._refresh_reset()
        self.time.refresh()

    def _reset(self) -> None:
        if self._form is not None:
            self._form.reset()
        self._refresh_reset()

    def _refresh_reset(self) -> None:
        self.reset.setEnabled(self._form is not None and not self._form.is_default)

    def _show_card(self) -> None:
        info = self.list.info
        if info is None:
            return
        card = EngineCard(info, self)
        card.adjustSize()
        place = self.about.mapToGlobal(QPoint(self.about.width(), self.about.height() + 4))
        screen = self.screen().availableGeometry()
        left = max(screen.left(), min(place.x() - card.width(), screen.right() - card.width()))
        top = max(screen.top(), min(place.y(), screen.bottom() - card.height()))
        card.move(left, top)
        card.show()

    def _join_changed(self, options: object) -> None:
        self._session.fills.join = options  # type: ignore[assignment]

    # -- the session -----------------------------------------------------------------------------------

    def _opened(self) -> None:
        if self._is_medical != self._session.medical.is_open:
            self._is_medical = not self._is_medical
            self.list.select(_OF_MEDICAL if self._is_medical else self._session.settings.last_engine)
            self._show_engine()
        self.join.show_options(self._session.fills.join)
        self._refresh_buttons()

    def _mask_changed(self, name: str, _: object) -> None:
        if name in (MASK, SOURCES, AVOID) and not self._mask_timer.isActive():
            self._mask_timer.start()

    def _job_changed(self) -> None:
        self._show_job()
        self._refresh_buttons()
        self.time.refresh()

    def _show_job(self) -> None:
        job = self._session.fills.job
        engine = "" if job is None else words.engine_label(self._session.registry, job.engine)
        self.fill.show_job(job, engine)

    def _results_changed(self) -> None:
        chosen = self._session.fills.chosen
        if chosen is not None and chosen.fill.engine == self.list.engine:
            self.seed.show_seed(chosen.fill.seed)

    def _count_changed(self, count: int) -> None:
        self._session.update_settings(variations=count)
        self._refresh_buttons()

    def _auto_fill_clicked(self, on: bool) -> None:
        self._session.fills.auto_fill = on
        self._actions["auto-fill"].setChecked(on)

    # -- buttons ------------------------------------------------------------------------------------------

    def _refresh_buttons(self) -> None:
        now = Situation(self._session, self.list.info, self.is_stochastic())
        why, why_not_vary = why_not("fill", now), why_not("variations", now)
        running = self._session.fills.job is not None
        ready = not why
        is_enter = self._actions["fill"].shortcut() in _ENTER
        sign = "⏎" if is_enter else self._actions.shortcut_text("fill")
        # what is missing is shown on the button itself, so that nothing else has to make room for it
        self.fill.fill.setText(without_stop(why) or self.tr("Fill") + (f"   {sign}" if sign else ""))
        self.fill.fill.setEnabled(ready)
        self.fill.fill.setToolTip(self._actions.tooltip("fill", why))
        self.fill.fill.setAccessibleDescription(why)
        self.compare.setEnabled(ready)
        self.compare.setToolTip(self._actions.tooltip("compare", why))
        self.vary.setEnabled(not why_not_vary and not running)
        self.count.setEnabled(not why_not_vary and not running)
        if running:
            why_not_vary = why_not_vary or self.tr("A fill is running")
        tip = self.tr("Fill {count} times with different seeds").format(count=self.count.value())
        self.vary.setToolTip(self._actions.tooltip("variations", why_not_vary, tip))
        self.count.setToolTip(why_not_vary or self.tr("How many variations"))
        self._refresh_sources()

    def _refresh_sources(self) -> None:
        """Say where the next fill copies from, if that is restricted."""
        session, info, engines = self._session, self.list.info, self.holes.filling_engines()
        only = bool(session.is_open and session.mask_area(SOURCES))
        never = bool(session.is_open and session.mask_area(AVOID))
        self.sources.setVisible(only or never)
        if not (only or never):
            return
        self.clear_sources.setEnabled(session.can_edit)
        self.clear_sources.setToolTip(self._actions.tooltip("sources-clear"))
        if info is not None and engines and not any(one.uses_sources for one in engines):
            line = self.tr("{engine} ignores the painted sources").format(engine=engine_text(info.label))
        elif only and never:
            line = self.tr("Copies only from the green area, nothing from the orange one")
        elif only:
            line = self.tr("Copies only from the green area")
        else:
            line = self.tr("Copies nothing from the orange area")
        self.sources_line.setText(line)

    def is_stochastic(self) -> bool:
        """Whether another seed gives another fill; for `auto`, whether one of its chosen engines does so."""
        return any(one.stochastic for one in self.holes.filling_engines())
