"""In the style of…: the dialog, and what it makes: a result like others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo
from inpaint_studio.engines.synthesis.engine import ENGINE
from inpaint_studio.gui.dialogs.style import StyleDialog
from inpaint_studio.gui.panels.results.model import detail
from inpaint_studio.gui.session.session import Session
from tests.engines.test_style import strokes
from tests.waiting import PATIENCE_MS


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    path = tmp_path / "painting.png"
    write_photo(path, Photo(strokes("|", "-")))
    return path


@pytest.fixture
def studio(session: Session) -> Session:
    """With the engine, which the fake registry lacks."""
    session.registry.register(ENGINE)
    return session


def dialog(qtbot: QtBot, session: Session) -> StyleDialog:
    made = StyleDialog(session)
    qtbot.addWidget(made)
    return made


def chosen(qtbot: QtBot, session: Session, path: Path, monkeypatch: pytest.MonkeyPatch) -> StyleDialog:
    made = dialog(qtbot, session)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    made.form.control("painting").ask()  # type: ignore[attr-defined]
    return made


def test_without_a_painting_there_is_nothing_to_paint_with(
    qtbot: QtBot, studio: Session, painting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dialog(qtbot, studio)
    assert not made.paint.isEnabled()
    assert made.preview.pixmap().isNull()
    made = chosen(qtbot, studio, painting, monkeypatch)
    assert made.paint.isEnabled()
    assert made.preview.pixmap().width() == 192  # small pictures are shown as they are
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    assert not chosen(qtbot, studio, broken, monkeypatch).paint.isEnabled()


def test_the_whole_photo_becomes_a_result_that_can_be_kept_and_undone(
    qtbot: QtBot, studio: Session, painting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Rect.of(studio.size)
    before = studio.document.read(whole).copy()
    made = chosen(qtbot, studio, painting, monkeypatch)
    made.form.control("strength").set_value(1.0)  # type: ignore[attr-defined]
    with qtbot.waitSignal(studio.fills.results_changed, timeout=PATIENCE_MS):
        made.accept()
    (result,) = studio.fills.results
    assert result.fill.engine == "style"
    assert result.fill.mask_pixels == whole.area
    assert np.array_equal(studio.document.read(whole), before)  # not before it is kept
    assert "painting.png" in detail(studio.registry, result, brief=False)
    studio.fills.keep()
    assert (studio.document.read(whole) != before).mean() > 0.5
    studio.undo()
    assert np.array_equal(studio.document.read(whole), before)


def test_only_the_mask_is_painted_and_the_choice_remembered(
    qtbot: QtBot, studio: Session, painting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coverage = np.zeros((studio.size.height, studio.size.width), np.uint8)
    coverage[20:60, 30:80] = 255
    studio.set_mask("Marked", Mask(coverage))
    made = chosen(qtbot, studio, painting, monkeypatch)
    with qtbot.waitSignal(studio.fills.results_changed, timeout=PATIENCE_MS):
        made.accept()
    (result,) = studio.fills.results
    assert result.fill.mask_pixels == 40 * 50
    again = dialog(qtbot, studio)
    assert again.form.values["painting"] == str(painting)
    assert again.paint.isEnabled()
