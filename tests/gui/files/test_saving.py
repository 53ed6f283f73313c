"""Saving photos, copies and projects: what is asked, what is written, and that no failure loses anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core import files as core_files
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.project import load_project
from inpaint_studio.core.provenance import read_sidecar
from inpaint_studio.core.sessions.sessions import abandoned
from inpaint_studio.gui.dialogs.save import SaveDialog
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.session.session import Session
from inpaint_studio.jobs.saving import SaveChoice
from tests.gui.files.choosing import Ask, Button, choosing
from tests.gui.strokes import filled, painted, pixels


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


def test_after_a_failed_save_the_dialog_has_what_was_chosen(
    files: Files, empty_session: Session, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    files.open(path)
    filled(qtbot, empty_session)
    folder = path.with_name("full")
    folder.mkdir()
    target = folder / "mine.jpg"
    put = core_files._put_in_place

    def fail(temporary: Path, final: Path, given: Path, *, overwrite: bool) -> None:
        if given == target:
            raise OSError(28, "No space left on device")
        put(temporary, final, given, overwrite=overwrite)

    asked: list[tuple[Path, SaveChoice]] = []

    def answer(dialog: SaveDialog) -> int:
        assert dialog.options is not None
        asked.append((dialog.target, dialog.options.choice))
        if len(asked) == 1:
            dialog.folder.setText(str(folder))
            dialog.name.clear()
            qtbot.keyClicks(dialog.name, target.name)
            assert dialog.options.quality is not None
            dialog.options.quality.setValue(61)
            dialog.options.metadata.setChecked(False)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(SaveDialog, "exec", answer)
    with monkeypatch.context() as failing:
        failing.setattr(core_files, "_put_in_place", fail)
        files.save()
    files.save()
    assert target.exists()
    again, choice = asked[1]
    assert again == target
    assert (choice.options.quality, choice.metadata) == (61, False)
    files.save()  # it is the session's file now, which asks nothing
    assert len(asked) == 2


def test_a_format_that_cannot_be_written_is_said_while_its_name_is_typed(qtbot: QtBot, photo: Photo) -> None:
    words = {"before": SaveChoice(), "can_repeat": False, "with_project": True}
    dialog = SaveDialog("Save as", Path("/photos/old.png"), photo, **words)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    for name, said in (("x.jp2", "JP2"), ("x.heic", "HEIC"), ("trip.2024", ""), ("x.tif", "")):
        dialog.name.clear()
        qtbot.keyClicks(dialog.name, name)
        assert dialog.renamed.isVisible() == bool(said)
        if said:
            line = f"{said} can be read but not written here: the file will be {name}.png."
            assert dialog.renamed.text() == line


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
