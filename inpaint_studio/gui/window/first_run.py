"""What a newcomer is told once, at the moment when it helps."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ...core.document.state import MASK
from ..commands.actions import Actions
from ..session.session import Session


class FirstRunHints(QObject):
    """Tells, through `session.message`, how to paint, fill and keep; each hint once and for all."""

    def __init__(self, session: Session, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        session.opened.connect(self._opened)
        session.history_changed.connect(self._painted)
        session.fills.results_changed.connect(self._filled)

    def _opened(self) -> None:
        if self._session.is_open:
            self._tell("paint", self.tr("Paint over what should go."))

    def _painted(self) -> None:
        if self._session.is_open and self._session.position > 0 and self._session.mask_area(MASK):
            key = self._actions.shortcut_text("fill")
            self._tell("fill", self.tr("Press {key} to fill what you have painted.").format(key=key), key)

    def _filled(self) -> None:
        if self._session.fills.results:
            keep, again = self._actions.shortcut_text("keep"), self._actions.shortcut_text("try-again")
            line = self.tr("{keep} keeps this result, {again} tries again.").format(keep=keep, again=again)
            self._tell("keep", line, keep and again)

    def _tell(self, name: str, line: str, keys: str = "yes") -> None:
        """Tell it unless it was told before; a hint whose key was taken away would be no help."""
        seen = self._session.settings.hints_seen
        if name in seen or not keys:
            return
        self._session.update_settings(hints_seen=(*seen, name))
        self._session.message.emit(line)
