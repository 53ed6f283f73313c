"""The rows of the results strip: the original, every result, the running fill, and "+ variation"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, Qt

from ....engines.registry import Registry
from ....engines.request import origin_of
from ....jobs.results import Result
from ...words import numbers as words
from ...words.translation import translated
from ..rows import ROOT, Index, shared_start

if TYPE_CHECKING:
    from ...session.orders import JobView
    from ...session.session import Session

Kind = Literal["original", "result", "job", "more"]

CELL = Qt.ItemDataRole.UserRole
"""Role of the `Cell` of a row."""
translate = QCoreApplication.translate


@dataclass(frozen=True, eq=False)
class Cell:
    """The texts of one cell of the strip: up to three lines, the second and third muted."""

    kind: Kind
    lines: tuple[str, ...]
    spoken: str
    tip: str = ""
    result: Result | None = None
    job: JobView | None = None
    enabled: bool = True


def is_stochastic(registry: Registry, result: Result) -> bool:
    """Whether another seed gives another picture, by all engines that took part."""
    names = {result.fill.engine} | {patch.engine for patch in result.fill.patches}
    return any(info.stochastic for info in map(registry.info, names) if info is not None)


def can_vary(registry: Registry, result: Result) -> bool:
    """Whether trying again may give another picture: one that was stopped early can always be completed."""
    return result.partial or is_stochastic(registry, result)


def detail(registry: Registry, result: Result, *, brief: bool) -> str:
    """What distinguishes a result from others of its engine: chosen engines, seed, unusual parameters."""
    info = registry.info(result.fill.engine)
    parts = []
    if info is not None and info.family == "auto":
        taken = sorted({patch.engine for patch in result.fill.patches if patch.engine} - {info.name})
        parts.append(words.listed(words.engine_label(registry, name) for name in taken))
    if is_stochastic(registry, result):
        parts.append(f"#{result.fill.seed}")
    parts += words.unusual_params(info, result.fill.params, brief=brief)
    return " · ".join(part for part in parts if part)


def result_cell(registry: Registry, result: Result) -> Cell:
    """The cell of a result."""
    label = words.engine_label(registry, result.fill.engine)
    about = detail(registry, result, brief=False)
    if result.partial:
        last = translate("ResultsStrip", "Stopped early")
    else:
        last = words.seconds(result.fill.seconds)
    origin = "" if result.fill.copied is None else translated(origin_of(result.fill.copied))
    star = translate("ResultsStrip", "starred") if result.starred else ""
    spoken = ", ".join(part for part in (label, about, last, origin, star) if part)
    tip = "\n".join(
        [label, *(part for part in (about, last, origin) if part), *map(translated, result.fill.notes)]
    )
    return Cell("result", (label, detail(registry, result, brief=True), last), spoken, tip, result=result)


def job_cell(registry: Registry, job: JobView) -> Cell:
    """The cell of the running fill."""
    label = words.engine_label(registry, job.engine)
    done = words.percent(job.fraction)
    state = translate("ResultsStrip", "Filling…")  # numbers are in the status bar alone
    waiting = translate("ResultsStrip", "{count} queued").format(count=job.queued) if job.queued else ""
    spoken = translate("ResultsStrip", "{engine} is filling, {percent}").format(engine=label, percent=done)
    return Cell("job", (label, state, waiting), spoken, job=job)


class ResultModel(QAbstractListModel):
    """The cells for the results and the running job of a session."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._cells: list[Cell] = []
        self.refresh()

    def rowCount(self, parent: Index = ROOT) -> int:
        """The number of cells."""
        return 0 if parent.isValid() else len(self._cells)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell itself for CELL, and its texts for tooltips and screen readers."""
        if not index.isValid() or index.row() >= len(self._cells):
            return None
        cell = self._cells[index.row()]
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells that can do nothing at present are greyed out."""
        plain = Qt.ItemFlag.ItemNeverHasChildren
        if not index.isValid() or not self._cells[index.row()].enabled:
            return plain
        return plain | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def cell(self, row: int) -> Cell | None:
        """The cell of a row, or None."""
        return self._cells[row] if 0 <= row < len(self._cells) else None

    def row_of(self, result: Result | None) -> int:
        """The row of a result, or of the original for None; -1 if it is not listed."""
        if result is None:
            return 0 if self._cells else -1
        for row, cell in enumerate(self._cells):
            if cell.result is not None and cell.result.number == result.number:
                return row
        return -1

    @property
    def job_row(self) -> int:
        """The row of the running fill; -1 if it is not listed."""
        return next((row for row, cell in enumerate(self._cells) if cell.kind == "job"), -1)

    def refresh(self) -> None:
        """Follow the results of the session, signalling only what changed."""
        fresh = self._wanted()
        old, new = [_key(cell) for cell in self._cells], [_key(cell) for cell in fresh]
        if old == new:
            self._cells = fresh
            if fresh:
                self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        start = shared_start(old, new)
        end = shared_start(old[start:][::-1], new[start:][::-1])
        gone, come = len(old) - start - end, len(new) - start - end
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            del self._cells[start : start + gone]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self._cells[start:start] = fresh[start : start + come]
            self.endInsertRows()
        self._cells = fresh
        if fresh:
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))

    @property
    def _job(self) -> JobView | None:
        """The running fill, if it becomes a result."""
        job = self._session.fills.job
        return None if job is None or job.is_heal else job

    def refresh_job(self) -> None:
        """Follow the progress of the job."""
        job, row = self._job, self.job_row
        if job is None or row < 0:
            if (job is not None) != (row >= 0):
                self.refresh()
            return
        self._cells[row] = job_cell(self._session.registry, job)
        self.dataChanged.emit(self.index(row), self.index(row))

    def _wanted(self) -> list[Cell]:
        session, job = self._session, self._job
        if not session.is_open or not (session.fills.results or job is not None):
            return []
        registry = session.registry
        original = translate("ResultsStrip", "Original")
        known = {cell.result: cell for cell in self._cells if cell.result is not None}
        cells = [Cell("original", (original, translate("ResultsStrip", "without a fill")), original)]
        cells += [known.get(result) or result_cell(registry, result) for result in session.fills.results]
        if job is not None:
            cells.append(job_cell(registry, job))
        if session.fills.results:
            cells.append(self._more())
        return cells

    def _more(self) -> Cell:
        session = self._session
        model = session.fills.chosen or session.fills.results[-1]
        label = translate("ResultsStrip", "+ variation")
        if can_vary(session.registry, model):
            tip = translate("ResultsStrip", "Fill again with another seed")
            return Cell("more", (label,), tip, tip)
        engine = words.engine_label(session.registry, model.fill.engine)
        tip = translate("ResultsStrip", "{engine} gives the same fill every time").format(engine=engine)
        return Cell("more", (label,), tip, tip, enabled=False)


def _key(cell: Cell) -> tuple[str, int]:
    return cell.kind, cell.result.number if cell.result is not None else 0
