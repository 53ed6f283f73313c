"""The keyboard belongs to the photo, whatever was clicked last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.e2e.editor import LEFT, SHIFT, Editor, Key
from tests.gui.fakes import SteppedEngine


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def pans(editor: Editor) -> bool:
    """Whether Space and a drag move the photo."""
    before = editor.canvas.viewport.offset
    editor.hold(Key.Key_Space)
    editor.drag((60, 45), (62, 47))
    editor.let_go(Key.Key_Space)
    return bool(editor.canvas.viewport.offset != before)


def test_after_variations_space_still_pans(editor: Editor) -> None:
    panel = editor.window.engine_panel
    editor.engine("noise")
    editor.stroke()
    editor.key("2")
    ticked = panel.auto_fill.isChecked()
    editor.button(panel.vary)
    editor.wait(lambda: editor.session.fills.job is None and len(editor.session.fills.results) == 4)
    assert focus() is editor.canvas
    assert pans(editor)
    assert panel.auto_fill.isChecked() == ticked


def test_a_control_that_is_disabled_under_the_keyboard_gives_it_to_the_photo(
    editor: Editor, stepped: SteppedEngine
) -> None:
    panel = editor.window.engine_panel
    editor.engine("stepped")
    editor.stroke()
    panel.fill.fill.setFocus(Qt.FocusReason.TabFocusReason)
    editor.key(Key.Key_Space)
    editor.wait(lambda: editor.session.fills.job is not None)
    assert focus() is editor.canvas
    stepped.step.release(4)
    editor.wait(lambda: editor.session.fills.results)
    assert focus() is editor.canvas


def test_a_click_on_a_control_leaves_the_keyboard_with_the_photo(editor: Editor) -> None:
    panel = editor.window.engine_panel
    for control in (
        panel.auto_fill,
        panel.auto_fill,
        panel.join.header,
        editor.window.options.overlay.opacity.track,
    ):
        QTest.mouseClick(control, LEFT)
        assert focus() is editor.canvas
    editor.key("l")
    assert editor.window.toolbox.tool.name == "lasso"


def test_enter_in_a_field_takes_the_number_and_gives_the_keyboard_back(editor: Editor) -> None:
    form = editor.window.options.form
    assert form is not None
    box = form.control("size").box
    QTest.mouseClick(box, LEFT)
    assert focus() is box
    box.selectAll()
    QTest.keyClicks(box, "33")
    editor.key(Key.Key_Return)
    assert focus() is editor.canvas
    assert editor.window.toolbox.tool.values["size"] == 33
    assert editor.session.fills.job is None
    editor.key("l")
    assert editor.window.toolbox.tool.name == "lasso"


def test_escape_in_a_field_drops_the_number_and_cancels_nothing(
    editor: Editor, stepped: SteppedEngine
) -> None:
    editor.engine("stepped")
    editor.stroke()
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.session.fills.job is not None)
    form = editor.window.options.form
    assert form is not None
    box, size = form.control("size").box, editor.window.toolbox.tool.values["size"]
    QTest.mouseClick(box, LEFT)
    box.selectAll()
    QTest.keyClicks(box, "77")
    editor.key(Key.Key_Escape)
    assert focus() is editor.canvas
    assert editor.window.toolbox.tool.values["size"] == size
    assert editor.session.fills.job is not None


def test_space_in_a_list_is_for_the_photo(editor: Editor) -> None:
    editor.stroke()
    editor.fill()
    editor.key("2")
    editor.row(editor.window.results.view, 1)
    assert focus() is editor.window.results.view
    assert pans(editor)


def test_f6_goes_round_the_panels_and_back(editor: Editor) -> None:
    seen: list[QWidget | None] = [focus()]
    for _ in range(12):
        editor.key(Key.Key_F6)
        if focus() is editor.canvas:
            break
        seen.append(focus())
    assert focus() is editor.canvas
    assert len(set(seen)) == len(seen) > 3
    assert any(one is not None and editor.window.engine_panel.isAncestorOf(one) for one in seen)
    editor.key(Key.Key_F6, SHIFT)
    assert focus() is seen[-1]


def test_hiding_the_panels_twice_leaves_the_tab_in_front(editor: Editor) -> None:
    docks = editor.window.docks
    docks["layers"].raise_()
    editor.wait(lambda: not docks["layers"].visibleRegion().isEmpty())
    editor.canvas.setFocus()
    editor.key(Key.Key_Tab)
    assert not docks["layers"].isVisible()
    editor.key(Key.Key_Tab)
    editor.wait(lambda: docks["layers"].isVisible())
    editor.settle()
    editor.wait(lambda: not docks["layers"].visibleRegion().isEmpty())
    assert docks["history"].visibleRegion().isEmpty()
