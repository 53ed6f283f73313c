"""A film in the window: opened, shown, masked, tracked and previewed with mouse and keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.gui.commands.editor import Situation
from inpaint_studio.gui.film.keeper import kept
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.video.media.opening import open_frames
from inpaint_studio.video.running import fillers
from tests.gui.film.conftest import COUNT, GREY, Film
from tests.video.films import scene

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_film_opens_in_place_of_the_photo_and_esc_returns_to_it(
    window: MainWindow, photo: Photo, film_path: Path, qtbot: QtBot
) -> None:
    window.session.open(photo)
    film = Film(qtbot, window, film_path)
    assert window.pages.currentWidget() is film.space
    assert film.space.view.hasFocus()
    assert window.windowTitle().startswith("clip.mp4")
    assert not window.commands["fill"].isEnabled()
    assert not window.commands["save"].isEnabled()
    film.key(Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.desk
    assert window.canvas.hasFocus()
    assert window.session.photo is photo
    assert window.commands["save"].isEnabled()


def test_a_film_that_is_left_without_a_photo_returns_to_the_start_page(film: Film) -> None:
    film.key(Qt.Key.Key_Escape)
    assert film.window.pages.currentWidget() is film.window.start_page
    assert film.window.wiring.films.film is None


def test_a_folder_of_numbered_pictures_is_a_film(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    for number in range(3):
        write_photo(folder / f"{number}.png", Photo(scene(number)))
    film = Film(qtbot, window, folder)
    assert film.space.clip.count == 3
    film.key(Qt.Key.Key_Period)
    assert film.shown_number == 1


def test_a_film_that_is_dropped_is_opened(window: MainWindow, film_path: Path, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(film_path))])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.wiring.films.film is not None)


def test_the_command_line_opens_a_film_with_one_mask_for_every_frame(
    window: MainWindow, film_path: Path, tmp_path: Path
) -> None:
    coverage = np.zeros((48, 64), np.uint8)
    coverage[4:9, 10:20] = 255
    write_photo(tmp_path / "logo.png", Photo(coverage[..., None]))
    window.files.begin(film_path, tmp_path / "logo.png")
    film = window.wiring.films.film
    assert film is not None
    state = film.editing.state
    assert state.is_still
    assert film.transport.still.isChecked()
    for number in (0, COUNT - 1):
        mask = state.mask(number)
        assert mask is not None
        np.testing.assert_array_equal(mask.coverage, coverage)


def test_a_file_that_is_no_film_is_one_line_and_nothing_changes(
    window: MainWindow, failures: list[StudioError], tmp_path: Path
) -> None:
    (tmp_path / "no.mp4").write_bytes(b"no film")
    window.open_path(tmp_path / "no.mp4")
    assert [error.code for error in failures] == ["film-unknown"]
    assert window.pages.currentWidget() is window.start_page


def test_a_photo_that_is_opened_ends_the_film(film: Film, path: Path) -> None:
    film.window.open_path(path)
    assert film.window.wiring.films.film is None
    assert film.window.pages.currentWidget() is film.window.desk


def test_steps_home_and_end_show_the_frames_by_number(film: Film) -> None:
    assert film.shown_number == 0
    film.key(Qt.Key.Key_Period)
    film.key(Qt.Key.Key_Period)
    assert (film.shown_number, film.space.timeline.number) == (2, 2)
    film.key(Qt.Key.Key_Comma)
    assert film.shown_number == 1
    film.key(Qt.Key.Key_End)
    assert film.shown_number == COUNT - 1
    film.key(Qt.Key.Key_Period)
    assert film.shown_number == COUNT - 1
    film.key(Qt.Key.Key_Home)
    assert film.shown_number == 0


def test_a_press_on_the_time_line_goes_there_and_a_drag_follows(film: Film) -> None:
    line, left = film.space.timeline, Qt.MouseButton.LeftButton
    QTest.mousePress(line, left, pos=QPoint(round(line.x_of(4)), 20))
    assert film.shown_number == 4
    QTest.mouseMove(line, QPoint(round(line.x_of(9)), 20))
    QTest.mouseRelease(line, left, pos=QPoint(round(line.x_of(9)), 20))
    assert film.shown_number == 9


def test_a_tap_of_space_plays_and_pauses_and_a_drag_with_it_pans(film: Film) -> None:
    player, view = film.space.player, film.space.view
    film.key(Qt.Key.Key_Space)
    assert player.is_playing
    film.wait(lambda: film.shown_number > 0)
    film.key(Qt.Key.Key_Space)
    assert not player.is_playing
    before = view.viewport
    QTest.keyPress(view, Qt.Key.Key_Space)
    film.drag((30, 20), (40, 25))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.viewport != before
    assert not player.is_playing
    assert not film.space.editing.state.has_masks


def test_playing_repeats_the_stretch_between_the_points(film: Film) -> None:
    film.space.go_to(3)
    film.key(Qt.Key.Key_I)
    film.space.go_to(5)
    film.key(Qt.Key.Key_O)
    state = film.space.editing.state
    assert (state.begin, state.end) == (3, 6)
    film.space.toggle_playing()
    seen = []
    for _ in range(4):
        film.space.player.tick()
        seen.append(film.shown_number)
    assert seen == [3, 4, 5, 3]
    film.space.player.play(False)
    film.key(Qt.Key.Key_Z, CTRL)
    assert film.space.editing.state.end == COUNT


def test_what_is_painted_is_a_keyframe_with_undo_and_redo(film: Film) -> None:
    film.space.go_to(2)
    film.paint(20, 30)
    assert set(film.space.editing.state.keyframes) == {2}
    assert (20, 30) in film.covered(2)
    assert not film.covered(3)
    film.space.go_to(6)
    film.key(Qt.Key.Key_Z, CTRL)
    assert not film.space.editing.state.keyframes
    assert film.shown_number == 2  # where the step was
    film.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert (20, 30) in film.covered(2)


def test_the_eraser_and_the_rectangle_have_the_keys_of_the_editor(film: Film) -> None:
    film.key(Qt.Key.Key_M)
    assert film.space.header.tools["rectangle"].isChecked()
    film.drag((10, 10), (30, 20))
    assert film.covered(0) == {(x, y) for x in range(10, 30) for y in range(10, 20)}
    film.key(Qt.Key.Key_E)
    film.paint(15, 15)
    assert (15, 15) not in film.covered(0)
    assert (28, 12) in film.covered(0)
    size = film.space.tools.tool.values["size"]
    film.key(Qt.Key.Key_BracketRight)
    assert film.space.tools.tool.values["size"] > size


def test_a_keyframe_is_copied_found_and_deleted_by_keys(film: Film) -> None:
    film.paint(20, 30)
    film.space.go_to(8)
    film.key(Qt.Key.Key_V)
    assert film.covered(8) == film.covered(0)
    film.key(Qt.Key.Key_P)
    assert film.shown_number == 0
    film.key(Qt.Key.Key_N)
    assert film.shown_number == 8
    film.key(Qt.Key.Key_Delete)
    assert set(film.space.editing.state.keyframes) == {0}
    assert not film.space.transport.delete.isEnabled()


def test_a_diamond_that_is_pressed_shows_its_frame(film: Film) -> None:
    film.space.go_to(7)
    film.paint(20, 30)
    film.space.go_to(0)
    line = film.space.timeline
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(round(line.x_of(7)) + 4, line.height() - 16))
    assert film.shown_number == 7


def test_one_mask_for_every_frame_and_back(film: Film) -> None:
    film.paint(20, 30)
    film.key(Qt.Key.Key_S)
    assert film.covered(11) == film.covered(0) != set()
    film.space.go_to(11)
    film.paint(50, 40)
    assert (50, 40) in film.covered(0)
    film.key(Qt.Key.Key_S)
    assert not film.covered(11)
    assert (50, 40) not in film.covered(0)
    film.key(Qt.Key.Key_Z, CTRL)
    assert (50, 40) in film.covered(5)


def test_tracking_goes_from_the_keyframe_to_the_next_and_back_to_the_start(
    film: Film, still_tracker: list[tuple[int, list[int]]]
) -> None:
    film.space.go_to(4)
    film.paint(20, 30)
    film.space.go_to(8)
    film.paint(40, 30)
    film.space.go_to(4)
    film.key(Qt.Key.Key_T)
    assert still_tracker == [(5, [0, 4])]
    state = film.space.editing.state
    assert set(state.tracked) == {5, 6, 7}
    assert state.tracked[5].confidence == pytest.approx(0.95)
    film.key(Qt.Key.Key_T, SHIFT)
    assert still_tracker[-1] == (5, [4])
    assert set(film.space.editing.state.tracked) == {0, 1, 2, 3, 5, 6, 7}
    film.space.go_to(10)
    film.key(Qt.Key.Key_T)
    assert still_tracker[-1] == (4, [0])
    assert film.covered(11) == film.covered(8)


def test_a_correction_makes_a_keyframe_and_tracks_again_from_there(
    film: Film, still_tracker: list[tuple[int, list[int]]]
) -> None:
    film.paint(20, 30)
    film.key(Qt.Key.Key_T)
    film.space.go_to(6)
    film.paint(40, 30)
    assert set(film.space.editing.state.keyframes) == {0, 6}
    assert still_tracker[-1] == (12, [0, 6])
    assert film.covered(11) == film.covered(6)
    assert film.covered(1) == film.covered(0)
    film.key(Qt.Key.Key_Z, CTRL)
    assert set(film.space.editing.state.keyframes) == {0}
    assert film.covered(11) == film.covered(0)


def test_tracking_without_a_keyframe_says_what_is_missing(film: Film, messages: list[str]) -> None:
    film.key(Qt.Key.Key_T)
    assert messages == ["Paint a keyframe to track from first."]


def test_a_preview_tracks_what_is_missing_fills_and_is_played(
    film: Film, quick: None, still_tracker: list[tuple[int, list[int]]]
) -> None:
    film.paint(20, 30)
    film.key(Qt.Key.Key_Return)
    assert still_tracker == [(COUNT, [0])]
    assert set(film.space.jobs.covers) == set(range(COUNT))
    assert film.space.player.is_playing
    film.space.player.play(False)
    assert film.space.view.shows_result
    cover = film.space.view.cover
    assert cover is not None
    region = cover.picture.region
    assert cover.picture.array(0)[30 - region.y, 20 - region.x, :3].tolist() == [GREY] * 3
    assert not cover.unseen.is_empty
    # the key of the original, while it is down
    QTest.keyPress(film.space.view, Qt.Key.Key_Backslash)
    assert not film.space.view.shows_result
    QTest.keyRelease(film.space.view, Qt.Key.Key_Backslash)
    assert film.space.view.shows_result
    film.paint(40, 30)  # another mask: the preview is not true any more
    assert not film.space.jobs.covers


def test_a_preview_with_one_mask_needs_no_tracking(
    film: Film, quick: None, still_tracker: list[tuple[int, list[int]]]
) -> None:
    film.key(Qt.Key.Key_S)
    film.paint(20, 30)
    film.key(Qt.Key.Key_Return)
    assert still_tracker == []
    assert set(film.space.jobs.covers) == set(range(COUNT))
    film.key(Qt.Key.Key_Escape)  # stops playing,
    film.key(Qt.Key.Key_Escape)  # shows the film again,
    assert not film.space.jobs.covers
    film.key(Qt.Key.Key_Escape)  # leaves it
    assert film.window.wiring.films.film is None


def test_a_preview_without_a_mask_says_what_is_missing(film: Film, messages: list[str]) -> None:
    film.key(Qt.Key.Key_Return)
    assert messages == ["Paint over what to remove first."]
    assert film.space.jobs.task is None


def test_the_onion_skin_shows_the_masks_around_a_frame(film: Film) -> None:
    film.paint(20, 30)
    film.space.go_to(5)
    film.key(Qt.Key.Key_U)
    assert [colour.name() for _, colour in film.space.view.onion.layers] == ["#35c46f"]
    film.space.go_to(0)
    assert not film.space.view.onion.layers


def test_masks_are_there_again_when_the_film_is_opened_again(
    film: Film, film_path: Path, still_tracker: list[tuple[int, list[int]]]
) -> None:
    film.paint(20, 30)
    film.key(Qt.Key.Key_T)
    before = film.space.editing.state
    film.space.keeper.flush()  # as a little later; a crash from then on loses nothing
    assert kept(film.space.clip) == before
    film.key(Qt.Key.Key_Escape)
    again = Film(film.qtbot, film.window, film_path)
    assert again.space.editing.state == before


def test_the_commands_of_the_photo_say_why_they_cannot_be_used(film: Film) -> None:
    assert Situation(film.window.session, None).filming is False
    assert "Leave the film first." in film.window.commands["fill"].toolTip()


def test_a_film_is_exported_with_its_other_frames_as_they_were(
    film: Film, quick: None, tmp_path: Path, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out.mkv"
    lossless = "A lossless film (*.mkv)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(output), lossless))
    film.key(Qt.Key.Key_S)
    film.key(Qt.Key.Key_M)
    film.drag((20, 30), (30, 36))
    film.space.go_to(2)
    film.key(Qt.Key.Key_I)
    film.space.go_to(9)
    film.key(Qt.Key.Key_O)
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    assert film.space.jobs.task is None
    assert messages[-1] == "Exported as out.mkv."
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == ["out.mkv"]
    with open_frames(film.space.clip.path) as before, open_frames(output) as after:
        assert len(after) == COUNT
        np.testing.assert_array_equal(after[1], before[1])
        np.testing.assert_array_equal(after[10], before[10])
        np.testing.assert_array_equal(after[5][:24], before[5][:24])
        assert np.abs(after[5][32:34, 22:28].astype(int) - GREY).max() < 6


def test_nothing_to_export_is_said(film: Film, messages: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("asked for a name"))
    film.space.header.export.click()
    assert messages == ["Paint over what to remove first."]


def test_a_project_that_is_saved_opens_with_its_masks(
    film: Film, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "mine.film"
    film.paint(20, 30)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(project), ""))
    film.key(Qt.Key.Key_S, CTRL)
    film.key(Qt.Key.Key_Z, CTRL)
    film.key(Qt.Key.Key_Escape)
    again = Film(film.qtbot, film.window, project)
    assert (20, 30) in again.covered(0)


def test_an_export_that_failed_is_no_hindrance_to_one_with_other_masks(
    film: Film,
    quick: None,
    tmp_path: Path,
    messages: list[str],
    failures: list[StudioError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StudioError("disk-full", path="out.mkv")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out.mkv"), ""))
    film.key(Qt.Key.Key_S)
    film.paint(20, 30)
    with monkeypatch.context() as patched:
        patched.setattr(fillers, "fill", broken)
        film.key(Qt.Key.Key_E, CTRL | SHIFT)
    assert [error.code for error in failures] == ["disk-full"]
    film.paint(40, 30)
    film.key(Qt.Key.Key_E, CTRL | SHIFT)
    assert messages[-1] == "Exported as out.mkv."
    assert not (tmp_path / "out.mkv.unfinished").exists()


def test_a_film_that_is_open_is_not_opened_twice(film: Film, film_path: Path) -> None:
    film.paint(20, 30)
    before = film.space
    film.window.open_path(film_path)
    assert film.space is before
    assert film.covered(0)
