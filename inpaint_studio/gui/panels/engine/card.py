"""A popup about an engine: what it does, its limits, and its papers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ....engines.base import EngineInfo
from ...kit import theme
from ...kit.controls import Hairline, label
from ...kit.layouts import add, column_layout
from ...words.translation import engine_text


class EngineCard(QWidget):
    """A popup about an engine: what it does, its limits, and its papers."""

    def __init__(self, info: EngineInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme.set_ground(self, "panel")
        self._column = column_layout(self, spacing=4, margins=(16, 12, 16, 14))
        self._add(engine_text(info.label), "heading")
        known_as = (engine_text(info.term), self._family(info.family))
        self._add(" · ".join(part for part in known_as if part), "muted")
        self._part(self.tr("What it does"), engine_text(info.summary))
        self._part(self.tr("Good for"), engine_text(info.best_for))
        self._part(self.tr("Limits"), engine_text(info.limits))
        varies = self.tr("A different seed gives a different fill.")
        same = self.tr("The same mask always gives the same fill.")
        if info.family != "auto":
            self._part(self.tr("Chance"), varies if info.stochastic else same)
        if info.papers:
            add(self._column, 6, Hairline(parent=self))
            self._part(self.tr("Papers"), "\n".join(info.papers))
        self.setFixedWidth(360)
        self.setAccessibleName(engine_text(info.label))

    def _part(self, title: str, text: str) -> None:
        if text:
            self._column.addSpacing(6)
            self._add(title, "muted")
            self._add(text, "")

    def _add(self, text: str, role: str) -> None:
        line = label(text, role, self, wraps=True)
        if not role:
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(line)

    def _family(self, family: str) -> str:
        return {
            "diffusion": self.tr("Carries colours in from the edge (diffusion)"),
            "exemplar": self.tr("Copies parts of the photo (exemplars)"),
            "sparse": self.tr("Builds from small learned pieces (sparse coding)"),
            "low-rank": self.tr("Continues repeating patterns (low rank)"),
            "autoencoder": self.tr("A trained network (autoencoder)"),
            "deep-prior": self.tr("A network fitted to this photo alone (deep prior)"),
            "gan": self.tr("A trained network (adversarial)"),
            "external": self.tr("A third-party model"),
            "auto": self.tr("Chooses among the other engines"),
        }.get(family, family)
