"""Saving again: the sidecar tells the truth about the picture, and what is seen is saved even while busy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.project import load_project
from inpaint_studio.core.provenance import read_sidecar, sidecar_path
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.dialogs.save_options import SaveOptionsForm
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.session.workers import Pool
from inpaint_studio.jobs import saving
from inpaint_studio.jobs.saving import SaveChoice
from tests.gui.strokes import begun, filled

T = TypeVar("T")
WITH_SIDECAR = SaveChoice(sidecar=True)


@pytest.fixture
def files(files: Files, path: Path) -> Files:
    """The photo of `path` is open."""
    files.open(path)
    return files


def test_a_second_fill_takes_the_sidecar_of_the_first_away_and_undo_brings_it_back(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot, messages: list[str]
) -> None:
    session, out = empty_session, path.with_name("out.png")
    filled(qtbot, session)
    files.saver.write(out, WITH_SIDECAR, overwrite=True)
    first = read_sidecar(sidecar_path(out))
    filled(qtbot, session, y=60)
    files.save()
    assert not sidecar_path(out).exists()
    assert "no sidecar was written" in messages[-1]
    assert "out.png.inpaint.json" in messages[-1]
    session.undo()  # and what was wanted once is wanted still
    session.fills.choose(None)
    files.save()
    again = read_sidecar(sidecar_path(out))
    assert again.mask.digest == first.mask.digest
    assert again.photo.sha256 == first.photo.sha256


def test_saving_again_makes_the_sidecar_anew(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot
) -> None:
    session, out = empty_session, path.with_name("out.png")
    filled(qtbot, session)
    files.saver.write(out, WITH_SIDECAR, overwrite=True)
    first = read_sidecar(sidecar_path(out))
    session.undo()
    session.undo()
    filled(qtbot, session, y=70)
    files.save()
    assert read_sidecar(sidecar_path(out)).mask.digest != first.mask.digest


def test_a_sidecar_that_is_not_wanted_any_more_goes_and_another_file_stays(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot
) -> None:
    out = path.with_name("out.png")
    filled(qtbot, empty_session)
    files.saver.write(out, WITH_SIDECAR, overwrite=True)
    files.saver.write(out, SaveChoice(), overwrite=True)
    assert not sidecar_path(out).exists()
    sidecar_path(out).write_text('{"mine": true}', "utf-8")
    files.saver.write(out, SaveChoice(), overwrite=True)
    assert sidecar_path(out).read_text("utf-8") == '{"mine": true}'


def test_a_sidecar_that_cannot_be_written_leaves_no_old_one(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = path.with_name("out.png")
    filled(qtbot, empty_session)
    files.saver.write(out, WITH_SIDECAR, overwrite=True)

    def full(*_: object, **__: object) -> None:
        raise StudioError("disk-full", path=sidecar_path(out))

    monkeypatch.setattr(saving.provenance, "write_sidecar", full)
    with qtbot.waitSignal(empty_session.failed):
        files.save()
    assert not sidecar_path(out).exists()


def test_no_sidecar_speaks_of_a_photo_that_was_saved_over(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot, messages: list[str]
) -> None:
    filled(qtbot, empty_session)
    files.saver.write(path, WITH_SIDECAR, overwrite=True)
    assert not sidecar_path(path).exists()
    out = path.with_name("out.png")
    files.saver.write(out, WITH_SIDECAR, overwrite=True)  # the photo is in no file any more
    assert not sidecar_path(out).exists()
    assert "no sidecar was written" in messages[-1]


def test_the_wish_for_a_sidecar_outlives_a_dialog_that_cannot_offer_it(qtbot: QtBot, photo: Photo) -> None:
    dialog = SaveOptionsForm("PNG", photo, can_repeat=False, before=WITH_SIDECAR)
    qtbot.addWidget(dialog)
    assert not dialog.sidecar.isEnabled()
    assert dialog.choice.sidecar


# -- while the session is busy


class SlowPool(Pool):
    """Holds back everything until `go` is set."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.go = threading.Event()
        self.go.set()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        def late() -> T:
            self.go.wait()
            return work()

        super().run(late, done, failed, owner=owner)


