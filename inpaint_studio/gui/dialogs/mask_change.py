"""A small window beside the photo that holds an unfinished change of the mask."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from ...core.document.state import MASK
from ..kit.controls import label
from ..kit.layouts import column_layout
from ..kit.theme import CONTROL_HEIGHT, GRID

if TYPE_CHECKING:
    from ..session.session import Session

_MARGIN = 16


class MaskChangeDialog(QDialog):
    """Accepting makes the change one step of the history (see subclasses), everything else aborts it.

    It stands in the corner of the canvas (None: where the system puts it).

    Only to be created while the session `can_edit`; RuntimeError otherwise.
    """

    def __init__(self, session: Session, canvas: QWidget | None) -> None:
        super().__init__(
            None if canvas is None else canvas.window(),
            Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setFixedWidth(300)
        self._canvas = canvas
        self._edit = session.edit_mask(MASK)
        for signal in (session.history_changed, session.opened, session.resized):
            signal.connect(self._close_if_aborted)

    def lay_out(self, title: str, hint: str, *controls: QWidget, buttons: QDialogButtonBox) -> None:
        """Fill the window: what it is, what it does, controls, and the buttons."""
        self.setWindowTitle(title)
        for button in buttons.buttons():
            button.setFixedHeight(CONTROL_HEIGHT)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column_layout(
            self,
            [label(title, "heading"), label(hint, "muted", wraps=True), *controls, 4, buttons],
            spacing=GRID,
            margins=(_MARGIN, 12, _MARGIN, 12),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._canvas is not None:
            corner = QPoint(self._canvas.width() - self.width() - _MARGIN, _MARGIN)
            self.move(self._canvas.mapToGlobal(corner))

    def reject(self) -> None:
        self._edit.abort()
        super().reject()

    def event(self, event: QEvent) -> bool:
        """Take Esc and Enter, which a tool window would leave to the shortcuts of the main window."""
        own = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        wanted = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if wanted and cast(QKeyEvent, event).key() in own:
            event.accept()
            return True
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._edit.abort()
        super().closeEvent(event)

    def _close_if_aborted(self) -> None:
        """Close when an undo or another photo has aborted the change."""
        if not self._edit.active:
            super().reject()
