"""After a crash the session is offered back with nothing lost but the last second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.state import LAST_MASK
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.locks import FolderLock
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.sessions import session_file, sessions
from inpaint_studio.core.sessions.sessions import Abandoned, abandoned
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.session.session import Session
from tests.gui.conftest import InlinePool

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path, photo: Photo) -> Path:
    file = tmp_path / "photo.png"
    write_photo(file, photo)
    return file


@pytest.fixture
def keeper(empty_session: Session) -> Keeper:
    """It ticks only when it is told to."""
    return Keeper(empty_session, interval=1 << 30)


def begun(keeper: Keeper, session: Session, path: Path) -> Path:
    """The folder of a session that has been opened on the file."""
    place = keeper.begin(path, None)
    assert place is not None
    session.open(read_photo(path), path, keeper.adopt(place))
    assert keeper.folder == place.folder
    return place.folder


def painted(session: Session, y: int = 20, label: str | None = "Stroke") -> None:
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((20, y, 5), (60, y, 5))), Rect.of(session.size)))
    if label is not None:
        edit.commit(label)


def died(session: Session, keeper: Keeper) -> None:
    """What a crash leaves: the folder as it is, and no lock."""
    keeper.tick()
    session.close_photo(discard=False)


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


def test_a_session_that_is_closed_leaves_nothing(empty_session: Session, keeper: Keeper, path: Path) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    keeper.tick()
    empty_session.close_photo()
    assert not folder.exists()
    assert abandoned() == []


def test_a_session_that_was_to_begin_as_the_program_ended_leaves_nothing(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    place = keeper.begin(path, None)
    assert place is not None
    empty_session.shut_down()
    keeper.close()
    assert not place.folder.exists()


def test_a_session_before_is_removed_even_if_the_program_ends_at_once(
    empty_session: Session, keeper: Keeper, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begun(keeper, empty_session, path)
    monkeypatch.setattr(InlinePool, "run", lambda *_, **__: None)  # it never gets to it
    second = begun(keeper, empty_session, path)
    assert first.exists()
    empty_session.shut_down()
    keeper.close()
    assert not first.exists()
    assert not second.exists()


def test_opening_another_photo_removes_the_session_before(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    first = begun(keeper, empty_session, path)
    second = begun(keeper, empty_session, path)
    assert not first.exists()
    assert second.exists()


def test_the_end_of_the_program_removes_the_folder(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    empty_session.shut_down()
    keeper.close()
    assert not folder.exists()


def test_a_session_without_any_step_is_not_offered(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    folder = begun(keeper, empty_session, path)
    died(empty_session, keeper)
    assert abandoned() == []
    assert not folder.exists()


def test_a_session_of_another_program_is_left_alone(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    assert abandoned() == []
    died(empty_session, keeper)
    (one,) = abandoned()
    lock = FolderLock.take(one.folder)
    assert lock is not None
    with lock, pytest.raises(StudioError) as caught:
        sessions.recover(one)
    assert caught.value.code == "session-in-use"


def test_a_stroke_that_was_committed_is_not_added_twice(
    empty_session: Session, keeper: Keeper, path: Path
) -> None:
    begun(keeper, empty_session, path)
    edit = empty_session.edit_mask()
    edit.paint(brush(Stroke(((20, 20, 5), (60, 20, 5))), Rect.of(empty_session.size)))
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
    edit = empty_session.edit_mask()
    edit.paint(brush(Stroke(((20, 20, 5), (60, 20, 5))), Rect.of(empty_session.size)))
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


def test_what_is_not_wanted_is_removed(empty_session: Session, keeper: Keeper, path: Path) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    died(empty_session, keeper)
    (one,) = abandoned()
    keeper.discard(one)
    assert abandoned() == []
    assert not one.folder.exists()


def test_sessions_that_nobody_wanted_for_long_go(empty_session: Session, keeper: Keeper, path: Path) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    died(empty_session, keeper)
    os.utime(folder / "journal", (0, 0))  # 1970
    assert abandoned() == []
    assert not folder.exists()


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


def test_rubbish_among_the_sessions_is_cleared_away(keeper: Keeper) -> None:
    folder = sessions.sessions_dir() / "rubbish"
    folder.mkdir(parents=True)
    (folder / "session.json").write_bytes(b"{}")
    (sessions.sessions_dir() / "file").write_bytes(b"")
    assert abandoned() == []
    assert not folder.exists()


def test_a_session_of_a_newer_version_is_left_alone(keeper: Keeper) -> None:
    folder = sessions.sessions_dir() / "newer"
    folder.mkdir(parents=True)
    (folder / "session.json").write_bytes(b'{"format": 2}')
    assert abandoned() == []
    assert folder.exists()


@pytest.mark.parametrize("name", ["live", "results/results.json", "results/1.result"])
def test_a_damaged_extra_does_not_keep_the_rest_from_coming_back(
    empty_session: Session, keeper: Keeper, path: Path, name: str, qtbot: QtBot
) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    empty_session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results))
    painted(empty_session, 60, None)
    keeper.tick()
    empty_session.history.close()  # type: ignore[union-attr]
    (folder / name).write_bytes(b"rubbish")
    empty_session.close_photo(discard=False)
    (one,) = abandoned()
    keeper.restore(one)
    assert empty_session.entries[0].name == "Stroke"


def test_a_disk_that_takes_nothing_is_told_once(
    empty_session: Session, keeper: Keeper, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(keeper, empty_session, path)
    told: list[StudioError] = []
    empty_session.failed.connect(lambda error, _: told.append(error))

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    for y in (20, 40, 60):
        painted(empty_session, y)
        keeper.tick()
    assert [error.code for error in told] == ["journal-write"]


def test_a_session_that_begins_while_another_program_looks_for_dead_ones_is_not_taken_for_one(
    keeper: Keeper, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = FolderLock.take
    looked: list[Path] = []

    def late(folder: Path) -> FolderLock | None:
        if not looked:  # the folder is there, and its lock not yet
            looked.append(folder)
            monkeypatch.setattr(FolderLock, "take", take)
            assert abandoned() == []
        return take(folder)

    monkeypatch.setattr(FolderLock, "take", late)
    place = sessions.begin(path, None)
    assert not looked[0].exists()
    assert session_file.read_session(place.folder).path == str(path)
    sessions.remove(place)


def test_a_folder_that_somebody_took_while_it_was_removed_stays_theirs(
    keeper: Keeper, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = sessions.begin(path, None)
    remove = FolderLock.remove
    theirs: list[FolderLock | None] = []

    def taken(lock: FolderLock) -> None:
        remove(lock)
        theirs.append(FolderLock.take(lock.folder))

    monkeypatch.setattr(FolderLock, "remove", taken)
    sessions.remove(place)
    (lock,) = theirs
    assert lock is not None
    assert place.folder.is_dir()
    lock.release()


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


def test_what_comes_while_the_disk_is_busy_is_noted_as_soon_as_it_is_not(
    empty_session: Session, path: Path
) -> None:
    held: list[Callable[[], None]] = []

    class Slow(InlinePool):
        def run(self, work: Any, done: Any = None, failed: Any = None, **_: Any) -> None:
            held.append(lambda: done(work()))

    keeper = Keeper(empty_session, interval=1 << 30, pool=Slow())
    folder = begun(keeper, empty_session, path)
    edit = empty_session.edit_mask()
    for y in (20, 60):
        edit.paint(brush(Stroke(((20, y, 5), (60, y, 5))), Rect.of(empty_session.size)))
        keeper.tick()
    assert len(held) == 1
    held.pop()()
    first = (folder / "live").read_bytes()
    held.pop()()  # without another tick
    assert (folder / "live").read_bytes() != first
    assert not keeper.is_noting
    edit.abort()
    keeper.close()


def test_a_recovery_that_was_killed_can_be_repeated(
    empty_session: Session, keeper: Keeper, path: Path, qtbot: QtBot
) -> None:
    begun(keeper, empty_session, path)
    painted(empty_session)
    empty_session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results))
    painted(empty_session, 60, None)
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


def test_half_written_files_are_swept_out_where_it_saved_to(
    empty_session: Session, keeper: Keeper, path: Path, tmp_path: Path
) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    keeper.before_saving(tmp_path / "saved" / "other.png")()
    (tmp_path / "saved").mkdir()
    (folder / "results").mkdir(exist_ok=True)
    left = [place / ".inpaint-0123456789ab.tmp" for place in (folder, folder / "results", tmp_path / "saved")]
    for file in left:
        file.write_bytes(b"half")
    died(empty_session, keeper)
    assert len(abandoned()) == 1
    assert not any(file.exists() for file in left)


def test_a_session_that_cannot_be_read_now_is_not_removed(
    empty_session: Session, keeper: Keeper, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = begun(keeper, empty_session, path)
    painted(empty_session)
    died(empty_session, keeper)

    def broken(*_: object) -> Any:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(sessions.History, "last_mark", broken)
        assert abandoned() == []
    assert len(abandoned()) == 1
    assert folder.exists()


@pytest.fixture(autouse=True)
def closed(empty_session: Session, keeper: Keeper) -> Iterator[None]:
    yield
    empty_session.shut_down()
    keeper.close()
