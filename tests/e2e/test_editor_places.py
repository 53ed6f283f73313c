"""Where things lie and where Tab goes: from left to right, and nothing over a panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.e2e.editor import Editor, Key

TAB = Qt.FocusReason.TabFocusReason


def rect_in(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("width", [1280, 1024, 820])
@pytest.mark.parametrize("tool", ["crop", "brush", "select", "rectangle", "clone"])
def test_tab_goes_through_the_options_of_a_tool_from_left_to_right(
    editor: Editor, tool: str, width: int
) -> None:
    editor.window.resize(width, 700)
    editor.command("tool-lasso")
    editor.command(f"tool-{tool}")
    options = editor.window.options
    controls = [
        one
        for one in options.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    ]  # fmt: skip
    places = sorted(rect_in(one, options).x() for one in controls)
    first = min(controls, key=lambda one: rect_in(one, options).x())
    first.setFocus(TAB)
    visited = []
    for _ in controls:
        at = QApplication.focusWidget()
        assert at is not None
        visited.append(rect_in(at, options).x())
        editor.key(Key.Key_Tab)
    assert visited == places


def test_a_notice_covers_no_panel_in_a_small_window(editor: Editor) -> None:
    window = editor.window
    window.resize(1024, 700)
    QApplication.processEvents()
    window.notices.show_error("The photo could not be written, because the disk is full. " * 3, "details")
    shown = rect_in(window.notices, window)
    canvas = rect_in(window.canvas, window)
    assert canvas.left() < shown.left()
    assert shown.right() < canvas.right()
    window.hide_panels(True)
    QApplication.processEvents()
    assert rect_in(window.notices, window).center().x() > shown.center().x()  # it follows the photo
