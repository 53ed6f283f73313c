"""What the canvas paints, compared pixel by pixel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.engines.progress import PreviewImage
from inpaint_studio.gui.canvas import scene, stage
from inpaint_studio.gui.canvas.overlays import OverlayStyle
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.session.session import AVOID, MASK, SOURCES, Session
from tests.gui.fakes import HangingEngine
from tests.waiting import PATIENCE, PATIENCE_MS

from .rendering import alike, at_ratio, grabbed, rendered

RATIOS = (1.0, 1.25, 1.5, 2.0)
SURROUND = (27, 28, 30)


def cover(session: Session, rect: Rect, coverage: int = 255, name: str = MASK) -> None:
    """Paint a rectangle into a mask."""
    from inpaint_studio.core.strokes import Stamp

    edit = session.edit_mask(name)
    edit.paint([Stamp(rect, np.full((rect.height, rect.width), coverage, np.uint8))])
    edit.commit("Cover")


def fill(qtbot: QtBot, session: Session, rect: Rect) -> None:
    """Have the session show a white result in `rect`."""
    cover(session, rect)
    session.fills.fill("white", {})
    qtbot.waitUntil(lambda: session.fills.chosen is not None)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("zoom", [3.0, 4.5, 9.0, 32.0])
def test_pixels_show_as_squares_where_the_viewport_says(
    canvas: Canvas, session: Session, ratio: float, zoom: float
) -> None:
    viewport = at_ratio(canvas, ratio).zoomed(zoom).centred_on(60.3, 45.7)
    shown = rendered(canvas.scene, viewport)
    photo = session.photo.pixels
    for x, y in ((60, 45), (58, 47), (61, 44)):
        place = viewport.to_widget(x + 0.5, y + 0.5) * ratio
        found = shown[int(place.y()), int(place.x())]
        np.testing.assert_allclose(found.astype(int), photo[y, x], atol=1)


@pytest.mark.parametrize("ratio", RATIOS)
def test_at_full_zoom_the_screen_has_the_photo_pixel_by_pixel(
    canvas: Canvas, session: Session, ratio: float
) -> None:
    viewport = at_ratio(canvas, ratio).zoomed(1)
    left, top = viewport.origin
    shown = rendered(canvas.scene, viewport)[top : top + 90, left : left + 120]
    np.testing.assert_array_equal(shown, session.photo.pixels)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("zoom", [0.13, 0.25, 0.4, 0.77])
def test_a_smaller_picture_is_a_smooth_one_in_the_right_place(
    qtbot: QtBot, empty_session: Session, ratio: float, zoom: float
) -> None:
    rows, columns = np.mgrid[0:1200, 0:1600]
    empty_session.open(Photo(np.stack([columns / 8, rows / 8, 0 * rows], 2).astype(np.uint8)))
    canvas = Canvas(empty_session)
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    viewport = at_ratio(canvas, ratio).zoomed(zoom)
    shown = rendered(canvas.scene, viewport)
    visible = viewport.visible
    for x, y in ((0.5, 0.5), (0.2, 0.8), (0.8, 0.3)):
        place = (visible.x + x * visible.width, visible.y + y * visible.height)
        position = viewport.to_widget(*place) * ratio
        found = shown[int(position.y()), int(position.x())]
        assert abs(int(found[0]) - place[0] / 8) <= 2
        assert abs(int(found[1]) - place[1] / 8) <= 2


@pytest.mark.parametrize("ratio", RATIOS)
def test_around_the_photo_is_the_surround(canvas: Canvas, ratio: float) -> None:
    viewport = at_ratio(canvas, ratio)
    shown = rendered(canvas.scene, viewport)
    left, top = viewport.origin
    assert (shown[:top] == SURROUND).all()
    assert (shown[:, :left] == SURROUND).all()
    assert not (shown[top, left] == SURROUND).all()


def test_the_surround_has_the_colour_that_was_set(canvas: Canvas) -> None:
    canvas.set_surround(QColor("#d9dadd"))
    assert tuple(grabbed(canvas)[0, 0]) == (0xD9, 0xDA, 0xDD)


def test_without_a_photo_there_is_only_the_surround(qtbot: QtBot, empty_session: Session) -> None:
    canvas = Canvas(empty_session)
    qtbot.addWidget(canvas)
    assert (grabbed(canvas) == SURROUND).all()
    assert not canvas.is_ready
    assert canvas.pixel_at(0, 0) is None


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("zoom", [0.4, 1.0, 1.6, 3.0, 12.0])
def test_painting_parts_gives_what_painting_all_gives(
    canvas: Canvas, session: Session, ratio: float, zoom: float
) -> None:
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((30, 30, 9.5), (80, 60, 12))), Rect(0, 0, 120, 90)))
    edit.commit("Brush stroke")
    viewport = at_ratio(canvas, ratio).zoomed(zoom)
    for mode in ("tint", "outline"):
        canvas.set_overlay(OverlayStyle(mode=mode))
        whole = rendered(canvas.scene, viewport)
        height, width = whole.shape[:2]
        put_together = np.zeros_like(whole)
        for part in (
            Rect(0, 0, 173, 97),
            Rect(173, 0, width - 173, 97),
            Rect(0, 97, 211, height - 97),
            Rect(211, 97, width - 211, height - 97),
        ):
            put_together[part.slices] = rendered(canvas.scene, viewport, part)[part.slices]
        alike(put_together, whole, levels=2, share=0.999)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("zoom", [0.4, 1.0, 1.6, 12.0])
@pytest.mark.parametrize("mode", ["tint", "outline"])
def test_repainting_what_a_stroke_changed_gives_what_repainting_all_gives(
    canvas: Canvas, session: Session, ratio: float, zoom: float, mode: str
) -> None:
    canvas.set_overlay(OverlayStyle(mode=mode))
    viewport = at_ratio(canvas, ratio).zoomed(zoom)
    shown = rendered(canvas.scene, viewport)
    edit = session.edit_mask()
    changes: list[Rect] = []
    session.mask_changed.connect(lambda name, rect: changes.append(rect))
    for points in (((30.0, 30.0, 9.5), (60.0, 41.0, 9.5)), ((60.0, 41.0, 9.5), (71.5, 63.2, 4.0))):
        edit.paint(brush(Stroke(points, 0.4), Rect(0, 0, 120, 90)))
        part = viewport.widget_to_device(viewport.rect_to_update(changes[-1])) & viewport.device
        shown[part.slices] = rendered(canvas.scene, viewport, part)[part.slices]
    edit.abort()
    part = viewport.widget_to_device(viewport.rect_to_update(changes[-1])) & viewport.device
    before = shown.copy()
    shown[part.slices] = rendered(canvas.scene, viewport, part)[part.slices]
    assert (before != shown).any()
    alike(shown, rendered(canvas.scene, viewport), levels=2, share=1)


def test_the_tint_is_as_strong_as_the_coverage(canvas: Canvas, session: Session) -> None:
    viewport = at_ratio(canvas, 1).zoomed(4)
    before = rendered(canvas.scene, viewport).astype(float)
    cover(session, Rect(40, 30, 10, 10))
    cover(session, Rect(60, 30, 10, 10), 128)
    canvas.set_overlay(OverlayStyle(QColor("#ff3d71"), 0.45))
    after = rendered(canvas.scene, viewport)
    for x, share in ((45, 0.45), (65, 0.45 * 128 / 255), (55, 0.0)):
        place = viewport.to_widget(x + 0.5, 35.5).toPoint()
        old, new = before[place.y(), place.x()], after[place.y(), place.x()]
        np.testing.assert_allclose(new, old * (1 - share) + np.array([255, 61, 113]) * share, atol=2)


def test_the_overlay_can_be_hidden(canvas: Canvas, session: Session) -> None:
    before = grabbed(canvas)
    cover(session, Rect(40, 30, 10, 10))
    canvas.set_overlay(OverlayStyle(visible=False))
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_the_outline_runs_along_coverage_of_128(canvas: Canvas, session: Session) -> None:
    viewport = at_ratio(canvas, 1).zoomed(4)
    before = rendered(canvas.scene, viewport)
    cover(session, Rect(40, 30, 20, 10), 128)
    cover(session, Rect(80, 30, 20, 10), 127)
    canvas.set_overlay(OverlayStyle(mode="outline"))
    changed = (rendered(canvas.scene, viewport) != before).any(axis=2)
    inside = viewport.rect_to_device(Rect(40, 30, 20, 10))
    expected = np.zeros_like(changed)
    expected[inside.slices] = True
    expected[inside.grown(-1).slices] = False
    np.testing.assert_array_equal(changed, expected)


def test_undo_takes_the_overlay_back(canvas: Canvas, session: Session) -> None:
    before = grabbed(canvas)
    cover(session, Rect(40, 30, 10, 10))
    assert (grabbed(canvas) != before).any()
    session.undo()
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_sources_are_green_and_what_is_avoided_is_hatched(canvas: Canvas, session: Session) -> None:
    viewport = at_ratio(canvas, 1).zoomed(3)
    before = rendered(canvas.scene, viewport).astype(int)
    cover(session, Rect(20, 20, 20, 20), name=SOURCES)
    cover(session, Rect(70, 20, 20, 20), name=AVOID)
    change = rendered(canvas.scene, viewport) - before
    green = viewport.rect_to_device(Rect(21, 21, 18, 18)).slices
    assert (change[green][..., 1] > change[green][..., 0]).all()
    amber = np.abs(change[viewport.rect_to_device(Rect(71, 21, 18, 18)).slices]).sum(axis=2)
    assert amber.max() > 2 * amber.min() > 0


def test_a_preview_is_painted_over_the_hole_alone(canvas: Canvas, session: Session) -> None:
    viewport = at_ratio(canvas, 1).zoomed(4)
    cover(session, Rect(40, 30, 10, 10))
    canvas.set_overlay(OverlayStyle(visible=False))
    before = rendered(canvas.scene, viewport)
    blue = np.zeros((30, 30, 3), np.uint8)
    blue[..., 2] = 255
    canvas.scene.hole = canvas.scene.masks[MASK]
    canvas.scene.previews = (PreviewImage(Rect(30, 20, 30, 30), blue),)
    after = rendered(canvas.scene, viewport)
    hole = viewport.rect_to_device(Rect(40, 30, 10, 10)).slices
    assert (after[hole] == (0, 0, 255)).all()
    after[hole] = before[hole]
    np.testing.assert_array_equal(after, before)


def test_under_the_soft_edge_of_a_preview_there_is_no_tint(canvas: Canvas, session: Session) -> None:
    viewport = at_ratio(canvas, 1).zoomed(4)
    before = rendered(canvas.scene, viewport)
    cover(session, Rect(40, 30, 10, 10), 128)
    canvas.scene.hole = canvas.scene.masks[MASK]
    canvas.scene.previews = (PreviewImage(Rect(30, 20, 30, 30), np.full((30, 30, 3), 255, np.uint8)),)
    after = rendered(canvas.scene, viewport)
    hole = viewport.rect_to_device(Rect(40, 30, 10, 10)).slices
    mixed = before[hole] + (255.0 - before[hole]) * 128 / 255
    np.testing.assert_allclose(after[hole], mixed, atol=2)


def test_the_pixel_grid_shows_above_800_percent(canvas: Canvas, session: Session) -> None:
    for zoom, lines in ((8.0, 0), (10.0, 1)):
        viewport = at_ratio(canvas, 1).zoomed(zoom)
        row = rendered(canvas.scene, viewport)[150].astype(int)
        steps = np.abs(np.diff(row, axis=0)).max(axis=1)
        grey = (steps > 4).sum()
        assert (grey > 10) == bool(lines)


def test_a_result_shows_and_hides_the_tint(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    session.update_settings(reduced_motion=True)
    fill(qtbot, session, Rect(40, 30, 10, 10))
    viewport = at_ratio(canvas, 1).zoomed(4)
    middle = viewport.to_widget(45.5, 35.5).toPoint()
    assert (rendered(canvas.scene, viewport)[middle.y(), middle.x()] > 200).all()


def test_a_result_fades_in(
    qtbot: QtBot, canvas: Canvas, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scene, "FADE_SECONDS", PATIENCE)
    fill(qtbot, session, Rect(40, 30, 10, 10))
    assert canvas.scene.fade is not None
    monkeypatch.setattr(scene, "FADE_SECONDS", 0.001)
    qtbot.waitUntil(lambda: canvas.scene.fade is None)


def test_with_reduced_motion_nothing_fades(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    session.update_settings(reduced_motion=True)
    fill(qtbot, session, Rect(40, 30, 10, 10))
    assert canvas.scene.fade is None


@pytest.mark.parametrize("zoom", [0.7, 4.0])
def test_the_wipe_shows_the_original_on_its_left(
    qtbot: QtBot, canvas: Canvas, session: Session, zoom: float
) -> None:
    fill(qtbot, session, Rect(40, 30, 40, 20))
    canvas.scene.fade = None
    viewport = at_ratio(canvas, 1).zoomed(zoom)
    result = rendered(canvas.scene, viewport)
    canvas.set_overlay(OverlayStyle(visible=False))
    canvas.set_original_shown(True)
    original = rendered(canvas.scene, viewport)
    canvas.set_original_shown(False)
    assert (original != result).any()
    canvas.set_wipe(60)
    both = rendered(canvas.scene, viewport)
    line = round(viewport.to_widget(60, 0).x())
    rows = slice(0, 110)  # above the grip
    np.testing.assert_array_equal(both[rows, : line - 1], original[rows, : line - 1])
    np.testing.assert_array_equal(both[rows, line + 1 :], result[rows, line + 1 :])
    assert (both[rows, line] > 230).all()


def test_the_original_is_the_photo_without_kept_fills_too(
    qtbot: QtBot, canvas: Canvas, session: Session
) -> None:
    before = grabbed(canvas)
    fill(qtbot, session, Rect(40, 30, 10, 10))
    session.fills.keep()
    canvas.scene.fade = None
    assert (grabbed(canvas) != before).any()
    canvas.set_original_shown(True)
    alike(grabbed(canvas), before, levels=0, share=1)


def test_the_original_takes_no_memory_once_it_is_no_longer_shown(
    qtbot: QtBot, canvas: Canvas, session: Session
) -> None:
    fill(qtbot, session, Rect(40, 30, 10, 10))
    canvas.set_original_shown(True)
    assert canvas.original.is_ready
    canvas.set_original_shown(False)
    assert not canvas.original.is_ready


def test_a_crop_shows_the_crop(canvas: Canvas, session: Session) -> None:
    session.crop(Rect(30, 20, 60, 40))
    assert canvas.viewport.image == session.size
    viewport = at_ratio(canvas, 1).zoomed(1)
    left, top = viewport.origin
    shown = rendered(canvas.scene, viewport)[top : top + 40, left : left + 60]
    np.testing.assert_array_equal(shown, session.photo.pixels[20:60, 30:90])


def test_a_live_picture_of_a_tool_is_shown_where_it_changed(canvas: Canvas, session: Session) -> None:
    pixels = session.photo.pixels.copy()
    pixels[30:40, 40:50] = 255
    session.show_live(Photo(pixels), Rect(40, 30, 10, 10))
    viewport = at_ratio(canvas, 1).zoomed(1)
    left, top = viewport.origin
    shown = rendered(canvas.scene, viewport)[top : top + 90, left : left + 120]
    np.testing.assert_array_equal(shown, pixels)


def test_the_value_of_a_pixel_has_the_depth_of_the_photo(qtbot: QtBot, empty_session: Session) -> None:
    pixels = np.arange(4 * 5 * 3, dtype=np.uint16).reshape(4, 5, 3) * 1000
    empty_session.open(Photo(pixels))
    canvas = Canvas(empty_session)
    qtbot.addWidget(canvas)
    assert canvas.pixel_at(2.9, 1.1) == tuple(pixels[1, 2])
    assert canvas.pixel_at(-0.1, 1) is None
    assert canvas.pixel_at(5, 1) is None


def test_the_widget_paints_the_same_as_its_scene(canvas: Canvas, session: Session) -> None:
    cover(session, Rect(40, 30, 10, 10), 200)
    canvas.zoom_to(3.7, QPointF(100, 100))
    alike(grabbed(canvas), rendered(canvas.scene, replace(canvas.viewport)), levels=0, share=1)


def test_the_bar_by_the_hole_shows_while_it_is_filled(qtbot: QtBot, canvas: Canvas, session: Session) -> None:
    cover(session, Rect(40, 30, 10, 10))
    before = grabbed(canvas)
    session.registry.register(HangingEngine())
    session.fills.fill("hanging", {})
    qtbot.waitUntil(
        lambda: (
            session.fills.job is not None
            and session.fills.job.fraction > 0.3
            and bool(session.fills.previews)
        )
    )
    bottom = round(canvas.viewport.to_widget(45, 40).y())
    x = round(canvas.viewport.to_widget(45, 40).x())
    during = grabbed(canvas)
    assert (
        during[bottom + 6 : bottom + 18, x - 20 : x] != before[bottom + 6 : bottom + 18, x - 20 : x]
    ).any()
    session.fills.cancel()
    qtbot.waitUntil(lambda: session.fills.job is None)
    session.fills.choose(None)
    canvas.scene.fade = None
    np.testing.assert_array_equal(grabbed(canvas), before)


def test_the_hole_shows_its_preview_until_the_result_comes(
    qtbot: QtBot, canvas: Canvas, session: Session
) -> None:
    cover(session, Rect(40, 30, 10, 10))
    session.registry.register(HangingEngine())
    session.fills.fill("hanging", {})
    qtbot.waitUntil(lambda: bool(session.fills.previews))
    session.fills.preview_changed.connect(lambda: seen.append(bool(canvas.scene.previews)))
    seen: list[bool] = []
    session.fills.cancel()
    assert seen == [True]
    qtbot.waitUntil(lambda: session.fills.job is None and not canvas.scene.previews)


def test_a_mask_that_is_changed_meanwhile_does_not_change_where_the_preview_shows(
    qtbot: QtBot, canvas: Canvas, session: Session
) -> None:
    cover(session, Rect(40, 30, 10, 10))
    session.registry.register(HangingEngine())
    session.fills.fill("hanging", {})
    qtbot.waitUntil(lambda: bool(session.fills.previews))
    cover(session, Rect(0, 0, 120, 90))
    assert canvas.scene.hole is not None
    assert canvas.scene.hole.bounds == Rect(40, 30, 10, 10)
    session.fills.cancel()
    qtbot.waitUntil(lambda: session.fills.job is None)


def test_the_canvas_tells_when_a_photo_can_be_painted(
    qtbot: QtBot, empty_session: Session, photo: Photo
) -> None:
    canvas = Canvas(empty_session)
    qtbot.addWidget(canvas)
    with qtbot.waitSignal(canvas.ready):
        empty_session.open(photo)
    assert canvas.is_ready
    assert canvas.viewport.image == photo.size


def test_a_closed_photo_leaves_the_surround_alone(canvas: Canvas, session: Session) -> None:
    cover(session, Rect(40, 30, 10, 10))
    session.close_photo()
    assert (grabbed(canvas) == SURROUND).all()


def test_the_outline_marches_only_if_motion_is_wanted(canvas: Canvas, session: Session) -> None:
    cover(session, Rect(40, 30, 10, 10))
    for calm in (False, True):
        session.update_settings(reduced_motion=calm)
        canvas.set_overlay(OverlayStyle(mode="outline"))
        timers = [timer for timer in canvas.findChildren(QTimer) if timer.interval() == 120]
        assert [timer.isActive() for timer in timers] == [not calm]


def test_a_large_change_of_a_mask_shows_band_by_band(
    qtbot: QtBot, canvas: Canvas, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inverting the mask of a large photo must not hold up the window; undo comes before the last band."""
    monkeypatch.setattr(stage, "_AT_ONCE", 1000)
    session.open(Photo(np.zeros((2600, 300, 3), np.uint8)))
    session.change_mask("Invert", Mask.inverted)
    layer = canvas.scene.masks[MASK]
    assert layer.array(0)[:1024].all()
    assert not layer.array(0)[1024:].any()
    qtbot.waitUntil(lambda: bool(layer.array(0).all()), timeout=PATIENCE_MS)
    assert layer.bounds == Rect(0, 0, 300, 2600)
    session.undo()
    session.redo()
    session.undo()
    qtbot.waitUntil(lambda: layer.is_empty, timeout=PATIENCE_MS)
    assert not layer.array(0).any()
    cover(session, Rect(10, 2000, 50, 50))  # a stroke shows at once
    assert layer.bounds == Rect(10, 2000, 50, 50)
