"""The list of engines: what suits the mask on top, what Automatic will do, models installed from the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.geometry import Rect
from inpaint_studio.engines.auto import Auto
from inpaint_studio.engines.base import HoleShape
from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.gui.panels.engine.popup import EnginePopup
from inpaint_studio.gui.panels.engine.rows import HEADING, LINE, NAME
from inpaint_studio.weights import store
from tests.e2e.editor import LEFT, Editor, Key
from tests.gui.fakes import registry as fakes
from tests.twins import own_card, save_twin, twin_card
from tests.weights.conftest import server
from tests.weights.server import Fault, ModelServer

__all__ = ["server"]


@pytest.fixture
def registry() -> Registry:
    """Fakes, and `auto` to choose among them: white for thin holes, noise for wide ones."""
    made = fakes()
    made.register(Auto(made))
    return made


def listed(editor: Editor) -> EnginePopup:
    """Click the box of the engine."""
    box = editor.window.engine_panel.list
    QTest.mouseClick(box, LEFT)
    assert box.popup is not None
    assert box.popup.isVisible()
    return box.popup


def unfolded(editor: Editor) -> EnginePopup:
    popup = listed(editor)
    QTest.mouseClick(popup.section.header, LEFT)
    assert popup.more.isVisible()
    return popup


def rows(popup: EnginePopup) -> list[tuple[str, str]]:
    """The names, each with the heading above it."""
    model = popup.view.model()
    indexes = [model.index(row, 0) for row in range(model.rowCount())]
    return [(index.data(NAME), index.data(HEADING)) for index in indexes]


def said(editor: Editor) -> str:
    """What the panel says about the holes."""
    line = editor.window.engine_panel.holes.line
    editor.wait(line.isVisible)
    return str(line.text())


def test_what_suits_the_mask_is_on_top_and_a_click_takes_it(editor: Editor) -> None:
    popup = listed(editor)
    assert {heading for _, heading in rows(popup)} == {""}
    QTest.keyClick(popup, Key.Key_Escape)
    assert editor.window.engine_panel.list.popup is None
    editor.window.toolbox.tool.set_value("size", 2.0)
    editor.stroke()
    editor.wait(lambda: editor.window.engine_panel.list.itemData(1, HEADING))
    popup = listed(editor)
    assert rows(popup)[:3] == [("auto", ""), ("white", "Suits what is marked"), ("noise", "Other engines")]
    editor.row(popup.view, 1)
    assert editor.window.engine_panel.current()[0] == "white"
    assert editor.window.engine_panel.list.popup is None
    assert editor.session.settings.last_engine == "white"
    assert "snow" in editor.window.engine_panel.list.currentData(LINE)


def test_the_list_keeps_its_order_while_it_is_shown(editor: Editor) -> None:
    box = editor.window.engine_panel.list
    popup = listed(editor)
    before = rows(popup)
    QTest.keyClick(popup.view, Key.Key_Down)
    box.arrange(((HoleShape(Rect(0, 0, 9, 3), 27, 3.0, 1.0), 27),))
    assert rows(popup) == before, "nothing moves under the pointer"
    assert popup.view.currentIndex().row() == 1
    box.reload()  # a model was installed
    assert popup.view.selectedIndexes()
    QTest.keyClick(popup, Key.Key_Escape)
    assert box.itemData(1, HEADING) == "Suits what is marked"


def test_the_list_works_by_keys_alone(editor: Editor) -> None:
    box = editor.window.engine_panel.list
    box.setFocus(Qt.FocusReason.TabFocusReason)
    editor.key(Key.Key_Space)
    popup = box.popup
    assert popup is not None
    QTest.keyClick(popup.view, Key.Key_Down)
    QTest.keyClick(popup.view, Key.Key_Return)
    assert box.popup is None
    assert box.engine == box.names[1]


def test_automatic_says_what_it_will_take_for_each_hole_before_the_fill(editor: Editor) -> None:
    editor.engine("auto")
    editor.window.toolbox.tool.set_value("size", 2.0)
    editor.stroke(y=10)
    assert said(editor).startswith("Uses White, the best for a hole ")
    editor.stroke(y=20)
    editor.wait(lambda: said(editor).startswith("Uses White for the 2 hole(s), the best at "))
    editor.window.toolbox.tool.set_value("size", 40.0)
    editor.stroke(y=60)
    editor.wait(lambda: said(editor).startswith("3 hole(s): Noise for 1 ("))
    assert "White for 2 (" in said(editor)
    result = editor.fill("auto")
    assert {patch.engine for patch in result.fill.patches} == {"white", "noise"}


def test_what_automatic_will_take_is_in_sight_in_a_small_window(editor: Editor) -> None:
    editor.window.resize(1024, 700)
    editor.engine("auto")
    editor.window.toolbox.tool.set_value("size", 40.0)
    editor.stroke(y=60)
    assert said(editor).startswith("Uses Noise")
    line = editor.window.engine_panel.holes.line
    editor.wait(lambda: line.visibleRegion().boundingRect().height() == line.height())


def test_the_key_of_variations_works_whenever_its_button_does(editor: Editor) -> None:
    panel, key = editor.window.engine_panel, editor.window.commands["variations"]
    editor.engine("auto")
    editor.window.toolbox.tool.set_value("size", 40.0)
    editor.stroke(y=60)
    assert said(editor).startswith("Uses Noise")
    assert panel.vary.isEnabled()
    editor.wait(key.isEnabled)
    for name, varies in (("white", False), ("noise", True)):
        popup = listed(editor)
        editor.row(popup.view, panel.list.names.index(name))
        assert panel.vary.isEnabled() == varies
        editor.wait(lambda varies=varies: key.isEnabled() == varies)


class TestModels:
    @pytest.fixture
    def registry(self) -> Registry:
        return REGISTRY

    def test_what_unfolds_comes_into_sight(self, editor: Editor) -> None:
        popup = unfolded(editor)
        heading = popup.section.header
        assert heading.mapTo(popup, heading.rect().topLeft()).y() < popup.height() / 2

    @pytest.fixture
    def card(self, server: ModelServer, own_home: Path, tmp_path: Path) -> str:
        """A card of a small model that a server on this machine offers."""
        file = save_twin("migan", tmp_path / "migan.onnx")
        own_card(twin_card("migan", file, source=server.add("/migan.onnx", file.read_bytes())), own_home)
        return "migan"

    def test_a_model_is_installed_from_the_list_and_can_be_chosen(self, card: str, editor: Editor) -> None:
        panel = editor.window.engine_panel
        popup = unfolded(editor)
        part = popup.more.parts[card]
        assert "quick fills" in part.use.text().lower()
        assert card not in panel.list.names
        QTest.mouseClick(part.button, LEFT)
        assert part.button.text() == "Cancel"
        assert part.bar.isVisible()
        editor.wait(lambda: editor.session.installs.work is None)
        assert store.entry(card).state == "installed"
        assert panel.list.popup is popup, "it stays open"
        assert card not in popup.more.parts
        row = [name for name, _ in rows(popup)].index(card)
        editor.row(popup.view, row)
        assert panel.current()[0] == card
        assert not panel.installing.isVisible()
        assert any("MI-GAN is installed" in line for line in editor.messages)

    def test_a_failure_is_told_in_the_list_and_in_the_panel(
        self, card: str, server: ModelServer, editor: Editor
    ) -> None:
        server.files.clear()
        panel = editor.window.engine_panel
        part = unfolded(editor).more.parts[card]
        QTest.mouseClick(part.button, LEFT)
        editor.wait(lambda: editor.session.installs.failure is not None)
        assert "127.0.0.1" in part.state.text() or "404" in part.state.text()
        assert part.button.text() == "Install"
        panel.list.hidePopup()
        assert panel.installing.isVisible()
        assert "MI-GAN was not installed." in panel.installing.line.text()
        editor.button(panel.installing.close_button)
        assert not panel.installing.isVisible()
        assert editor.failures == []

    def test_a_download_goes_on_when_the_list_is_closed_and_is_cancelled_in_the_panel(
        self, card: str, server: ModelServer, editor: Editor
    ) -> None:
        server.faults.append(Fault(stall=100))
        panel = editor.window.engine_panel
        QTest.mouseClick(unfolded(editor).more.parts[card].button, LEFT)
        QTest.keyClick(panel.list.popup, Key.Key_Escape)
        editor.wait(lambda: store.entry(card).on_disk >= 100)  # kept, not only sent
        assert panel.installing.isVisible()
        assert panel.installing.line.text().startswith("Installing MI-GAN")
        editor.button(panel.installing.close_button)
        editor.wait(lambda: editor.session.installs.work is None)
        assert not panel.installing.isVisible()
        assert unfolded(editor).more.parts[card].button.text() == "Resume"

    def test_the_window_of_all_models_opens_from_the_list(self, editor: Editor) -> None:
        from inpaint_studio.gui.dialogs.models import ModelsDialog

        popup = unfolded(editor)
        QTest.mouseClick(popup.manage, LEFT)
        dialog = editor.window.findChild(ModelsDialog)
        assert dialog is not None
        assert dialog.isVisible()
        dialog.close()
        QApplication.processEvents()
