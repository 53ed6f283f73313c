from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.compare.run import CompareRun, Stage
from inpaint_studio.gui.session.session import Session
from tests.gui.fakes import HangingEngine

HOLE = Rect(40, 30, 30, 20)


@pytest.fixture
def run(session: Session) -> Iterator[CompareRun]:
    coverage = np.zeros((90, 120), np.uint8)
    coverage[HOLE.slices] = 255
    session.set_mask("hole", Mask(coverage))
    made = CompareRun(session)
    yield made
    made.cancel_all()


def all_over(qtbot: QtBot, run: CompareRun) -> None:
    qtbot.waitUntil(lambda: run.idle)


def test_all_entrants_run_one_after_the_other(qtbot: QtBot, run: CompareRun) -> None:
    for engine in ("white", "noise"):
        run.add(engine, {})
    run.add("white", {"level": 40})
    all_over(qtbot, run)
    assert [entrant.stage for entrant in run.entrants] == [Stage.DONE] * 3
    levels = [int(entrant.document.read(HOLE)[5, 5, 0]) for entrant in run.done if entrant.document]
    assert levels[0] == 255
    assert levels[2] == 102


def test_outside_the_mask_every_picture_is_the_photo(qtbot: QtBot, run: CompareRun, photo: Photo) -> None:
    run.add("white", {})
    all_over(qtbot, run)
    document = run.entrants[0].document
    assert document is not None
    shown = document.read(Rect.of(photo.size))
    kept = run.mask.coverage == 0
    assert (shown[kept] == photo.pixels[kept]).all()


@pytest.mark.parametrize("broken", ["failing", "lying", "not a number", "out of memory"])
def test_one_that_fails_stops_no_other(qtbot: QtBot, run: CompareRun, broken: str) -> None:
    run.add(broken, {})
    run.add("white", {})
    all_over(qtbot, run)
    failed, done = run.entrants
    assert failed.stage is Stage.FAILED
    assert failed.error is not None
    assert "\n" not in str(failed.error)
    assert done.stage is Stage.DONE


def test_one_can_be_stopped_and_the_rest_goes_on(
    qtbot: QtBot, run: CompareRun, fake_registry: Registry
) -> None:
    hanging = HangingEngine()
    fake_registry.register(hanging)
    run.add("hanging", {})
    run.add("white", {})
    qtbot.waitUntil(lambda: run.entrants[0].fraction > 0.3)
    run.cancel(0)
    assert run.entrants[0].stage is Stage.CANCELLED
    all_over(qtbot, run)
    assert run.entrants[1].stage is Stage.DONE


def test_all_can_be_stopped_at_once(
    qtbot: QtBot, run: CompareRun, session: Session, fake_registry: Registry
) -> None:
    hanging = HangingEngine()
    fake_registry.register(hanging)
    for engine in ("hanging", "white", "noise"):
        run.add(engine, {})
    run.cancel_all()
    assert run.idle
    qtbot.waitUntil(lambda: not session.jobs.busy)
    QCoreApplication.processEvents()
    assert not run.done


def test_one_can_run_again_with_another_seed(qtbot: QtBot, run: CompareRun) -> None:
    run.add("noise", {}, seed=4)
    all_over(qtbot, run)
    before = run.entrants[0].document
    run.again(0)
    all_over(qtbot, run)
    assert run.entrants[0].request.seed == 5
    assert run.entrants[0].document is not before


def test_the_photo_is_frozen(qtbot: QtBot, run: CompareRun, session: Session) -> None:
    run.add("white", {})
    session.set_mask("other", Mask.empty(session.size))
    all_over(qtbot, run)
    fill = run.entrants[0].fill
    assert fill is not None
    assert fill.mask_pixels == HOLE.area


def test_results_of_the_strip_take_part_once(qtbot: QtBot, run: CompareRun, session: Session) -> None:
    session.fills.fill("white", {})
    qtbot.waitUntil(lambda: bool(session.fills.results))
    assert run.take(session.fills.results[0]) == run.take(session.fills.results[0]) == 0
    assert run.entrants[0].stage is Stage.DONE


def test_a_result_of_another_mask_is_refused(qtbot: QtBot, run: CompareRun, session: Session) -> None:
    coverage = np.zeros((90, 120), np.uint8)
    coverage[5:9, 5:9] = 255
    session.set_mask("other", Mask(coverage))
    session.fills.fill("white", {})
    qtbot.waitUntil(lambda: bool(session.fills.results))
    with pytest.raises(ValueError, match="another mask"):
        run.take(session.fills.results[0])


def test_the_truth_gives_scores_to_all(qtbot: QtBot, run: CompareRun, photo: Photo) -> None:
    run.add("white", {})
    run.set_truth(photo)
    run.add("noise", {})
    all_over(qtbot, run)
    for entrant in run.entrants:
        assert 0 < entrant.scores["hole_psnr"] < 40
        assert entrant.scores["ssim"] < 1
    run.set_truth(None)
    assert not run.entrants[0].scores


def test_a_truth_of_another_size_is_refused(run: CompareRun, photo: Photo) -> None:
    with pytest.raises(StudioError, match="same size"):
        run.set_truth(Photo(photo.pixels[1:]))


def test_a_star_goes_along_to_the_strip(qtbot: QtBot, run: CompareRun, session: Session) -> None:
    run.add("white", {})
    all_over(qtbot, run)
    run.star(0, True)
    result = run.adopt(0)
    assert result.starred
    assert session.fills.results == (result,)
    assert run.adopt(0) is result


def test_a_fill_that_cannot_be_laid_on_has_failed(
    qtbot: QtBot, run: CompareRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Document, "with_fill", broken)
    run.add("white", {})
    all_over(qtbot, run)
    assert run.entrants[0].stage is Stage.FAILED
