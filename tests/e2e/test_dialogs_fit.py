"""In the smallest window, every dialog stays within it, and nothing in a dialog is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from inpaint_studio.gui.dialogs.shortcuts import ShortcutSheet
from inpaint_studio.gui.words import translation
from tests.e2e.conftest import Start
from tests.e2e.editor import Editor
from tests.gui.test_translation import languages_restored

SMALL = QSize(1024, 700)


@pytest.fixture(params=["en", "zh_CN"])
def editor(qapp: QApplication, start: Start, path: Path, request: pytest.FixtureRequest) -> Iterator[Editor]:
    with languages_restored(qapp):
        translation.install(qapp, request.param)
        made = start(language=request.param)
        made.window.resize(SMALL)
        made.open(path)
        made.stroke()
        yield made


def dialogs(editor: Editor) -> list[QDialog]:
    return [one for one in editor.window.findChildren(QDialog) if one.isVisible()]


@pytest.mark.parametrize(
    "command",
    ["shortcuts", "about", "preferences", "models", "mask-grow", "mask-shrink", "mask-feather"],
)
def test_dialogs_stay_within_a_small_window(editor: Editor, command: str) -> None:
    editor.command(command)
    editor.wait(lambda: dialogs(editor))
    (dialog,) = dialogs(editor)
    QApplication.processEvents()
    assert dialog.width() <= SMALL.width()
    assert dialog.height() <= SMALL.height()
    for area in dialog.findChildren(QScrollArea):
        if area.isVisible():
            inner = area.widget()
            assert inner.minimumSizeHint().width() <= area.viewport().width()
    dialog.close()
    QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)


def test_the_shortcut_sheet_has_as_many_columns_as_fit(editor: Editor) -> None:
    editor.key("?")
    editor.wait(lambda: dialogs(editor))
    (sheet,) = dialogs(editor)
    assert isinstance(sheet, ShortcutSheet)
    counts = []
    for width in (420, 600, 800, 1400):
        sheet.resize(width, 600)
        QApplication.processEvents()
        counts.append(sheet.columns.count)
        for name in sheet.columns.findChildren(QWidget):
            right = name.mapTo(sheet.columns, name.rect().topRight()).x()
            assert right <= sheet.columns.width()
        places = [(group.x(), group.y()) for group in sheet.columns.groups]
        assert places == sorted(places)  # in their order, down each column
        tops = {x: min(y for at, y in places if at == x) for x, _ in places}
        assert len(tops) == sheet.columns.count
        assert len(set(tops.values())) == 1
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[-1] == 4
    sheet.close()
