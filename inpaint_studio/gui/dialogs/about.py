"""About the program: its version, engines and licences, and where its log is."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

from ...core.paths import log_dir
from ...core.version import VERSION
from ...engines.registry import Registry
from ..kit.basic_controls import label, push_button
from ..kit.layouts import column_layout, fit
from ..kit.theme import GRID
from ..words.translation import engine_text, translated

_LICENCES = (
    ("Inpaint Studio", "Apache-2.0"),
    ("Qt, PySide6", "LGPL-3.0"),
    ("NumPy, SciPy, scikit-image", "BSD-3-Clause"),
    ("PyTorch", "BSD-3-Clause"),
    ("OpenCV", "Apache-2.0"),
    ("Numba", "BSD-2-Clause"),
    ("Pillow", "MIT-CMU"),
    ("tifffile", "BSD-3-Clause"),
    ("pydantic, platformdirs, typer, rich", "MIT"),
)


class AboutDialog(QDialog):
    """Version, engines and licences."""

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Inpaint Studio"))
        tabs = QTabWidget()
        tabs.addTab(_page(_engines(registry)), self.tr("Engines"))
        tabs.addTab(_page(_LICENCES), self.tr("Licences"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.log_button = push_button(self.tr("Show the log folder"), show_log_folder)
        self.copy_button = push_button(
            self.tr("Copy version"), lambda: QGuiApplication.clipboard().setText(version_line())
        )
        self.buttons.addButton(self.log_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        for button in (self.log_button, self.copy_button):
            button.setAutoDefault(False)
        self.buttons.rejected.connect(self.reject)
        version = label(version_line(), "muted")
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        log = _log_line(self.tr("Log: {folder}"))
        column_layout(
            self,
            [label("Inpaint Studio", "title"), version, GRID, (tabs, 1), log, self.buttons],
            spacing=GRID,
            margins=(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID),
        )
        fit(self, 560, 520)


def version_line() -> str:
    """The versions to name in a bug report."""
    return (
        f"Inpaint Studio {VERSION} · Python {platform.python_version()} · Qt {qVersion()} · "
        f"{platform.system()} {platform.machine()}"
    )


def show_log_folder() -> None:
    """Open the folder of the log files in the system's file manager."""
    folder = log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _engines(registry: Registry) -> list[tuple[str, str]]:
    rows = []
    for entry in registry.entries():
        if entry.info is None:
            rows.append((entry.name, translated(entry.reason)))
        else:
            rows.append((engine_text(entry.info.label), engine_text(entry.info.summary)))
    return rows


def _page(rows: Iterable[tuple[str, str]]) -> QTextBrowser:
    page = QTextBrowser()
    page.setFrameShape(QTextBrowser.Shape.NoFrame)
    page.setStyleSheet("QTextBrowser { border: none; background: transparent; padding: 8px 0 0 0; }")
    lines = (f"<p><b>{escape(name)}</b><br>{escape(about)}</p>" for name, about in rows)
    page.document().setDocumentMargin(0)  # in line with the title
    page.setHtml("".join(lines))
    return page


def _log_line(text: str) -> QLabel:
    line = label(text.format(folder=log_dir()), "muted", wraps=True)
    line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return line
