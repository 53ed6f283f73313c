"""The dialogs that belong to files: how to save, recovery, errors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo, SourceFormat
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.sessions.sessions import abandoned
from inpaint_studio.gui.dialogs.save import Destination, SaveDialog
from inpaint_studio.gui.dialogs.save_options import SaveOptionsForm
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.files.recovery_dialog import RecoveryDialog
from inpaint_studio.gui.session.session import Session
from inpaint_studio.jobs.saving import SaveChoice

PLAIN = Photo(np.zeros((4, 4, 3), np.uint8))
DEEP = Photo(np.zeros((4, 4, 3), np.uint16))
JPEG = Photo(np.zeros((4, 4, 3), np.uint8), source=SourceFormat("JPEG", {"qtables": [[1] * 64]}))


def dialog(qtbot: QtBot, name: str, photo: Photo = PLAIN, *, can_repeat: bool = False) -> SaveOptionsForm:
    made = SaveOptionsForm(name, photo, can_repeat=can_repeat)
    qtbot.addWidget(made)
    made.show()
    return made


def test_png_asks_for_no_quality(qtbot: QtBot) -> None:
    made = dialog(qtbot, "PNG")
    assert made.quality is None
    assert made.choice.options.quality is None


def test_the_quality_of_a_jpeg_is_chosen(qtbot: QtBot) -> None:
    made = dialog(qtbot, "JPEG")
    assert made.quality is not None
    made.quality.setValue(70)
    assert made.choice.options.quality == 70


def test_a_jpeg_is_saved_as_good_as_it_came_unless_asked_otherwise(qtbot: QtBot) -> None:
    made = dialog(qtbot, "JPEG", JPEG)
    assert made.choice.options.quality is None
    assert made.as_before is not None
    assert made.quality is not None
    assert not made.quality.isEnabled()
    made.as_before.click()
    assert made.quality.isEnabled()
    assert made.choice.options.quality == 95


def test_a_lossless_webp_has_no_quality(qtbot: QtBot) -> None:
    made = dialog(qtbot, "WEBP")
    assert made.lossless is not None
    made.lossless.click()
    assert (made.choice.options.lossless, made.choice.options.quality) == (True, None)


@pytest.mark.parametrize(
    ("name", "photo", "shown"),
    [("PNG", DEEP, True), ("TIFF", DEEP, True), ("JPEG", DEEP, False), ("PNG", PLAIN, False)],
)
def test_depth_is_asked_for_where_there_is_a_choice(
    qtbot: QtBot, name: str, photo: Photo, shown: bool
) -> None:
    assert dialog(qtbot, name, photo).deep.isVisible() is shown


def test_a_sidecar_that_cannot_be_written_says_why(qtbot: QtBot) -> None:
    made = dialog(qtbot, "PNG")
    assert not made.sidecar.isEnabled()
    assert "one fill" in made.sidecar.toolTip()
    assert dialog(qtbot, "PNG", can_repeat=True).sidecar.isEnabled()


def save_dialog(qtbot: QtBot, proposed: Path, photo: Photo = PLAIN, *, project: bool = True) -> SaveDialog:
    made = SaveDialog("Save as", proposed, photo, before=SaveChoice(), can_repeat=False, with_project=project)
    qtbot.addWidget(made)
    made.show()
    return made


def test_enter_saves_and_escape_does_not(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "a.png")
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.destination == Destination(tmp_path / "a.png", False, SaveChoice())
    made = save_dialog(qtbot, tmp_path / "a.png")
    qtbot.keyClick(made.name, Qt.Key.Key_Escape)
    assert made.destination is None
    assert not made.isVisible()


def test_the_name_and_the_format_follow_each_other(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "trip.2024.png")
    qtbot.keyClicks(made.name, "beach")  # the name without its ending is selected
    assert made.name.text() == "beach.png"
    qtbot.keyClicks(made.format, "J")
    assert made.name.text() == "beach.jpg"
    assert made.options is not None
    assert made.options.quality is not None
    made.options.quality.setValue(70)
    made.name.clear()
    qtbot.keyClicks(made.name, "trip.2024")
    assert made.target == tmp_path / "trip.2024.jpg"
    qtbot.keyClicks(made.name, ".TIFF")
    assert made.format.currentText() == "TIFF"
    assert made.target == tmp_path / "trip.2024.TIFF"
    qtbot.keyClick(made.format, Qt.Key.Key_Up)  # its quality is as it was chosen
    assert made.options is not None
    assert made.options.quality is not None
    assert made.options.quality.value() == 70


def test_the_fields_and_the_options_are_in_line(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "a.jpg")
    fields = (made.name, made.folder, made.format)
    assert made.options is not None
    assert len({one.mapTo(made, QPoint()).x() for one in (*fields, made.options)}) == 1
    assert len({one.geometry().right() for one in (made.name, made.browse, made.format)}) == 1


def test_a_project_has_no_options_and_no_copy_is_one(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "a.png")
    qtbot.keyClicks(made.format, "Pr")
    assert made.options is None
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.destination is not None
    assert made.destination.is_project
    assert made.destination.path == tmp_path / "a.ora"
    assert save_dialog(qtbot, tmp_path / "a.png", project=False).format.findText("Project") < 0


def test_what_is_wrong_with_a_name_is_said_and_the_dialog_stays(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "gone" / "a.png")
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.isVisible()
    assert made.problem.text() == f"There is no folder {tmp_path / 'gone'}."
    made.name.clear()
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.problem.text() == "Type a name first."
    qtbot.keyClicks(made.name, "b.png")
    assert not made.problem.isVisible()
    made.folder.setText(str(tmp_path))
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.destination is not None
    assert made.destination.path == tmp_path / "b.png"


@pytest.mark.parametrize("name", ["/", "..", ".", "sub/", " "])
def test_a_folder_alone_is_no_name(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    made = save_dialog(qtbot, tmp_path / "a.png")
    made.name.clear()
    qtbot.keyClicks(made.name, name)
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.isVisible()
    assert made.problem.text() == "Type a name first."
    qtbot.keyClicks(made.format, "J")
    assert made.name.text() == "photo.jpg"


def test_an_unknown_user_and_an_existing_folder_are_told(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "a.png")
    made.folder.clear()
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.problem.text() == "Choose a folder first."
    qtbot.keyClicks(made.folder, "~nobody-of-this-name")
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.problem.text() == "There is no folder ~nobody-of-this-name."
    qtbot.keyClick(made.folder, Qt.Key.Key_Backspace)
    assert not made.problem.isVisible()
    made.folder.setText(str(tmp_path))
    (tmp_path / "a.png").mkdir()
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.isVisible()
    assert made.problem.text() == "a.png is a folder."


def test_notes_and_problems_have_room(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "a.png", DEEP)

    def fits() -> bool:
        column = made.layout()
        assert column is not None
        wraps = column.hasHeightForWidth()
        height = column.totalHeightForWidth(made.width()) if wraps else column.totalSizeHint().height()
        return made.height() == height

    assert fits()
    qtbot.keyClicks(made.format, "J")
    assert fits(), "with the note that a JPEG has 8 bits"
    made.name.clear()
    qtbot.keyClick(made.name, Qt.Key.Key_Return)
    assert made.problem.isVisible()
    assert fits()
    qtbot.keyClicks(made.format, "Pr")
    assert fits()


def test_a_copy_has_the_ending_of_a_picture(qtbot: QtBot, tmp_path: Path) -> None:
    made = save_dialog(qtbot, tmp_path / "a.png", project=False)
    made.name.clear()
    qtbot.keyClicks(made.name, "b.ora")
    assert made.options is not None
    assert made.target == tmp_path / "b.ora.png"


def test_an_existing_file_is_asked_about_and_cancel_leads_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(b"precious")
    made = save_dialog(qtbot, tmp_path / "a.png")
    for answer, visible in (
        (QMessageBox.StandardButton.Cancel, True),
        (QMessageBox.StandardButton.Yes, False),
    ):
        monkeypatch.setattr(QMessageBox, "exec", lambda _, answer=answer: answer)
        qtbot.keyClick(made.name, Qt.Key.Key_Return)
        assert made.isVisible() is visible
    assert made.destination is not None
    assert made.destination.overwrite


@pytest.fixture
def offered(
    qtbot: QtBot, empty_session: Session, photo: Photo, tmp_path: Path
) -> tuple[RecoveryDialog, Session, Path]:
    """One session that died, on offer, and the file of its photo."""
    path = tmp_path / "photo.png"
    write_photo(path, photo)
    keeper = Keeper(empty_session, interval=1 << 30)
    place = keeper.begin(path, None)
    empty_session.open(read_photo(path), path, keeper.adopt(place))
    empty_session.change_mask("Invert the mask", lambda mask: mask.inverted())
    empty_session.close_photo(discard=False)
    made = RecoveryDialog(abandoned(), keeper, empty_session)
    qtbot.addWidget(made)
    made.show()
    return made, empty_session, path


def test_a_session_is_listed_with_name_steps_and_picture(
    offered: tuple[RecoveryDialog, Session, Path],
) -> None:
    item = offered[0].list.item(0)
    assert item.text().startswith("photo.png\n")
    assert item.text().endswith("1 step")
    assert item.icon().pixmap(32, 32).toImage().pixelColor(16, 16).alpha() == 255


def test_restore_brings_it_back(qtbot: QtBot, offered: tuple[RecoveryDialog, Session, Path]) -> None:
    made, session, path = offered
    qtbot.mouseClick(made.restore_button, Qt.MouseButton.LeftButton)
    assert session.path == path
    assert len(session.entries) == 1
    assert made.result() == RecoveryDialog.DialogCode.Accepted


def test_a_photo_that_has_moved_is_asked_for(
    qtbot: QtBot, offered: tuple[RecoveryDialog, Session, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, session, path = offered
    moved = path.rename(path.with_name("moved.png"))
    assert not made.locate_button.isVisible()
    qtbot.mouseClick(made.restore_button, Qt.MouseButton.LeftButton)
    assert made.problem.isVisible()
    assert made.locate_button.isVisible()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(moved), ""))
    qtbot.mouseClick(made.locate_button, Qt.MouseButton.LeftButton)
    assert session.path == moved


def test_discard_asks_first(qtbot: QtBot, offered: tuple[RecoveryDialog, Session, Path]) -> None:
    made, _, _ = offered

    def answer(button: QMessageBox.StandardButton) -> None:
        qtbot.mouseClick(made.discard_button, Qt.MouseButton.LeftButton)
        box = next(one for one in made.findChildren(QMessageBox) if one.isVisible())
        qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)

    answer(QMessageBox.StandardButton.Cancel)
    assert len(abandoned()) == 1
    answer(QMessageBox.StandardButton.Discard)
    assert abandoned() == []
    assert not made.isVisible()


def test_later_leaves_everything(qtbot: QtBot, offered: tuple[RecoveryDialog, Session, Path]) -> None:
    made, session, _ = offered
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not session.is_open
    assert len(abandoned()) == 1


def test_enter_restores_the_session_that_is_selected(
    qtbot: QtBot, offered: tuple[RecoveryDialog, Session, Path]
) -> None:
    made, session, path = offered
    assert made.focusWidget() is made.list
    qtbot.keyClick(made.list, Qt.Key.Key_Return)
    assert session.path == path
    assert made.result() == RecoveryDialog.DialogCode.Accepted


def test_after_a_cancelled_discard_restore_is_the_way_on(
    qtbot: QtBot, offered: tuple[RecoveryDialog, Session, Path]
) -> None:
    made, session, path = offered
    qtbot.mouseClick(made.discard_button, Qt.MouseButton.LeftButton)
    box = next(one for one in made.findChildren(QMessageBox) if one.isVisible())
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: made.focusWidget() is made.list)
    assert made.restore_button.isDefault()
    assert not made.discard_button.isDefault()
    qtbot.keyClick(made.list, Qt.Key.Key_Return)
    assert session.path == path
