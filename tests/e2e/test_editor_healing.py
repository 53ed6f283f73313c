"""Fill after each stroke: one spot is one step and one undo, however fast the strokes follow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.panels.engine import advice, time
from inpaint_studio.gui.words.fills import name_of
from tests.e2e.conftest import Start
from tests.e2e.editor import CTRL, SHIFT, Editor, Key
from tests.gui.fakes import HangingEngine, SteppedEngine


def healing(editor: Editor, engine: str = "white") -> Editor:
    editor.engine(engine)
    editor.button(editor.window.engine_panel.auto_fill)
    assert editor.session.fills.auto_fill
    editor.canvas.setFocus()
    return editor


def healed(editor: Editor, count: int) -> None:
    editor.wait(lambda: len(editor.session.document.layers) == count and editor.session.fills.job is None)
    editor.settle()


def names(editor: Editor) -> list[str]:
    return [entry.name for entry in editor.session.entries]


def test_a_healed_spot_is_one_step_and_one_undo(editor: Editor, photo: Photo) -> None:
    healing(editor)
    editor.stroke(y=20)
    healed(editor, 1)
    assert names(editor) == ["Fill with White"]
    editor.stroke(y=60)
    healed(editor, 2)
    assert names(editor) == ["Fill with White"] * 2
    editor.key("z", CTRL)
    assert editor.mask().max() == 0
    assert (editor.document()[20, 45] == 255).all()
    np.testing.assert_array_equal(editor.document()[50:], photo.pixels[50:])
    editor.key("z", CTRL)
    np.testing.assert_array_equal(editor.document(), photo.pixels)
    editor.key("z", CTRL | SHIFT)
    assert (editor.document()[20, 45] == 255).all()


def test_an_undone_spot_is_not_filled_with_the_next_stroke(editor: Editor, photo: Photo) -> None:
    healing(editor)
    editor.stroke(y=20)
    healed(editor, 1)
    editor.key("z", CTRL)
    editor.stroke(y=60)
    healed(editor, 1)
    np.testing.assert_array_equal(editor.document()[:50], photo.pixels[:50])
    assert (editor.document()[60, 45] == 255).all()
    assert editor.session.fills.results == ()


def test_strokes_that_follow_fast_are_steps_of_their_own(
    editor: Editor, stepped: SteppedEngine, photo: Photo
) -> None:
    healing(editor, "stepped")
    for y in (15, 40, 70):
        editor.stroke(y=y)
    assert names(editor) == ["Brush stroke"] * 3
    stepped.step.release(4)
    editor.wait(lambda: len(editor.session.document.layers) == 1)
    assert names(editor) == ["Fill with Stepped", "Brush stroke", "Brush stroke"]
    assert not editor.covered((45, 15))
    assert editor.covered((45, 40))
    stepped.step.release(8)
    healed(editor, 3)
    assert names(editor) == ["Fill with Stepped"] * 3
    assert editor.mask().max() == 0
    for y in (70, 40):
        editor.key("z", CTRL)
        np.testing.assert_array_equal(editor.document()[y], photo.pixels[y])
        assert editor.mask().max() == 0
    assert (editor.document()[15, 45] == 255).all()


def test_undo_while_spots_are_filled_takes_back_the_last_stroke_alone(
    editor: Editor, stepped: SteppedEngine
) -> None:
    healing(editor, "stepped")
    editor.stroke(y=15)
    stepped.step.release(4)
    healed(editor, 1)
    editor.stroke(y=40)
    editor.key("z", CTRL)
    stepped.step.release(4)
    editor.settle()
    assert editor.session.fills.job is None
    assert len(editor.session.document.layers) == 1
    assert editor.mask().max() == 0


def test_a_stroke_that_was_left_unfilled_stays_so_when_another_is_healed(
    editor: Editor, hanging: HangingEngine, photo: Photo
) -> None:
    healing(editor, "hanging")
    editor.stroke(y=20)
    editor.wait(hanging.started.is_set)
    editor.key(Key.Key_Escape)
    editor.wait(lambda: editor.session.fills.job is None)
    assert editor.covered((45, 20))
    editor.engine("white")
    editor.stroke(y=60)
    healed(editor, 1)
    np.testing.assert_array_equal(editor.document()[:40], photo.pixels[:40])
    assert editor.covered((45, 20))
    assert not editor.covered((45, 60))


def test_a_stroke_drawn_during_another_fill_is_healed_after_it(
    editor: Editor, stepped: SteppedEngine
) -> None:
    editor.engine("stepped")
    editor.stroke(y=15)
    editor.key(Key.Key_Return)
    editor.wait(lambda: editor.session.fills.job is not None)
    editor.command("auto-fill")
    editor.stroke(y=60)
    stepped.step.release(8)
    healed(editor, 1)
    assert (editor.document()[60, 45] == 255).all()
    assert editor.covered((45, 15))


def test_a_failed_spot_does_not_hold_up_the_next(editor: Editor) -> None:
    healing(editor, "failing")
    editor.stroke(y=20)
    editor.wait(lambda: editor.failures and editor.session.fills.job is None)
    editor.engine("white")
    editor.stroke(y=60)
    healed(editor, 1)
    assert (editor.document()[60, 45] == 255).all()


def test_healing_gives_no_hint_about_keys_that_do_nothing(start: Start, editor: Editor) -> None:
    hinting = start(hints_seen=("paint", "fill"))
    assert editor.session.path is not None
    hinting.open(editor.session.path)
    healing(hinting)
    hinting.stroke(y=20)
    healed(hinting, 1)
    assert not any("keeps this result" in message for message in hinting.messages)
    hinting.button(hinting.window.engine_panel.auto_fill)
    hinting.stroke(y=60)
    hinting.fill()
    assert any("keeps this result" in message for message in hinting.messages)
    assert hinting.window.commands["keep"].isEnabled()


def test_try_again_fills_the_last_spot_with_another_seed(editor: Editor, photo: Photo) -> None:
    healing(editor, "noise")
    editor.stroke(y=20)
    healed(editor, 1)
    editor.stroke(y=60)
    healed(editor, 2)
    first = editor.document()

    def again() -> int:
        editor.wait(lambda: editor.window.commands["try-again"].isEnabled())
        before, position = seed_of(editor), editor.session.position
        editor.key("r")
        editor.wait(lambda: editor.session.position == position + 1 and editor.session.fills.last_spot == 1)
        assert seed_of(editor) != before
        return seed_of(editor)

    again()
    second = editor.document()
    assert (second[:40] == first[:40]).all()
    assert (second[55:65, 30:60] != first[55:65, 30:60]).any()
    again()
    editor.button(editor.window.results.again_button)
    editor.wait(lambda: editor.session.position == 5)
    editor.settle()
    editor.key("z", CTRL)
    editor.key("z", CTRL)
    editor.settle()
    np.testing.assert_array_equal(editor.document(), second)
    editor.key("z", CTRL)
    editor.settle()
    np.testing.assert_array_equal(editor.document(), first)
    editor.key("z", CTRL)  # the second spot itself
    editor.settle()
    assert editor.session.fills.last_spot == 0
    assert not editor.failures


def test_an_engine_without_a_seed_says_so_and_another_one_takes_its_place(editor: Editor) -> None:
    healing(editor)
    editor.stroke(y=20)
    healed(editor, 1)
    editor.wait(lambda: editor.window.commands["try-again"].isEnabled())
    editor.key("r")
    assert "White gives the same fill every time" in editor.messages[-1]
    assert editor.session.position == 1
    editor.engine("noise")
    editor.key("r")
    editor.wait(lambda: editor.session.position == 2)
    assert editor.session.document.layers[0].content.description["engine"] == "noise"
    editor.button(editor.window.engine_panel.auto_fill)
    editor.wait(lambda: not editor.window.commands["try-again"].isEnabled())


def seed_of(editor: Editor) -> int:
    """The seed of the newest spot."""
    return int(editor.session.document.layers[-1].content.description["seed"])


def test_a_spot_has_one_number_whatever_was_kept_while_it_was_filled(
    editor: Editor, stepped: SteppedEngine
) -> None:
    healing(editor, "stepped")
    editor.stroke(y=20)
    editor.wait(lambda: editor.session.fills.job is not None)
    pixels = editor.session.document.read(Rect(80, 60, 9, 9))
    editor.session.add_fill(
        "Clone", [LayerPatch(Rect(90, 70, 9, 9), pixels, np.full((9, 9), 255, np.uint8))], {}
    )
    stepped.step.release(8)  # the spot is filled again, on the new picture
    healed(editor, 2)
    numbers = [layer.number for layer in editor.session.document.layers]
    editor.key("z", CTRL)
    editor.settle()
    (spot,) = editor.session.document.layers
    assert spot.number == numbers[-1]


def test_a_go_keeps_its_name_when_spots_join_and_leave_it(editor: Editor) -> None:
    healing(editor)
    kept, registry = editor.session.kept, editor.session.registry
    for count, y in enumerate((20, 40), 1):
        editor.stroke(y=y, x0=30, x1=32)
        healed(editor, count)
    kept.select((0, 1))
    kept.rename("Dust")
    editor.stroke(y=60, x0=30, x1=32)
    healed(editor, 3)
    kept.select((0,))
    kept.delete()
    assert name_of(kept.layers, registry) == "Dust"
    kept.select((0,))
    kept.delete()
    assert name_of(kept.layers, registry) == "Dust"
    editor.key("z", CTRL)
    assert name_of(kept.layers, registry) == "Dust"


def test_between_the_spots_of_one_go_nothing_is_predicted_and_no_result_comes_and_goes(
    start: Start, path: Path, stepped: SteppedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for module, name in ((advice, "survey"), (time, "plan_for")):
        work = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a, n=name, w=work, **k: (asked.append(n), w(*a, **k))[1])
    monkeypatch.setattr(advice, "_SETTLED", 0)  # ms: as if the user paused after each spot
    editor = start()
    editor.open(path)
    healing(editor, "stepped")
    rows, jobs = list[str](), list[str]()
    model = editor.window.results.view.model()
    model.rowsInserted.connect(lambda *_: rows.append("come"))
    model.rowsRemoved.connect(lambda *_: rows.append("gone"))
    for y in (15, 40, 70):
        editor.stroke(y=y)
    editor.wait(lambda: editor.session.fills.job is not None)
    asked.clear()
    editor.session.fills.job_changed.connect(lambda: jobs.append("changed"))
    for spot in (1, 2):
        stepped.step.release(4)
        editor.wait(lambda spot=spot: len(editor.session.document.layers) == spot)
    assert not asked
    stepped.step.release(4)
    healed(editor, 3)
    assert not rows
    assert len(jobs) <= 5 * 3  # a fill is queued, begins, ends and arrives, however far it is in between
