"""Hints for new users, each shown once, when it helps."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ...core.document.state import MASK
from ..commands.actions import Actions
from ..session.session import Session


class FirstRunHints(QObject):
    """Shows how to paint, fill and keep through `session.message`; each hint only once."""

    over = Signal(str)
    """What this hint says can no longer be done."""

    def __init__(self, session: Session, actions: Actions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = actions
        self._told = ("", "")  # the last hint and its line
        session.opened.connect(self._opened)
        session.history_changed.connect(self._painted)
        session.fills.results_changed.connect(self._filled)

    def _opened(self) -> None:
        if self._session.is_open:
            self._show_hint("paint", self.tr("Paint over what you want to remove."))

    def _painted(self) -> None:
        if not self._session.mask_area(MASK):
            self._end_hint("fill")
        elif self._session.is_open and self._session.position > 0:
            key = self._actions.shortcut_text("fill")
            self._show_hint(
                "fill", self.tr("Press {key} to fill what you have painted.").format(key=key), key
            )

    def _filled(self) -> None:
        if self._session.fills.chosen is not None:  # or these keys would do nothing
            keep, again = self._actions.shortcut_text("keep"), self._actions.shortcut_text("try-again")
            line = self.tr("{keep} keeps this result, {again} tries again.").format(keep=keep, again=again)
            self._show_hint("keep", line, keep and again)
        else:
            self._end_hint("keep")

    def _show_hint(self, name: str, line: str, keys: str = "yes") -> None:
        """Show a hint unless it was shown before, or its command has no key."""
        seen = self._session.settings.hints_seen
        if name in seen or not keys:
            return
        self._session.update_settings(hints_seen=(*seen, name))
        self._told = name, line
        self._session.message.emit(line)

    def _end_hint(self, name: str) -> None:
        if self._told[0] == name:
            self.over.emit(self._told[1])
            self._told = "", ""
