"""A history on disk: recovery, full disks, kills, and the end of its journal."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.core.document.changes import LayerRecord, apply_change, encode_change
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import JOURNAL_NAME, History
from inpaint_studio.core.document.state import State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo
from tests.core.history_steps import (
    PHOTO,
    SIZE,
    after,
    contents,
    moves,
    patch_on,
    recorded,
    steps,
)

ROOT = Path(__file__).parents[2]


def acted(history: History, actions: list[tuple[str, int]]) -> list[tuple[int, tuple[object, ...]]]:
    """Do all actions; the length of the journal and the contents after each."""
    journal = history._journal
    passed = [(journal.nbytes, contents(history.state))]
    for action, number in actions:
        if action == "undo":
            history.undo()
        elif action == "redo":
            history.redo()
        elif action == "go":
            history.go_to(number % (len(history.entries) + 1))
        else:
            history.record(action, after(history.state, action, number))
        passed.append((journal.nbytes, contents(history.state)))
    return passed


@settings(max_examples=60)
@given(st.lists(steps | moves, min_size=3, max_size=12))
def test_recovery_gives_the_live_state_and_its_past(actions: list[tuple[str, int]]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with History(State(Document.of(PHOTO)), folder=folder) as history:
            acted(history, actions)
            live, entries, position = contents(history.state), history.entries, history.position
        with History.recover(folder, PHOTO) as again:
            assert contents(again.state) == live
            assert (again.entries, again.position) == (entries, position)
            again.go_to(0)
            assert contents(again.state) == contents(State(Document.of(PHOTO)))
            again.go_to(position)
            assert contents(again.state) == live
    finally:
        shutil.rmtree(folder)


@settings(max_examples=60)
@given(st.lists(steps | moves, min_size=2, max_size=9), st.data())
def test_cut_at_any_byte_the_journal_gives_the_last_state_that_it_holds_whole(
    actions: list[tuple[str, int]], data: st.DataObject
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        # a clock that stands still, since the digits of the time would change the length of the journal
        with History(State(Document.of(PHOTO)), folder=folder, clock=lambda: 1.0) as history:
            passed = acted(history, actions)
        path = folder / JOURNAL_NAME
        cut = data.draw(st.integers(passed[0][0], passed[-1][0]))
        path.write_bytes(path.read_bytes()[:cut])
        expected = [state for length, state in passed if length <= cut][-1]
        with History.recover(folder, PHOTO) as again:
            assert contents(again.state) == expected
            # and it goes on from there
            state = after(again.state, "stroke", 1)
            again.record("more", state)
            more = contents(state)
        with History.recover(folder, PHOTO) as again:
            assert contents(again.state) == more
    finally:
        shutil.rmtree(folder)


def test_without_a_folder_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    history = History(State(Document.of(PHOTO)))
    recorded(history, [("stroke", 1), ("keep", 1)])
    assert list((tmp_path / "tmp").iterdir())
    history.close()
    assert not list((tmp_path / "tmp").iterdir())
    forgotten = History(State(Document.of(PHOTO)))
    del forgotten
    assert not list((tmp_path / "tmp").iterdir())


def test_discarding_removes_the_journal(tmp_path: Path) -> None:
    history = History(State(Document.of(PHOTO)), folder=tmp_path / "new" / "folder")
    history.discard()
    assert not list((tmp_path / "new" / "folder").iterdir())


def test_another_photo_is_refused_at_recovery(tmp_path: Path) -> None:
    with History(State(Document.of(PHOTO)), folder=tmp_path) as history:
        recorded(history, [("stroke", 1)])
    other = Photo(PHOTO.pixels[:, ::-1], PHOTO.alpha)
    with pytest.raises(StudioError) as raised:
        History.recover(tmp_path, other)
    assert raised.value.code == "journal-photo"
    with History.recover(tmp_path, Photo(PHOTO.pixels.copy(), PHOTO.alpha)) as again:
        assert len(again.entries) == 1


def test_recovering_from_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(StudioError) as raised:
        History.recover(tmp_path, PHOTO)
    assert raised.value.code == "journal-read"


def test_a_folder_with_a_journal_is_not_begun_anew(tmp_path: Path) -> None:
    History(State(Document.of(PHOTO)), folder=tmp_path).close()
    with pytest.raises(StudioError) as raised:
        History(State(Document.of(PHOTO)), folder=tmp_path)
    assert raised.value.code == "journal-exists"


def test_a_step_that_cannot_be_read_back_leaves_everything_as_it_is(tmp_path: Path) -> None:
    with History(State(Document.of(PHOTO)), folder=tmp_path, budget=0) as history:
        recorded(history, [("stroke", 1), ("stroke", 2)])
        state = contents(history.state)
        (tmp_path / JOURNAL_NAME).write_bytes(b"")
        with pytest.raises(StudioError) as raised:
            history.undo()
        assert raised.value.code == "journal-read"
        assert contents(history.state) == state
        assert history.position == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with History(State(Document.of(PHOTO)), folder=tmp_path) as history:
        states = recorded(history, [("stroke", 1)])
        room = history._journal.nbytes + 1000
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        try:
            for operation in ("keep", "stroke"):
                state = after(history.state, operation, 5)
                with pytest.raises(StudioError, match="Your work is still open") as raised:
                    history.record(operation, state)
                assert raised.value.code == "journal-write"
                assert history.state is state
                states.append(contents(state))
            assert history.unwritten == 3
            assert (tmp_path / JOURNAL_NAME).stat().st_size == history._journal.nbytes < room
            with pytest.raises(StudioError):
                history.go_to(1)
            assert contents(history.state) == states[1]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        # with room again, the next step brings the journal up to date
        history.redo()
        history.redo()
        assert history.unwritten == 0
        assert contents(history.state) == states[3]
    with History.recover(tmp_path, PHOTO) as again:
        assert contents(again.state) == states[3]
        for expected in states[2::-1]:
            again.undo()
            assert contents(again.state) == expected


KILLED = """
import sys
from pathlib import Path
from tests.core.history_steps import PHOTO, after, contents
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import History
from inpaint_studio.core.document.state import State

