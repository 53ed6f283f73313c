"""A time for fills: chosen in the panel, predicted beforehand, kept with the fill, and repeated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.core.project import load_project
from inpaint_studio.engines.auto import Auto
from inpaint_studio.engines.base import Cost, Grade, Suitability
from inpaint_studio.jobs.budget.speeds import SPEEDS
from tests.e2e.editor import Editor, choosing
from tests.gui.fakes import FakeEngine, white
from tests.painter import Painter


@pytest.fixture
def painter(editor: Editor, monkeypatch: pytest.MonkeyPatch) -> Painter:
    """An engine with three grades, of 1, 2 and 4 s, on a machine that is as fast as declared."""
    monkeypatch.setattr(SPEEDS, "measure", lambda *_: None)
    monkeypatch.setattr(SPEEDS, "speed", lambda *_: 1.0)
    made = Painter()
    editor.session.registry.register(made)
    editor.window.engine_panel.reload()
    return made


def choose(editor: Editor, name: str) -> None:
    """Take a time as a user does, by the keyboard."""
    box = editor.window.engine_panel.time.choice
    box.setFocus()
    steps = box.findData(name) - box.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    editor.canvas.setFocus()


def test_the_time_is_shown_before_it_is_spent(editor: Editor, painter: Painter) -> None:
    time = editor.window.engine_panel.time
    editor.engine("painter")
    assert not time.line.text()
    editor.stroke()
    editor.wait(lambda: time.line.text() == "Takes about 2 s.")
    choose(editor, "balanced")
    editor.wait(lambda: time.line.text() == "Takes about 4 s.")
    choose(editor, "best")
    editor.wait(lambda: time.line.text() == "Takes about 20 s: the best of 5 tries.")
    choose(editor, "quick")
    editor.wait(lambda: time.line.text() == "Takes about 1 s.")  # what is around the engine takes time too
    assert editor.session.settings.fill_time == "quick"


def test_a_moment_is_called_less_than_a_second(
    editor: Editor, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SPEEDS, "speed", lambda *_: 0.1)
    editor.engine("painter")
    editor.stroke()
    editor.wait(lambda: editor.window.engine_panel.time.line.text() == "Takes less than a second.")


def test_a_time_that_is_too_short_is_no_promise(
    editor: Editor, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SPEEDS, "speed", lambda *_: 5.0)
    editor.engine("painter")
    editor.stroke()
    choose(editor, "quick")
    time = editor.window.engine_panel.time
    editor.wait(lambda: time.line.text() == "Takes about 5 s, even at its quickest.")
    assert time.line.property("role") == "warning"


def test_with_a_time_the_engine_has_no_quality_of_its_own(editor: Editor, painter: Painter) -> None:
    panel = editor.window.engine_panel
    editor.engine("painter")
    assert [param.name for param in panel._form.params] == ["quality", "size"]
    choose(editor, "best")
    assert [param.name for param in panel._form.params] == ["size"]
    choose(editor, "")
    assert [param.name for param in panel._form.params] == ["quality", "size"]


def test_what_was_tried_stays_with_the_fill(
    editor: Editor, painter: Painter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = editor.session
    editor.engine("painter")
    editor.stroke()
    choose(editor, "best")
    editor.fill("painter")
    assert len(painter.seen) == 5
    editor.key("k")
    editor.wait(lambda: session.document.layers)
    editor.settle()
    about = dict(session.document.layers[0].content.description)
    assert len(about["attempts"]) == 5
    project = tmp_path / "work.ora"
    choosing(monkeypatch, project)
    editor.window.files.saver.save_as_project()
    editor.wait(project.exists)
    (layer,) = load_project(project).state.document.layers
    assert dict(layer.content.description)["attempts"] == about["attempts"]


def test_without_a_limit_an_engine_runs_once(editor: Editor, painter: Painter) -> None:
    editor.engine("painter")
    editor.stroke()
    editor.fill("painter")
    assert len(painter.seen) == 1
    assert painter.seen[0].params["quality"] == "normal"


def test_what_automatic_will_take_follows_the_time(
    editor: Editor, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, panel = editor.session.registry, editor.window.engine_panel
    slow = FakeEngine("slow", white, suitability=Suitability(((2.0, 1.0), (50.0, 1.0)), up_to=10))
    slow.info = replace(slow.info, grades=(Grade({}, Cost(fixed=30)),))
    registry.register(slow)
    registry.register(Auto(registry))
    panel.reload()
    editor.engine("auto")
    editor.stroke()
    editor.wait(lambda: panel.holes.line.text().startswith("Uses Noise"))
    choose(editor, "best")
    editor.wait(lambda: panel.holes.line.text().startswith("Uses Slow"))
    editor.wait(lambda: panel.time.line.text() == "Takes about 30 s.")
    editor.key(Qt.Key.Key_Return)
    editor.wait(lambda: editor.session.fills.results)
    assert [patch.engine for patch in editor.session.fills.results[0].fill.patches] == ["slow"]
    choose(editor, "")
    editor.wait(lambda: panel.holes.line.text().startswith("Uses Noise"))
