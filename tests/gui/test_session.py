"""The session: its signals, its state, and what happens to fills."""

from __future__ import annotations

import errno
import gc
import weakref
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.journal import Journal
from inpaint_studio.core.document.state import LAST_MASK, MASK
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.core.settings import Settings
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.session import settings_keeper
from inpaint_studio.gui.session.session import AVOID, SOURCES, Session
from inpaint_studio.gui.session.workers import Pool
from tests.gui.fakes import HangingEngine, SteppedEngine


def stroke(session: Session, *points: tuple[float, float], radius: float = 6, label: str = "Stroke") -> None:
    """Paint a line on the mask, as one step."""
    edit = session.edit_mask()
    edit.paint(brush(Stroke(tuple((x, y, radius) for x, y in points)), Rect.of(session.size)))
    edit.commit(label)


def fill(qtbot: QtBot, session: Session, engine: str = "white", **params: object) -> None:
    """Fill and wait for the result."""
    before = len(session.fills.results)
    session.fills.fill(engine, params)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(session.fills.results) > before and session.fills.job is None)


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
    assert session.fills.chosen is session.fills.results[0]
    assert pixels(session)[30, 40].tolist() == [255, 255, 255]
    assert np.array_equal(session.document.read(Rect.of(session.size)), photo.pixels)
    session.fills.choose(None)
    assert np.array_equal(pixels(session), photo.pixels)


def test_keep_is_one_step_and_undo_brings_back_pixels_mask_and_results(
    session: Session, qtbot: QtBot, photo: Photo
) -> None:
    stroke(session, (30, 30), (50, 30))
    area = session.mask_area()
    fill(qtbot, session)
    result = session.fills.chosen
    steps = len(session.entries)
    session.fills.keep()
    assert len(session.entries) == steps + 1
    assert session.mask_area() == 0
    assert session.mask_area(LAST_MASK) == area
    assert session.fills.results == ()
    assert pixels(session)[30, 40].tolist() == [255, 255, 255]
    session.undo()
    assert np.array_equal(pixels(session), photo.pixels)
    assert session.mask_area() == area
    assert session.fills.results == (result,)


def test_outside_the_mask_the_bytes_stay(session: Session, qtbot: QtBot, photo: Photo) -> None:
    stroke(session, (30, 30), (50, 30))
    hole = session.state.mask().hole
    fill(qtbot, session)
    session.fills.keep()
    assert np.array_equal(pixels(session)[~hole], photo.pixels[~hole])


def test_try_again_takes_another_seed_and_reads_the_photo_under_the_result(
    session: Session, qtbot: QtBot
) -> None:
    stroke(session, (30, 30), (50, 30))
    fill(qtbot, session, "noise")
    first = session.fills.chosen
    assert first is not None
    session.fills.try_again()
    qtbot.waitUntil(lambda: len(session.fills.results) == 2)
    second = session.fills.chosen
    assert second is not None
    assert second.fill.seed != first.fill.seed
    assert second.base is first.base


def test_variations_have_seeds_of_their_own(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 30))
    session.fills.fill("noise", {}, count=4)
    qtbot.waitUntil(lambda: len(session.fills.results) == 4)
    assert len({result.fill.seed for result in session.fills.results}) == 4


def test_cancel_answers_at_once_and_offers_the_best_so_far(session: Session, qtbot: QtBot) -> None:
    hanging = HangingEngine()
    session.registry.register(hanging)
    stroke(session, (30, 30), (50, 30))
    session.fills.fill("hanging", {})
    qtbot.waitUntil(lambda: session.fills.preview is not None)
    session.fills.cancel()
    assert session.fills.job is None
    qtbot.waitUntil(lambda: len(session.fills.results) == 1)
    assert session.fills.results[0].partial
    assert session.fills.chosen is session.fills.results[0]
    assert abs(int(pixels(session)[30, 40, 0]) - 128) < 12
    qtbot.waitUntil(lambda: not session.jobs.busy)


