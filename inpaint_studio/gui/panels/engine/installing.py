"""The line below the engine about a model that is being installed, or could not be."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QProgressBar, QWidget

from ....core.errors import StudioError
from ....core.files import megabytes
from ....engines.registry import Registry
from ...kit import theme
from ...kit.controls import IconButton, label
from ...kit.layouts import column_layout, row_layout
from ...kit.model_work import Work
from ...session.installs import Installs
from ...words import numbers as words
from ...words.translation import translate_error


class InstallLine(QWidget):
    """Progress and failure of the installation, wherever it was begun; hidden if there is neither."""

    def __init__(self, installs: Installs, registry: Registry, parent: QWidget) -> None:
        super().__init__(parent)
        self._installs, self._registry = installs, registry
        self.line = label("", "muted", self, wraps=True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.close_button = IconButton("close", "", self, act=self._act)
        row = row_layout(None, [(self.line, 1), self.close_button], spacing=4)
        column_layout(self, [row, self.bar], spacing=2)
        installs.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Follow the installation."""
        work, failure = self._installs.work, self._installs.failure
        self.setVisible(work is not None or failure is not None)
        self.bar.setVisible(work is not None)
        theme.set_role(self.line, "danger" if work is None else "muted")
        if work is not None:
            work.show_in(self.bar)
            line = self.tr("Installing {model}: {progress}")
            model = words.engine_label(self._registry, work.name)
            self.line.setText(line.format(model=model, progress=progress_text(work)))
        elif failure is not None:
            line = self.tr("{model} was not installed. {reason}")
            model = words.engine_label(self._registry, failure[0])
            self.line.setText(line.format(model=model, reason=failure_text(failure[1])))
        what = self.tr("Dismiss") if work is None else self.tr("Cancel the installation")
        self.close_button.setToolTip(what)
        self.close_button.setAccessibleName(what)

    def _act(self) -> None:
        if self._installs.work is not None:
            self._installs.cancel()
        else:
            self._installs.dismiss()


def progress_text(work: Work) -> str:
    """How much has arrived: 34 MB of 208 MB."""
    if not work.total:
        return megabytes(work.done)
    line = QCoreApplication.translate("InstallLine", "{done} of {total}")
    return line.format(done=megabytes(work.done), total=megabytes(work.total))


def failure_text(error: Exception) -> str:
    """What went wrong, in one line."""
    return translate_error(error) if isinstance(error, StudioError) else str(error)
