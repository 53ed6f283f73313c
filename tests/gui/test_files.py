"""Opening, saving and closing: what is asked, what is written, and that nothing is lost by a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.__main__ import main
from inpaint_studio.core import files as core_files
from inpaint_studio.core.damage import WIDEN
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_mask, read_photo, write_photo
from inpaint_studio.core.project import load_project
from inpaint_studio.core.provenance import read_sidecar
from inpaint_studio.core.sessions.sessions import abandoned, sessions_dir
from inpaint_studio.core.settings import Settings
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.dialogs.save import SaveDialog
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.kit.pictures import image_of_picture, photo_of
from inpaint_studio.gui.session.session import Session
from inpaint_studio.jobs.saving import SaveChoice
from tests.gui.conftest import InlinePool
from tests.waiting import wait_for

Button = QMessageBox.StandardButton
Ask = Callable[[QMessageBox.StandardButton], list[str]]


@pytest.fixture
def path(tmp_path: Path, photo: Photo) -> Path:
    file = tmp_path / "photo.png"
    write_photo(file, photo)
    return file


@pytest.fixture
def files(empty_session: Session) -> Files:
    return Files(empty_session)


@pytest.fixture
def failures(empty_session: Session) -> list[StudioError]:
    found: list[StudioError] = []
    empty_session.failed.connect(lambda error, _: found.append(error))
    return found


@pytest.fixture
def messages(empty_session: Session) -> list[str]:
    found: list[str] = []
    empty_session.message.connect(found.append)
    return found


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Answers the question about changes; gives the list of what was asked."""

    def answer(button: QMessageBox.StandardButton) -> list[str]:
        asked: list[str] = []

        def run(box: QMessageBox) -> QMessageBox.StandardButton:
            asked.append(box.text())
            return button

        monkeypatch.setattr(QMessageBox, "exec", run)
        return asked

    return answer


def choosing(monkeypatch: pytest.MonkeyPatch, path: Path | None, *, kind: str = "") -> list[str]:
    """The user names this file wherever one is asked for; gives what was proposed."""
    proposed: list[str] = []

    def ask(parent: object, title: str, place: str = "", words: str = "", *more: str) -> tuple[str, str]:
        proposed.append(place)
        return ("" if path is None else str(path)), kind

    def save(dialog: SaveDialog) -> None:
        proposed.append(str(dialog.target))
        if path is None:
            dialog.reject()
            return
        dialog.name.clear()
        QTest.keyClicks(dialog.name, str(path))
        if kind:
            QTest.keyClicks(dialog.format, kind)
        dialog.accept()

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    monkeypatch.setattr(SaveDialog, "exec", save)
    return proposed


def painted(session: Session, y: int = 30) -> None:
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((20, y, 6), (60, y, 6))), Rect.of(session.size)))
    edit.commit("Stroke")


def filled(qtbot: QtBot, session: Session, *, keep: bool = True) -> None:
    painted(session)
    session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(session.fills.results) and session.fills.job is None)
    if keep:
        session.fills.keep()


def pixels(session: Session) -> np.ndarray:
    return session.document.read(Rect.of(session.size))


