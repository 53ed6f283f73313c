"""After a crash the session is offered back with nothing lost but the last second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.state import LAST_MASK
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.core.sessions import sessions
from inpaint_studio.core.sessions.sessions import Abandoned, abandoned
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.session.session import Session
from tests.gui import strokes
from tests.gui.files.kept_sessions import begun, died
from tests.gui.strokes import painted

ROOT = Path(__file__).parents[3]


def shown_before(path: Path) -> np.ndarray:
    """The picture that the program showed before it was killed."""
    pixels: np.ndarray = np.load(path.with_name("shown.npy"))
    return pixels


def killed(path: Path, what: str) -> list[Abandoned]:
    """What there is after a program that edits the photo was killed with SIGKILL."""
    program = ROOT / "tests" / "gui" / "crashing_session.py"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(program), str(path), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            assert abandoned() == []  # it lives, so nobody may take its session
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    return abandoned()


def test_a_stroke_under_way_survives_a_kill(empty_session: Session, keeper: Keeper, path: Path) -> None:
    (one,) = killed(path, "stroke")
    assert one.about.path == str(path)
    keeper.restore(one)
    session = empty_session
    assert [entry.name for entry in session.entries] == ["First stroke", "Fill with White", "Stroke"]
    assert session.path == path
    assert session.unsaved
    assert session.mask_tiles().read(Rect(40, 60, 1, 1))[0, 0] == 255
    assert session.mask_tiles(LAST_MASK).read(Rect(40, 20, 1, 1))[0, 0] == 255
    assert len(session.document.layers) == 1
    np.testing.assert_array_equal(session.shown.read(Rect.of(session.size)), shown_before(path))
    session.undo()
    session.undo()
    assert session.document.layers == ()


def test_a_result_that_was_not_kept_survives_a_kill(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    (one,) = killed(path, "result")
    assert one.results == 1
    keeper.restore(one)
    (result,) = empty_session.fills.results
    assert empty_session.fills.chosen is result
    assert (result.fill.engine, result.fill.seed) == ("white", 1)
    empty_session.fills.keep()
    assert len(empty_session.document.layers) == 1
    whole = Rect.of(empty_session.size)
    np.testing.assert_array_equal(empty_session.document.read(whole), shown_before(path))


def test_a_kill_in_the_middle_of_a_save_leaves_the_old_file_and_the_session(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    before = path.read_bytes()
    (one,) = killed(path, "save")
    assert path.read_bytes() == before
    # had the save come further, the photo of the session would have been replaced
    path.write_bytes(b"something else")
    keeper.restore(one)
    assert len(empty_session.document.layers) == 1
    assert [entry.name for entry in empty_session.entries] == ["First stroke", "Fill with White"]


def test_a_stroke_that_was_committed_is_not_added_twice(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    begun(keeper, empty_session, path)
    edit = strokes.begun(empty_session, 20)
    keeper.tick()
    edit.commit("Stroke")
    empty_session.close_photo(discard=False)
    (one,) = abandoned()
    keeper.restore(one)
    assert [entry.name for entry in empty_session.entries] == ["Stroke"]


def test_a_stroke_that_was_taken_back_does_not_return(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session, 60)
    edit = strokes.begun(empty_session, 20)
    keeper.tick()
    edit.abort()
    died(empty_session, keeper)
    (one,) = abandoned()
    keeper.restore(one)
    assert [entry.name for entry in empty_session.entries] == ["Stroke"]


def test_a_pasted_photo_is_kept_with_its_session(
    empty_session: Session, keeper: Keeper, photo: Photo
) -> None:
    place = keeper.begin(None, photo, "Pasted")
    empty_session.open(photo, None, keeper.adopt(place))
    painted(empty_session)
    died(empty_session, keeper)
    (one,) = abandoned()
    assert one.about.title == "Pasted"
    keeper.restore(one)
    np.testing.assert_array_equal(empty_session.photo.pixels, photo.pixels)
    assert empty_session.path is None


def test_a_photo_that_has_moved_can_be_located(
    empty_session: Session, keeper: Keeper, path: Path, tmp_path: Path
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    died(empty_session, keeper)
    moved = path.rename(tmp_path / "moved.png")
    (one,) = abandoned()
    failures: list[StudioError] = []
    keeper.restore(one, failed=failures.append)
    assert [failure.code for failure in failures] == ["session-photo"]
    assert not empty_session.is_open
    keeper.restore(one, moved)
    assert empty_session.path == moved
    assert len(empty_session.entries) == 1


def test_a_photo_that_has_changed_is_told_and_the_session_stays(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    died(empty_session, keeper)
    write_photo(path, Photo(np.zeros((90, 120, 3), np.uint8)), overwrite=True)
    (one,) = abandoned()
    failures: list[StudioError] = []
    keeper.restore(one, failed=failures.append)
    assert [failure.code for failure in failures] == ["session-photo"]
    assert abandoned() == [one]


def test_a_session_that_was_brought_back_goes_on_being_kept(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    died(empty_session, keeper)
    keeper.restore(abandoned()[0])
    painted(empty_session, 60, "Second")
    died(empty_session, keeper)
    keeper.restore(abandoned()[0])
    assert [entry.name for entry in empty_session.entries] == ["Stroke", "Second"]


@pytest.mark.parametrize("name", ["live", "results/results.json", "results/1.result"])
def test_a_damaged_extra_does_not_keep_the_rest_from_coming_back(
    empty_session: Session, keeper: Keeper, path: Path, name: str, qtbot: QtBot
) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    empty_session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results))
    strokes.begun(empty_session, 60)
    keeper.tick()
    empty_session.history.close()  # type: ignore[union-attr]
    (folder / name).write_bytes(b"rubbish")
    empty_session.close_photo(discard=False)
    (one,) = abandoned()
    keeper.restore(one)
    assert empty_session.entries[0].name == "Stroke"


def test_a_result_is_on_disk_before_it_is_shown(
    empty_session: Session, keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    files: list[list[str]] = []

    def look() -> None:
        if empty_session.fills.results:
            files.append([file.name for file in (folder / "results").glob("*.result")])

    empty_session.fills.results_changed.connect(look)
    empty_session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results))
    assert files[0] == ["1.result"]
    empty_session.close_photo(discard=False)  # not one tick came
    keeper.restore(abandoned()[0])
    (result,) = empty_session.fills.results
    assert empty_session.fills.chosen is result


def test_results_after_a_recovery_do_not_take_the_place_of_those_before(
    empty_session: Session, keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    empty_session.fills.fill("noise", {}, 1)
    qtbot.waitUntil(lambda: len(empty_session.fills.results) == 1)
    died(empty_session, keeper)
    keeper.restore(abandoned()[0])
    empty_session.fills.fill("noise", {}, 2)
    qtbot.waitUntil(lambda: len(empty_session.fills.results) == 2)
    died(empty_session, keeper)
    keeper.restore(abandoned()[0])
    assert [result.fill.seed for result in empty_session.fills.results] == [1, 2]


def test_results_of_another_picture_do_not_come_back(
    empty_session: Session, keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    empty_session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results))
    keeper.tick()
    empty_session.fills.keep()
    empty_session.close_photo(discard=False)  # the list still names it
    keeper.restore(abandoned()[0])
    assert empty_session.fills.results == ()
    assert len(empty_session.document.layers) == 1


def test_a_discarded_result_does_not_come_back(
    empty_session: Session, keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    for seed in (1, 2):
        empty_session.fills.fill("noise", {}, seed)
        qtbot.waitUntil(lambda seed=seed: len(empty_session.fills.results) == seed)
    keeper.tick()
    empty_session.fills.discard(empty_session.fills.results[0])
    died(empty_session, keeper)
    keeper.restore(abandoned()[0])
    assert [result.fill.seed for result in empty_session.fills.results] == [2]


def test_a_recovery_that_was_killed_can_be_repeated(
    empty_session: Session, keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    empty_session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results))
    strokes.begun(empty_session, 60)
    keeper.tick()
    empty_session.history.close()  # type: ignore[union-attr]
    empty_session.close_photo(discard=False)
    for _ in range(3):
        (one,) = abandoned()
        recovered = sessions.recover(one)
        assert [entry.name for entry in recovered.history.entries] == ["Stroke", "Stroke"]
        assert len(recovered.results) == 1
        recovered.history.close()
        recovered.place.release()
