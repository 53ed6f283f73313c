"""After `kill -9` in the middle of a stroke the next start offers the session back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.sessions.sessions import abandoned
from inpaint_studio.gui.files.recovery_dialog import RecoveryDialog
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, LEFT, SHIFT, Editor

ROOT = Path(__file__).parents[2]


def killed_in_a_stroke(path: Path) -> None:
    command = [sys.executable, str(ROOT / "tests" / "e2e" / "killed_editor.py"), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def offered(editor: Editor) -> RecoveryDialog:
    """The dialog that a start shows."""
    editor.window.files.begin()
    editor.wait(lambda: any(one.isVisible() for one in editor.window.findChildren(RecoveryDialog)))
    (dialog,) = editor.window.findChildren(RecoveryDialog)
    return dialog


def test_a_killed_session_is_offered_and_restored_with_the_stroke_that_was_under_way(
    start: Start, path: Path, photo: Photo
) -> None:
    killed_in_a_stroke(path)
    editor = start()
    dialog = offered(editor)
    assert dialog.list.count() == 1
    assert "photo.png" in dialog.list.item(0).text()
    QTest.mouseClick(dialog.restore_button, LEFT)
    editor.wait(lambda: editor.session.is_open)
    editor.settle()
    assert editor.covered((40, 20))
    assert editor.covered((40, 60))
    assert editor.session.path == path
    np.testing.assert_array_equal(editor.document(), photo.pixels)
    editor.session.undo()
    assert editor.covered((40, 20))
    assert not editor.covered((40, 60))
    editor.activate()
    editor.fill("white")
    assert (editor.shown()[20, 40] == 255).all()
    assert abandoned() == []


def test_a_session_that_was_left_for_later_is_offered_again(start: Start, path: Path) -> None:
    first = start()
    first.open(path)
    first.stroke()
    first.wait(lambda: first.window.files.keeper.folder is not None)
    first.end(discard=False)  # as a signal of the system ends it
    second = start()
    dialog = offered(second)
    dialog.reject()
    assert len(abandoned()) == 1
    third = start()
    QTest.mouseClick(offered(third).restore_button, LEFT)
    third.wait(lambda: third.session.is_open)
    assert third.covered((45, 40))


def recovered(first: Editor, start: Start) -> Editor:
    """The editor after the next start, which offers the session back."""
    first.wait(lambda: first.window.files.keeper.folder is not None)
    first.end(discard=False)  # as a signal of the system ends it
    second = start()
    QTest.mouseClick(offered(second).restore_button, LEFT)
    second.wait(lambda: second.session.is_open)
    second.activate()
    second.settle()
    return second


def test_strokes_that_heal_and_clone_survive_a_crash_with_their_steps(
    editor: Editor, start: Start, photo: Photo
) -> None:
    editor.key("j", SHIFT)
    editor.click((90, 40), CTRL)
    editor.drag((30, 40), (36, 42))
    editor.settle()
    healed = editor.document().copy()
    editor.key("j")
    editor.click((90, 70), CTRL)
    editor.drag((30, 70), (36, 72))
    editor.settle()
    both = editor.document().copy()
    assert (healed != photo.pixels).any()
    assert (both != healed).any()
    second = recovered(editor, start)
    np.testing.assert_array_equal(second.document(), both)
    engines = [layer.content.description["engine"] for layer in second.session.document.layers]
    assert engines == ["heal", "clone"]
    assert [entry.name for entry in second.session.entries] == ["Heal", "Clone"]
    second.key("z", CTRL)
    second.settle()
    np.testing.assert_array_equal(second.document(), healed)
    second.key("z", CTRL)
    second.settle()
    np.testing.assert_array_equal(second.document(), photo.pixels)
    second.key("z", CTRL | SHIFT)
    second.settle()
    np.testing.assert_array_equal(second.document(), healed)


def test_spots_that_were_filled_at_once_survive_a_crash(editor: Editor, start: Start, photo: Photo) -> None:
    editor.engine("white")
    editor.button(editor.window.engine_panel.auto_fill)
    for count, y in enumerate((20, 60), 1):
        editor.canvas.setFocus()
        editor.stroke(y=y)
        editor.wait(lambda count=count: len(editor.session.document.layers) == count)
        editor.wait(lambda: editor.session.fills.job is None)
        editor.settle()
    both = editor.document().copy()
    second = recovered(editor, start)
    np.testing.assert_array_equal(second.document(), both)
    assert second.mask().max() == 0
    assert [entry.name for entry in second.session.entries] == ["Fill with White"] * 2
    second.key("z", CTRL)
    second.settle()
    np.testing.assert_array_equal(second.document()[50:], photo.pixels[50:])
    assert (second.document()[20, 45] == 255).all()
    assert second.mask().max() == 0  # one spot is one step
