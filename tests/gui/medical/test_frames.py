"""Frames: each has its own mask and fills, undo goes to where it undoes, and one mask may be for all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.state import LAST_MASK, MASK
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.sessions import sessions
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.files.reading import read_picture
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.session.session import Session
from tests.gui.medical.objects import phantom
from tests.gui.strokes import filled, painted
from tests.gui.windows import shown


def values(session: Session) -> np.ndarray:
    """The HU of the shown frame, fills included."""
    photo = session.medical.photo
    assert photo is not None
    levels = session.document.read(Rect.of(session.size))
    return photo.values_of(levels[..., 0]).astype(int) - 1024


def test_the_first_frame_is_shown_in_its_values(session: Session) -> None:
    assert session.medical.frames == 3
    np.testing.assert_array_equal(values(session), phantom(3)[0])
    session.medical.show_frame(2)
    np.testing.assert_array_equal(values(session), phantom(3)[2])
    session.medical.step(1)  # there is none
    assert session.medical.frame == 2


def test_all_frames_together_count_for_the_limit(ct: Path) -> None:
    with pytest.raises(StudioError) as failure:
        read_picture(ct, max_pixels=3 * 60 * 80 - 1)
    assert failure.value.code == "photo-too-large"
    assert read_picture(ct, max_pixels=3 * 60 * 80).size.area == 3 * 60 * 80


def test_a_mask_belongs_to_its_frame(session: Session) -> None:
    painted(session, 30)
    area = session.mask_area()
    session.medical.show_frame(1)
    assert session.mask_area() == 0
    painted(session, 10)
    painted(session, 20)
    session.medical.show_frame(0)
    assert session.mask_area() == area
    session.medical.show_frame(1)
    assert session.mask_area() > area


def test_looking_through_frames_is_no_step_and_undo_returns_to_what_it_undoes(session: Session) -> None:
    painted(session, 30)
    for frame in (1, 2, 1, 2):
        session.medical.show_frame(frame)
    assert len(session.entries) == 1
    painted(session, 30)
    assert [entry.name for entry in session.entries] == ["Stroke", "Frame 3", "Stroke"]
    session.medical.show_frame(1)
    session.undo()
    assert (session.medical.frame, session.mask_area()) == (2, 0)
    session.undo()
    assert session.medical.frame == 0
    assert session.mask_area() > 0
    session.redo()
    session.redo()
    assert session.medical.frame == 2
    assert session.mask_area() > 0


def test_fills_belong_to_their_frame(session: Session, qtbot: QtBot) -> None:
    filled(qtbot, session, keep=False)
    assert session.fills.chosen is not None
    session.medical.show_frame(1)
    assert session.fills.results == ()
    np.testing.assert_array_equal(values(session), phantom(3)[1])
    session.medical.show_frame(0)
    assert len(session.fills.results) == 1
    session.fills.keep()
    changed = values(session) != phantom(3)[0]
    assert changed.any()
    session.medical.show_frame(1)
    np.testing.assert_array_equal(values(session), phantom(3)[1])


def test_only_masks_and_fills_are_unsaved_not_the_frame_that_is_shown(session: Session) -> None:
    session.medical.show_frame(1)
    assert not session.unsaved
    painted(session, 30)
    session.medical.show_frame(0)
    assert session.unsaved.mask
    assert not session.unsaved.in_picture


def test_the_same_mask_fills_all_frames_as_one_step(session: Session, qtbot: QtBot) -> None:
    painted(session, 30)
    session.medical.set_same_mask(True)
    session.medical.show_frame(1)
    area = session.mask_area()
    assert area > 0
    session.all_frames.fill("white", {}, 1)
    qtbot.waitUntil(lambda: session.all_frames.job is None)
    assert [entry.name for entry in session.entries] == ["Stroke", "Frame 2", "Fill of 3 frames"]
    photo = session.medical.photo
    assert photo is not None
    image, mask = photo.filled(session.document)
    assert mask.sum(axis=(1, 2)).tolist() == [area] * 3
    np.testing.assert_array_equal(image.values[~mask], photo.image.values[~mask])
    assert np.median(image.values[mask]) == photo.image.values.max()  # the stroke has a soft edge
    assert session.mask_area() == 0
    assert session.mask_area(LAST_MASK) == area
    session.undo()
    assert not photo.filled(session.document)[1].any()


def test_stopping_keeps_the_frames_that_are_filled(
    session: Session, qtbot: QtBot, messages: list[str]
) -> None:
    painted(session, 30)
    session.medical.set_same_mask(True)
    photo = session.medical.photo
    assert photo is not None

    def stop_at_the_second() -> None:
        job = session.all_frames.job
        if job is not None and job.fraction >= 1 / 3:
            session.all_frames.cancel()

    session.all_frames.job_changed.connect(stop_at_the_second)
    session.all_frames.fill("white", {}, 1)
    qtbot.waitUntil(lambda: session.all_frames.job is None)
    assert photo.filled(session.document)[1].any(axis=(1, 2)).tolist() == [True, False, False]
    assert messages[-1] == "1 of 3 frames were filled; undo takes that back."
    assert session.mask_area() > 0


def test_without_the_same_mask_the_frames_have_their_own_again(session: Session) -> None:
    session.medical.show_frame(1)
    painted(session, 10)
    own = session.state.tiles(MASK)
    session.medical.show_frame(0)
    painted(session, 30)
    session.medical.set_same_mask(True)
    session.medical.show_frame(1)
    session.medical.set_same_mask(False)
    assert session.mask_tiles().is_alike(own)
    assert session.mask_area(LAST_MASK) > 0  # that of all frames can be used again
    session.medical.show_frame(2)
    assert session.mask_area() == 0


def test_the_view_stays_where_it_is_from_frame_to_frame(session: Session, canvas: Canvas) -> None:
    canvas.zoom_to(3.0)
    canvas.centre_on(30, 20)
    before = canvas.viewport
    session.medical.show_frame(1)
    assert canvas.viewport == before
    canvas.zoom_to_fit()
    session.medical.show_frame(2)
    assert canvas.is_fitted


def test_after_a_crash_every_frame_has_its_mask(empty_session: Session, ct: Path, qtbot: QtBot) -> None:
    session = empty_session
    keeper = Keeper(session, interval=1 << 30)
    place = keeper.begin(ct, None)
    assert place is not None
    session.open(read_picture(ct), ct, keeper.adopt(place))
    painted(session, 30)
    area = session.mask_area()
    session.medical.show_frame(2)
    edit = session.edit_mask()  # a stroke that has not ended
    edit.replace(session.state.mask().inverted())
    keeper.tick()
    qtbot.waitUntil(lambda: not keeper.is_noting)
    session.close_photo(discard=False)
    (found,) = sessions.abandoned()
    keeper.restore(found)
    assert (session.medical.frame, session.mask_area()) == (2, session.size.area)
    session.medical.show_frame(0)
    assert session.mask_area() == area
    assert session.unsaved
    session.shut_down()
    keeper.close()


def test_keys_lead_to_kept_fills_on_other_frames_and_pins_show_on_their_own(
    session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    session.medical.show_frame(1)
    filled(qtbot, session)
    at = canvas.pins.place(0)
    assert canvas.pins.at(at) == [0]
    session.medical.show_frame(0)
    assert canvas.pins.at(canvas.pins.place(0)) == []  # it lies below this frame
    session.kept.step(1)
    assert session.medical.frame == 1
    assert session.kept.selected == (0,)
    assert canvas.pins.at(at) == [0]


def test_one_mask_for_all_frames_is_not_filled_stroke_by_stroke(
    empty_session: Session, ct: Path, qtbot: QtBot
) -> None:
    with shown(qtbot, empty_session, (1280, 800)) as window:
        window.open_path(ct)
        window.commands["auto-fill"].trigger()
        assert empty_session.fills.auto_fill
        window.commands["same-mask"].trigger()
        assert not empty_session.fills.auto_fill
        assert not window.commands["auto-fill"].isEnabled()
        painted(empty_session, 30)
        window.engine_panel.set_current("white", {})
        window.commands["fill"].trigger()
        qtbot.waitUntil(lambda: empty_session.all_frames.job is None and not empty_session.mask_area())
        photo = empty_session.medical.photo
        assert photo is not None
        assert photo.filled(empty_session.document)[1].any(axis=(1, 2)).all()