@pytest.fixture
def slow(qtbot: QtBot, fake_registry: Registry, path: Path) -> Iterator[tuple[Files, Session, SlowPool]]:
    pool = SlowPool()
    session = Session(fake_registry, settings=Settings(), pool=pool)
    session.fills.join = JoinOptions("none", colour=False, grain=False)
    files = Files(session)
    files.open(path)
    qtbot.waitUntil(lambda: session.is_open)
    yield files, session, pool
    pool.go.set()
    session.shut_down()
    files.shut_down()


def made_busy(session: Session, pool: SlowPool) -> None:
    """A change of another mask is being made, and a fill is shown meanwhile."""
    session.pool.wait()
    pool.go.clear()
    session.change_mask("Sources", lambda mask: mask, name="sources")
    assert session.busy
    assert session.fills.chosen is not None


def test_a_save_while_the_session_is_busy_holds_the_fill_that_is_shown(
    slow: tuple[Files, Session, SlowPool], path: Path, qtbot: QtBot
) -> None:
    files, session, pool = slow
    filled(qtbot, session, keep=False)
    seen = session.shown.read(Rect.of(session.size)).copy()
    made_busy(session, pool)
    out = path.with_name("out.png")
    files.saver.write(out, SaveChoice(), overwrite=True)
    assert files.saver.busy
    assert not out.exists()
    pool.go.set()
    qtbot.waitUntil(lambda: not session.unsaved)
    np.testing.assert_array_equal(read_photo(out).pixels, seen)
    assert len(session.document.layers) == 1


def test_so_does_a_project(slow: tuple[Files, Session, SlowPool], path: Path, qtbot: QtBot) -> None:
    files, session, pool = slow
    filled(qtbot, session, keep=False)
    seen = session.shown.read(Rect.of(session.size)).copy()
    made_busy(session, pool)
    out = path.with_name("out.ora")
    files.saver.write_project(out, overwrite=True)
    pool.go.set()
    qtbot.waitUntil(lambda: not session.unsaved)
    saved = load_project(out).state.document
    np.testing.assert_array_equal(saved.read(Rect.of(saved.size)), seen)


def test_a_save_waits_for_the_stroke_that_is_drawn(
    files: Files, empty_session: Session, path: Path, qtbot: QtBot
) -> None:
    session, out = empty_session, path.with_name("out.png")
    filled(qtbot, session, keep=False)
    seen = session.shown.read(Rect.of(session.size)).copy()
    edit = begun(session, 70, "sources")
    files.saver.write(out, SaveChoice(), overwrite=True)
    assert not out.exists()
    edit.commit("Stroke")
    np.testing.assert_array_equal(read_photo(out).pixels, seen)


def test_closing_waits_for_a_save_that_waits(
    slow: tuple[Files, Session, SlowPool], path: Path, qtbot: QtBot
) -> None:
    files, session, pool = slow
    filled(qtbot, session, keep=False)
    made_busy(session, pool)
    out = path.with_name("out.png")
    files.saver.write(out, SaveChoice(), overwrite=True)
    files.close_photo()
    assert session.is_open
    pool.go.set()
    qtbot.waitUntil(lambda: not session.is_open)
    assert out.exists()


def test_a_save_that_waits_for_a_photo_that_is_gone_is_dropped(
    slow: tuple[Files, Session, SlowPool], path: Path, qtbot: QtBot
) -> None:
    files, session, pool = slow
    filled(qtbot, session, keep=False)
    made_busy(session, pool)
    out = path.with_name("out.png")
    files.saver.write(out, SaveChoice(), overwrite=True)
    pool.go.set()
    session.close_photo()
    assert not files.saver.busy
    session.pool.wait()
    assert not out.exists()