def test_the_job_can_be_followed(session: Session, qtbot: QtBot) -> None:
    stepped = SteppedEngine()
    session.registry.register(stepped)
    stroke(session, (30, 30), (50, 30))
    session.fills.fill("stepped", {})
    stepped.step.release(2)
    qtbot.waitUntil(lambda: session.fills.job is not None and abs(session.fills.job.fraction - 0.5) < 1e-6)
    assert session.fills.preview is not None
    stepped.step.release(2)
    qtbot.waitUntil(lambda: session.fills.job is None and session.fills.chosen is not None)
    assert session.fills.preview is None


@pytest.mark.parametrize("engine", ["failing", "out of memory", "complaining", "lying", "not a number"])
def test_a_failing_engine_is_told_once_and_work_goes_on(session: Session, qtbot: QtBot, engine: str) -> None:
    stroke(session, (30, 30), (50, 30))
    with qtbot.waitSignal(session.failed) as caught:
        session.fills.fill(engine, {})
    assert caught.args is not None
    assert len(str(caught.args[0]).splitlines()) == 1
    assert session.fills.job is None
    fill(qtbot, session)
    assert session.fills.chosen is not None


def test_an_engine_that_is_not_available_is_told(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 30))
    with qtbot.waitSignal(session.failed) as caught:
        session.fills.fill("missing", {})
    assert "no_such_package" in str(caught.args and caught.args[0])


def test_filling_without_a_mask_says_what_to_do(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.message):
        session.fills.fill("white", {})
    assert session.fills.job is None


def test_painting_on_shows_the_photo_again(session: Session, qtbot: QtBot, photo: Photo) -> None:
    stroke(session, (30, 30))
    fill(qtbot, session)
    stroke(session, (70, 60))
    assert session.fills.chosen is None
    assert np.array_equal(pixels(session), photo.pixels)
    assert len(session.fills.results) == 1


def test_keeping_an_earlier_result_leaves_what_was_painted_since(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 30))
    first = session.mask_area()
    fill(qtbot, session)
    stroke(session, (80, 60))
    session.fills.keep(session.fills.results[0])
    assert session.mask_area(LAST_MASK) == first
    assert session.mask_area() == pytest.approx(first, abs=2)
    assert session.mask_tiles(MASK).read(Rect(80, 60, 1, 1))[0, 0] == 255


def test_auto_fill_keeps_each_stroke_at_once(session: Session, qtbot: QtBot) -> None:
    session.fills.auto_fill = True
    session.fills.last = ("white", {})
    stroke(session, (30, 30))
    qtbot.waitUntil(lambda: len(session.document.layers) == 1)
    assert session.mask_area() == 0
    assert session.fills.results == ()


def test_kept_fills_can_be_hidden_faded_run_again_and_deleted(
    session: Session, qtbot: QtBot, photo: Photo
) -> None:
    stroke(session, (30, 30), (50, 30))
    fill(qtbot, session, "noise")
    session.fills.keep()
    session.set_layers_visible([0], False)
    assert np.array_equal(pixels(session), photo.pixels)
    session.set_layers_visible([0], True)
    session.set_layers_opacity([0], 0.5)
    assert session.document.layers[0].opacity == 0.5
    seed = session.document.layers[0].content.description["seed"]
    session.fills.refill([0])
    qtbot.waitUntil(lambda: session.document.layers[0].content.description["seed"] != seed)
    session.delete_layers([0])
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


def test_closing_while_an_engine_hangs_ends_its_thread(session: Session, qtbot: QtBot) -> None:
    hanging = HangingEngine()
    session.registry.register(hanging)
    stroke(session, (30, 30))
    session.fills.fill("hanging", {})
    qtbot.waitUntil(hanging.started.is_set)
    session.close_photo()
    assert not session.is_open
    qtbot.waitUntil(lambda: not session.jobs.busy)


