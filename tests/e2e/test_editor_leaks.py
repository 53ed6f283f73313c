"""Closing releases everything: windows, dialogs and photos leave no objects behind."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QColorDialog, QDialog, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.dialogs.preferences import PreferencesDialog
from inpaint_studio.gui.kit.controls import ColourButton, Slider
from inpaint_studio.jobs.saving import SaveChoice
from tests.e2e.editor import Editor


@pytest.fixture(autouse=True)
def only_what_is_new_is_searched() -> Iterator[None]:
    """After thousands of tests there is much in memory, and garbage is collected here dozens of times."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def settled() -> None:
    """What was to be deleted later is deleted, and garbage is collected."""
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def objects() -> Counter[str]:
    """How many Qt objects of each class there are in all windows."""
    count: Counter[str] = Counter()

    def walk(one: QObject) -> None:
        count[one.metaObject().className()] += 1
        for child in one.children():
            walk(child)

    for widget in QApplication.topLevelWidgets():
        if widget.parent() is None:
            walk(widget)
    return count


def python_objects() -> Counter[str]:
    """How many objects of ours Python has, of each class."""
    kinds = (type(one) for one in gc.get_objects())
    ours = "inpaint_studio.gui"
    return Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith(ours))


def grown(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return {name: count - before[name] for name, count in after.items() if count > before[name]}


def repeated(editor: Editor, act: Callable[[], None]) -> tuple[dict[str, int], dict[str, int]]:
    """What there is more of after the third and fourth time than after the first two."""
    twice(editor, act)
    before, before_python = objects(), python_objects()
    twice(editor, act)
    return grown(before, objects()), grown(before_python, python_objects())


def twice(editor: Editor, act: Callable[[], None]) -> None:
    """Do it two times, each to its end: work holds on to who wants to hear of it, and leads to more work."""
    for _ in range(2):
        act()
        for _ in range(4):
            editor.session.pool.wait()
            settled()


def test_a_window_that_is_closed_is_gone_with_all_that_it_had(
    qtbot: QtBot, registry: Registry, path: Path
) -> None:
    gone: list[weakref.ref[object]] = []

    def live() -> None:
        editor = Editor(qtbot, registry)
        editor.open(path)
        editor.stroke()
        editor.fill("white")
        editor.session.fills.keep()
        session, window = editor.session, editor.window
        for one in (session, window, editor.canvas, window.toolbox.tool, session.photo, session.document):
            gone.append(weakref.ref(one))
        editor.end()

    live()
    settled()
    assert [one() for one in gone if one() is not None] == []


@pytest.mark.parametrize("name", ["preferences", "models", "about", "shortcuts", "mask-grow"])
def test_a_dialog_that_is_closed_is_gone(editor: Editor, name: str) -> None:
    editor.stroke()

    def open_and_close() -> None:
        editor.command(name)
        QApplication.processEvents()
        (dialog,) = (one for one in editor.window.findChildren(QDialog) if one.isVisible())
        dialog.reject()

    assert repeated(editor, open_and_close) == ({}, {})


def test_a_colour_that_was_looked_at_leaves_nothing(editor: Editor) -> None:
    def look() -> None:
        editor.command("preferences")
        (dialog,) = editor.window.findChildren(PreferencesDialog)
        dialog.show_page("appearance")
        dialog.findChildren(ColourButton)[0].click()
        assert isinstance(QApplication.activeModalWidget(), QColorDialog)
        dialog.reject()  # with the colours still open

    assert repeated(editor, look) == ({}, {})


def test_a_comparison_that_is_left_is_gone(editor: Editor) -> None:
    editor.stroke()

    def compare() -> None:
        editor.command("compare")
        QApplication.processEvents()
        editor.window.leave_compare()

    assert repeated(editor, compare) == ({}, {})


def test_photos_that_were_closed_leave_nothing(editor: Editor, path: Path) -> None:
    def work() -> None:
        editor.open(path)
        editor.stroke()
        editor.fill("white")
        editor.session.fills.keep()
        editor.session.close_photo()

    editor.session.close_photo()
    assert repeated(editor, work) == ({}, {})


def test_photos_that_were_saved_leave_nothing(editor: Editor, tmp_path: Path) -> None:
    saver = editor.window.files.saver

    def save() -> None:
        for ending in (".png", ".jpg", ".tif", ".webp"):
            saver.write(tmp_path / f"saved{ending}", SaveChoice(), overwrite=True)
            editor.qtbot.waitUntil(lambda: not saver.busy)
        saver.write_project(tmp_path / "saved.ora", overwrite=True)
        editor.qtbot.waitUntil(lambda: not saver.busy)

    editor.stroke()
    editor.fill("white")
    editor.session.fills.keep()
    assert repeated(editor, save) == ({}, {})


def test_steps_that_were_undone_and_done_again_leave_nothing(editor: Editor) -> None:
    def to_and_fro() -> None:
        for _ in range(3):
            editor.session.undo()
        for _ in range(3):
            editor.session.redo()

    for _ in range(2):
        editor.stroke()
        editor.fill("white")
        editor.session.fills.keep()
    assert repeated(editor, to_and_fro) == ({}, {})


def test_themes_that_were_tried_leave_nothing(editor: Editor) -> None:
    def try_all() -> None:
        for theme in ("light", "dark"):
            editor.session.update_settings(theme=theme)
            QApplication.processEvents()

    assert repeated(editor, try_all) == ({}, {})


def test_tools_that_were_taken_up_leave_nothing(editor: Editor) -> None:
    def take_all() -> None:
        for name in editor.window.toolbox.tools:
            editor.window.toolbox.select(name)
            QApplication.processEvents()

    assert repeated(editor, take_all) == ({}, {})


def test_menus_of_sliders_are_gone_when_they_close(editor: Editor) -> None:
    slider = next(one for one in editor.window.findChildren(Slider) if one.isVisible())

    def look() -> None:
        at = slider.rect().center()
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(slider, QContextMenuEvent(reason, at, slider.mapToGlobal(at)))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QWidget)
        menu.close()

    assert repeated(editor, look) == ({}, {})


def test_a_window_that_was_shut_down_is_not_looked_at_any_more(editor: Editor) -> None:
    editor.stroke()
    editor.fill("white")
    editor.session.fills.keep()
    editor.window.docks["layers"].raise_()
    QApplication.processEvents()
    with editor.qtbot.captureExceptions() as caught:
        editor.window.shut_down(discard=True)  # the layers it shows have no photo under them now
        assert not editor.window.isVisible()
        for _ in range(3):
            QApplication.processEvents()
    assert caught == []
