"""The overview follows the canvas, and the canvas follows the overview."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.panels.navigator import Navigator
from inpaint_studio.gui.session.session import Session

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def navigator(qtbot: QtBot, canvas: Canvas, session: Session) -> Navigator:
    window = QWidget()
    made = Navigator(canvas, session, window)
    qtbot.addWidget(window)
    window.resize(280, 260)
    made.resize(280, 260)
    window.show()
    made.window_kept = window  # type: ignore[attr-defined]
    return made


def middle(canvas: Canvas) -> tuple[float, float]:
    return canvas.viewport.to_image(canvas.rect().toRectF().center())


def test_the_mark_covers_the_part_that_shows(canvas: Canvas, navigator: Navigator) -> None:
    canvas.zoom_to(10)
    canvas.centre_on(60, 45)
    overview = navigator.overview
    picture, mark = overview.picture_rect, overview.mark_rect
    assert mark.width() / picture.width() == pytest.approx(40 / 120, abs=0.01)
    assert mark.center().x() == pytest.approx(picture.center().x(), abs=1)


def test_a_click_beside_the_mark_goes_there(canvas: Canvas, navigator: Navigator) -> None:
    canvas.zoom_to(16)
    picture = navigator.overview.picture_rect
    QTest.mouseClick(navigator.overview, LEFT, NONE, picture.topLeft().toPoint() + QPoint(40, 40))
    scale = 120 / picture.width()
    assert middle(canvas) == pytest.approx((40 * scale, 40 * scale), abs=1)


def test_the_mark_can_be_dragged(canvas: Canvas, navigator: Navigator) -> None:
    canvas.zoom_to(10)
    overview = navigator.overview
    before, start = middle(canvas), overview.mark_rect.center().toPoint() + QPoint(5, 3)
    QTest.mousePress(overview, LEFT, NONE, start)
    QTest.mouseMove(overview, start + QPoint(20, -10))
    QTest.mouseRelease(overview, LEFT, NONE, start + QPoint(20, -10))
    scale = 120 / overview.picture_rect.width()
    after = middle(canvas)
    assert after == pytest.approx((before[0] + 20 * scale, before[1] - 10 * scale), abs=1)


def test_arrow_keys_move_the_mark(canvas: Canvas, navigator: Navigator) -> None:
    canvas.zoom_to(10)
    x, _ = middle(canvas)
    QTest.keyClick(navigator.overview, Qt.Key.Key_Right)
    assert middle(canvas)[0] == pytest.approx(x + 4, abs=0.2)


def test_the_slider_shows_and_sets_the_zoom(canvas: Canvas, navigator: Navigator) -> None:
    canvas.zoom_to(2.5)
    assert navigator.zoom.value == 250
    navigator.zoom.box.setValue(400)
    assert canvas.viewport.zoom == pytest.approx(4)


def test_the_button_fits_the_picture(canvas: Canvas, navigator: Navigator) -> None:
    canvas.zoom_to(10)
    navigator.fit.click()
    assert canvas.is_fitted


def test_the_thumbnail_follows_the_picture(
    qtbot: QtBot, canvas: Canvas, session: Session, navigator: Navigator
) -> None:
    before = navigator.overview.grab().toImage()
    session.show_live(Photo(np.zeros_like(session.photo.pixels)), Rect.of(session.size))
    qtbot.waitUntil(lambda: navigator.overview.grab().toImage() != before)


def test_without_a_photo_it_can_not_be_used(session: Session, navigator: Navigator) -> None:
    session.close_photo()
    assert not navigator.isEnabled()
    assert navigator.overview.picture_rect.isEmpty()
    navigator.overview.grab()
