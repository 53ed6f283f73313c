"""By how many pixels *Fill* widens the mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ....core.document.widen import THIN
from ...kit.controls import Slider, label
from ...kit.layouts import row_layout

if TYPE_CHECKING:
    from ...session.session import Session

_USUAL = 16
"""The most px that the slider offers."""


class WidenControl(QWidget):
    """A slider in px, kept in the settings."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        name = self.tr("Widen")
        tip = self.tr(
            "Fills this much more around the mask, so that soft edges leave no halo. A dashed line shows it; "
            "what is thinner than {thin} px stays as it is."
        ).format(thin=f"{THIN:g}")
        self.px = Slider(0, _USUAL, session.settings.widen, step=1, unit="px", whole=True, name=name)
        caption = label(name, parent=self)
        for control in (self, self.px, caption):
            control.setToolTip(tip)
        row_layout(self, [caption, None, self.px], spacing=8)
        self.px.changed.connect(lambda px: session.update_settings(widen=float(px)))
        session.settings_changed.connect(self._show)

    def _show(self) -> None:
        if self.px.value != self._session.settings.widen:
            self.px.set_value(self._session.settings.widen)
