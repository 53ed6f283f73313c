"""The status bar."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.registry import Registry
from inpaint_studio.gui.panels.status import StatusBar
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.words import numbers as words
from inpaint_studio.weights.process.resident import resident_bytes
from tests.gui.fakes import HangingEngine, registry

from .helpers import QuietCanvas, mark, show


@pytest.fixture
def canvas(qtbot: QtBot, session: Session) -> QuietCanvas:
    made = QuietCanvas(session)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def bar(qtbot: QtBot, session: Session, canvas: QuietCanvas) -> StatusBar:
    made = StatusBar(session, canvas)
    show(qtbot, made, 1280, 26)
    return made


def test_it_names_zoom_and_size(bar: StatusBar, canvas: QuietCanvas) -> None:
    assert bar.zoom.text() == "50 %"
    assert bar.photo_size.text() == "120 × 90, 8 bit"  # noqa: RUF001
    canvas.viewport.scale = 8.0
    canvas.viewport_changed.emit()
    assert bar.zoom.text() == "800 %"


def test_it_follows_the_pointer_and_forgets_it(bar: StatusBar, canvas: QuietCanvas) -> None:
    canvas.pointer_moved.emit((10.7, 20.2))
    assert (bar.place.text(), bar.value.text()) == ("10, 20", "20  40  90")
    assert bar.swatch.colour is not None
    canvas.pointer_moved.emit((-3.0, 5.0))
    assert bar.place.text() == bar.value.text() == ""
    canvas.pointer_moved.emit(None)
    assert bar.swatch.colour is None


def test_sixteen_bits_show_all_of_them(session: Session, bar: StatusBar, canvas: QuietCanvas) -> None:
    session.open(Photo(np.full((20, 30, 1), 51234, np.uint16)))
    canvas.pointer_moved.emit((1.0, 1.0))
    assert bar.photo_size.text().endswith("16 bit")
    assert bar.value.text() == "51234"
    assert bar.swatch.colour.red() == round(51234 / 257)  # as on the screen


def test_it_counts_the_mask(qtbot: QtBot, session: Session, bar: StatusBar) -> None:
    assert bar.mask_size.text() == "no mask"
    mark(session)
    qtbot.waitUntil(lambda: "192 px" in bar.mask_size.text())
    assert "1.8 %" in bar.mask_size.text()


def test_the_least_important_vanish_first(qtbot: QtBot, bar: StatusBar) -> None:
    bar.set_hint("Paint over what you want to remove; right-drag erases, and Alt turns the brush over.")
    bar.resize(1600, 26)
    assert bar.device.isVisible()
    bar.resize(640, 26)
    assert not bar.device.isVisible()
    assert bar.zoom.isVisible()
    assert bar.mask_size.isVisible()
    assert bar.minimumSizeHint().width() < 640
    qtbot.waitUntil(lambda: bar.hint.text().endswith("…"))
    assert bar.hint.toolTip().startswith("Paint")
    bar.resize(1600, 26)
    assert bar.device.isVisible()


def test_it_says_how_much_memory_is_held(bar: StatusBar) -> None:
    assert bar.memory.text().endswith("B")
    assert resident_bytes() > 10 << 20


def test_nothing_is_said_of_a_photo_that_is_not_open(session: Session, bar: StatusBar) -> None:
    session.close_photo()
    assert bar.zoom.text() == bar.photo_size.text() == bar.mask_size.text() == ""


class TestWhileAFillRuns:
    @pytest.fixture
    def fake_registry(self) -> Registry:
        return registry(HangingEngine())

    def test_progress_is_shown_and_can_be_cancelled(
        self, qtbot: QtBot, session: Session, bar: StatusBar
    ) -> None:
        assert not bar.cancel.isVisible()
        mark(session)
        session.fills.fill("hanging", {})
        qtbot.waitUntil(lambda: bar.percent.text() == "40 %")
        assert bar.progress.value() == 400
        QTest.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
        assert session.fills.job is None
        assert not bar.progress.isVisible()


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "< 0.1 s"), (1.24, "1.2 s"), (12.3, "12 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s")],
)
def test_times_have_units(value: float, said: str) -> None:
    assert words.seconds(value) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0.0 %"), (0.00001, "< 0.01 %"), (0.0046, "0.46 %"), (0.014, "1.4 %")]
)
def test_small_shares_are_not_rounded_away(share: float, said: str) -> None:
    assert words.small_percent(share) == said


@pytest.mark.parametrize(
    ("count", "said"), [(100, "1 kB"), (5 << 20, "5.0 MB"), (700 << 20, "700 MB"), (3 << 29, "1.5 GB")]
)
def test_bytes_have_units(count: int, said: str) -> None:
    assert words.bytes_text(count) == said
