"""The user's answers to dialogs of files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from inpaint_studio.gui.dialogs.save import SaveDialog

Button = QMessageBox.StandardButton
Ask = Callable[[QMessageBox.StandardButton], list[str]]


def choosing(monkeypatch: pytest.MonkeyPatch, path: Path | None, *, kind: str = "") -> list[str]:
    """The user names this file wherever one is asked for; gives what was proposed."""
    proposed: list[str] = []

    def ask(parent: object, title: str, place: str = "", words: str = "", *more: str) -> tuple[str, str]:
        proposed.append(place)
        return ("" if path is None else str(path)), kind

    def save(dialog: SaveDialog) -> None:
        proposed.append(str(dialog.target))
        if path is None:
            dialog.reject()
            return
        dialog.name.clear()
        QTest.keyClicks(dialog.name, str(path))
        if kind:
            QTest.keyClicks(dialog.format, kind)
        dialog.accept()

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    monkeypatch.setattr(SaveDialog, "exec", save)
    return proposed
