"""The engines that cannot run yet: what each is good for, and the button that installs it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ....core.errors import StudioError
from ....core.files import megabytes
from ....engines.registry import EngineEntry
from ....weights import store
from ...kit import theme
from ...kit.controls import label, push_button
from ...kit.layouts import column_layout, empty, row_layout
from ...session.installs import Installs
from ...words import numbers as words
from ...words.translation import engine_text, translated
from .installing import failure_text, progress_text


class MoreModels(QWidget):
    """One part for each engine that cannot run."""

    resized = Signal()
    """It may want more or less room."""

    def __init__(self, installs: Installs, parent: QWidget) -> None:
        super().__init__(parent)
        theme.set_ground(self, "panel")
        self._installs = installs
        self._column = column_layout(self, spacing=12)
        self.parts: dict[str, MissingEngine] = {}
        installs.changed.connect(self._refresh)

    def show_entries(self, entries: Sequence[EngineEntry]) -> None:
        """List these engines."""
        if list(self.parts) == [entry.name for entry in entries]:
            return
        empty(self._column)
        self.parts = {entry.name: MissingEngine(entry, self._installs, self) for entry in entries}
        for part in self.parts.values():
            self._column.addWidget(part)
        self._refresh()

    def _refresh(self) -> None:
        for part in self.parts.values():
            part.refresh()
        self.resized.emit()


class MissingEngine(QWidget):
    """One engine that cannot run: its name, use and size, or why; *Install*, progress and failure."""

    def __init__(self, entry: EngineEntry, installs: Installs, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry, self._installs = entry, installs
        theme.set_ground(self, "panel")
        self.button = push_button("", self._act, self)
        name = label(words.entry_label(entry), "heading", self)
        top = row_layout(None, [(name, 1), self.button], spacing=8)
        self.use = label("", "muted", self, wraps=True)
        self.state = label("", "muted", self, wraps=True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        column_layout(self, [top, self.use, self.bar, self.state], spacing=2)
        self.setAccessibleName(words.entry_label(entry))
        self.refresh()

    @property
    def _model(self) -> store.StoreEntry | None:
        """Its model, if one is to be downloaded, or again; None if something else is missing."""
        info = self.entry.info
        if info is None or info.family != "external":
            return None
        try:
            found = store.entry(self.entry.name)
        except StudioError:
            return None
        return found if found.state != "installed" else None

    def refresh(self) -> None:
        """Follow the installation."""
        model, work, failure = self._model, self._installs.work, self._installs.failure
        here = work is not None and work.name == self.entry.name
        failed = failure is not None and failure[0] == self.entry.name
        info = self.entry.info
        self.use.setText(engine_text(info.best_for or info.summary) if info is not None else "")
        self.use.setVisible(bool(self.use.text()))
        self.bar.setVisible(here)
        self.button.setVisible(model is not None and bool(model.card.source))
        self.button.setEnabled(work is None or here)
        self.button.setText(self._action(model, here))
        self.button.setAccessibleName(f"{self.button.text()} {words.entry_label(self.entry)}")
        self.button.setToolTip("" if work is None or here else self.tr("Another model is being installed"))
        theme.set_role(self.state, "danger" if failed else "muted")
        if here and work is not None:
            work.show_in(self.bar)
            self.state.setText(progress_text(work))
        elif failed and failure is not None:
            self.state.setText(failure_text(failure[1]))
        elif model is None:
            self.state.setText(words.entry_line(self.entry))
        else:
            damage = translated(model.reason) if model.state == "damaged" else ""
            size = "" if model.card.size is None else megabytes(model.card.size)
            source = "" if model.card.source else self.tr("to be installed from a file")
            lack = translated(store.reason_not_runnable(model.card))
            facts = (damage, size, engine_text(model.card.licence), source, lack)
            self.state.setText(" · ".join(fact for fact in facts if fact))
            self.state.setToolTip(engine_text(model.card.licence_note))

    def _action(self, model: store.StoreEntry | None, here: bool) -> str:
        if here:
            return self.tr("Cancel")
        state = "" if model is None else model.state
        if state == "damaged":
            return self.tr("Install again")
        return self.tr("Resume") if state == "partly" else self.tr("Install")

    def _act(self) -> None:
        work = self._installs.work
        if work is not None and work.name == self.entry.name:
            self._installs.cancel()
        else:
            self._installs.install(self.entry.name)
