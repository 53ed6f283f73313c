"""The window that takes in a model without a card: tries it both ways round, installs what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from inpaint_studio.core.paths import checkpoints_dir
from inpaint_studio.gui.dialogs.import_model import ImportDialog
from inpaint_studio.gui.dialogs.models import ModelsDialog
from inpaint_studio.gui.kit.theme import apply_theme
from inpaint_studio.gui.session.installs import Installs
from inpaint_studio.gui.session.workers import Pool
from inpaint_studio.gui.words import translation
from inpaint_studio.weights import importing, store
from inpaint_studio.weights.cards import catalog
from tests.conftest import model_processes
from tests.twins import lama_onnx, save_twin, script, slow_onnx
from tests.waiting import pause

Open = Callable[[Path], ImportDialog]


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


@pytest.fixture
def tried(qtbot: QtBot, models: ModelsDialog) -> Open:
    """Opens the window for a file and waits until it was tried."""

    def opened(path: Path) -> ImportDialog:
        made = models.import_file(path)
        assert made.busy
        qtbot.waitUntil(lambda: not made.busy)
        return made

    return opened


def saved(path: Path, **way: Any) -> Path:
    onnx.save(lama_onnx(side=None, **way), path)
    return path


def middle(dialog: ImportDialog, bright: bool) -> QColor:
    """The colour in the middle of the hole, as it is shown."""
    image = (dialog.bright if bright else dialog.dark).picture.pixmap().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2)


@pytest.mark.parametrize("bright", [True, False])
def test_both_polarities_are_shown_and_the_right_one_is_chosen(
    bright: bool, tried: Open, tmp_path: Path
) -> None:
    way = {} if bright else {"keep": 1, "fill": 0}
    dialog = tried(saved(tmp_path / "My Model.onnx", **way))
    right, wrong = (dialog.bright, dialog.dark) if bright else (dialog.dark, dialog.bright)
    assert right.radio.isChecked()
    assert right.verdict.text().startswith("Right")
    assert wrong.verdict.text().startswith("Wrong")
    assert not wrong.picture.pixmap().isNull()
    assert middle(dialog, bright).green() > 100
    assert middle(dialog, bright) != middle(dialog, not bright)
    keep, fill = way.get("keep", 0), way.get("fill", 1)
    assert f"mask {fill} = fill and {keep} = keep" in dialog.ways.currentText()
    # the other picture is that of the same values the other way round
    wrong.radio.click()
    assert f"mask {keep} = fill and {fill} = keep" in dialog.ways.currentText()
    assert "picture 0 to 1" in dialog.ways.currentText()
    assert not catalog.own_folder().exists()


def test_what_was_corrected_is_installed_and_listed(
    qtbot: QtBot, tried: Open, models: ModelsDialog, tmp_path: Path
) -> None:
    dialog = tried(saved(tmp_path / "My Model.onnx"))
    assert dialog.name_field.text() == "my-model"
    dialog.name_field.setText("clouds")
    dialog.label_field.setText("Clouds")
    dialog.licence_field.setText("MIT")
    dialog.colours.setCurrentIndex(1)
    with qtbot.waitSignal(models.changed):
        dialog.install_button.click()
        assert not dialog.install_button.isEnabled()
    card = store.installed("clouds").card
    assert (card.label, card.licence) == ("Clouds", "MIT")
    assert card.contract.image_input.channels == card.contract.output.channels == "BGR"
    assert models.chosen == "clouds"
    item = models.list.currentItem()
    assert item is not None
    assert [item.text(column) for column in (0, 1, 4)] == ["Clouds", "installed", "MIT"]


def test_the_programs_own_network_can_be_imported(qtbot: QtBot, tried: Open, models: ModelsDialog) -> None:
    dialog = tried(checkpoints_dir() / "gan.onnx")
    assert dialog.name_field.text() == "gan-2"  # an engine has its name
    assert dialog.bright.radio.isChecked()
    assert "declares its settings" in dialog.line.text()
    assert dialog.ways.currentText().startswith("picture -1 to 1")
    dialog.licence_field.setText("MIT")
    with qtbot.waitSignal(models.changed):
        QTest.mouseClick(dialog.install_button, Qt.MouseButton.LeftButton)
    assert models.chosen == "gan-2"
    assert models.line.text() == ""
    assert len(store.installed("gan-2").card.contract.noise) == 2


def test_a_wrong_declaration_is_told(tried: Open, tmp_path: Path) -> None:
    model = lama_onnx(side=None)
    onnx.helper.set_model_props(model, {"contract": '{"range": [0, 1], "keep": 1, "fill": 0}'})
    onnx.save(model, tmp_path / "mine.onnx")
    dialog = tried(tmp_path / "mine.onnx")
    assert dialog.bright.radio.isChecked()
    assert "declares settings that do not work" in dialog.line.text()


def test_the_user_may_know_better(qtbot: QtBot, tried: Open, models: ModelsDialog, tmp_path: Path) -> None:
    dialog = tried(saved(tmp_path / "mine.onnx"))
    dialog.dark.radio.click()
    with qtbot.waitSignal(models.changed):
        dialog.install_button.click()
    mask = store.installed("mine").card.contract.mask_input
    assert (mask.keep, mask.fill) == (1, 0)


def test_a_name_that_is_taken_is_told_and_can_be_changed(tried: Open, tmp_path: Path) -> None:
    dialog = tried(saved(tmp_path / "lama.onnx"))
    assert dialog.name_field.text() == "lama-2"
    for name in ("lama", "exemplar", "My Model"):
        dialog.name_field.setText(name)
        dialog.install_button.click()
        assert not dialog.busy
        assert f"'{name}' cannot be used as the name of a model" in dialog.line.text()
        assert dialog.install_button.isEnabled()
    assert not catalog.own_folder().exists()


@pytest.mark.needs_torch
def test_torchscript_is_tried_only_on_a_yes(
    qtbot: QtBot, tried: Open, models: ModelsDialog, tmp_path: Path
) -> None:
    dialog = tried(save_twin("lama-torch", tmp_path / "mine.pt"))
    assert "runs code" in dialog.line.text()
    assert dialog.proposal is None
    assert not dialog.install_button.isVisible()
    dialog.trust_button.click()
    assert not dialog.trust_button.isVisible()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.bright.verdict.text().startswith("Right")
    with qtbot.waitSignal(models.changed):
        dialog.install_button.click()
    assert store.installed("mine").card.format == "torchscript"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no model", "neither ONNX nor TorchScript"),
        (b"<!DOCTYPE html><html></html>", "is a web page"),
    ],
)
def test_what_is_no_model_is_told_in_one_line(
    content: bytes, words: str, tried: Open, tmp_path: Path
) -> None:
    path = tmp_path / "x.onnx"
    path.write_bytes(content)
    dialog = tried(path)
    assert words in dialog.line.text()
    assert "\n" not in dialog.line.text()
    assert not dialog.install_button.isVisible()
    assert not dialog.trust_button.isVisible()
    assert dialog.cancel_button.text() == "Close"


def test_a_model_that_works_in_no_way_leaves_the_choice_to_the_user(
    qtbot: QtBot, tried: Open, tmp_path: Path
) -> None:
    model = lama_onnx(side=64)
    del model.graph.node[:]
    model.graph.node.append(onnx.helper.make_node("Identity", ["image"], ["output"]))
    onnx.save(model, tmp_path / "idle.onnx")
    dialog = tried(tmp_path / "idle.onnx")
    assert "With none of the common settings" in dialog.line.text()
    assert "hole is unchanged" in dialog.bright.verdict.text()
    assert not dialog.install_button.isEnabled()
    dialog.bright.radio.click()
    dialog.card_button.click()
    assert (catalog.own_folder() / "idle.toml").exists()
    assert "idle.toml" in dialog.line.text()
    assert not dialog.install_button.isEnabled()
    assert store.entry("idle").state == "absent"


@pytest.mark.parametrize("how", ["button", "escape", "closing the models", "the end of the program"])
def test_a_model_that_never_ends_is_stopped_and_the_window_never_waits(
    how: str, qtbot: QtBot, pool: Pool, models: ModelsDialog, tmp_path: Path
) -> None:
    onnx.save(slow_onnx(), tmp_path / "slow.onnx")
    dialog = models.import_file(tmp_path / "slow.onnx")
    qtbot.waitUntil(lambda: bool(model_processes()))
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(1)
    qtbot.waitUntil(lambda: len(ticks) > 100)  # a window that waits has none
    timer.stop()
    assert dialog.busy
    assert dialog.bar.isVisible()
    if how == "button":
        dialog.cancel_button.click()
    elif how == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    elif how == "closing the models":
        models.close()
    else:
        pool.close()
    pool.wait()
    QApplication.processEvents()
    assert not catalog.own_folder().exists()


def test_closing_while_it_is_installed_leaves_nothing(
    qtbot: QtBot,
    tried: Open,
    pool: Pool,
    models: ModelsDialog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = tried(saved(tmp_path / "mine.onnx"))
    adopt = importing.adopt

    def slowly(proposal: importing.Proposal, **more: Any) -> store.Installed:
        while not more["is_cancelled"]():
            pause()
        return adopt(proposal, **more)

    monkeypatch.setattr(importing, "adopt", slowly)
    dialog.install_button.click()
    assert dialog.busy
    dialog.close()
    pool.wait()
    QApplication.processEvents()
    assert [path.name for path in catalog.own_folder().iterdir()] == []


def test_everything_is_reached_by_the_keyboard(qtbot: QtBot, tried: Open, tmp_path: Path) -> None:
    dialog = tried(saved(tmp_path / "mine.onnx"))
    dialog.activateWindow()
    wanted = {
        dialog.bright.radio,
        dialog.ways,
        dialog.colours,
        dialog.name_field,
        dialog.label_field,
        dialog.licence_field,
        dialog.card_button,
        dialog.install_button,
        dialog.cancel_button,
    }
    seen, widget = set(), dialog.nextInFocusChain()
    for _ in range(200):
        if widget in wanted and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.add(widget)
        widget = widget.nextInFocusChain()
    assert seen == wanted
    for field in (dialog.ways, dialog.name_field, dialog.given, dialog.bright.picture):
        assert field.accessibleName()


def test_it_can_be_drawn_in_both_themes_and_in_chinese(
    qapp: QApplication, tried: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "mine.onnx")
    for theme in ("light", "dark"):
        apply_theme(qapp, theme)
        dialog = tried(path)
        assert not dialog.grab().isNull()
        dialog.close()
    before = QLocale()
    translator = translation.Translator(translation.folder_of_translations() / "zh_CN.json")
    qapp.installTranslator(translator)
    try:
        dialog = tried(path)
        assert dialog.bright.verdict.text().startswith("正确")
        assert "= 填充" in dialog.ways.currentText()
        models = dialog.parent()
        assert isinstance(models, ModelsDialog)
        models.reload()
        models.choose("lama")
        assert "Places2" in models.about.text()
        assert "非商业" in models.about.text()
    finally:
        qapp.removeTranslator(translator)
        QLocale.setDefault(before)


def test_the_picture_that_was_given_has_a_mark_in_its_hole(tried: Open, tmp_path: Path) -> None:
    dialog = tried(saved(tmp_path / "mine.onnx"))
    image = dialog.given.pixmap().toImage()
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    assert np.allclose([colour.red(), colour.green(), colour.blue()], [230, 13, 217], atol=4)


@pytest.mark.needs_torch
def test_a_script_of_something_else_is_refused_after_the_yes(
    qtbot: QtBot, tried: Open, tmp_path: Path
) -> None:
    path = tmp_path / "three.pt"
    path.write_bytes(script("def forward(self, a, b, c):\n    return a + b + c\n"))
    dialog = tried(path)
    dialog.trust_button.click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "not a picture and a mask" in dialog.line.text()
