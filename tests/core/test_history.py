"""Undo, redo and recovery restore exactly the former states."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inpaint_studio.core.document.changes import LayerRecord, apply_change, encode_change
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import JOURNAL_NAME, History
from inpaint_studio.core.document.layers import LayerContent, LayerPatch
from inpaint_studio.core.document.state import LAST_MASK, MASK, State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.strokes import Stroke, brush, paint
from inpaint_studio.core.tiles import TILE

SIZE = Size(TILE + 60, TILE + 30)
RNG = np.random.default_rng(0)
PHOTO = Photo(
    RNG.integers(0, 65536, (SIZE.height, SIZE.width, 3), np.uint16),
    RNG.integers(0, 65536, (SIZE.height, SIZE.width), np.uint16),
)

NOTHING = LayerContent(())
# Operations of the editor, each a number from which it is made up. One that does not apply does nothing.
OPERATIONS = [
    "stroke",
    "erase",
    "keep",
    "fill",
    "hide",
    "fade",
    "remove",
    "refill",
    "rename",
    "crop",
    "uncrop",
    "extend",
]
steps = st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2**16))
moves = st.tuples(st.sampled_from(["undo", "redo", "go"]), st.integers(0, 20))


def patch_on(document: Document, rng: np.random.Generator) -> LayerPatch:
    width, height = (int(rng.integers(1, side + 1)) for side in (document.size.width, document.size.height))
    x = int(rng.integers(0, document.size.width - width + 1))
    y = int(rng.integers(0, document.size.height - height + 1))
    return LayerPatch(
        Rect(x, y, width, height),
        rng.integers(0, 65536, (height, width, 3), np.uint16),
        rng.choice(np.array([0, 100, 255], np.uint8), (height, width)),
        rng.integers(0, 65536, (height, width), np.uint16) if rng.random() < 0.5 else None,
    )


def stroked(state: State, rng: np.random.Generator, *, erase: bool) -> State:
    name = str(rng.choice([MASK, "sources"]))
    mask = state.tiles(name)
    points = rng.uniform((-20, -20, 1), (SIZE.width, SIZE.height, 40), (3, 3)).tolist()
    paint(mask, brush(Stroke(tuple(map(tuple, points)), 0.5), Rect.of(mask.size)), erase=erase)
    return state.with_mask(mask, name)


def after(state: State, operation: str, seed: int) -> State:
    """The state that an operation leads to."""
    rng = np.random.default_rng(seed)
    document = state.document
    if operation in ("stroke", "erase"):
        return stroked(state, rng, erase=operation == "erase")
    if operation == "keep":
        return state.with_kept(document.with_fill([patch_on(document, rng)], "Fill", {"seed": seed}))
    if operation == "fill":
        return state.with_document(document.with_fill([patch_on(document, rng) for _ in range(2)]))
    if operation == "crop":
        return state.with_document(document.cropped(patch_on(document, rng).rect))
    if operation == "uncrop":
        return state.with_document(document.uncropped())
    if operation == "extend":
        return state.with_document(document.with_canvas(document.canvas.grown(int(rng.integers(1, 30)))))
    if not document.layers:
        return state
    index = int(rng.integers(len(document.layers)))
    changed = {
        "hide": lambda: document.with_changed([index], visible=not document.layers[index].visible),
        "fade": lambda: document.with_changed([index], opacity=float(rng.random())),
        "remove": lambda: document.without(index),
        "refill": lambda: document.with_changed(
            [index], content=document.content([patch_on(document, rng)], "Again")
        ),
        "rename": lambda: document.with_changed([index], name=f"Scratch {seed}", group=1, group_name="Ü"),
    }[operation]()
    return state.with_document(changed)


def contents(state: State) -> tuple[object, ...]:
    """All that can be told of a state, to compare it with another."""
    document = state.document
    whole = Rect.of(document.size)
    alpha = document.read_alpha(whole)
    return (
        document.canvas,
        document.read(whole).tobytes(),
        None if alpha is None else alpha.tobytes(),
        [
            (replace(layer, content=NOTHING), layer.content.name, dict(layer.content.description))
            for layer in document.layers
        ],
        {name: state.mask(name).digest for name in (MASK, LAST_MASK, "sources")},
    )


def recorded(history: History, operations: list[tuple[str, int]]) -> list[tuple[object, ...]]:
    """The contents at each position, from the start, after recording all operations."""
    states = [contents(history.state)]
    for operation, seed in operations:
        if history.record(operation, after(history.state, operation, seed)):
            states.append(contents(history.state))
    return states


@pytest.fixture
def history() -> Iterator[History]:
    with History(State(Document.of(PHOTO))) as made:
        yield made


@settings(max_examples=60)
@given(st.lists(steps, min_size=2, max_size=9), st.sampled_from([0, 3000, 1 << 29]))
@example(operations=[("stroke", 0), ("keep", 0), ("crop", 0)], budget=0)
def test_undo_and_redo_lead_through_the_very_same_states(
    operations: list[tuple[str, int]], budget: int
) -> None:
    with History(State(Document.of(PHOTO)), budget=budget) as history:
        states = recorded(history, operations)
        assert history.position == len(history.entries) == len(states) - 1
        for expected in states[-2::-1]:
            assert history.undo()
            assert contents(history.state) == expected
        assert not history.undo()
        for expected in states[1:]:
            assert history.redo()
            assert contents(history.state) == expected
        assert not history.redo()
        assert history.memory <= budget


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


def test_a_new_step_after_undo_drops_what_was_undone(history: History) -> None:
    recorded(history, [("stroke", 1), ("stroke", 2), ("stroke", 3)])
    history.go_to(1)
    history.record("other", after(history.state, "stroke", 9))
    assert [entry.name for entry in history.entries] == ["stroke", "other"]
    assert not history.redo()


def test_what_was_dropped_takes_no_memory(history: History) -> None:
    recorded(history, [("stroke", 1), ("stroke", 2)])
    history.go_to(1)
    assert history.record("other", after(history.state, "stroke", 9))
    assert history.memory == sum(entry.nbytes for entry in history.entries)


def test_an_entry_has_its_name_and_time() -> None:
    with History(State(Document.of(PHOTO)), clock=iter([12.5, 13.5]).__next__) as history:
        recorded(history, [("stroke", 1), ("fill", 2)])
        assert [(entry.name, entry.time) for entry in history.entries] == [("stroke", 12.5), ("fill", 13.5)]


def test_what_changes_nothing_is_no_step(history: History) -> None:
    assert not history.record("nothing", history.state)
    beside = history.state.tiles()
    paint(beside, brush(Stroke(((-99, -99, 5),)), Rect.of(SIZE)))
    assert not history.record("beside the picture", history.state.with_mask(beside))
    assert history.entries == ()


def test_keeping_a_fill_puts_its_mask_aside_and_undo_takes_it_up_again(history: History) -> None:
    recorded(history, [("stroke", 6), ("stroke", 8)])
    digest = history.state.mask().digest
    assert history.state.mask().area
    history.record("Keep", after(history.state, "keep", 4))
    assert history.state.mask().area == 0
    assert history.state.mask(LAST_MASK).digest == digest
    history.undo()
    assert history.state.mask().digest == digest
    assert history.state.mask(LAST_MASK).area == 0


def test_a_state_to_begin_with_is_part_of_the_journal_and_cannot_be_undone(tmp_path: Path) -> None:
    state = after(after(State(Document.of(PHOTO)), "keep", 1), "crop", 2)
    state = after(state, "stroke", 3)
    with History(state, folder=tmp_path) as history:
        assert not history.undo()
        recorded(history, [("stroke", 4)])
    with History.recover(tmp_path, PHOTO) as again:
        assert again.undo()
        assert contents(again.state) == contents(state)


def test_a_crop_and_its_undo_leave_an_empty_mask_of_the_right_size(history: History) -> None:
    cleared = history.state.tiles()
    cleared.write(Rect(0, 0, 9, 9), 255)
    cleared.write(Rect(0, 0, 9, 9), 0)
    state = history.state.with_mask(cleared)
    history.record("Crop", state.with_document(state.document.cropped(Rect(5, 5, 50, 60))))
    assert history.state.mask().size == Size(50, 60)
    history.undo()
    assert history.state.mask().size == SIZE


def test_a_stroke_over_18_tiles_takes_little_room() -> None:
    photo = Photo(np.zeros((4 * TILE, 9 * TILE, 3), np.uint8))
    with History(State(Document.of(photo))) as history:
        mask = history.state.tiles()
        line = ((20, TILE - 10, 30), (9 * TILE - 20, TILE + 10, 50))
        paint(mask, brush(Stroke(line, 0.8), Rect.of(mask.size)))
        history.record("Brush", history.state.with_mask(mask))
        assert len(mask.tiles_used()) == 18
        assert history.entries[0].nbytes < 40_000


def test_fading_and_hiding_store_no_pixels(history: History) -> None:
    recorded(history, [("fill", 3)])
    recorded(history, [("fade", 1), ("hide", 1), ("fade", 2), ("remove", 1)])
    assert all(entry.nbytes < 500 for entry in history.entries)
    assert history._journal.nbytes < 3 * history.state.document.photo.pixels.nbytes


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
from tests_core_history import PHOTO, after, contents
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
    shutil.copy(__file__, tmp_path / "tests_core_history.py")
    program = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "journals")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
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


def test_amending_a_step_keeps_the_ones_after_it() -> None:
    rng = np.random.default_rng(3)
    start = State(Document.of(PHOTO))
    first = stroked(start, rng, erase=False)
    other = first.tiles("other")
    paint(other, brush(Stroke(((40, 40, 20),)), Rect.of(SIZE)))
    second = first.with_mask(other, "other")
    fill = patch_on(start.document, rng)
    with tempfile.TemporaryDirectory() as name, History(start, folder=Path(name)) as history:
        history.record("first", first)
        history.record("second", second)
        history.record("undone", stroked(second, rng, erase=False))
        history.undo()
        times = [entry.time for entry in history.entries]
        document = start.document.with_fill([fill], "fill", {})

        def change(state: State) -> State:
            layers = [*state.document.layers, document.layers[-1]]
            return state.with_document(state.document.with_layers(layers))

        history.amend(0, "amended", change)
        assert [entry.name for entry in history.entries] == ["amended", "second"]
        assert [entry.time for entry in history.entries] == times[:2]
        assert len(history.state.document.layers) == 1
        assert not history.state.tiles("other").tiles_unlike(second.tiles("other"))
        history.undo()
        assert len(history.state.document.layers) == 1
        assert not history.state.tiles("other").tiles_used()
        history.undo()
        assert history.state.document.layers == ()
        history.go_to(2)
        history.close()
        with History.recover(Path(name), PHOTO) as again:
            assert [entry.name for entry in again.entries] == ["amended", "second"]
            assert len(again.state.document.layers) == 1
            with pytest.raises(IndexError):
                again.amend(2, "none", change)


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
