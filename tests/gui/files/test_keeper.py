"""The folder of a session, kept for recovery: when it begins, when it is offered, and when it goes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.locks import FolderLock
from inpaint_studio.core.sessions import session_file, sessions
from inpaint_studio.core.sessions.sessions import abandoned
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.session.session import Session
from tests.gui.conftest import InlinePool
from tests.gui.files.kept_sessions import begun, died
from tests.gui.strokes import painted


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
