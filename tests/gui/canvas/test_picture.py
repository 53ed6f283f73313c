"""A large picture is read behind the scenes: coarse first, and what changes meanwhile is not lost."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.display import DisplayTransform
from inpaint_studio.gui.canvas.picture import Picture
from inpaint_studio.gui.canvas.pyramid import Pyramid
from inpaint_studio.gui.canvas.viewport import Viewport
from inpaint_studio.gui.session.workers import Pool

from .rendering import pixels_of


def photo(width: int = 2600, height: int = 2000, seed: int = 0) -> Photo:
    return Photo(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def test_a_large_picture_is_coarse_first_and_sharp_soon(qtbot: QtBot) -> None:
    pool = Pool()
    picture, source = Picture(pool), photo()
    shown: list[tuple[int, bool]] = []  # at each change: the finest level there is, and whether that is all

    def note() -> None:
        assert picture.pyramid is not None
        shown.append((picture.pyramid.first, picture.is_sharp))

    picture.changed.connect(note)
    picture.show(source, DisplayTransform(), Rect.of(source.size))
    assert not picture.is_ready
    qtbot.waitUntil(lambda: picture.is_sharp)
    (coarse, complete), *later = shown
    assert coarse > 0
    assert not complete
    assert later == [(0, True)]
    assert picture.pyramid is not None
    np.testing.assert_array_equal(picture.pyramid.array(0)[..., 2::-1], source.pixels)
    pool.close()


def test_what_changes_while_a_picture_is_read_is_read_again(qtbot: QtBot) -> None:
    pool = Pool()
    picture, before = Picture(pool), photo()
    after = before.pixels.copy()
    after[100:300, 50:90] = 0
    after[1990:2000, 2590:2600] = 255
    picture.show(before, DisplayTransform(), Rect.of(before.size))
    later = Photo(after)
    picture.refresh(later, Rect(50, 100, 40, 200))
    picture.refresh(later, Rect(2590, 1990, 10, 10))
    qtbot.waitUntil(lambda: picture.is_sharp)
    expected = Pyramid.blank(Rect.of(later.size)).read_from(later, DisplayTransform())
    assert picture.pyramid is not None
    for one, other in zip(picture.pyramid.arrays, expected.arrays, strict=True):
        np.testing.assert_array_equal(one, other)
    pool.close()


def test_a_large_change_is_read_behind_the_scenes(qtbot: QtBot) -> None:
    pool = Pool()
    picture, before, after = Picture(pool), photo(), photo(seed=1)
    picture.show(before, DisplayTransform(), Rect.of(before.size))
    qtbot.waitUntil(lambda: picture.is_sharp)
    picture.refresh(after, Rect.of(after.size))
    qtbot.waitUntil(lambda: picture.is_sharp)
    assert picture.pyramid is not None
    np.testing.assert_array_equal(picture.pyramid.array(0)[..., 2::-1], after.pixels)
    pool.close()


def test_another_picture_drops_the_one_that_is_read(qtbot: QtBot) -> None:
    pool = Pool()
    picture, second = Picture(pool), photo(2200, 2400, 1)
    picture.show(photo(), DisplayTransform(), Rect(0, 0, 2600, 2000))
    picture.show(second, DisplayTransform(), Rect.of(second.size))
    qtbot.waitUntil(lambda: picture.is_sharp)
    assert picture.pyramid is not None
    np.testing.assert_array_equal(picture.pyramid.array(0)[..., 2::-1], second.pixels)
    pool.close()


def test_clearing_while_it_is_read_leaves_nothing(qtbot: QtBot) -> None:
    pool = Pool()
    picture = Picture(pool)
    picture.show(photo(), DisplayTransform(), Rect(0, 0, 2600, 2000))
    picture.clear()
    pool.wait()
    QCoreApplication.processEvents()
    assert not picture.is_ready
    pool.close()


def test_a_picture_without_its_full_size_is_painted_from_its_source(
    qtbot: QtBot, monkeypatch: object
) -> None:
    from inpaint_studio.gui.canvas import picture as module

    pool = Pool()
    monkeypatch.setattr(module, "first_level", lambda region: 1)  # type: ignore[attr-defined]
    source = photo()
    picture = Picture(pool)
    picture.show(source, DisplayTransform(), Rect.of(source.size))
    qtbot.waitUntil(lambda: picture.is_sharp)
    viewport = Viewport(source.size, 300, 200).zoomed(1).centred_on(1300, 1000)
    for changed in (False, True):
        if changed:
            pixels = source.pixels.copy()
            pixels[950:960, 1290:1310] = 255
            source = Photo(pixels)
            picture.refresh(source, Rect(1290, 950, 20, 10))
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        picture.paint(painter, viewport, viewport.device)
        painter.end()
        np.testing.assert_array_equal(pixels_of(image), source.pixels[viewport.visible.slices])
    pool.close()
