"""The engine panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.tiles import TiledArray
from inpaint_studio.engines.auto import Auto
from inpaint_studio.engines.base import Suitability
from inpaint_studio.engines.diffusion.biharmonic import ENGINE as BIHARMONIC
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.commands.actions import Actions
from inpaint_studio.gui.files.reading import read_picture
from inpaint_studio.gui.kit.controls import Slider
from inpaint_studio.gui.panels.engine.card import EngineCard
from inpaint_studio.gui.panels.engine.panel import EnginePanel
from inpaint_studio.gui.panels.engine.popup import EnginePopup
from inpaint_studio.gui.session.session import Session
from inpaint_studio.jobs.advice import advise, shapes_of, suiting, survey, too_wide
from tests.gui.fakes import FakeEngine, HangingEngine, registry, white
from tests.gui.medical.objects import phantom, write_dicom

from .helpers import fill, mark, show


@pytest.fixture
def panel(qtbot: QtBot, session: Session, actions: Actions) -> EnginePanel:
    made = EnginePanel(session, actions)
    show(qtbot, made, 300, 700)
    return made


def pick(panel: EnginePanel, name: str) -> None:
    """Take an engine as a user does, by the keyboard."""
    panel.list.setFocus()
    while panel.list.engine != name:
        names = panel.list.names
        down = names.index(name) > names.index(panel.list.engine)
        QTest.keyClick(panel.list, Qt.Key.Key_Down if down else Qt.Key.Key_Up)


def press(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def unfolded(panel: EnginePanel) -> EnginePopup:
    """The list, with what cannot run unfolded."""
    press(panel.list)
    popup = panel.list.popup
    assert popup is not None
    assert not popup.more.isVisible()
    press(popup.section.header)
    assert popup.more.isVisible()
    return popup


def test_engines_that_cannot_run_are_folded_with_the_reason(panel: EnginePanel) -> None:
    assert "missing" not in panel.list.names
    part = unfolded(panel).more.parts["missing"]
    assert "no_such_package" in part.state.text()
    assert not part.button.isVisible()


class TestWithoutWeights:
    @pytest.fixture
    def fake_registry(self) -> Registry:
        return registry(FakeEngine("untrained", white, weights=("spyglass",)))

    def test_an_engine_is_folded_with_the_reason(self, panel: EnginePanel) -> None:
        assert "untrained" not in panel.list.names
        said = unfolded(panel).more.parts["untrained"].state.text()
        assert "weights are missing" in said
        assert "inpaint-studio models use spyglass FILE" in said


def test_it_says_what_the_engine_is_good_at(panel: EnginePanel) -> None:
    pick(panel, "white")
    assert panel.list.engine == "white"
    assert "snow" in panel.good_for.text()


def test_parameters_are_remembered_for_each_engine(panel: EnginePanel) -> None:
    pick(panel, "white")
    slider = panel._form.control("level")
    assert isinstance(slider, Slider)
    slider.track.setFocus()
    QTest.keyClick(slider.track, Qt.Key.Key_PageDown)
    level = panel.current()[1]["level"]
    assert level < 100
    assert panel.reset.isEnabled()
    pick(panel, "noise")
    assert panel.current()[:2] == ("noise", {})
    pick(panel, "white")
    assert panel.current()[1]["level"] == level
    press(panel.reset)
    assert panel.current()[1]["level"] == 100
    assert not panel.reset.isEnabled()


def test_set_current_shows_an_engine_with_its_settings(panel: EnginePanel) -> None:
    panel.set_current("white", {"level": 30, "unknown": 1})
    assert panel.current() == ("white", {"level": 30, "mode": "plain", "fast": False}, None)
    panel.set_current("missing", {})
    assert panel.list.engine == "white"


def test_the_seed_is_new_each_time_unless_it_is_kept(
    qtbot: QtBot, session: Session, panel: EnginePanel
) -> None:
    pick(panel, "noise")
    assert panel.current()[2] is None
    mark(session)
    result = fill(qtbot, session)
    assert panel.seed.box.value() == result.fill.seed
    press(panel.seed.dice)
    assert panel.current()[2] == panel.seed.box.value()
    pick(panel, "white")
    assert not panel.seed.isVisible()
    assert panel.current()[2] is None


def test_typing_a_seed_keeps_it(panel: EnginePanel) -> None:
    pick(panel, "noise")
    panel.seed.box.selectAll()
    QTest.keyClicks(panel.seed.box, "77")
    QTest.keyClick(panel.seed.box, Qt.Key.Key_Return)
    assert panel.current()[2] == 77


def test_fill_says_why_it_cannot_be_pressed(qtbot: QtBot, session: Session, panel: EnginePanel) -> None:
    button = panel.fill.fill
    assert not button.isEnabled()
    assert button.text() == "Paint a mask first"
    assert button.toolTip() == "Fill (Return)\nPaint a mask first."
    mark(session)
    qtbot.waitUntil(button.isEnabled)
    assert button.text().startswith("Fill")
    session.change_mask("All", lambda mask: Mask.full(mask.size))
    qtbot.waitUntil(lambda: not button.isEnabled())
    session.close_photo()
    assert button.text() == "Open a photo first"


def test_its_buttons_ask_for_what_they_say(qtbot: QtBot, session: Session, panel: EnginePanel) -> None:
    pick(panel, "noise")
    mark(session)
    qtbot.waitUntil(panel.fill.fill.isEnabled)
    for button, signal in (
        (panel.fill.fill, panel.fill_requested),
        (panel.compare, panel.compare_requested),
        (panel.vary, panel.variations_requested),
    ):
        with qtbot.waitSignal(signal):
            press(button)


def test_an_engine_without_chance_has_no_variations_and_says_why(
    qtbot: QtBot, session: Session, panel: EnginePanel
) -> None:
    pick(panel, "white")
    mark(session)
    qtbot.waitUntil(panel.fill.fill.isEnabled)
    assert not panel.vary.isEnabled()
    assert "same fill" in panel.vary.toolTip()


def test_it_advises_the_engine_that_suits_the_mask_and_takes_it(
    qtbot: QtBot, session: Session, panel: EnginePanel
) -> None:
    pick(panel, "white")
    mark(session, Rect(20, 10, 60, 60))
    qtbot.waitUntil(panel.holes.use_better.isVisible)
    assert "Noise" in panel.holes.line.text()
    press(panel.holes.use_better)
    assert panel.list.engine == "noise"
    assert not panel.holes.use_better.isVisible()
    assert session.settings.last_engine == "noise"


def test_it_warns_of_a_hole_that_is_too_wide_for_the_engine(
    qtbot: QtBot, session: Session, panel: EnginePanel
) -> None:
    pick(panel, "fine work")
    mark(session, Rect(20, 10, 60, 60))
    qtbot.waitUntil(panel.holes.line.isVisible)
    assert "Fine work is meant for holes up to 15 px across; this one is 5" in panel.holes.line.text()


def test_join_options_go_to_the_session(session: Session, panel: EnginePanel) -> None:
    press(panel.join.header)
    QTest.keyClick(panel.join.colour, Qt.Key.Key_Space)
    assert session.fills.join.colour
    panel.join.seam.setFocus()
    QTest.keyClick(panel.join.seam, Qt.Key.Key_Up)
    assert session.fills.join.seam == "gradient"


def test_the_papers_are_one_click_away(qtbot: QtBot, panel: EnginePanel) -> None:
    pick(panel, "white")
    press(panel.about)
    card = panel.findChild(EngineCard)
    assert card is not None
    assert any("Nobody 2000" in label.text() for label in card.findChildren(QLabel))
    card.close()


def test_auto_fill_follows_its_command(session: Session, actions: Actions, panel: EnginePanel) -> None:
    QTest.keyClick(panel.auto_fill, Qt.Key.Key_Space)
    assert session.fills.auto_fill
    assert actions["auto-fill"].isChecked()
    actions["auto-fill"].setChecked(False)
    assert not panel.auto_fill.isChecked()


class TestWhileAFillRuns:
    @pytest.fixture
    def fake_registry(self) -> Registry:
        return registry(HangingEngine())

    def test_progress_and_cancel_stand_where_fill_was(
        self, qtbot: QtBot, session: Session, panel: EnginePanel
    ) -> None:
        mark(session)
        place = panel.fill.geometry()
        session.fills.fill("hanging", {}, count=2)
        qtbot.waitUntil(lambda: panel.fill.progress.value() == 400)
        assert panel.fill.state.full_text == "Hanging · 1 queued"
        assert panel.fill.geometry() == place
        press(panel.fill.cancel)
        assert session.fills.job is None
        assert panel.fill.fill.isVisible()


class TestAdvice:
    def test_a_mask_of_several_blocks_is_measured_piece_by_piece(self) -> None:
        coverage = np.zeros((3000, 2500), np.uint8)
        coverage[1000:2900, 1000:1010] = 255
        coverage[10:40, 10:40] = 255
        shapes = shapes_of(TiledArray.from_array(coverage))
        assert sum(area for _, area in shapes) == 1900 * 10 + 900
        assert 25 < max(shape.diameter for shape, _ in shapes) < 32

    def test_an_engine_that_suits_the_mask_needs_no_advice(self, fake_registry: Registry) -> None:
        coverage = np.zeros((100, 100), np.uint8)
        coverage[50:52, 10:90] = 255
        shapes = shapes_of(TiledArray.from_array(coverage))
        infos = {entry.name: entry.info for entry in fake_registry.entries() if entry.info is not None}
        assert advise(infos["white"], infos.values(), shapes) is None
        found = advise(infos["noise"], infos.values(), shapes)
        assert found is not None
        assert found.better == "white"

    def test_a_hole_is_too_wide_beyond_what_an_engine_is_meant_for(self, fake_registry: Registry) -> None:
        info = fake_registry.get("fine work").info
        for width, expected in ((15, None), (17, 17), (41, 41)):
            coverage = np.zeros((200, 200), np.uint8)
            coverage[50 : 50 + width, 10:190] = 255
            assert too_wide(info, shapes_of(TiledArray.from_array(coverage))) == expected
        assert too_wide(info, ()) is None
        assert too_wide(fake_registry.get("white").info, shapes_of(TiledArray.from_array(coverage))) is None

    def test_a_survey_says_what_auto_would_take(self, fake_registry: Registry) -> None:
        fake_registry.register(Auto(fake_registry))
        coverage = np.zeros((100, 100), np.uint8)
        coverage[20:80, 20:80] = 255
        (choice,) = survey(TiledArray.from_array(coverage), fake_registry).taken["auto"]
        assert (choice.engine, choice.area, choice.holes) == ("noise", 3600, 1)
        assert 57 < choice.narrowest == choice.widest < 62

    def test_a_survey_counts_the_holes_of_each_engine_once(self, fake_registry: Registry) -> None:
        fake_registry.register(Auto(fake_registry))
        coverage = np.zeros((120, 4200), np.uint8)
        coverage[10:12, 5:4190] = 255  # across three pieces
        coverage[30:90, 30:90] = 255
        coverage[30:90, 2500:2560] = 255
        taken = survey(TiledArray.from_array(coverage), fake_registry).taken["auto"]
        assert {one.engine: (one.holes, one.parts) for one in taken} == {
            "white": (1, False),
            "noise": (2, False),
        }

    def test_a_hole_that_two_engines_share_counts_for_the_larger_part(self, fake_registry: Registry) -> None:
        fake_registry.register(Auto(fake_registry))
        coverage = np.zeros((200, 600), np.uint8)
        coverage[20:100, 20:100] = 255
        coverage[60:63, 100:590] = 255  # a thin tail
        taken = survey(TiledArray.from_array(coverage), fake_registry).taken["auto"]
        assert [(one.engine, one.holes, one.parts) for one in taken] == [
            ("noise", 1, False), ("white", 0, True),
        ]  # fmt: skip

    def test_what_auto_picks_follows_its_quality(self, fake_registry: Registry) -> None:
        fake_registry.register(Auto(fake_registry))
        slow = Suitability(((2.0, 1.0), (50.0, 1.0)), up_to=100)
        fake_registry.register(FakeEngine("slow", white, suitability=slow))
        coverage = np.zeros((100, 100), np.uint8)
        coverage[20:80, 20:80] = 255
        tiles = TiledArray.from_array(coverage)
        engines = [
            survey(tiles, fake_registry, {"auto": {"quality": quality}}).taken["auto"][0].engine
            for quality in ("balanced", "best")
        ]
        assert engines == ["noise", "slow"]
        infos = [entry.info for entry in fake_registry.entries() if entry.info is not None]
        best_first, count = suiting(infos, shapes_of(tiles))
        assert [info.name for info in best_first[:count]] == ["noise"], "what is too slow suits no mask"
        assert best_first[-1].name == "slow"

    def test_a_block_without_anything_known_is_one_wide_hole(self) -> None:
        ((shape, area),) = shapes_of(TiledArray.from_array(np.full((300, 400), 255, np.uint8)))
        assert (shape.diameter, area) == (300.0, 300 * 400)

    def test_an_empty_mask_has_no_holes(self) -> None:
        assert shapes_of(TiledArray.from_array(np.zeros((50, 50), np.uint8))) == ()


def test_a_medical_image_begins_with_the_smoothest_engine(
    qtbot: QtBot, session: Session, panel: EnginePanel, tmp_path: Path
) -> None:
    session.registry.register(BIHARMONIC)
    panel.reload()
    pick(panel, "noise")
    photo, scan = session.photo, write_dicom(tmp_path / "scan.dcm", phantom(2))
    session.open(read_picture(scan), scan)
    assert panel.list.engine == "biharmonic"
    pick(panel, "fine work")
    assert session.settings.last_engine == "noise"
    mark(session, Rect(20, 10, 40, 40))
    qtbot.waitUntil(panel.holes.isVisible)
    assert not panel.holes.use_better.isVisible()
    assert "meant for" in panel.holes.line.text()
    session.open(read_picture(scan), scan)
    assert panel.list.engine == "fine work"  # a choice stays for the next image
    session.open(photo)
    assert panel.list.engine == "noise"