history = History(State(Document.of(PHOTO)), folder=Path(sys.argv[1]))
for number in range(10_000):
    history.record(f"step {number}", after(history.state, "stroke" if number % 5 else "fill", number))
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_program_killed_in_the_middle_loses_at_most_the_step_it_was_at(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "journals")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    assert program.stdout is not None
    with program.stdout:
        for _ in range(12):
            reported = int(program.stdout.readline())
        program.send_signal(signal.SIGKILL)
        rest = program.stdout.read().split()
    assert program.wait() == -signal.SIGKILL
    reported = int(rest[-1]) if rest else reported

    with History.recover(tmp_path / "journals", PHOTO) as history:
        done = history.position
        assert done in (reported + 1, reported + 2)
        assert [entry.name for entry in history.entries] == [f"step {number}" for number in range(done)]
        expected = State(Document.of(PHOTO))
        for number in range(done):
            expected = after(expected, "stroke" if number % 5 else "fill", number)
        assert contents(history.state) == contents(expected)


@given(done=st.lists(st.one_of(steps, moves), max_size=12))
def test_the_mark_of_a_journal_is_told_without_its_photo(done: list[tuple[str, int]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        History(State(Document.of(PHOTO)), folder=Path(folder) / "a") as history,
    ):
        for operation, number in done:
            if operation == "undo":
                history.undo()
            elif operation == "redo":
                history.redo()
            elif operation == "go":
                history.go_to(number % (len(history.entries) + 1))
            else:
                history.record(operation, after(history.state, operation, number))
        assert History.last_mark(history.folder) == history.mark


def test_a_journal_of_a_version_that_knew_no_names_is_read() -> None:
    start = State(Document.of(PHOTO))
    after = start.with_document(
        start.document.with_fill([patch_on(start.document, np.random.default_rng(1))])
    )
    payload = encode_change(start, after, lambda content: 0, {})
    assert payload is not None
    (length,) = struct.unpack_from("<I", payload)
    meta = json.loads(payload[4 : 4 + length])
    meta["layers"] = [[one[:3] for one in side] for side in meta["layers"]]
    text = json.dumps(meta).encode()
    old = struct.pack("<I", len(text)) + text + payload[4 + length :]
    assert apply_change(old, {}, SIZE, forward=True).layers == [LayerRecord(0, True, 1.0)]
