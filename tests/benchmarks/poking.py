"""A hand that answers dialogs and menus at random, and uses whatever controls it finds."""

from __future__ import annotations

import random

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QColorDialog,
    QComboBox,
    QDialog,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)

from inpaint_studio.gui.files.recovery_dialog import RecoveryDialog
from inpaint_studio.gui.kit.photo_card import PhotoCard


class Poker:
    """Pokes at widgets; `chance` says which."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._patience = 0

    def respond(self) -> None:
        """Answer menus and dialogs."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            choices = [one for one in popup.actions() if one.isEnabled() and not one.menu()]
            if choices and self._chance.random() < 0.3:
                self._chance.choice(choices).trigger()
            popup.close()
        elif popup is not None:
            popup.close()
        elif isinstance(modal, QDialog):
            self._answer(modal)
        else:
            for one in QApplication.topLevelWidgets():
                if isinstance(one, QDialog) and one.isVisible() and self._chance.random() < 0.2:
                    self._answer(one)
                    return

    def _answer(self, dialog: QDialog) -> None:
        self._patience += 1
        if self._patience % 5 and not isinstance(dialog, QMessageBox):
            self.poke(dialog, 1)
            return
        if isinstance(dialog, QMessageBox):
            self._chance.choice(dialog.buttons()).click()
        elif isinstance(dialog, RecoveryDialog):
            dialog.restore_button.click() if self._chance.random() < 0.7 else dialog.reject()
        elif isinstance(dialog, (QColorDialog, QInputDialog)) or self._chance.random() < 0.5:
            self._chance.choice((dialog.accept, dialog.reject))()
        else:
            dialog.close()

    def poke(self, widget: QWidget, times: int) -> None:
        """Use some controls of a widget."""
        kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QAbstractItemView)
        for _ in range(times):
            found = [
                one
                for one in widget.findChildren(QWidget)
                if isinstance(one, kinds) and one.isVisible() and one.isEnabled()
                and not isinstance(one, PhotoCard)
            ]  # fmt: skip
            if not found:
                return
            self._use(self._chance.choice(found))

    def _use(self, one: QWidget) -> None:
        if isinstance(one, QAbstractButton):
            QTest.mouseClick(one, Qt.MouseButton.LeftButton)
        elif isinstance(one, QAbstractSlider):
            one.setValue(self._chance.randint(one.minimum(), one.maximum()))
        elif isinstance(one, QComboBox) and one.count():
            index = self._chance.randrange(one.count())
            one.setCurrentIndex(index)
            one.activated.emit(index)
        elif isinstance(one, QAbstractItemView):
            model = one.model()
            if model is not None and model.rowCount():
                index = model.index(self._chance.randrange(model.rowCount()), 0)
                at = one.visualRect(index).center()
                QTest.mouseClick(one.viewport(), Qt.MouseButton.LeftButton, pos=at)
        elif isinstance(one, QLineEdit):
            QTest.keyClick(one, self._chance.choice("12ab"))
