"""Found damage on the canvas: its colours, what lies under the screen's pixels, how it is judged again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter
from skimage.color import deltaE_ciede2000, rgb2lab

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.document.curation import Curation
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.tiles import TiledArray
from inpaint_studio.finding.findings import findings
from inpaint_studio.finding.review import Covered, Review, Verdict
from inpaint_studio.gui.canvas.found import FoundLayer
from inpaint_studio.gui.canvas.viewport import Viewport
from inpaint_studio.gui.words.damage import KIND_COLOURS
from tests.gui.canvas.rendering import pixels_of

SIZE = Size(301, 203)
_SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Matrices for linear RGB: Machado, Oliveira and Fernandes 2009, severity 1."""


@pytest.mark.parametrize("sight", list(_SIGHTS))
def test_the_colours_of_kinds_can_be_told_apart(sight: str) -> None:
    assert tuple(KIND_COLOURS) == KINDS
    colours = np.array([colour.getRgbF()[:3] for colour in KIND_COLOURS.values()])
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ _SIGHTS[sight].T, 0, 1)
    lab = rgb2lab(np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055))
    apart = [deltaE_ciede2000(lab[i], lab[j]) for i in range(len(lab)) for j in range(i)]
    assert min(apart) >= 14


@pytest.fixture
def review() -> Review:
    confidence = np.zeros((SIZE.height, SIZE.width), np.float32)
    confidence[50:60, 100:140] = 0.9
    confidence[150, 200] = 0.9
    confidence[100:104, 20:24] = 0.4
    return Review(findings(confidence, np.full((len(KINDS), 20, 30), 0.1, np.float32)))


def judged(review: Review, sensitivity: int = 50, rejected: list[int] | None = None) -> Verdict:
    blank = TiledArray.blank(review.size)
    shares = [
        review.share(review.painted(blank, rejected or [], 255 if name == "rejected" else 0))
        for name in ("accepted", "rejected", "protected", "done")
    ]
    return review.verdict(Curation(sensitivity), Covered(*shares))


def alone(layer: FoundLayer, viewport: Viewport) -> np.ndarray:
    """What would be taken, black on white: (h, w, 3)."""
    image = QImage(viewport.device.width, viewport.device.height, QImage.Format.Format_RGB32)
    image.fill(0xFFFF00FF)
    painter = QPainter(image)
    layer.paint_alone(painter, viewport, viewport.device)
    painter.end()
    return pixels_of(image)


def over(layer: FoundLayer, viewport: Viewport, ground: int = 0xFF808080) -> np.ndarray:
    """The marks over one colour: (h, w, 3)."""
    image = QImage(viewport.device.width, viewport.device.height, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    layer.paint(painter, viewport, viewport.device)
    painter.end()
    return pixels_of(image)


def test_at_full_size_it_shows_the_mask_pixel_by_pixel(qtbot: object, review: Review) -> None:
    viewport = Viewport(SIZE, SIZE.width, SIZE.height)
    shown = alone(FoundLayer(review, judged(review)), viewport)
    mask = review.mask(judged(review), TiledArray.blank(SIZE)).coverage
    assert np.array_equal(shown[..., 0], 255 - mask)


@settings(max_examples=20, deadline=None)
@given(zoom=st.floats(1 / 64, 4), left=st.integers(-80, 80), top=st.integers(-80, 80))
def test_no_taken_speck_vanishes_at_any_zoom(zoom: float, left: int, top: int) -> None:
    confidence = np.zeros((SIZE.height, SIZE.width), np.float32)
    confidence[100:102, 150:152] = 0.9
    speck = Review(findings(confidence, np.full((len(KINDS), 20, 30), 0.1, np.float32)))
    viewport = Viewport(SIZE, 400, 300, zoom=zoom, left=200 - 151 * zoom, top=150 - 101 * zoom)
    viewport = replace(viewport, left=viewport.left + left, top=viewport.top + top)
    black = (alone(FoundLayer(speck, judged(speck)), viewport) == 0).all(axis=2)
    assert black.any()


def test_it_judges_again_without_looking_again(qtbot: object, review: Review) -> None:
    viewport = Viewport(SIZE, SIZE.width, SIZE.height)
    layer = FoundLayer(review, judged(review))
    before = over(layer, viewport)
    layer.judge(judged(review, 80))
    more = over(layer, viewport)
    assert (before[102, 22] == 128).all()
    assert (more[102, 22] != 128).any()
    layer.judge(judged(review, 80, rejected=[0]))
    assert (over(layer, viewport)[55, 120] != more[55, 120]).any()
    fresh = over(FoundLayer(review, judged(review, 80, rejected=[0])), viewport)
    assert np.array_equal(over(layer, viewport), fresh)


def test_marks_have_a_dark_rim(qtbot: object, review: Review) -> None:
    viewport = Viewport(SIZE, SIZE.width, SIZE.height)
    white = over(FoundLayer(review, judged(review)), viewport, 0xFFFFFFFF)
    assert white[49, 120].max() < 100
    assert white[55, 120].max() > 150
    assert (white[47, 120] == 255).all()


def test_under_the_current_mark_the_photo_shows(qtbot: object, review: Review) -> None:
    viewport = Viewport(SIZE, SIZE.width, SIZE.height)
    shown = over(FoundLayer(review, judged(review), current=0), viewport)
    assert (shown[55, 120] == 128).all()
    assert (shown[49, 120] < 128).all()