def mime_of(*urls: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    return mime


# -- opening


def test_a_photo_is_opened_and_remembered(files: Files, empty_session: Session, path: Path) -> None:
    files.open(path)
    assert empty_session.path == path
    assert not empty_session.unsaved
    assert empty_session.settings.recent == (str(path),)
    assert empty_session.settings.last_folder == str(path.parent)
    assert files.keeper.folder is not None


def test_what_cannot_be_opened_is_told_and_the_photo_before_stays(
    files: Files, empty_session: Session, path: Path, tmp_path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    files.open(broken)
    files.open(tmp_path / "missing.png")
    assert [failure.code for failure in failures] == ["photo-unknown", "file-missing"]
    assert empty_session.path == path


def test_a_recent_file_that_is_gone_leaves_the_list(
    files: Files, empty_session: Session, path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    path.unlink()
    files.open(path)
    assert empty_session.settings.recent == ()


def test_the_latest_recent_file_stands_first_and_only_so_many_are_kept(
    files: Files, empty_session: Session, path: Path, tmp_path: Path, photo: Photo
) -> None:
    for number in range(14):
        other = tmp_path / f"{number}.png"
        write_photo(other, photo)
        files.open(other)
    files.open(tmp_path / "9.png")
    recent = empty_session.settings.recent
    assert recent[0] == str(tmp_path / "9.png")
    assert len(recent) == len(set(recent)) == 12


def test_the_recent_menu_opens_what_it_lists(files: Files, empty_session: Session, path: Path) -> None:
    menu = QMenu()
    files.fill_recent_menu(menu)
    assert not menu.actions()[0].isEnabled()
    files.open(path)
    empty_session.close_photo()
    files.fill_recent_menu(menu)
    menu.actions()[0].trigger()
    assert empty_session.path == path


def test_a_dropped_file_is_opened(files: Files, empty_session: Session, path: Path) -> None:
    mime = mime_of(QUrl.fromLocalFile(str(path)).toString())
    assert files.can_take(mime)
    files.take(mime)
    assert empty_session.path == path


def test_a_picture_dragged_from_a_browser_is_opened(
    files: Files, empty_session: Session, photo: Photo
) -> None:
    mime = mime_of("https://example.org/a.png")
    mime.setImageData(image_of_picture(photo))
    files.take(mime)
    assert empty_session.path is None
    assert empty_session.title == "Untitled"
    np.testing.assert_array_equal(empty_session.photo.pixels, photo.pixels)


@pytest.mark.parametrize("as_text", [True, False])
def test_an_address_alone_is_refused_in_one_line(
    files: Files, empty_session: Session, failures: list[StudioError], as_text: bool
) -> None:
    mime = mime_of("https://example.org/a.png")
    if as_text:
        mime = QMimeData()
        mime.setText("https://example.org/a.png")
    assert files.can_take(mime)
    files.take(mime)
    assert [failure.code for failure in failures] == ["drop-link"]
    assert not empty_session.is_open


def test_words_are_no_picture(files: Files) -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not files.can_take(mime)


def test_a_picture_is_pasted(files: Files, empty_session: Session, photo: Photo) -> None:
    QGuiApplication.clipboard().setImage(image_of_picture(photo))
    files.paste()
    np.testing.assert_array_equal(empty_session.photo.pixels, photo.pixels)


def test_pasting_nothing_is_told(files: Files, failures: list[StudioError]) -> None:
    QGuiApplication.clipboard().clear()
    files.paste()
    assert [failure.code for failure in failures] == ["clipboard-empty"]


def test_what_was_copied_can_be_pasted(files: Files, empty_session: Session, path: Path) -> None:
    files.open(path)
    before = empty_session.photo.pixels
    files.copy()
    files.paste()
    assert empty_session.path is None
    np.testing.assert_array_equal(empty_session.photo.pixels, before)


def test_pictures_of_qt_keep_depth_grey_and_transparency() -> None:
    deep = QImage(3, 2, QImage.Format.Format_RGBA64)
    deep.fill(0x80FF0000)
    photo = photo_of(deep, max_pixels=10**6)
    assert photo.dtype == np.uint16
    assert photo.alpha is not None
    grey = QImage(3, 2, QImage.Format.Format_Grayscale8)
    grey.fill(7)
    photo = photo_of(grey, max_pixels=10**6)
    assert photo.channels == 1
    assert (photo.pixels == 7).all()


# -- closing


def test_nothing_is_asked_when_nothing_changed(
    files: Files, empty_session: Session, path: Path, answering: Ask
) -> None:
    asked = answering(Button.Cancel)
    files.open(path)
    files.close_photo()
    assert asked == []
    assert not empty_session.is_open
    assert list(sessions_dir().iterdir()) == []


def test_cancel_leaves_everything_open(
    files: Files, empty_session: Session, path: Path, answering: Ask, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    asked = answering(Button.Cancel)
    files.close_photo()
    files.open(path)
    assert asked == ["Save the changes to photo.png?"] * 2
    assert len(empty_session.document.layers) == 1


def test_changes_that_are_not_wanted_go(
    files: Files, empty_session: Session, path: Path, answering: Ask, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    answering(Button.Discard)
    files.close_photo()
    assert not empty_session.is_open
    assert abandoned() == []


def test_a_fill_that_is_shown_but_not_kept_is_asked_about(
    files: Files, empty_session: Session, path: Path, answering: Ask, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session, keep=False)
    asked = answering(Button.Cancel)
    files.close_photo()
    assert len(asked) == 1


def test_save_and_close_does_both(
    files: Files,
    empty_session: Session,
    path: Path,
    answering: Ask,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    wanted = pixels(empty_session)
    target = path.with_name("saved.png")
    choosing(monkeypatch, target)
    answering(Button.Save)
    files.close_photo()
    assert not empty_session.is_open
    np.testing.assert_array_equal(read_photo(target).pixels, wanted)


def test_a_save_that_is_called_off_keeps_the_photo_open(
    files: Files,
    empty_session: Session,
    path: Path,
    answering: Ask,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    choosing(monkeypatch, None)
    answering(Button.Save)
    files.close_photo()
    assert empty_session.is_open
    assert empty_session.unsaved


# -- saving


def test_the_first_save_asks_and_proposes_another_name(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files.open(path)
    original = path.read_bytes()
    filled(qtbot, empty_session)
    target = path.with_name("mine.png")
    proposed = choosing(monkeypatch, target)
    files.save()
    assert proposed == [str(path.with_name("photo-healed.png"))]
    assert not empty_session.unsaved
    assert empty_session.title == "mine.png"
    assert path.read_bytes() == original
    painted(empty_session, 60)
    empty_session.delete_layers([0])
    files.save()  # does not ask again
    assert len(proposed) == 1
    assert not empty_session.unsaved
    np.testing.assert_array_equal(read_photo(target).pixels, read_photo(path).pixels)


def test_outside_the_mask_every_byte_is_as_before(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files.open(path)
    painted(empty_session)
    kept = empty_session.state.mask().coverage == 0
    empty_session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results) and empty_session.fills.job is None)
    target = path.with_name("saved.png")
    choosing(monkeypatch, target)
    files.save()
    before, after = read_photo(path).pixels, read_photo(target).pixels
    np.testing.assert_array_equal(before[kept], after[kept])
    assert (before[~kept] != after[~kept]).any()


def test_what_is_seen_is_saved(
    files: Files,
    empty_session: Session,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    messages: list[str],
) -> None:
    files.open(path)
    filled(qtbot, empty_session, keep=False)
    shown = empty_session.shown.read(Rect.of(empty_session.size))
    target = path.with_name("saved.png")
    choosing(monkeypatch, target)
    files.save()
    np.testing.assert_array_equal(read_photo(target).pixels, shown)
    assert "The fill that was shown has been kept." in messages
    empty_session.undo()
    assert empty_session.document.layers == ()


def test_a_failed_save_leaves_the_old_file_and_the_session(
    files: Files,
    empty_session: Session,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    failures: list[StudioError],
    answering: Ask,
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    target = path.with_name("old.png")
    target.write_bytes(b"old")
    choosing(monkeypatch, target)

    put = core_files._put_in_place

    def fail(temporary: Path, final: Path, given: Path, *, overwrite: bool) -> None:
        if given == target:
            raise OSError(28, "No space left on device")
        put(temporary, final, given, overwrite=overwrite)

    monkeypatch.setattr(core_files, "_put_in_place", fail)
    answering(Button.Yes)
    files.save()
    assert [failure.code for failure in failures] == ["disk-full"]
    assert target.read_bytes() == b"old"
    assert empty_session.unsaved
    answering(Button.Save)
    files.close_photo()  # wants to save, which fails again
    assert empty_session.is_open


def test_a_name_without_an_ending_gets_one_and_replaces_nothing_unasked(
    files: Files,
    empty_session: Session,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    failures: list[StudioError],
    answering: Ask,
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    named = path.with_name("named.tif")
    choosing(monkeypatch, path.with_name("named"), kind="TIFF")
    files.save_as()
    assert named.exists()
    named.write_bytes(b"another")
    asked = answering(Button.Cancel)
    files.save_as()
    assert asked == ["named.tif already exists. Replace it?"]
    assert named.read_bytes() == b"another"
    answering(Button.Yes)
    files.save_as()
    assert named.read_bytes() != b"another"
    assert failures == []


@pytest.mark.parametrize("act", ["save_project", "save_mask"])
def test_projects_and_masks_too_ask_about_the_file_that_is_really_written(
    act: str,
    files: Files,
    empty_session: Session,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answering: Ask,
) -> None:
    files.open(path)
    painted(empty_session)
    there = path.with_name("trip.2024.ora" if act == "save_project" else "trip.2024.png")
    there.write_bytes(b"another")
    choosing(monkeypatch, path.with_name("trip.2024"))
    answering(Button.Cancel)
    getattr(files, act)()
    assert there.read_bytes() == b"another"
    answering(Button.Yes)
    getattr(files, act)()
    assert there.read_bytes() != b"another"


def test_a_copy_is_exported_and_the_changes_stay_unsaved(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    choosing(monkeypatch, path.with_name("copy.jpg"))
    files.export()
    assert path.with_name("copy.jpg").exists()
    assert empty_session.unsaved
    assert empty_session.path == path


def test_saving_over_the_original_keeps_a_copy_for_recovery(
    files: Files,
    empty_session: Session,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    answering: Ask,
) -> None:
    files.open(path)
    before = empty_session.photo.pixels
    filled(qtbot, empty_session)
    choosing(monkeypatch, path)
    answering(Button.Yes)
    files.save()
    files.keeper.tick()
    empty_session.close_photo(discard=False)
    (one,) = abandoned()
    files.keeper.restore(one)
    np.testing.assert_array_equal(empty_session.photo.pixels, before)
    assert len(empty_session.document.layers) == 1


def test_the_sidecar_tells_how_the_fill_was_made(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot
) -> None:
    files.open(path)
    painted(empty_session)
    mask = empty_session.state.mask()
    empty_session.fills.fill("white", {"level": 90}, 5)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results) and empty_session.fills.job is None)
    empty_session.fills.keep()
    target = path.with_name("saved.png")
    files.saver.write(target, SaveChoice(sidecar=True), overwrite=False)
    made = read_sidecar(path.with_name("saved.png.inpaint.json"))
    assert (made.engine, made.params["level"], made.seed) == ("white", 90, 5)
    assert made.mask.digest == mask.digest
    assert made.photo.path == path
    assert b"humanEdits" in (read_photo(target).xmp or b"")


def test_metadata_can_be_left_out_and_the_profile_stays(files: Files, photo: Photo, tmp_path: Path) -> None:
    from inpaint_studio.jobs.saving import as_chosen

    full = Photo(photo.pixels, icc=b"profile", exif=b"exif", xmp=b"xmp")
    bare = as_chosen(full, SaveChoice(metadata=False))
    assert (bare.icc, bare.exif, bare.xmp) == (b"profile", None, None)


def test_a_project_comes_back_with_masks_results_and_settings(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    painted(empty_session, 60)
    mask = empty_session.state.mask().digest
    empty_session.fills.fill("noise", {}, 7)
    qtbot.waitUntil(lambda: bool(empty_session.fills.results) and empty_session.fills.job is None)
    empty_session.fills.choose(None)
    wanted = pixels(empty_session)
    choosing(monkeypatch, path.with_name("work"))
    files.save_project()
    project = path.with_name("work.ora")
    assert empty_session.project_path == project
    assert not empty_session.unsaved
    files.close_photo()
    files.open(project)
    np.testing.assert_array_equal(pixels(empty_session), wanted)
    assert empty_session.state.mask().digest == mask
    (result,) = empty_session.fills.results
    assert (result.fill.engine, result.fill.seed) == ("noise", 7)
    assert empty_session.fills.last == ("noise", {})
    assert empty_session.title == "work.ora"
    assert not empty_session.unsaved
    empty_session.delete_layers([0])
    files.save()  # goes to the project
    assert load_project(project).state.document.layers == ()


# -- masks


def test_a_mask_goes_to_a_file_and_comes_back(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.open(path)
    painted(empty_session)
    mask = empty_session.state.mask()
    target = path.with_name("mask.png")
    choosing(monkeypatch, target)
    files.save_mask()
    assert read_mask(target, soft=True).digest == mask.digest
    empty_session.set_mask("Clear", Mask.empty(empty_session.size))
    files.load_mask()
    assert empty_session.state.mask().digest == mask.digest
    assert empty_session.entries[-1].name == "Load a mask"


def test_a_mask_painted_soft_gives_the_same_fill_on_the_command_line(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(settings=Settings(), pool=InlinePool())  # with the real engines
    try:
        files = Files(session)
        files.open(path)
        edit = session.edit_mask()
        edit.paint(brush(Stroke(((20, 30, 9), (60, 30, 9)), hardness=0.2), Rect.of(session.size)))
        edit.commit("Stroke")
        assert session.state.mask().is_soft
        mask, by_editor, by_command = (path.with_name(name) for name in ("mask.png", "a.png", "b.png"))
        choosing(monkeypatch, mask)
        files.save_mask()
        session.fills.fill("telea", {}, 3)
        qtbot.waitUntil(lambda: bool(session.fills.results) and session.fills.job is None)
        choosing(monkeypatch, by_editor)
        files.save()
    finally:
        session.shut_down()
    words = ["fill", str(path), "-m", str(mask), "-e", "telea", "--seed", "3", "--widen", str(WIDEN)]
    assert main([*words, "-o", str(by_command)]) == 0
    assert "The mask was saved by Inpaint Studio; its soft edges are kept." in capsys.readouterr().out
    np.testing.assert_array_equal(read_photo(by_command).pixels, read_photo(by_editor).pixels)
    assert by_command.read_bytes() == by_editor.read_bytes()


def test_what_is_odd_about_a_mask_is_told(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, messages: list[str]
) -> None:
    files.open(path)
    target = path.with_name("mask.png")
    values = np.zeros((90, 120, 1), np.uint8)
    values[:70] = 1
    write_photo(target, Photo(values))
    choosing(monkeypatch, target)
    files.load_mask()
    assert empty_session.state.mask().area == 70 * 120
    assert messages[-1] == (
        "The mask covers 78 % of the photo. If the rest is meant, invert it.  "
        "The mask has only the values 0 and 1; 1 was read as marked."
    )
    values[:] = 0
    values[5, 5], values[5, 6] = 100, 20
    write_photo(target.with_name("other.jpg"), Photo(values))
    files.masks.load(target.with_name("other.jpg"))
    assert messages[-1].startswith("The mask marks nothing: its values are from 0 to ")


def test_a_mask_of_another_size_is_refused(
    files: Files, empty_session: Session, path: Path, tmp_path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    other = tmp_path / "mask.png"
    write_photo(other, Photo(np.full((5, 5, 1), 255, np.uint8)))
    files.masks.load(other)
    assert [failure.code for failure in failures] == ["mask-size"]


def test_the_mask_of_the_photo_before_can_be_taken_after_a_restart(
    files: Files, empty_session: Session, path: Path, answering: Ask
) -> None:
    answering(Button.Discard)
    files.open(path)
    assert not files.has_previous_mask()
    painted(empty_session)
    mask = empty_session.state.mask().digest
    files.close_photo()
    again = Files(empty_session)
    files.open(path)
    assert again.has_previous_mask()
    again.previous_mask()
    assert empty_session.state.mask().digest == mask


def test_without_a_mask_before_the_user_is_told(
    files: Files, path: Path, failures: list[StudioError]
) -> None:
    files.open(path)
    files.previous_mask()
    assert [failure.code for failure in failures] == ["mask-none"]


@pytest.fixture(autouse=True)
def ended(empty_session: Session, files: Files) -> object:
    yield
    empty_session.shut_down()
    files.shut_down()


# -- with real threads


@pytest.fixture
def threaded(fake_registry: Registry, qtbot: QtBot) -> Iterator[tuple[Files, Session]]:
    """A session whose pool works in threads, as in the program."""
    session = Session(fake_registry, settings=Settings())
    files = Files(session)
    yield files, session
    session.shut_down()
    files.shut_down()


def test_a_photo_is_opened_filled_and_saved_in_the_background(
    threaded: tuple[Files, Session], path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files, session = threaded
    words: list[str] = []
    files.working.connect(words.append)
    files.open(path)
    assert not session.is_open
    qtbot.waitUntil(lambda: session.is_open)
    filled(qtbot, session)
    choosing(monkeypatch, path.with_name("saved.png"))
    files.save()
    qtbot.waitUntil(lambda: not session.unsaved)
    np.testing.assert_array_equal(read_photo(path.with_name("saved.png")).pixels, pixels(session))
    assert words == ["Opening photo.png…", "", "Saving saved.png…", ""]
    files.keeper.tick()
    files.close_photo()
    qtbot.waitUntil(lambda: not list(sessions_dir().iterdir()))


def test_only_the_last_of_several_photos_is_opened(
    threaded: tuple[Files, Session], path: Path, photo: Photo, qtbot: QtBot
) -> None:
    files, session = threaded
    other = path.with_name("other.png")
    write_photo(other, photo)
    opened: list[Path | None] = []
    session.opened.connect(lambda: opened.append(session.path))
    files.open(path)
    files.open(other)
    qtbot.waitUntil(lambda: session.path == other)
    session.pool.wait()
    QApplication.processEvents()
    assert opened == [other]
    qtbot.waitUntil(lambda: len(list(sessions_dir().iterdir())) == 1)


def test_photos_that_nobody_waits_for_any_more_are_not_read(
    threaded: tuple[Files, Session], path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files, session = threaded
    read: list[str] = []
    go_on = threading.Event()

    def slow(file: Path, **options: object) -> Photo:
        read.append(file.name)
        wait_for(go_on)
        return read_photo(path)

    monkeypatch.setattr("inpaint_studio.gui.files.files.read_photo", slow)
    for number in range(20):
        files.open(path.with_name(f"{number}.png"))
    go_on.set()
    qtbot.waitUntil(lambda: session.is_open)
    assert session.path == path.with_name("19.png")
    # the pool has two threads, which had begun with the first ones before the last was asked for
    assert len(read) <= 3
    assert "19.png" in read


def test_what_is_done_while_another_photo_is_read_is_asked_about(
    threaded: tuple[Files, Session],
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    answering: Ask,
) -> None:
    files, session = threaded
    files.open(path)
    qtbot.waitUntil(lambda: session.is_open)
    go_on = threading.Event()

    def slow(*given: object, **options: object) -> Photo:
        wait_for(go_on)
        return Photo(np.zeros((5, 5, 3), np.uint8))

    monkeypatch.setattr("inpaint_studio.gui.files.files.read_photo", slow)
    asked = answering(Button.Cancel)
    files.open(path.with_name("slow.png"))
    filled(qtbot, session)
    go_on.set()
    qtbot.waitUntil(lambda: bool(asked))
    assert session.path == path
    assert len(session.document.layers) == 1


def test_closing_while_a_file_is_written_waits_for_it(
    threaded: tuple[Files, Session],
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    answering: Ask,
) -> None:
    files, session = threaded
    files.open(path)
    qtbot.waitUntil(lambda: session.is_open)
    filled(qtbot, session)
    asked = answering(Button.Cancel)
    choosing(monkeypatch, path.with_name("saved.png"))
    files.save()
    files.close_photo()
    assert session.is_open
    qtbot.waitUntil(lambda: not session.is_open)
    assert asked == []
    assert path.with_name("saved.png").exists()
