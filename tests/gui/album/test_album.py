"""The album's window: what is known of each photo, running all, cancel, resume, review."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.provenance import sidecar_path
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.evaluation import album as sheets
from inpaint_studio.finding import network
from inpaint_studio.gui.album import album as module
from inpaint_studio.gui.album.album import Stage
from inpaint_studio.gui.album.cards import LINE
from inpaint_studio.gui.album.window import RESULTS, AlbumWindow
from inpaint_studio.gui.session.session import Session
from tests import white_is_damage
from tests.cli.studio import save_photo, textured


@pytest.fixture(autouse=True)
def fake_network(monkeypatch: pytest.MonkeyPatch) -> None:
    white_is_damage.use(monkeypatch)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two photos with a scratch, an intact one, a broken one."""
    folder = tmp_path / "album"
    folder.mkdir()
    intact = np.minimum(textured(), 190)
    scratched = intact.copy()
    scratched[10:40, 20:22] = 255
    faint = scratched.copy()
    faint[50:52, 60:70] = 220
    save_photo(folder / "a.png", scratched)
    save_photo(folder / "b.png", faint)
    (folder / "c.png").write_bytes(b"\x89PNG no picture")
    save_photo(folder / "d.png", intact)
    return folder


@pytest.fixture
def window(qtbot: QtBot, empty_session: Session) -> AlbumWindow:
    """With threads that do their work at once."""
    made = AlbumWindow(empty_session)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def threaded(qtbot: QtBot) -> Iterator[AlbumWindow]:
    session = Session(REGISTRY, settings=Settings())
    made = AlbumWindow(session)
    made.show()
    yield made
    if isValid(made):
        made.close()
    session.shut_down()


def show(window: AlbumWindow, photos: Path) -> None:
    window.show_album([photos], photos / RESULTS)


def lines(window: AlbumWindow) -> list[str]:
    return [window.cards.index(row).data(LINE) for row in range(window.cards.rowCount())]


def test_the_marks_of_every_photo_are_counted(window: AlbumWindow, photos: Path) -> None:
    show(window, photos)
    assert lines(window) == ["1 mark(s)", "1 mark(s)", "Failed", "Nothing found"]
    assert not window.trouble.isVisible()
    window.view.setCurrentIndex(window.cards.index(2))
    assert window.trouble.text() == f"'{photos / 'c.png'}' is not a picture that can be opened."
    assert window.photos.full_text == str(photos)
    assert window.results.full_text == str(photos / RESULTS)
    assert window.summary.text() == "3 waiting, 1 failed"
    assert not (photos / RESULTS).exists()
    window.sensitivity.set_value(95)
    window._options_changed()
    assert lines(window)[:2] == ["1 mark(s)", "2 mark(s)"]


