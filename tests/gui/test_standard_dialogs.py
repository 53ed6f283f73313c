"""Qt's own dialogs look and speak like ours: icons, languages, a letter for each answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QColorDialog,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import inpaint_studio
from inpaint_studio.gui.dialogs.closing import ClosingQuestion
from inpaint_studio.gui.dialogs.replacing import ReplaceQuestion
from inpaint_studio.gui.kit import theme
from inpaint_studio.gui.kit.question import Answer, Question
from inpaint_studio.gui.words import translation
from inpaint_studio.jobs.unsaved import Unsaved
from tests.gui.test_translation import languages_restored

Icon = QMessageBox.Icon


@pytest.fixture(params=["dark", "light"])
def themed(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    theme.apply_theme(qapp, request.param)
    yield request.param
    theme.apply_theme(qapp, "dark")


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    with languages_restored(qapp):
        translation.install(qapp, "zh_CN")
        yield


# -- icons ---------------------------------------------------------------------------------------------


def colours_in(image: QImage) -> set[str]:
    """The colours of the opaque pixels."""
    colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in colours if colour.alpha() == 255}


def ours() -> set[str]:
    return {colour.name() for colour in vars(theme.palette()).values() if isinstance(colour, QColor)}


def test_standard_buttons_have_no_icons(qtbot: QtBot, themed: str) -> None:
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    message = QMessageBox()
    qtbot.addWidget(message)
    message.setStandardButtons(Answer.Save | Answer.Discard | Answer.Cancel)
    for standard in QDialogButtonBox.StandardButton:
        if bin(standard.value).count("1") == 1:
            box.addButton(standard)
    box.show()
    message.show()
    assert len(box.buttons()) >= 18
    for button in (*box.buttons(), *message.buttons()):
        assert button.icon().isNull(), button.text()


@pytest.mark.parametrize(
    ("icon", "role"),
    [
        (Icon.Question, "accent"),
        (Icon.Information, "accent"),
        (Icon.Warning, "warning"),
        (Icon.Critical, "danger"),
    ],
)
def test_messages_have_our_icons_in_the_colours_of_the_theme(
    qtbot: QtBot, themed: str, icon: QMessageBox.Icon, role: str
) -> None:
    message = QMessageBox(icon, "title", "text")
    qtbot.addWidget(message)
    message.show()
    assert colours_in(message.iconPixmap().toImage()) == {getattr(theme.palette(), role).name()}


def test_the_file_dialog_and_search_fields_have_our_icons(qtbot: QtBot, themed: str) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    field = QLineEdit("text")
    field.setClearButtonEnabled(True)
    qtbot.addWidget(field)
    field.show()
    buttons = [one for root in (dialog, field) for one in root.findChildren(QToolButton)]
    shown = [one for one in buttons if not one.icon().isNull()]
    assert len(shown) >= 7
    for button in shown:
        assert colours_in(button.icon().pixmap(32, 32).toImage()) <= ours(), button.objectName()


# -- languages ------------------------------------------------------------------------------------------

_ASIDE = re.compile(r"\(&.\)|\t.*|HTML|#ffffff|\w+\+\w+")
"""Letters of shortcuts, and what is the same in every language."""


def texts_of(root: QWidget) -> Iterator[str]:
    """What a dialog shows, but for names of files."""
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, (QLabel, QPushButton, QToolButton)):
            yield widget.text()
        yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName())
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model, across = widget.model(), Qt.Orientation.Horizontal
            yield from (str(model.headerData(at, across)) for at in range(model.columnCount()))
            top = widget.rootIndex()
            for row in range(model.rowCount(top)):
                kind = model.index(row, 2, top)
                yield str(kind.data() or "")
        if isinstance(widget, QComboBox) and widget.objectName() == "fileTypeCombo":
            yield widget.currentText()
    yield from (action.text() for action in root.findChildren(QAction))


def english_in(root: QWidget) -> list[str]:
    return sorted({text for text in texts_of(root) if re.search("[A-Za-z]{3}", _ASIDE.sub("", text))})


@pytest.mark.parametrize("mode", ["open", "save", "folder"])
def test_the_file_dialog_speaks_chinese(qtbot: QtBot, chinese: None, tmp_path: Path, mode: str) -> None:
    (tmp_path / "文件夹").mkdir()
    (tmp_path / "照片").write_bytes(b"")
    dialog = QFileDialog(None, "标题", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFilter(QDir.Filter.AllEntries | QDir.Filter.NoDotAndDotDot)
    if mode == "save":
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    if mode == "folder":
        dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "文件夹" in set(texts_of(dialog)))
    assert english_in(dialog) == []


def test_other_dialogs_and_menus_of_qt_speak_chinese(qtbot: QtBot, chinese: None) -> None:
    colour = QColorDialog()
    colour.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
    box = QDialogButtonBox()
    for standard in QDialogButtonBox.StandardButton:
        if bin(standard.value).count("1") == 1:
            box.addButton(standard)
    message = QMessageBox()
    message.setStandardButtons(Answer.Yes | Answer.No)
    message.setDetailedText("细节")
    field, browser = QLineEdit("文字"), QTextBrowser()
    for root in (colour, box, message, QInputDialog(), field, browser):
        qtbot.addWidget(root)
        assert english_in(root) == []
    for menu in (field.createStandardContextMenu(), browser.createStandardContextMenu()):
        assert english_in(menu) == []


# -- questions --------------------------------------------------------------------------------------------


def questions() -> list[Question]:
    """Every form of every question."""
    work = [
        Unsaved(picture=True),
        Unsaved(picture=True, mask=True),
        Unsaved(mask=True),
        Unsaved(results=True),
        Unsaved(mask=True, results=True),
        Unsaved(running=True),
        Unsaved(picture=True, running=True),
        Unsaved(comparing=True),
    ]
    asked: list[Question] = [
        ClosingQuestion("a.png", unsaved, is_project=project) for unsaved in work for project in (False, True)
    ]
    return [*asked, ReplaceQuestion(Path("a.png"))]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_answer_has_a_letter_of_its_own(qapp: QApplication, qtbot: QtBot, language: str) -> None:
    with languages_restored(qapp):
        translation.install(qapp, language)
        for question in questions():
            qtbot.addWidget(question)
            answers = [one for one in question.buttons() if one is not question.button(Answer.Cancel)]
            letters = [re.findall("&(.)", one.text()) for one in answers]
            assert all(len(found) == 1 for found in letters), [one.text() for one in answers]
            assert len({found[0].upper() for found in letters}) == len(answers)


def test_all_questions_look_alike() -> None:
    """Nobody else makes a message box."""
    folder = Path(inpaint_studio.__file__).parent / "gui"
    users = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if "QMessageBox" in path.read_text()
    }
    assert users == {"kit/question.py"}
