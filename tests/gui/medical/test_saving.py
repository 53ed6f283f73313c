"""Saving a medical image: a derived object, never the original, and what is asked when it is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nibabel
import numpy as np
import pydicom
import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.gui.dialogs.derived import DerivedChoice, DerivedDialog
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.files.reading import read_picture
from inpaint_studio.gui.session.session import Session
from tests.gui.files.choosing import Button, choosing
from tests.gui.strokes import filled, painted


@pytest.fixture
def files(session: Session, ct: Path) -> Iterator[Files]:
    """The files of the session."""
    made = Files(session)
    yield made
    session.shut_down()
    made.shut_down()


def choosing_as(monkeypatch: pytest.MonkeyPatch, choice: DerivedChoice, path: Path | None) -> list[str]:
    """The user chooses this in the dialog and then that file; gives what was proposed."""

    def accept(dialog: DerivedDialog) -> int:
        dialog.region.choose(choice.mask_as)
        dialog.private.setChecked(choice.keep_private)
        dialog.burned.choose(choice.burned_in or "")
        dialog.description.setText(choice.description)
        assert dialog.choice == choice
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(DerivedDialog, "exec", accept)
    return choosing(monkeypatch, path)


def test_save_writes_a_derived_object_and_nothing_beside_the_fills_differs(
    files: Files,
    session: Session,
    ct: Path,
    qtbot: QtBot,
    messages: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = ct.read_bytes()
    session.medical.show_frame(1)
    filled(qtbot, session)
    target = ct.with_name("out.dcm")
    choice = DerivedChoice("none", burned_in="NO", description="A wire was removed.")
    proposed = choosing_as(monkeypatch, choice, target)
    files.save()
    assert proposed == [str(ct.with_name("ct-healed.dcm"))]
    assert ct.read_bytes() == before
    old, new = pydicom.dcmread(ct), pydicom.dcmread(target)
    differs = old.pixel_array != new.pixel_array
    photo = session.medical.photo
    assert photo is not None
    mask = photo.filled(session.document)[1]
    assert differs.any(axis=(1, 2)).tolist() == [False, True, False]
    assert not (differs & ~mask).any()
    assert new.SOPInstanceUID != old.SOPInstanceUID
    assert new.SeriesInstanceUID != old.SeriesInstanceUID
    assert new.ImageType[0] == "DERIVED"
    assert new.BurnedInAnnotation == "NO"
    assert "A wire was removed" in new.DerivationDescription
    assert "engine white" in new.DerivationDescription
    assert "seed 1)" in new.DerivationDescription
    assert "Saved out.dcm, a derived object. Not for diagnosis." in messages[-1]
    assert not session.unsaved
    assert not files.keeper.folder or not (files.keeper.folder / "photo.dcm").exists()
    session.undo()
    session.fills.choose(None)
    files.save()  # again, to the same file, without a question
    assert len(proposed) == 1
    np.testing.assert_array_equal(pydicom.dcmread(target).pixel_array, old.pixel_array)


def test_the_filled_region_goes_into_a_segmentation_object(
    files: Files,
    session: Session,
    ct: Path,
    qtbot: QtBot,
    messages: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled(qtbot, session)
    choosing_as(monkeypatch, DerivedChoice("seg"), ct.with_name("out.dcm"))
    files.save_as()
    (name,) = re.findall(r"The filled region is in (\S+\.dcm)\.", messages[-1])
    photo = session.medical.photo
    assert photo is not None
    mask = photo.filled(session.document)[1]
    assert pydicom.dcmread(ct.with_name(name)).pixel_array.sum() == mask.sum()


def test_the_original_is_refused_by_any_name(
    files: Files,
    session: Session,
    ct: Path,
    qtbot: QtBot,
    failures: list[StudioError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = ct.read_bytes()
    filled(qtbot, session)
    other = ct.with_name("link.dcm")
    other.symlink_to(ct)
    for name in (ct, other):
        choosing_as(monkeypatch, DerivedChoice("none"), name)
        monkeypatch.setattr("inpaint_studio.gui.dialogs.replacing.may_replace", lambda *_: True)
        files.save()
        assert ct.read_bytes() == before
    assert len(failures) == 2
    assert {failure.code for failure in failures} == {"medical-original"}
    assert session.unsaved.picture


def test_the_name_of_the_original_is_refused_while_it_is_out_of_reach(
    files: Files,
    session: Session,
    ct: Path,
    qtbot: QtBot,
    failures: list[StudioError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled(qtbot, session)
    ct.unlink()
    choosing_as(monkeypatch, DerivedChoice("none"), ct)
    files.save()
    assert [failure.code for failure in failures] == ["medical-original"]
    assert not ct.exists()


@pytest.mark.parametrize("may", [False, True])
def test_a_segmentation_of_others_is_replaced_only_if_the_user_says_so(
    files: Files, session: Session, ct: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, may: bool
) -> None:
    filled(qtbot, session)
    target, other = ct.with_name("out.dcm"), ct.with_name("out.seg.dcm")
    other.write_bytes(b"of somebody")
    choosing_as(monkeypatch, DerivedChoice("seg"), target)
    monkeypatch.setattr("inpaint_studio.gui.files.derived.may_replace", lambda *_: may)
    files.save()
    assert target.exists() is may
    assert (other.read_bytes() != b"of somebody") is may


def test_closing_asks_and_offers_no_project(
    files: Files, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QMessageBox

    asked: list[tuple[str, bool]] = []

    def answer(box: QMessageBox) -> Button:
        can_save = box.button(Button.Save) is not None
        asked.append((box.informativeText(), can_save))
        return Button.Cancel

    monkeypatch.setattr(QMessageBox, "exec", answer)
    painted(session, 30)
    session.medical.show_frame(2)
    files.close_photo()
    assert session.is_open
    assert "neither a painted mask" in asked[0][0]
    assert not asked[0][1]
    filled(qtbot, session)
    files.close_photo()
    assert asked[1][1]


def test_the_copied_picture_looks_as_on_the_screen(files: Files, session: Session) -> None:
    files.copy()
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (80, 60)
    assert image.pixelColor(40, 30).red() == 255  # 300 HU in a window of 400 around 40
    assert image.pixelColor(1, 1).red() == 0


def test_a_volume_is_saved_as_a_volume_with_its_mask_beside_it(
    empty_session: Session,
    tmp_path: Path,
    qtbot: QtBot,
    messages: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    values = np.random.default_rng(4).normal(0, 1, (80, 5, 60)).astype(np.float32)
    file = tmp_path / "volume.nii.gz"
    nibabel.save(nibabel.Nifti1Image(values, np.diag([1.0, 2.0, 1.0, 1.0])), file)
    session = empty_session
    files = Files(session)
    session.open(read_picture(file), file)
    session.medical.show_frame(2)
    filled(qtbot, session, y=3)
    proposed = choosing_as(monkeypatch, DerivedChoice("seg"), tmp_path / "out.nii.gz")
    files.save()
    assert proposed == [str(tmp_path / "volume-healed.nii.gz")]
    new = nibabel.load(tmp_path / "out.nii.gz").get_fdata(dtype=np.float32)
    photo = session.medical.photo
    assert photo is not None
    mask = photo.filled(session.document)[1]
    assert 0 < (new != values).sum() <= mask.sum()
    assert "out.mask.nii.gz" in messages[-1]
    assert nibabel.load(tmp_path / "out.mask.nii.gz").get_fdata().astype(bool).sum() == mask.sum()
    session.shut_down()
    files.shut_down()
