"""The dialog that fills kept fills again, with any engine and its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ....core.document.layers import FillLayer
from ....engines.base import ParamValue
from ...kit import theme
from ...kit.controls import ElidedLabel, ParamForm, label
from ...kit.layouts import column_layout
from ...words.fills import name_of
from ..engine.chooser import EngineList

if TYPE_CHECKING:
    from ...session.session import Session


class RefillDialog(QDialog):
    """All engines, at first the one that made the fills, with its parameters as they were."""

    def __init__(self, session: Session, layers: Sequence[FillLayer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        about = layers[0].content.description
        self._own = str(about.get("engine", "")), dict(about.get("params", {}))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Fill again"))
        self.list = EngineList(session.registry, self)
        self.list.select(self._own[0])
        self.list.picked.connect(self._picked)
        self._place = QWidget(self)
        self._column = column_layout(self._place)
        self.form = ParamForm((), parent=self._place)
        title = ElidedLabel(name_of(layers, session.registry), parent=self)
        theme.set_role(title, "heading")
        self._several, self._varied = len(layers) > 1, session.fills.can_vary(about)
        self.hint = label("", "muted", self, wraps=True)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        fill = box.addButton(self.tr("Fill again"), QDialogButtonBox.ButtonRole.AcceptRole)
        theme.set_primary(fill)
        fill.setDefault(True)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column_layout(self, [title, self.hint, self.list, self._place, None, box], spacing=8, margins=16)
        self.setMinimumWidth(380)
        self._picked()

    @property
    def engine(self) -> str:
        """The name of the chosen engine."""
        return self.list.engine

    def values(self) -> Mapping[str, ParamValue]:
        """Its parameters."""
        return self.form.values

    def _about(self, *, varies: bool) -> str:
        if self._several and varies:
            return self.tr("The same places are filled again, with another seed.")
        if self._several:
            return self.tr("The same places are filled again.")
        if varies:
            return self.tr("The same place is filled again, with another seed.")
        return self.tr("The same place is filled again.")

    def _picked(self) -> None:
        """Show the parameters of the chosen engine: those of the fill, or its defaults."""
        info = self.list.info
        params = () if info is None else info.params
        engine, own = self._own
        known = {param.name: own[param.name] for param in params if param.name in own}
        self.form.hide()
        self.form.deleteLater()
        self.form = ParamForm(params, known if self.list.engine == engine else {}, self._place)
        self._column.addWidget(self.form)
        # `auto` varies if one of the engines that it took does
        varies = info is not None and (info.stochastic or (self.list.engine == engine and self._varied))
        self.hint.setText(self._about(varies=varies))
        self.adjustSize()