class LatePool(Pool):
    """Does the work at once and delivers the outcome when it is told to."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.late: list[Callable[[], None]] = []
        self.holds = False

    def run(self, work, done=None, failed=None, *, owner=None):  # type: ignore[no-untyped-def]
        def deliver() -> None:
            try:
                outcome = work()
            except Exception as error:
                if failed is None:
                    raise
                failed(error)
            else:
                if done is not None:
                    done(outcome)

        self.late.append(deliver) if self.holds else deliver()

    def deliver(self) -> None:
        """Let what is held arrive."""
        self.holds = False
        waiting, self.late = self.late, []
        for call in waiting:
            call()


@pytest.fixture
def late(qtbot: QtBot, fake_registry: Registry, photo: Photo) -> Iterator[tuple[Session, LatePool]]:
    """A session with the photo open, and its pool that can be held."""
    pool = LatePool()
    made = Session(fake_registry, settings=Settings(), pool=pool)
    made.join = JoinOptions("none", colour=False, grain=False)
    made.open(photo)
    yield made, pool
    made.shut_down()


def other_photo() -> Photo:
    return Photo(np.full((40, 50, 3), 7, np.uint8))


@pytest.mark.parametrize("then", ["another photo", "none"])
def test_a_mask_command_that_ends_too_late_leaves_the_next_photo_alone(
    late: tuple[Session, LatePool], then: str
) -> None:
    session, pool = late
    pool.holds = True
    session.change_mask("Invert", Mask.inverted)
    assert session.busy
    session.open(other_photo()) if then == "another photo" else session.close_photo()
    assert not session.busy
    pool.deliver()
    assert session.position == 0
    assert session.is_open == (then == "another photo")
    if session.is_open:
        assert session.size == Size(50, 40)
        assert session.mask_area() == 0


@pytest.mark.parametrize("then", ["another photo", "none"])
def test_a_fill_that_ends_too_late_is_no_result_of_the_next_photo(
    late: tuple[Session, LatePool], qtbot: QtBot, then: str
) -> None:
    session, pool = late
    stroke(session, (30, 30))
    pool.holds = True
    session.fills.fill("white", {})
    qtbot.waitUntil(lambda: bool(pool.late))
    session.open(other_photo()) if then == "another photo" else session.close_photo()
    pool.deliver()
    assert session.fills._all == ()
    assert session.fills.chosen is None


def test_closing_the_photo_during_a_fill_keeps_nothing_of_it(
    late: tuple[Session, LatePool], qtbot: QtBot
) -> None:
    session, _ = late
    engine = HangingEngine()
    session.registry.register(engine)
    stroke(session, (30, 30))
    session.fills.fill("hanging", {})
    qtbot.waitUntil(lambda: session.fills.preview is not None)
    session.open(other_photo())
    assert session.fills.job is None
    assert session.fills._all == ()


def test_a_photo_that_is_closed_is_freed(late: tuple[Session, LatePool], qtbot: QtBot) -> None:
    session, _ = late
    session.open(Photo(np.full((60, 80, 3), 90, np.uint8)))
    stroke(session, (30, 30))
    fill(qtbot, session)
    session.fills.keep()
    session.undo()
    gone = weakref.ref(session.photo)
    session.close_photo()
    gc.collect()
    assert gone() is None


def test_an_automatic_fill_waits_for_the_stroke_under_way(session: Session, qtbot: QtBot) -> None:
    engine = SteppedEngine()
    session.registry.register(engine)
    session.fills.last = ("stepped", {})
    session.fills.auto_fill = True
    stroke(session, (20, 20))
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((80, 60, 6),)), Rect.of(session.size)))
    engine.step.release(4)
    qtbot.waitUntil(lambda: session.fills.job is None)
    assert session.document.layers == ()  # the hand is not disturbed
    edit.commit("Stroke")
    assert len(session.document.layers) == 1
    assert session.mask_area() < 160  # of the second stroke alone
    engine.step.release(4)
    qtbot.waitUntil(lambda: len(session.document.layers) == 2)
    first, second = (layer.content.patches[0] for layer in session.document.layers)
    where = np.zeros((90, 120), int)
    for patch in (first, second):
        where[patch.rect.slices] += patch.coverage > 0
    assert where.max() == 1  # no spot was filled twice


def test_undo_during_an_automatic_fill_ends_it(session: Session, qtbot: QtBot) -> None:
    engine = SteppedEngine()
    session.registry.register(engine)
    session.fills.last = ("stepped", {})
    session.fills.auto_fill = True
    stroke(session, (20, 20))
    qtbot.waitUntil(lambda: session.fills.job is not None)
    session.undo()
    assert session.fills.job is None
    engine.step.release(8)
    qtbot.waitUntil(lambda: not session.jobs.busy)
    QCoreApplication.processEvents()
    assert session.document.layers == ()
    assert session.can_redo


def test_a_fill_that_comes_during_a_stroke_does_not_cover_it(session: Session, qtbot: QtBot) -> None:
    engine = SteppedEngine()
    session.registry.register(engine)
    stroke(session, (20, 20))
    session.fills.fill("stepped", {})
    edit = session.edit_mask()
    engine.step.release(4)
    qtbot.waitUntil(lambda: len(session.fills.results) == 1)
    assert session.fills.chosen is None
    edit.abort()


def test_try_again_after_a_crop_fills_what_is_shown(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 30))
    fill(qtbot, session)
    session.crop(Rect(0, 0, 60, 60))
    assert session.fills.chosen is None
    session.fills.try_again()
    qtbot.waitUntil(lambda: session.fills.chosen is not None)
    assert session.fills.chosen is not None
    assert session.fills.chosen.base is session.document


def test_a_full_disk_is_told_once_until_it_takes_something_again(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    session.failed.connect(lambda error, _: told.append(error.code))

    def full(self: Journal, *parts: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "_write", full)
        for x in (10, 40, 70):
            stroke(session, (x, 30))
        session.undo()
        session.redo()
    assert told == ["journal-write"]
    assert session.position == 3
    stroke(session, (100, 30))
    assert session.history is not None
    assert session.history.unwritten == 0
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "_write", full)
        stroke(session, (100, 60))
    assert told == ["journal-write"] * 2


def test_settings_that_cannot_be_written_are_told_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    session.failed.connect(lambda error, _: told.append(error.code))

    def refused(*_: object) -> None:
        raise StudioError("file-unwritable", path="settings.json", reason="read-only")

    with monkeypatch.context() as patch:
        patch.setattr(settings_keeper, "save_settings", refused)
        for folder in ("a", "b", "c"):
            session.update_settings(last_folder=folder)
    assert told == ["settings-unwritten"]
    assert session.settings.last_folder == "c"


def test_undo_takes_back_what_is_under_way_and_nothing_else(session: Session, qtbot: QtBot) -> None:
    stroke(session, (20, 20))
    edit = session.edit_mask()
    edit.replace(Mask.full(session.size))
    session.undo()
    assert not edit.active
    assert session.position == 1
    assert 0 < session.mask_area() < 200


def test_a_fill_that_is_run_again_in_a_crop_keeps_what_the_crop_hides(session: Session, qtbot: QtBot) -> None:
    stroke(session, (30, 40), (90, 40))
    fill(qtbot, session)
    session.fills.keep()
    before = pixels(session).copy()
    session.crop(Rect(60, 0, 60, 90))
    session.fills.refill([0], {"level": 0})
    qtbot.waitUntil(lambda: session.position == 4)
    assert (pixels(session)[40, 20] == 0).all()
    session.uncrop()
    after = pixels(session)
    assert (after[:, :60] == before[:, :60]).all()
    assert (after[40, 80] == 0).all()