def test_all_are_restored_and_a_broken_one_stops_nothing(window: AlbumWindow, photos: Path) -> None:
    show(window, photos)
    assert window.restore_button.text() == "Restore 4 photo(s)"
    window.restore_button.click()
    assert [item.stage for item in window.album.items] == [Stage.DONE, Stage.DONE, Stage.FAILED, Stage.DONE]
    assert [lines(window)[i] for i in (0, 1, 3)] == [
        "1 mark(s) filled",
        "1 mark(s) filled",
        "Nothing found, copied",
    ]
    names = {path.name for path in (photos / RESULTS).iterdir()}
    results = {"a.png", "b.png", "d.png"}
    assert names == results | {f"{name}.inpaint.json" for name in results} | {"contact-sheet.jpg"}
    assert window.summary.text() == "3 restored, 1 failed"
    assert not window.bar.isVisible()
    # a failed one is tried again
    assert window.restore_button.text() == "Restore 1 photo(s)"


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sums of the pictures that the network was shown."""
    sums: list[int] = []

    def look(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if picture.any():  # not the black check of the network
            sums.append(int(picture.sum()))
        return white_is_damage.look(picture)

    monkeypatch.setattr(network, "look", look)
    return sums


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".jpg"}


@pytest.mark.parametrize("careful", [False, True])
def test_restoring_looks_at_no_photo_again(
    window: AlbumWindow, photos: Path, looked: list[int], monkeypatch: pytest.MonkeyPatch, careful: bool
) -> None:
    window.careful.setChecked(careful)
    show(window, photos)
    assert len(looked) == 3
    window.restore_button.click()
    assert len(looked) == 3
    assert [item.look for item in window.album.items] == [None] * 4
    kept = files(photos / RESULTS)
    shutil.rmtree(photos / RESULTS)
    monkeypatch.setattr(module, "LOOKS_BYTES", 0)
    window.album.items.clear()
    show(window, photos)
    window.restore_button.click()
    assert len(looked) == 9
    assert files(photos / RESULTS) == kept
    assert len(kept) == 6


def test_a_photo_that_has_changed_since_is_looked_at_again(
    window: AlbumWindow, photos: Path, looked: list[int]
) -> None:
    show(window, photos)
    changed = np.minimum(textured(), 190)
    changed[50:52, 10:40] = 255
    (photos / "a.png").unlink()
    save_photo(photos / "a.png", changed)
    window.restore_button.click()
    assert len(looked) == 4
    result = read_photo(photos / RESULTS / "a.png").pixels
    assert result[50:52, 10:40].max() < 255
    assert np.array_equal(result[10:40, 20:22], changed[10:40, 20:22])


def test_an_album_goes_on_where_it_was_left(window: AlbumWindow, photos: Path) -> None:
    show(window, photos)
    window.restore()
    results = photos / RESULTS
    before = (results / "a.png").stat().st_mtime_ns
    (results / "b.png").unlink()  # as after a kill between sidecar and picture
    (results / "d.png").unlink()
    sidecar_path(results / "d.png").unlink()
    (results / "d.png").write_bytes(b"mine")
    show(window, photos)
    assert [item.stage for item in window.album.items] == [
        Stage.DONE, Stage.WAITING, Stage.FAILED, Stage.TAKEN,
    ]  # fmt: skip
    assert lines(window)[3] == "Saved otherwise"
    window.restore()
    assert (results / "a.png").stat().st_mtime_ns == before
    assert (results / "d.png").read_bytes() == b"mine"
    assert sidecar_path(results / "b.png").exists()
    assert window.album.items[1].stage is Stage.DONE


def test_cancel_stops_and_nothing_is_lost(
    threaded: AlbumWindow, photos: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, second, go_on = threaded, threading.Event(), threading.Event()
    real, calls = module.run_batch, []

    def run_batch(*arguments: object, **options: object) -> Iterator[object]:
        for outcome in real(*arguments, **options):  # type: ignore[arg-type]
            calls.append(outcome)
            yield outcome
            second.set()
            go_on.wait()

    monkeypatch.setattr(module, "run_batch", run_batch)
    show(window, photos)
    qtbot.waitUntil(lambda: len(window.album.items) == 4 and window.album.work is None)
    window.restore()
    qtbot.waitUntil(second.is_set)
    assert window.cancel_button.isVisible()
    assert not window.restore_button.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.album.work is None
    assert window.restore_button.isEnabled()
    window.restore()  # waits until the other has ended
    go_on.set()
    qtbot.waitUntil(lambda: window.album.work is None)
    assert len(calls) == 4
    assert [item.stage for item in window.album.items] == [Stage.DONE, Stage.DONE, Stage.FAILED, Stage.DONE]
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not isValid(window) or not window.isVisible()


def test_the_contact_sheet_shows_progress_and_does_not_hold_up_closing(
    threaded: AlbumWindow, photos: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, album, drawing, real = threaded, threaded.album, threading.Event(), sheets.read_photo
    read: list[Path] = []
    stops: list[threading.Event] = []
    shares: list[float] = []

    def read_photo(path: Path, **options: int | None) -> Photo:
        read.append(path)
        if len(read) == 3:  # the second photo
            assert album.work is not None
            shares.append(album.work.share)
            stops.append(album.work.stop)
            drawing.set()
            stops[0].wait()
        return real(path, **options)

    monkeypatch.setattr(sheets, "read_photo", read_photo)
    show(window, photos)
    qtbot.waitUntil(lambda: len(album.items) == 4 and album.work is None)
    window.restore()
    qtbot.waitUntil(drawing.is_set)
    assert 0.95 < shares[0] < 1
    assert "Restoring…" not in lines(window)
    window.close()  # waits for the picture that is being read, no longer
    assert [path.name for path in read] == ["a.png", "a.png", "b.png"]
    assert not (photos / RESULTS / "contact-sheet.jpg").exists()
    assert (photos / RESULTS / "d.png").exists()


def test_looking_can_be_stopped_and_taken_up(
    threaded: AlbumWindow, photos: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, looking, go_on = threaded, threading.Event(), threading.Event()

    def look(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if picture.any():  # the photo, not the black check of the network
            looking.set()
            go_on.wait()
        return white_is_damage.look(picture)

    monkeypatch.setattr(network, "look", look)
    show(window, photos)
    qtbot.waitUntil(looking.is_set)
    assert lines(window)[0] == "Looking…"
    window.cancel_button.click()
    go_on.set()
    assert window.look_button.isVisible()
    window.look_button.click()
    qtbot.waitUntil(lambda: window.album.work is None)
    assert lines(window)[3] == "Nothing found"
    assert not window.look_button.isVisible()


@pytest.mark.parametrize("step", ["look_at", "run_batch"])
def test_what_comes_late_is_not_told_of_other_photos(
    threaded: AlbumWindow,
    photos: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """The work of the first album ends with an outcome, although it was stopped, while another is open."""
    window, album = threaded, threaded.album
    began, go_on, real = threading.Event(), threading.Event(), getattr(module, step)

    def late(*arguments: object, **options: object) -> object:
        outcome = real(*arguments, **{**options, "is_cancelled": None})
        outcome = (each for each in list(outcome)) if step == "run_batch" else outcome
        began.set()
        go_on.wait()
        return outcome

    other = tmp_path / "other"
    other.mkdir()
    for name in ("x.png", "y.png", "z.png"):
        save_photo(other / name, textured())
    if step == "run_batch":
        show(window, photos)
        qtbot.waitUntil(lambda: len(album.items) == 4 and album.work is None)
    monkeypatch.setattr(module, step, late)
    if step == "run_batch":
        window.restore()
    else:
        show(window, photos)
    qtbot.waitUntil(began.is_set)
    monkeypatch.setattr(module, step, real)
    monkeypatch.setattr(window.album, "look", lambda: None)  # only the late outcome could count marks
    show(window, other)
    qtbot.waitUntil(lambda: len(album.items) == 3)
    go_on.set()
    album._pool.wait()
    QCoreApplication.processEvents()
    assert [(item.stage, item.seen) for item in album.items] == [(Stage.WAITING, None)] * 3


def test_review_goes_through_the_photos_by_keyboard(window: AlbumWindow, photos: Path, qtbot: QtBot) -> None:
    asked: list[Path] = []
    window.review_requested.connect(lambda entry, _: asked.append(entry.photo))
    show(window, photos)
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    qtbot.keyClick(window.view, Qt.Key.Key_Right)
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    assert [path.name for path in asked] == ["a.png", "b.png"]
    window.saved(photos / RESULTS / "elsewhere.png")
    assert window.view.currentIndex().row() == 1
    window.saved(photos / RESULTS / "b.png")
    assert window.view.currentIndex().row() == 2


def test_the_largest_photo_of_the_preferences_holds(
    window: AlbumWindow, empty_session: Session, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a raised limit too: for looking, restoring and the contact sheet."""
    monkeypatch.setattr("inpaint_studio.core.photo_io.reading.pixel_limit", lambda: 1000)
    empty_session.update_settings(max_megapixels=0.001)
    show(window, photos)
    assert lines(window) == ["Failed"] * 4
    window.restore()
    assert {item.error.code for item in window.album.items if item.error} == {
        "photo-too-large", "photo-unknown",
    }  # fmt: skip
    assert {path.name for path in (photos / RESULTS).iterdir()} == set()
    empty_session.update_settings(max_megapixels=1)
    window.restore()
    assert window.summary.text() == "3 restored, 1 failed"
    assert (photos / RESULTS / "contact-sheet.jpg").exists()


def test_folders_that_cannot_be_used_are_one_line(window: AlbumWindow, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    show(window, tmp_path / "bare")
    assert window.trouble.text() == f"There are no photos in '{tmp_path / 'bare'}'."
    assert not window.restore_button.isEnabled()
    assert not window.review_button.isEnabled()
