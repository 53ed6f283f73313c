"""The engine panel: the engine, its settings, and the buttons that start it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
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
from ....engines.base import EngineInfo, ParamValue
from ....jobs.advice import Survey, advise, survey, too_wide
from ...commands.editor import Situation
from ...commands.table import why_not, without_stop
from ...kit import theme
from ...kit.controls import Hairline, IconButton, ParamForm, label, push_button
from ...kit.later import timer
from ...kit.layouts import add, column_layout, row_layout
from ...words import numbers as words
from ...words.translation import engine_text
from .chooser import EngineCard, EngineList
from .controls import FillButton, JoinForm, SeedControl

if TYPE_CHECKING:
    from ...commands.actions import Actions
    from ...session.session import Session

_SETTLED = 350  # ms without a change of the mask after which its holes are measured
_SOON = 60  # ms between checks of whether there is a mask

_ENTER = (QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter))


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
        return QSize(240, 120)


class EnginePanel(QWidget):
    """It requests fills through its signals and starts none itself."""

    fill_requested = Signal()
    compare_requested = Signal()
    variations_requested = Signal()

    def __init__(self, session: Session, actions: Actions) -> None:
        super().__init__()
        self._session = session
        self._actions = actions
        self._remembered: dict[str, dict[str, ParamValue]] = {}
        self._survey = Survey((), {})
        self._measuring = False
        self._measure_again = False
        self._form: ParamForm | None = None
        theme.set_ground(self, "panel")
        self.setAccessibleName(self.tr("Engine"))
        self._measure_timer = timer(self, _SETTLED, self._measure)
        self._mask_timer = timer(self, _SOON, self._refresh_buttons)
        self._build()
        self.list.select(session.settings.last_engine)
        self._show_engine()
        actions.keys_changed.connect(self._refresh_buttons)
        session.opened.connect(self._opened)
        session.mask_changed.connect(self._mask_changed)
        session.fills.job_changed.connect(self._job_changed)
        session.fills.results_changed.connect(self._results_changed)
        session.busy_changed.connect(self._refresh_buttons)
        session.selecting_changed.connect(self._refresh_buttons)
        session.history_changed.connect(self._refresh_buttons)
        self._opened()
        self._job_changed()

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
        self.list = EngineList(self._session.registry, upper)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.picked.connect(self._picked)
        self.about = IconButton(
            "info", self.tr("About this engine: limits and papers"), upper, act=self._show_card
        )
        self.reset = IconButton("reset", self.tr("Reset settings to defaults"), upper, act=self._reset)
        row = row_layout(None, [(self.list, 1), self.about, self.reset], spacing=4)
        self.summary = label("", "", upper, wraps=True)
        self.good_for = label("", "muted", upper, wraps=True)
        self.advice = label("", "warning", upper, wraps=True)
        self.advice.setMinimumHeight(self.advice.fontMetrics().height() + 1)
        self.use_better = push_button("", self._take_advice, upper)
        add(self._column, row, self.summary, self.good_for, self.advice, self.use_better)
        self.advice.hide()
        self.use_better.hide()

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
        sources = self._build_sources()
        return column_layout(None, [sources, self.fill, row, self.auto_fill], spacing=8, margins=12)

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
        self.good_for.setVisible(bool(good_for))
        self.about.setEnabled(info is not None)
        self.seed.setVisible(info is not None and info.stochastic)
        if info is not None and info.params:
            self._form = ParamForm(info.params, self._params(), self)
            self._form.changed.connect(self._param_changed)
            self._column.insertWidget(self._place, self._form)
        self.reset.setVisible(self._form is not None)
        self._refresh_reset()
        self._refresh_advice()
        self._refresh_buttons()

    def _param_changed(self, name: str, value: ParamValue) -> None:
        self._params()[name] = value
        self._refresh_reset()

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
        self._survey = Survey((), {})
        self.join.show_options(self._session.fills.join)
        self._measure_timer.start()
        self._refresh_advice()
        self._refresh_buttons()

    def _mask_changed(self, name: str, _: object) -> None:
        if name == MASK:
            self._measure_timer.start()
        if name in (MASK, SOURCES, AVOID) and not self._mask_timer.isActive():
            self._mask_timer.start()

    def _job_changed(self) -> None:
        job = self._session.fills.job
        engine = "" if job is None else words.engine_label(self._session.registry, job.engine)
        self.fill.show_job(job, engine)
        self._refresh_buttons()

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
        session, info, engines = self._session, self.list.info, self._at_work()
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
        return any(one.stochastic for one in self._at_work())

    def _at_work(self) -> list[EngineInfo]:
        """The engine that would fill; for `auto` those that it chooses, none before the mask is measured."""
        info = self.list.info
        if info is None or info.family != "auto":
            return [] if info is None else [info]
        taken = self._survey.taken.get(info.name, ())
        return [one for one in map(self.list.info_of, taken) if one is not None]

    # -- advice -------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Measure the holes of the mask in the pool, one mask at a time, the newest last."""
        if not self._session.is_open:
            return
        if self._measuring:
            self._measure_again = True
            return
        self._measuring, self._measure_again = True, False
        tiles = self._session.mask_tiles().snapshot()
        work = partial(survey, tiles, self._session.registry)
        self._session.pool.run(work, self._measured, self._unmeasured, owner=self)

    def _measured(self, found: Survey) -> None:
        self._measuring = False
        self._survey = found if self._session.is_open else Survey((), {})
        self._refresh_advice()
        self._refresh_buttons()
        if self._measure_again:
            self._measure()

    def _unmeasured(self, error: Exception) -> None:
        """Give no advice: a fill will report what is wrong with the mask or with an engine."""
        self._measured(Survey((), {}))

    def _refresh_advice(self) -> None:
        info = self.list.info
        text, better = "", None
        role = "warning"
        if info is not None and self._survey.shapes:
            found = advise(info, self.list.runnable(), self._survey.shapes)
            better = self.list.info_of(found.better) if found is not None else None
            if found is not None and better is not None:
                text = self._advice(engine_text(better.label), found.scattered)
            if (width := too_wide(info, self._survey.shapes)) is not None:
                text = f"{self._width_warning(info, width)} {text}".strip()
            if info.family == "auto" and (taken := self._survey.taken.get(info.name)):
                names = words.listed(words.engine_label(self._session.registry, name) for name in taken)
                text, role = self.tr("Uses {engines} for this mask.").format(engines=names), "muted"
        # `auto` always gets a text in the end, so reserve its room to keep Fill in place
        policy = self.advice.sizePolicy()
        policy.setRetainSizeWhenHidden(info is not None and info.family == "auto")
        self.advice.setSizePolicy(policy)
        theme.set_role(self.advice, role)
        self.advice.setText(text)
        self.advice.setVisible(bool(text))
        self.use_better.setVisible(better is not None)
        if better is not None:
            name = engine_text(better.label)
            self.use_better.setText(self.tr("Use {engine}").format(engine=name))
            self.use_better.setProperty("engine", better.name)

    def _advice(self, better: str, scattered: bool) -> str:
        if scattered:
            return self.tr("{engine} does better with scattered specks.").format(engine=better)
        return self.tr("{engine} does better with holes of this size.").format(engine=better)

    def _width_warning(self, info: EngineInfo, width: int) -> str:
        sentence = self.tr("{engine} is meant for holes up to {widest} px across; this one is {width} px.")
        return sentence.format(engine=engine_text(info.label), widest=f"{info.widest:g}", width=width)

    def _take_advice(self) -> None:
        name = str(self.use_better.property("engine"))
        if self.list.select(name):
            self._picked(name)
