"""The bar by a pin: the name of the selected kept fill, and what can be done with it, in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ....core.document.layers import LONGEST_NAME
from ...canvas.view import Canvas
from ...commands.actions import Actions
from ...kit.controls import Hairline, IconButton
from ...kit.icons import set_icon
from ...kit.layouts import row_layout
from ...session.session import Session
from ...words.fills import name_of
from .. import paint
from .controls import KeptControls, command_button
from .fade import place_of

_GAP = 14
"""px between the fills and the bar."""
_EDGE = 8
"""px left free at the borders of the canvas."""
_HEIGHT = 40
_NAME = 150
_SLIDER = 90


class FillBar(QWidget):
    """A bar on the canvas, above what is selected or below it; hidden with the pins and during strokes."""

    def __init__(self, session: Session, canvas: Canvas, commands: Actions) -> None:
        super().__init__(canvas)
        self._session, self._canvas = session, canvas
        self.setAccessibleName(self.tr("Selected fill"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFixedHeight(_HEIGHT)
        self.eye_button = command_button("show-fill", session.kept.toggle, self)
        self.name = QLineEdit(self)
        self.name.setFixedWidth(_NAME)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setFrame(False)
        self.name.setAccessibleName(self.tr("Name of the fill"))
        self.name.setToolTip(self.tr("Name of the fill; click to type another"))
        self.name.editingFinished.connect(self._named)
        self.controls = KeptControls(session, commands, self)
        self.controls.slider.setFixedWidth(_SLIDER)
        close = IconButton("close", self.tr("Done"), self, act=lambda: session.kept.select(()))
        row_layout(
            self,
            [self.eye_button, self.name, Hairline(vertical=True, parent=self), self.controls, close],
            spacing=6,
            margins=(6, 6, 6, 6),
        )
        for signal in (
            session.kept.changed,
            session.settings_changed,
            session.mask_changed,
            canvas.viewport_changed,
            canvas.pins.hot_changed,
        ):
            signal.connect(self._refresh)
        canvas.installEventFilter(self)
        commands.explain(self.eye_button, "show-fill")
        self.hide()

    def rename(self) -> None:
        """Let the user type another name."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the canvas changes its size."""
        if watched is self._canvas and event.type() == QEvent.Type.Resize:
            self._refresh()
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        """Show what is selected, by its place."""
        kept = self._session.kept
        chosen = kept.chosen
        if not chosen or not self._canvas.pins.is_shown:
            self.hide()
            return
        if not self.name.hasFocus():
            self.name.setText(name_of(chosen, self._session.registry))
            self.name.setCursorPosition(0)
        set_icon(self.eye_button, "visible" if kept.is_visible else "hidden")
        self.setGeometry(self._place())
        self.show()
        self.raise_()

    def _place(self) -> QRect:
        """Above the fills, or below them, wholly on the canvas."""
        canvas, viewport = self._canvas.rect(), self._canvas.viewport
        fills = viewport.rect_to_widget(place_of(self._session.document, self._session.kept.selected))
        size = self.sizeHint()
        wide = min(size.width(), canvas.width() - 2 * _EDGE)
        left = round(fills.center().x() - wide / 2)
        left = max(_EDGE, min(left, canvas.width() - _EDGE - wide))
        top = round(fills.top()) - _GAP - _HEIGHT
        if top < _EDGE:
            top = round(fills.bottom()) + _GAP
        top = max(_EDGE, min(top, canvas.height() - _EDGE - _HEIGHT))
        return QRect(left, top, wide, _HEIGHT)

    def _named(self) -> None:
        """Enter, or the focus left the name."""
        kept = self._session.kept
        if kept.chosen and self.name.text() != name_of(kept.chosen, self._session.registry):
            kept.rename(self.name.text())
        self.name.deselect()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised ground with a hairline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(paint.colour("hairline"))
        painter.setBrush(paint.colour("panel"))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), paint.RADIUS, paint.RADIUS
        )
