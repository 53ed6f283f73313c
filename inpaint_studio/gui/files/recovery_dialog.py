"""A dialog that offers to restore sessions left by a crash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QWidget,
)
from shiboken6 import isValid

from ...core.errors import StudioError
from ...core.sessions.sessions import Abandoned
from ..kit.controls import label, push_button
from ..kit.layouts import column_layout
from ..kit.question import Answer, ask_whether
from ..kit.thumbnails import thumbnail
from ..session.session import Session
from ..words.translation import translate_error
from .recovery import Keeper

_SIDE = 64


class RecoveryDialog(QDialog):
    """Restore or discard each session, or leave them for later."""

    def __init__(
        self,
        found: Sequence[Abandoned],
        keeper: Keeper,
        session: Session,
        parent: QWidget | None = None,
        *,
        may_close: Callable[[Callable[[], None]], bool] = lambda again: True,
    ) -> None:
        super().__init__(parent)
        self._keeper, self._session, self._may_close = keeper, session, may_close
        self.setWindowTitle(self.tr("Restore your work"))
        self.setMinimumWidth(480)
        words = label(self.tr("Inpaint Studio closed unexpectedly before these were saved."), wraps=True)
        self.list = QListWidget()
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setAccessibleName(self.tr("Sessions to restore"))
        self.list.setUniformItemSizes(True)
        for one in found:
            self._add(one)
        self.problem = label(wraps=True)
        self.problem.setVisible(False)
        self.restore_button = push_button(self.tr("Restore"), lambda: self._restore(None))
        self.locate_button = push_button(self.tr("Locate the photo…"), self._locate)
        self.locate_button.setVisible(False)
        self.discard_button = push_button(self.tr("Discard…"), self._discard)
        later = push_button(self.tr("Later"), self.reject)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        buttons.addButton(self.restore_button, role.AcceptRole)
        buttons.addButton(self.locate_button, role.ActionRole)
        buttons.addButton(self.discard_button, role.DestructiveRole)
        buttons.addButton(later, role.RejectRole)
        self.restore_button.setDefault(True)
        for button in (self.locate_button, self.discard_button, later):
            button.setAutoDefault(False)  # or it would look like the way on once it was clicked
        self.list.itemActivated.connect(lambda _: self._restore(None))  # Enter or a double-click
        self.list.currentItemChanged.connect(lambda *_: self._show_problem(None))
        column_layout(self, [words, self.list, self.problem, buttons], spacing=12, margins=16)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    @property
    def current(self) -> Abandoned | None:
        """The selected session."""
        item = self.list.currentItem()
        found: Abandoned | None = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return found

    def _add(self, one: Abandoned) -> None:
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(one.when)), QLocale.FormatType.ShortFormat)
        steps = self.tr("1 step") if one.steps == 1 else self.tr("{count} steps").format(count=one.steps)
        item = QListWidgetItem(f"{one.about.title or self.tr('Untitled')}\n{when}  ·  {steps}")
        item.setData(Qt.ItemDataRole.UserRole, one)
        blank = QPixmap(_SIDE, _SIDE)
        blank.fill(Qt.GlobalColor.transparent)
        item.setIcon(QIcon(blank))
        self.list.addItem(item)
        path = one.folder / one.about.copy if one.about.copy else Path(one.about.path or "")

        def show(image: QImage | None) -> None:
            if image is not None:
                icon = QIcon()
                for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # or Qt would tint the selected one
                    icon.addPixmap(QPixmap.fromImage(image), mode)
                item.setIcon(icon)

        most = self._session.settings.max_pixels
        self._session.pool.run(partial(thumbnail, path, _SIDE * 2, max_pixels=most), show, owner=self)

    def _restore(self, located: Path | None) -> None:
        one = self.current
        if one is not None and self._may_close(partial(self._restore, located)):
            self._enable(False)
            self._keeper.restore(one, located, self._restored, self._missed)

    def _restored(self) -> None:
        if isValid(self):  # it may have been closed in the meantime
            self.accept()

    def _missed(self, error: StudioError) -> None:
        if isValid(self):
            self._show_problem(error)

    def _locate(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Locate the photo"))
        if name:
            self._restore(Path(name))

    def _discard(self) -> None:
        one = self.current
        if one is None:
            return
        name = one.about.title or self.tr("Untitled")
        question = ask_whether(
            self.tr("Discard the session?"),
            self.tr("The changes to {name} cannot be restored afterwards.").format(name=name),
            (Answer.Discard, self.tr("&Discard")),
            partial(self._discarded, one),
            self,
        )
        question.finished.connect(lambda _: self.list.setFocus())

    def _discarded(self, one: Abandoned) -> None:
        self._keeper.discard(one)
        for row in reversed(range(self.list.count())):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) is one:
                self.list.takeItem(row)
        if self.list.count() == 0:
            self.reject()

    def _show_problem(self, error: StudioError | None) -> None:
        """Say why a session could not be restored, and what can be done."""
        self._enable(True)
        self.problem.setVisible(error is not None)
        self.problem.setText("" if error is None else translate_error(error))
        moved = error is not None and error.code == "session-photo"
        self.locate_button.setVisible(moved)
        (self.locate_button if moved else self.restore_button).setDefault(True)

    def _enable(self, on: bool) -> None:
        for button in (self.restore_button, self.locate_button, self.discard_button):
            button.setEnabled(on)
