"""Between the coordinates of the picture and those of the widget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.gui.canvas.viewport import MAX_ZOOM, MIN_ZOOM, Viewport

RATIOS = (1.0, 1.25, 1.5, 2.0)


def view(ratio: float = 1.0, image: Size | None = None) -> Viewport:
    return Viewport(image or Size(4000, 3000), 800, 600, ratio=ratio).fitted()


def test_a_fitted_picture_lies_in_the_middle_with_some_room() -> None:
    shown = view().rect_to_widget(Rect(0, 0, 4000, 3000))
    assert 0 < shown.left() < 60
    assert shown.center().x() == pytest.approx(400, abs=1)
    assert shown.center().y() == pytest.approx(300, abs=1)


def test_a_small_picture_is_not_blown_up_by_fitting() -> None:
    assert view(image=Size(20, 10)).zoom == 2


@pytest.mark.parametrize("ratio", RATIOS)
def test_points_go_to_the_widget_and_back(ratio: float) -> None:
    viewport = view(ratio).zoomed(1.7, QPointF(200, 100))
    assert viewport.to_image(viewport.to_widget(1234.5, 777.25)) == pytest.approx((1234.5, 777.25))


@pytest.mark.parametrize("ratio", RATIOS)
def test_zooming_at_a_point_keeps_what_is_there(ratio: float) -> None:
    viewport, at = view(ratio), QPointF(512, 391)
    before = viewport.to_image(at)
    for _ in range(20):
        viewport = viewport.zoomed(viewport.zoom * 1.3, at)
    # to within the rounding of the first one's place to whole device pixels
    assert viewport.to_image(at) == pytest.approx(before, abs=0.6 / view(ratio).zoom)
    assert viewport.zoom == MAX_ZOOM


def test_zooming_in_and_out_again_leads_back() -> None:
    viewport, at = view().zoomed(1), QPointF(10, 590)
    after = viewport.zoomed(20, at).zoomed(1, at)
    assert (after.left, after.top) == pytest.approx((viewport.left, viewport.top))


def test_the_zoom_stays_between_a_64th_and_3200_percent() -> None:
    assert view().zoomed(1000).zoom == MAX_ZOOM == 32
    assert view().zoomed(0).zoom == MIN_ZOOM == 1 / 64


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.floats(MIN_ZOOM, MAX_ZOOM),
    st.sampled_from(RATIOS),
)
def test_the_picture_cannot_be_lost(dx: float, dy: float, zoom: float, ratio: float) -> None:
    viewport = view(ratio).zoomed(zoom).scrolled(dx, dy)
    shown = viewport.rect_to_widget(Rect(0, 0, 4000, 3000))
    inside = shown.intersected(type(shown)(0, 0, 800, 600))
    assert inside.width() >= 0.49 * min(800, shown.width()) - 1
    assert inside.height() >= 0.49 * min(600, shown.height()) - 1


def test_full_zoom_is_one_pixel_of_the_screen_whatever_its_ratio() -> None:
    viewport = view(2.0).zoomed(1)
    assert viewport.scale == 0.5
    assert viewport.rect_to_device(Rect(10, 10, 5, 5)).size == Size(5, 5)


def test_another_size_of_the_window_keeps_the_middle() -> None:
    before = view().zoomed(1).centred_on(1500, 900)
    after = before.resized(500, 700, 1.5)
    assert after.to_image(QPointF(250, 350)) == pytest.approx((1500, 900), abs=1)


def test_the_visible_part_is_rounded_outwards() -> None:
    viewport = view().zoomed(3.3).centred_on(2000, 1500)
    visible = viewport.visible
    x, y = viewport.to_image(QPointF(0, 0))
    assert visible.x <= x < visible.x + 1
    assert visible.y <= y < visible.y + 1
    assert visible.right * viewport.zoom + viewport.origin[0] >= 800
