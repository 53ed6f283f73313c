"""The window of the models: it lists, installs, cancels, removes, and never blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline import run as pipeline
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.gui.dialogs import models
from inpaint_studio.gui.dialogs.models import ModelsDialog
from inpaint_studio.gui.session.installs import Installs
from inpaint_studio.gui.session.workers import Pool
from inpaint_studio.weights import digests, store
from inpaint_studio.weights.cards import catalog
from inpaint_studio.weights.process.warm import MODELS
from tests.twins import NAMES, install_twin, own_card, save_twin, twin_card
from tests.weights.conftest import server
from tests.weights.server import Fault, ModelServer

__all__ = ["server"]


@pytest.fixture
def pool(qtbot: QtBot) -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def dialog(qtbot: QtBot, pool: Pool) -> ModelsDialog:
    return shown(qtbot, pool)


def shown(qtbot: QtBot, pool: Pool) -> ModelsDialog:
    made = ModelsDialog(Installs(pool, pool))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def answer(dialog: ModelsDialog, text: str) -> str:
    """Press that button of the question that is asked; gives the question."""
    box = dialog.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    question = box.text()
    QTest.mouseClick(
        next(one for one in box.buttons() if one.text().replace("&", "") == text), Qt.MouseButton.LeftButton
    )
    QApplication.sendPostedEvents(box, QEvent.Type.DeferredDelete)
    return question


def texts(dialog: ModelsDialog, name: str) -> list[str]:
    dialog.choose(name)
    item = dialog.list.currentItem()
    assert item is not None
    return [item.text(column) for column in range(dialog.list.columnCount())]


def test_every_card_has_a_line_with_its_size_and_licence(dialog: ModelsDialog) -> None:
    assert dialog.list.topLevelItemCount() == len(NAMES)
    assert texts(dialog, "lama") == ["LaMa", "not installed", "208 MB", "", "Apache-2.0"]
    assert "Places2" in dialog.about.text()
    assert "free" in dialog.place.text()
    assert dialog.install_button.isEnabled()
    assert not dialog.remove_button.isEnabled()
    assert not dialog.bar.isVisible()


def test_a_model_is_fetched_and_removed(
    qtbot: QtBot,
    pool: Pool,
    server: ModelServer,
    own_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = save_twin("migan", tmp_path / "migan.onnx")
    own_card(twin_card("migan", file, source=server.add("/migan.onnx", file.read_bytes())), own_home)
    dialog = shown(qtbot, pool)
    dialog.choose("migan")
    with qtbot.waitSignal(dialog.changed):
        dialog.install_button.click()
        assert dialog.busy
        assert not dialog.install_button.isEnabled()
    assert texts(dialog, "migan")[1] == "installed"
    assert "migan" in [entry.name for entry in REGISTRY.entries() if entry.available]
    dialog.remove()
    answer(dialog, "Cancel")
    assert store.entry("migan").state == "installed"
    dialog.remove_button.click()
    with qtbot.waitSignal(dialog.changed):
        answer(dialog, "Remove")
    assert texts(dialog, "migan")[1] == "not installed"


def test_a_wrong_file_is_told_and_nothing_is_left(qtbot: QtBot, dialog: ModelsDialog, tmp_path: Path) -> None:
    dialog.choose("lama")
    dialog.install(save_twin("lama", tmp_path / "x.onnx"))
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "is not the right file" in dialog.line.text()
    assert store.entry("lama").state == "absent"


def test_a_success_takes_the_error_before_it_away(
    qtbot: QtBot, pool: Pool, own_home: Path, tmp_path: Path
) -> None:
    file = save_twin("migan", tmp_path / "migan.onnx")
    own_card(twin_card("migan", file), own_home)
    dialog = shown(qtbot, pool)
    dialog.choose("migan")

    def fail() -> None:
        dialog.install(tmp_path / "absent.onnx")
        qtbot.waitUntil(lambda: not dialog.busy)
        assert "absent.onnx" in dialog.line.text()

    fail()
    with qtbot.waitSignal(dialog.changed):
        dialog.install(file)
    assert dialog.line.text() == ""
    fail()
    QTest.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.changed):
        answer(dialog, "Remove")
    assert dialog.line.text() == ""
    broken = catalog.own_folder() / "broken.toml"
    broken.write_text("name = 1", "utf-8")
    dialog.reload()
    assert "broken.toml" in dialog.line.text()
    broken.unlink()
    dialog.reload()
    assert dialog.line.text() == ""
    fail()
    importing = dialog.import_file(save_twin("lama-zoo", tmp_path / "another.onnx"))
    qtbot.waitUntil(lambda: not importing.busy)
    importing.licence_field.setText("MIT")
    with qtbot.waitSignal(dialog.changed):
        QTest.mouseClick(importing.install_button, Qt.MouseButton.LeftButton)
    assert dialog.chosen == "another"
    assert dialog.line.text() == ""


@pytest.mark.needs_torch
def test_torchscript_that_nobody_vouches_for_is_asked_about(
    qtbot: QtBot, dialog: ModelsDialog, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = save_twin("lama-torch", tmp_path / "x.pt")
    own_card(twin_card("lama-torch", file, md5="", sha256=""), own_home)
    dialog.reload()
    dialog.choose("lama-torch")
    dialog.install(file)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    with qtbot.waitSignal(dialog.changed):
        assert "runs code" in answer(dialog, "I trust it")
    assert store.entry("lama-torch").state == "installed"


@pytest.mark.parametrize("how", ["button", "closing", "the end of the program"])
def test_a_slow_download_is_cancelled(
    how: str, qtbot: QtBot, pool: Pool, server: ModelServer, own_home: Path, tmp_path: Path
) -> None:
    file = save_twin("migan", tmp_path / "migan.onnx")
    url = server.add("/migan.onnx", file.read_bytes())
    server.faults.append(Fault(stall=100))
    own_card(twin_card("migan", file, source=url), own_home)
    dialog = shown(qtbot, pool)
    dialog.choose("migan")
    dialog.install()
    qtbot.waitUntil(server.stalled.is_set)
    qtbot.waitUntil(dialog.bar.isVisible)
    assert dialog.busy
    assert dialog.bar.isVisible()
    if how == "button":
        dialog.cancel_button.click()
        qtbot.waitUntil(lambda: not dialog.busy)
        assert dialog.line.text() == ""
    elif how == "closing":
        dialog.close()
        pool.wait()
    else:
        pool.close()
    assert store.entry("migan").state != "installed"


def test_what_is_loaded_is_shown_and_can_be_given_back(
    qtbot: QtBot, dialog: ModelsDialog, own_home: Path
) -> None:
    install_twin("migan", own_home)
    hole = np.zeros((40, 50), bool)
    hole[10:20, 10:20] = True
    photo = Photo(np.full((40, 50, 3), 100, np.uint8))
    pipeline.run(FillRequest(photo, Mask.from_array(hole), "migan", threads=1))
    dialog.reload()
    assert texts(dialog, "migan")[3].endswith("MB")
    dialog.unload_button.click()
    assert texts(dialog, "migan")[3] == ""
    assert "migan" not in {one.name for one in MODELS.loaded()}


def test_a_model_that_was_damaged_is_said_to_be_and_can_be_installed_again(
    qtbot: QtBot, pool: Pool, own_home: Path, tmp_path: Path
) -> None:
    install_twin("migan", own_home)
    path = store.installed("migan").path
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    digests.forget_digests()
    dialog = shown(qtbot, pool)
    dialog.choose("migan")
    qtbot.waitUntil(lambda: texts(dialog, "migan")[1] == "damaged")
    assert "is damaged. Install it again" in dialog.about.text()
    assert dialog.install_button.text() == "Install again"
    assert dialog.remove_button.isEnabled()
    dialog.install(save_twin("migan", tmp_path / path.name))
    qtbot.waitUntil(lambda: texts(dialog, "migan")[1] == "installed")
    assert dialog.install_button.text() == "Install"


def test_the_end_of_the_program_ends_the_reading_of_models(
    qtbot: QtBot, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Callable[[], bool]] = []
    monkeypatch.setattr(models, "read_models", lambda **how: asked.append(how["is_cancelled"]))
    shown(qtbot, pool)
    qtbot.waitUntil(lambda: bool(asked))
    assert not asked[0]()
    pool.close()
    assert asked[0]()
