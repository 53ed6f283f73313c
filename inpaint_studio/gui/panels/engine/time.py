"""How long a fill may take, and how long it will: the promise above the Fill button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ....core.errors import StudioError
from ....core.settings import FillTime
from ....engines.base import ParamValue
from ....engines.pipeline.budget import BudgetPlan
from ....engines.request import FillRequest
from ....jobs.budget.planning import TIMES, plan_for
from ...kit import theme
from ...kit.controls import ComboBox, label
from ...kit.layouts import column_layout, row_layout
from ...session.session import Session
from ...words import numbers as words

Choice = tuple[str, Mapping[str, ParamValue], int | None]


class TimeControl(QWidget):
    """The choice of a time, and the time that the next fill is predicted to take.

    `current` gives the engine, its parameters and the seed of the next fill.
    """

    planned = Signal()
    """It is known how the next fill will keep to the time."""

    def __init__(self, session: Session, current: Callable[[], Choice], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._current = session, current
        self._planning = self._again = False
        self._set_by_time: tuple[str, Mapping[str, ParamValue]] = ("", {})
        caption = label(self.tr("Time"), parent=self)
        self.choice = ComboBox(self)
        self.choice.addItem(self.tr("No limit"), "")
        for name, title in (
            ("quick", self.tr("Quick")),
            ("balanced", self.tr("Balanced")),
            ("best", self.tr("Best")),
        ):
            self.choice.addItem(f"{title} · {words.seconds_left(TIMES[name])}", name)
        self.choice.setAccessibleName(self.tr("Time"))
        self.choice.setToolTip(
            self.tr(
                "A time: the engine gets the best settings, and tries as many times, as fit into it on this "
                "computer.\nNo limit: its own settings, once."
            )
        )
        caption.setBuddy(self.choice)
        self.choice.choose(session.settings.fill_time)
        self.choice.activated.connect(self._chosen)
        self.line = label("", "muted", self, wraps=True)
        self.line.setMinimumHeight(self.line.fontMetrics().height() + 1)  # Fill stays where it is
        column_layout(self, [row_layout(None, [caption, None, self.choice], spacing=8), self.line], spacing=4)

    @property
    def limited(self) -> bool:
        """Whether a time is set, which then decides about the quality."""
        return bool(self.choice.currentData())

    def params_of(self, engine: str) -> Mapping[str, ParamValue]:
        """The parameters of an engine that the time decides about, as last planned; none without a limit."""
        planned_for, params = self._set_by_time
        return params if self.limited and engine == planned_for else {}

    def _chosen(self) -> None:
        self._session.update_settings(fill_time=cast(FillTime, self.choice.currentData()))

    def refresh(self) -> None:
        """Predict the next fill again, in the pool, one prediction at a time.

        Not while a fill runs, when a measurement would be wrong, nor between the fills of strokes.
        """
        if self._session.fills.job is not None or self._session.fills.is_healing:
            return
        if self._planning:
            self._again = True
            return
        request = self._request()
        if request is None:
            self._show(None)
            return
        self._planning, self._again = True, False
        registry, pool = self._session.registry, self._session.pool
        pool.run(
            lambda: plan_for(request, registry, is_cancelled=lambda: pool.closing),
            lambda plan: self._planned(request.engine, plan),
            lambda error: self._planned(request.engine, None),
            owner=self,
        )

    def _request(self) -> FillRequest | None:
        """The next fill; None if there is nothing to fill."""
        session = self._session
        if not session.is_open or not session.mask_area():
            return None
        engine, params, _ = self._current()
        try:
            return session.fills.in_time(session.fills.request(engine, params, 0))
        except StudioError:
            return None  # Fill will say why

    def _planned(self, engine: str, plan: BudgetPlan | None) -> None:
        self._planning = False
        self._show(plan)
        info = self._session.registry.info(engine)
        if plan is not None and info is not None:
            self._set_by_time = (engine, {name: plan.params[name] for name in info.graded})
            self.planned.emit()
        if self._again:
            self.refresh()

    def _show(self, plan: BudgetPlan | None) -> None:
        text, role = "", "muted"
        if plan is not None and plan.seconds and self._session.is_open and self._session.mask_area():
            times = max((one.variation + 1 for one in plan.attempts), default=1)
            if not plan.fits:
                text, role = self.tr("Takes {time}, even at its quickest."), "warning"
            elif times > 1:
                text = self.tr("Takes {time}: the best of {count} tries.")
            else:
                text = self.tr("Takes {time}.")
            text = text.format(time=self._time(plan.seconds), count=times)
        theme.set_role(self.line, role)
        self.line.setText(text)

    def _time(self, seconds: float) -> str:
        if seconds < 1:
            return self.tr("less than a second")
        return self.tr("about {seconds}").format(seconds=words.seconds_left(seconds))
