"""Healing through the window: keys, Ctrl-click, undo, project."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inpaint_studio.core.project import load_project
from tests.e2e.editor import CTRL, SHIFT, Editor, choosing


def test_a_healed_spot_is_one_step_and_survives_undo_and_a_project(
    editor: Editor, tmp_path: Path, monkeypatch: object
) -> None:
    before = editor.document().copy()
    editor.key("j", SHIFT)
    assert editor.window.toolbox.tool.name == "heal"
    editor.click((90, 40), CTRL)
    editor.drag((30, 40), (36, 42))
    editor.settle()
    after = editor.document().copy()
    assert (after[36:46, 28:38] != before[36:46, 28:38]).any()
    assert (after[:, 60:] == before[:, 60:]).all()
    assert [entry.name for entry in editor.session.entries] == ["Heal"]
    editor.key("z", CTRL)
    np.testing.assert_array_equal(editor.document(), before)
    editor.key("z", CTRL | SHIFT)
    np.testing.assert_array_equal(editor.document(), after)
    project = tmp_path / "healed.ora"
    choosing(monkeypatch, project)
    editor.command("save-project")
    editor.wait(project.exists)
    editor.settle()
    kept = load_project(project).state.document
    np.testing.assert_array_equal(kept.read(editor.whole), after)
    assert kept.layers[0].content.description["engine"] == "heal"
