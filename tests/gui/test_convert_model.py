"""The window that converts published weights: asks what their file does not say, and installs the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.dialogs import convert_model
from inpaint_studio.gui.dialogs.convert_model import ConvertDialog
from inpaint_studio.gui.dialogs.models import ModelsDialog
from inpaint_studio.gui.session.installs import Installs
from inpaint_studio.gui.session.workers import Pool
from inpaint_studio.nets.architectures import load_weights
from inpaint_studio.weights import store
from inpaint_studio.weights.cards import catalog
from tests.conftest import model_processes
from tests.waiting import pause
from tests.weights.published import NAMES, save_keras, save_torch, state_dict, twin

pytestmark = pytest.mark.needs_torch


@pytest.fixture
def pool(qtbot: QtBot) -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def models(qtbot: QtBot, pool: Pool) -> Iterator[ModelsDialog]:
    made = ModelsDialog(Installs(pool, pool))
    made.show()
    qtbot.waitExposed(made)
    yield made
    if isValid(made):
        made.close()


def opened(models: ModelsDialog, path: Path, monkeypatch: pytest.MonkeyPatch) -> ConvertDialog:
    """The window after *Import…* was clicked and the file chosen."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given, **options: (str(path), ""))
    click(models.import_button)
    (made,) = models.findChildren(ConvertDialog)
    assert made.isVisible()
    return made


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def typed(field: QWidget, text: str) -> None:
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)


def test_keras_weights_become_an_engine_with_what_the_user_knows(
    qtbot: QtBot, models: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_keras(tmp_path / "My Weights.h5", twin("all", head=True))
    dialog = opened(models, path, monkeypatch)
    assert dialog.name_field.text() == "my-weights"
    assert dialog.licence_field.placeholderText() == "not known"
    typed(dialog.name_field, "faces")
    typed(dialog.licence_field, "CC0")
    typed(dialog.origin_field, "Faces of my family")
    with qtbot.waitSignal(models.changed):
        QTest.keyClick(dialog.origin_field, Qt.Key.Key_Return)
        assert dialog.busy
        assert not dialog.convert_button.isEnabled()
    card = catalog.card("faces")
    assert (card.licence, card.licence_note) == ("CC0", "Faces of my family")
    assert load_weights(store.installed("faces").path).about["converted_from"] == "PConv-Keras"
    assert models.chosen == "faces"
    assert REGISTRY.get("faces").reason_missing() == ""


def test_a_name_in_use_is_said_and_can_be_corrected(
    qtbot: QtBot, models: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save_torch(tmp_path / "w.pth", state_dict(twin("last"), NAMES["NVIDIA"]))
    dialog = opened(models, path, monkeypatch)
    typed(dialog.name_field, "exemplar")
    click(dialog.convert_button)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "an engine has this name" in dialog.line.text()
    assert dialog.name_field.hasFocus()
    assert not list(catalog.own_folder().glob("*"))
    typed(dialog.name_field, "streets")
    dialog.range_box.setFocus()
    QTest.keyClick(dialog.range_box, Qt.Key.Key_End)
    with qtbot.waitSignal(models.changed):
        click(dialog.convert_button)
    assert load_weights(store.installed("streets").path).about["range"] == "imagenet"
    assert catalog.card("streets").licence == "not known"


def test_what_cannot_be_converted_is_one_line_and_leaves_nothing(
    qtbot: QtBot, models: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.pth"
    path.write_bytes(b"\x80\x02}q\x00.")
    dialog = opened(models, path, monkeypatch)
    click(dialog.convert_button)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "does not contain readable weights" in dialog.line.text()
    assert "\n" not in dialog.line.text()
    assert dialog.convert_button.isEnabled()
    assert not list(catalog.own_folder().glob("*"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not isValid(dialog) or not dialog.isVisible()


def test_cancelling_ends_the_process_that_reads(
    qtbot: QtBot, models: ModelsDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(models, save_keras(tmp_path / "w.h5", twin("all", head=True)), monkeypatch)
    started, real = [], convert_model.convert_and_install

    def waits(path: Path, **options: object) -> store.Installed:
        started.append(path)
        while not options["is_cancelled"]():  # type: ignore[operator]
            pause()
        return real(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(convert_model, "convert_and_install", waits)
    click(dialog.convert_button)
    qtbot.waitUntil(lambda: bool(started))
    click(dialog.cancel_button)
    qtbot.waitUntil(lambda: not model_processes())
    assert not list(catalog.own_folder().glob("*"))
