"""The first steps: reached from Help and the start page, by mouse and by keys, with pictures that exist."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImageReader
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.gui.dialogs.first_steps import PICTURE, STEPS, FirstSteps, picture_file
from inpaint_studio.gui.kit.theme import DARK, LIGHT
from inpaint_studio.gui.words.translation import LANGUAGES
from tests.e2e.conftest import Start
from tests.e2e.editor import Editor, Key


def first_steps(editor: Editor) -> FirstSteps:
    editor.wait(lambda: editor.window.findChildren(FirstSteps))
    (dialog,) = editor.window.findChildren(FirstSteps)
    return dialog


def test_every_picture_exists_and_is_small() -> None:
    sizes = {}
    for step in STEPS:
        for theme in (DARK.name, LIGHT.name):
            for language in LANGUAGES:
                file = picture_file(step, theme, language)
                assert QImageReader(str(file)).size() == 2 * PICTURE, file  # sharp at 200 %
                sizes[file] = file.stat().st_size
    assert max(sizes.values()) < 80_000
    assert set(picture_file(STEPS[0], "dark", "en").parent.iterdir()) == set(sizes)


@pytest.mark.parametrize("way", ["start page", "help"])
def test_the_steps_are_walked_with_the_mouse(start: Start, way: str) -> None:
    editor = start()
    if way == "help":
        editor.command("first-steps")
    else:
        editor.button(editor.window.start_page.first_steps_button)
    dialog = first_steps(editor)
    seen = []
    while dialog.isVisible():
        assert not dialog.picture.pixmap().isNull()
        assert dialog.back.isEnabled() == (dialog.step > 0)
        assert "{" not in dialog.words.text()
        seen.append(dialog.title.text())
        editor.button(dialog.next)
    assert len(set(seen)) == len(STEPS)


def test_the_steps_are_walked_with_the_keyboard_alone(start: Start) -> None:
    editor = start()
    editor.command("first-steps")
    dialog = first_steps(editor)
    dialog.activateWindow()
    editor.wait(dialog.isActiveWindow)
    for key, step in ((Key.Key_Right, 1), (Key.Key_Return, 2), (Key.Key_Left, 1), (Key.Key_Left, 0)):
        QTest.keyClick(dialog.focusWidget() or dialog, key)
        assert dialog.step == step
    QTest.keyClick(dialog, Key.Key_Left)
    assert dialog.step == 0
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_they_follow_theme_and_keys(start: Start) -> None:
    editor = start()
    editor.command("first-steps")
    dialog = first_steps(editor)
    dialog.show_step(STEPS.index("fill"))
    assert "(Return)" in dialog.words.text()
    dark = dialog.picture.pixmap().toImage()
    editor.session.update_settings(theme="light", keymap={"fill": "F9"})
    QApplication.processEvents()
    assert "(F9)" in dialog.words.text()
    assert dialog.picture.pixmap().toImage() != dark
    editor.session.update_settings(theme="dark")  # for the tests after this one
