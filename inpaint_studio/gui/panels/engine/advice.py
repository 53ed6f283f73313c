"""What the panel says about the holes of the mask: what *Automatic* will do, or a better choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ....core.document.state import MASK
from ....engines.base import EngineInfo, ParamValue
from ....jobs.advice import NOTHING, Advice, Survey, advise, survey, too_wide
from ...kit import theme
from ...kit.controls import label, push_button
from ...kit.later import timer
from ...kit.layouts import column_layout
from ...words.translation import engine_text
from .chooser import EngineList
from .forecast import Forecast

if TYPE_CHECKING:
    from ...session.session import Session

_SETTLED = 350  # ms without a change of the mask after which its holes are measured

Params = Callable[[], Mapping[str, Mapping[str, ParamValue]]]
"""Gives the parameters of engines, by name."""


class HoleAdvice(QWidget):
    """Measures the mask when it has settled, arranges the list by it, and says what that means."""

    measured = Signal()
    """The holes of the mask are known."""
    better_wanted = Signal(str)
    """The user wants the engine that was advised."""

    def __init__(self, session: Session, engines: EngineList, params: Params, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._engines, self._params = session, engines, params
        self._forecast = Forecast(session.registry, self)
        self._survey = NOTHING
        self._measured_for: Mapping[str, Mapping[str, ParamValue]] = {}
        self._measuring = False
        self._measure_again = False
        self._timer = timer(self, _SETTLED, self._measure)
        self.line = label("", "warning", self, wraps=True)
        self.use_better = push_button("", self._take, self)
        column_layout(self, [self.line, self.use_better], spacing=8)
        self.use_better.hide()
        session.opened.connect(self._opened)
        session.mask_changed.connect(self._mask_changed)

    def measure_soon(self) -> None:
        """Measure the mask again: it has changed."""
        self._timer.start()

    def follow_params(self) -> None:
        """Measure again if what decides about the choice has changed."""
        if self._params() != self._measured_for:
            self.measure_soon()

    def filling_engines(self) -> list[EngineInfo]:
        """The engine that would fill; for `auto` those that it picks, none before the mask is measured."""
        info = self._engines.info
        if info is None or info.family != "auto":
            return [] if info is None else [info]
        names = [one.engine for one in self._survey.taken.get(info.name, ())]
        return [one for one in map(self._engines.info_of, names) if one is not None]

    def refresh(self) -> None:
        """Say what the holes mean for the present engine."""
        info, shapes = self._engines.info, self._survey.shapes
        text, role, better = "", "warning", None
        if info is not None and shapes:
            # it is learnt from photos: on scans the smoothest fill is nearest to what was hidden
            is_photo = not self._session.medical.is_open
            found = advise(info, self._engines.runnable(), shapes) if is_photo else None
            better = self._engines.info_of(found.better) if found is not None else None
            if found is not None and better is not None:
                text = self._advice(better, found)
            if (width := too_wide(info, shapes)) is not None:
                text = f"{self._width_warning(info, width)} {text}".strip()
            if info.family == "auto" and (taken := self._survey.taken.get(info.name)):
                text, role = self._forecast.text(taken), ""
        # `auto` always gets a text in the end, so reserve the room of most to keep Fill in place
        is_auto = info is not None and info.family == "auto"
        self.line.setMinimumHeight((2 if is_auto else 1) * self.line.fontMetrics().height() + 1)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(is_auto)
        self.setSizePolicy(policy)
        theme.set_role(self.line, role)
        self.line.setText(text)
        self.use_better.setVisible(better is not None)
        self.setVisible(bool(text))
        if better is not None:
            name = engine_text(better.label)
            self.use_better.setText(self.tr("Use {engine}").format(engine=name))
            self.use_better.setProperty("engine", better.name)

    def _mask_changed(self, name: str, _: object) -> None:
        if name == MASK:
            self.measure_soon()

    def _opened(self) -> None:
        self._show(NOTHING)
        self.measure_soon()

    def _measure(self) -> None:
        """Measure the holes of the mask in the pool, one mask at a time, the newest last."""
        if not self._session.is_open:
            return
        if self._session.fills.is_healing:  # each fill of a stroke changes the mask again
            self._timer.start()
            return
        if self._measuring:
            self._measure_again = True
            return
        self._measuring, self._measure_again = True, False
        tiles = self._session.mask_tiles().snapshot()
        self._measured_for = self._params()
        work = partial(survey, tiles, self._session.registry, self._measured_for)
        self._session.pool.run(work, self._measured, self._unmeasured, owner=self)

    def _measured(self, found: Survey) -> None:
        self._measuring = False
        self._show(found if self._session.is_open else NOTHING)
        if self._measure_again:
            self._measure()

    def _unmeasured(self, error: Exception) -> None:
        """Give no advice: a fill will report what is wrong with the mask or with an engine."""
        self._measured(NOTHING)

    def _show(self, found: Survey) -> None:
        self._survey = found
        self._engines.arrange(found.shapes)
        self.refresh()
        self.measured.emit()

    def _advice(self, better: EngineInfo, found: Advice) -> str:
        if found.scattered:
            line = self.tr("{engine} does better with scattered specks.")
        else:
            line = self.tr("{engine} does better with holes of this size.")
        return line.format(engine=engine_text(better.label))

    def _width_warning(self, info: EngineInfo, width: int) -> str:
        sentence = self.tr("{engine} is meant for holes up to {widest} px across; this one is {width} px.")
        return sentence.format(engine=engine_text(info.label), widest=f"{info.widest:g}", width=width)

    def _take(self) -> None:
        self.better_wanted.emit(str(self.use_better.property("engine")))
