"""A small window beside the photo that holds an unfinished change of the mask."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from ...core.document.state import MASK

if TYPE_CHECKING:
    from ..session.session import Session


class MaskChangeDialog(QDialog):
    """Accepting makes the change one step of the history (see subclasses), everything else aborts it.

    Only to be created while the session `can_edit`; RuntimeError otherwise.
    """

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setFixedWidth(300)
        self._edit = session.edit_mask(MASK)

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
