"""Drawn text is found by its strokes; pictures without any stay unmarked."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.finding.text import find_text

WORDS = "DOE^JANE 1961"


def ground(height: int = 160, width: int = 240) -> np.ndarray:
    """Something like a body: a soft bright ellipse with soft texture, and noise."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[:height, :width]
    away = ((rows - height / 2) / (0.4 * height)) ** 2 + ((columns - width / 2) / (0.35 * width)) ** 2
    body = 0.5 / (1 + np.exp(12 * (away - 1)))
    texture = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), 6)
    return np.clip(body * (1 + 2 * texture) + rng.normal(0, 0.01, (height, width)), 0, 1).astype(np.float32)


def lettering(shape: tuple[int, ...], *, at: tuple[int, int] = (8, 24), scale: float = 0.5) -> np.ndarray:
    drawn = np.zeros(shape, np.uint8)
    cv2.putText(drawn, WORDS, at, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, max(1, round(scale)), cv2.LINE_8)
    return drawn > 0


@pytest.mark.parametrize(("value", "scale"), [(1.0, 0.4), (0.8, 0.5), (1.0, 0.9)])
def test_light_text_is_covered_whole(value: float, scale: float) -> None:
    picture = ground()
    strokes = lettering(picture.shape, scale=scale)
    picture[strokes] = value
    found = find_text(picture)
    assert found.boxes[strokes].all()
    assert found.strokes[strokes].mean() > 0.95
    assert found.boxes.mean() < 4 * lettering(picture.shape, scale=scale).mean() + 0.1
    assert all(row.light for row in found.rows)


def test_dark_text_on_light_is_found_too() -> None:
    picture = np.full((80, 240), 0.9, np.float32)
    strokes = lettering(picture.shape)
    picture[strokes] = 0
    found = find_text(picture)
    assert found.boxes[strokes].all()
    assert not any(row.light for row in found.rows)


def test_a_picture_without_text_stays_unmarked() -> None:
    found = find_text(ground())
    assert not found.rows
    assert not found.boxes.any()
    assert not found.strokes.any()


def test_a_short_word_counts_if_it_looks_like_a_row_nearby() -> None:
    picture = ground()
    letter = np.zeros(picture.shape, np.uint8)
    cv2.putText(letter, "R", (200, 140), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 255, 1)
    alone = picture.copy()
    alone[letter > 0] = 1
    assert not find_text(alone).rows
    alone[lettering(picture.shape)] = 1
    assert find_text(alone).boxes[letter > 0].all()


def test_fainter_text_needs_more_sensitivity() -> None:
    picture = np.zeros((80, 240), np.float32)
    strokes = lettering(picture.shape)
    picture[strokes] = 0.2
    assert not find_text(picture).rows
    assert find_text(picture, sensitivity=80).boxes[strokes].all()


def test_it_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        find_text(ground(), check=stop)


def test_a_picture_smaller_than_a_glyph_has_none() -> None:
    assert not find_text(np.ones((4, 4), np.float32)).rows
