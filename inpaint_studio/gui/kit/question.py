"""Questions to the user: one look and one way to answer, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from .basic_controls import show_as_written

Answer = QMessageBox.StandardButton


class Question(QMessageBox):
    """A question (`ask`) with the answers that `offer` adds, and Cancel (Escape).

    An answer has a letter of its own (`&` in its text), which also works without Alt.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Question)
        self.addButton(Answer.Cancel)
        self.setEscapeButton(Answer.Cancel)
        self.setDefaultButton(Answer.Cancel)

    def ask(self, title: str, text: str, details: str = "") -> None:
        """Set what is asked; the texts are shown as written, without markup."""
        self.setWindowTitle(title)
        self.setText(text)
        self.setInformativeText(details)
        show_as_written(self)

    def offer(self, answer: Answer, text: str, *, first: bool = False) -> QPushButton:
        """Add an answer; Enter chooses the `first` one, or else Cancel."""
        button = self.addButton(answer)
        button.setText(text)
        if first:
            self.setDefaultButton(button)
        return button


def ask_whether(
    title: str, text: str, yes: tuple[Answer, str], then: Callable[[], object], parent: QWidget
) -> Question:
    """Ask without blocking, and call `then` if the answer is `yes` (what it is and its text)."""
    question = Question(parent)
    question.ask(title, text)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.offer(*yes).clicked.connect(lambda: then())
    question.open()
    return question
