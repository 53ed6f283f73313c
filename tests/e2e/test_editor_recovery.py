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
from tests.e2e.editor import LEFT, Editor

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
