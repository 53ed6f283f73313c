"""Undo and redo restore exactly the former states."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import History
from inpaint_studio.core.document.state import LAST_MASK, State
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.strokes import Stroke, brush, paint
from inpaint_studio.core.tiles import TILE
from tests.core.history_steps import (
    PHOTO,
    SIZE,
    after,
    contents,
    patch_on,
    recorded,
    steps,
    stroked,
)


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
