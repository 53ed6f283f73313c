"""The session: what it tells, what it keeps, and what becomes of fills."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.state import LAST_MASK, MASK
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.gui.session import AVOID, SOURCES, Session
from tests.gui.fakes import HangingEngine, SteppedEngine


def stroke(session: Session, *points: tuple[float, float], radius: float = 6, label: str = "Stroke") -> None:
    """Paint a line on the mask, as one step."""
    edit = session.edit_mask()
    edit.paint(brush(Stroke(tuple((x, y, radius) for x, y in points)), Rect.of(session.size)))
    edit.commit(label)


def fill(qtbot: QtBot, session: Session, engine: str = "white", **params: object) -> None:
    """Fill and wait for the result."""
    before = len(session.results)
    session.fill(engine, params)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(session.results) > before and session.job is None)


def pixels(session: Session) -> np.ndarray:
    return session.shown.read(Rect.of(session.size))


def test_a_stroke_is_one_step_that_undo_takes_back(session: Session) -> None:
    stroke(session, (20, 20), (60, 40))
    assert session.mask_area() > 100
    assert [entry.name for entry in session.entries] == ["Stroke"]
    session.undo()
    assert session.mask_area() == 0
    session.redo()
    assert session.mask_area() > 100


def test_a_stroke_that_is_aborted_leaves_nothing(session: Session, qtbot: QtBot) -> None:
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((30, 30, 9),)), Rect.of(session.size)))
    assert session.mask_area() > 0
    with qtbot.waitSignal(session.mask_changed):
        edit.abort()
    assert session.mask_area() == 0
    assert session.entries == ()
    assert session.can_edit


def test_a_fill_is_shown_but_not_committed(session: Session, qtbot: QtBot, photo: Photo) -> None:
    stroke(session, (30, 30), (50, 30))
    fill(qtbot, session)
    assert session.chosen is session.results[0]
    assert pixels(session)[30, 40].tolist() == [255, 255, 255]
    assert np.array_equal(session.document.read(Rect.of(session.size)), photo.pixels)
    session.choose(None)
    assert np.array_equal(pixels(session), photo.pixels)


def test_keep_is_one_step_and_undo_brings_back_pixels_mask_and_results(
    session: Session, qtbot: QtBot, photo: Photo
) -> None:
    stroke(session, (30, 30), (50, 30))
    area = session.mask_area()
    fill(qtbot, session)
    result = session.chosen
    steps = len(session.entries)
    session.keep()
    assert len(session.entries) == steps + 1
    assert session.mask_area() == 0
    assert session.mask_area(LAST_MASK) == area
    assert session.results == ()
    assert pixels(session)[30, 40].tolist() == [255, 255, 255]
    session.undo()
    assert np.array_equal(pixels(session), photo.pixels)
    assert session.mask_area() == area
    assert session.results == (result,)


def test_outside_the_mask_the_bytes_stay(session: Session, qtbot: QtBot, photo: Photo) -> None:
    stroke(session, (30, 30), (50, 30))
    hole = session.state.mask().hole
    fill(qtbot, session)
    session.keep()
    assert np.array_equal(pixels(session)[~hole], photo.pixels[~hole])


def test_try_again_takes_another_seed_and_reads_the_photo_under_the_result(
    session: Session, qtbot: QtBot
) -> None:
    stroke(session, (30, 30), (50, 30))
    fill(qtbot, session, "noise")
    first = session.chosen
    assert first is not None
    session.try_again()
    qtbot.waitUntil(lambda: len(session.results) == 2)
    second = session.chosen
    assert second is not None
    assert second.fill.seed != first.fill.seed
    assert second.base is first.base


def test_variations_have_seeds_of_their_own(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 30))
    session.fill("noise", {}, count=4)
    qtbot.waitUntil(lambda: len(session.results) == 4)
    assert len({result.fill.seed for result in session.results}) == 4


def test_cancel_answers_at_once_and_offers_the_best_so_far(session: Session, qtbot: QtBot) -> None:
    hanging = HangingEngine()
    session.registry.register(hanging)
    stroke(session, (30, 30), (50, 30))
    session.fill("hanging", {})
    qtbot.waitUntil(lambda: session.preview is not None)
    session.cancel()
    assert session.job is None
    qtbot.waitUntil(lambda: len(session.results) == 1)
    assert session.results[0].partial
    assert session.chosen is session.results[0]
    assert abs(int(pixels(session)[30, 40, 0]) - 128) < 12
    qtbot.waitUntil(lambda: not session.jobs.busy)


def test_the_job_can_be_followed(session: Session, qtbot: QtBot) -> None:
    stepped = SteppedEngine()
    session.registry.register(stepped)
    stroke(session, (30, 30), (50, 30))
    session.fill("stepped", {})
    stepped.step.release(2)
    qtbot.waitUntil(lambda: session.job is not None and abs(session.job.fraction - 0.5) < 1e-6)
    assert session.preview is not None
    stepped.step.release(2)
    qtbot.waitUntil(lambda: session.job is None and session.chosen is not None)
    assert session.preview is None


@pytest.mark.parametrize("engine", ["failing", "out of memory", "complaining", "lying", "not a number"])
def test_a_failing_engine_is_told_once_and_work_goes_on(session: Session, qtbot: QtBot, engine: str) -> None:
    stroke(session, (30, 30), (50, 30))
    with qtbot.waitSignal(session.failed) as caught:
        session.fill(engine, {})
    assert caught.args is not None
    assert len(str(caught.args[0]).splitlines()) == 1
    assert session.job is None
    fill(qtbot, session)
    assert session.chosen is not None


def test_an_engine_that_is_not_available_is_told(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 30))
    with qtbot.waitSignal(session.failed) as caught:
        session.fill("missing", {})
    assert "no_such_package" in str(caught.args and caught.args[0])


def test_filling_without_a_mask_says_what_to_do(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.told):
        session.fill("white", {})
    assert session.job is None


def test_painting_on_shows_the_photo_again(session: Session, qtbot: QtBot, photo: Photo) -> None:
    stroke(session, (30, 30))
    fill(qtbot, session)
    stroke(session, (70, 60))
    assert session.chosen is None
    assert np.array_equal(pixels(session), photo.pixels)
    assert len(session.results) == 1


def test_keeping_an_earlier_result_leaves_what_was_painted_since(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 30))
    first = session.mask_area()
    fill(qtbot, session)
    stroke(session, (80, 60))
    session.keep(session.results[0])
    assert session.mask_area(LAST_MASK) == first
    assert session.mask_area() == pytest.approx(first, abs=2)
    assert session.mask_tiles(MASK).read(Rect(80, 60, 1, 1))[0, 0] == 255


def test_auto_fill_keeps_each_stroke_at_once(session: Session, qtbot: QtBot) -> None:
    session.auto_fill = True
    session.filling.last = ("white", {})
    stroke(session, (30, 30))
    qtbot.waitUntil(lambda: len(session.document.layers) == 1)
    assert session.mask_area() == 0
    assert session.results == ()


def test_kept_fills_can_be_hidden_faded_run_again_and_deleted(
    session: Session, qtbot: QtBot, photo: Photo
) -> None:
    stroke(session, (30, 30), (50, 30))
    fill(qtbot, session, "noise")
    session.keep()
    session.set_layer_visible(0, False)
    assert np.array_equal(pixels(session), photo.pixels)
    session.set_layer_visible(0, True)
    session.set_layer_opacity(0, 0.5)
    assert session.document.layers[0].opacity == 0.5
    seed = session.document.layers[0].content.description["seed"]
    session.refill_layer(0)
    qtbot.waitUntil(lambda: session.document.layers[0].content.description["seed"] != seed)
    session.delete_layer(0)
    assert np.array_equal(pixels(session), photo.pixels)


def test_crop_tells_that_the_size_is_another_and_undo_too(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.resized):
        session.crop(Rect(10, 10, 50, 40))
    assert (session.size.width, session.size.height) == (50, 40)
    with qtbot.waitSignal(session.resized):
        session.undo()
    assert (session.size.width, session.size.height) == (120, 90)


def test_sources_are_what_may_be_copied_less_what_must_not(session: Session) -> None:
    assert session.sources() is None
    session.set_mask("May", Mask.full(session.size), SOURCES)
    coverage = np.zeros((90, 120), np.uint8)
    coverage[:, :60] = 255
    session.set_mask("Must not", Mask(coverage), AVOID)
    sources = session.sources()
    assert sources is not None
    assert sources.area == 90 * 60


def test_unsaved_changes_are_those_of_the_picture(session: Session, qtbot: QtBot) -> None:
    assert not session.has_unsaved_changes
    stroke(session, (30, 30))
    assert not session.has_unsaved_changes
    fill(qtbot, session)
    session.keep()
    assert session.has_unsaved_changes
    session.undo()
    assert not session.has_unsaved_changes


def test_closing_while_an_engine_hangs_ends_its_thread(session: Session, qtbot: QtBot) -> None:
    hanging = HangingEngine()
    session.registry.register(hanging)
    stroke(session, (30, 30))
    session.fill("hanging", {})
    qtbot.waitUntil(hanging.started.is_set)
    session.close_photo()
    assert not session.is_open
    qtbot.waitUntil(lambda: not session.jobs.busy)
