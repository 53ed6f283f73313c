"""A change of a mask tells where it changed, and ends as a step or as nothing."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.document.mask_edit import AreaCounter, MaskEdit
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.strokes import Stroke, brush, paint
from inpaint_studio.core.tiles import TiledArray

SIZE = Size(300, 280)
DOT = list(brush(Stroke(((40.0, 30.0, 5.0),), 1.0), Rect.of(SIZE)))


class Heard:
    """Begins a change and notes what is told of it."""

    def __init__(self) -> None:
        self.changed = Rect(0, 0, 0, 0)
        self.ends: list[str | None] = []
        self.edit = MaskEdit("mask", TiledArray.blank(SIZE), self._look, self._end)

    def _look(self, name: str, rect: Rect) -> None:
        assert name == "mask"
        self.changed |= rect

    def _end(self, edit: MaskEdit, label: str | None) -> bool:
        assert edit is self.edit
        self.ends.append(label)
        return label is not None


def test_what_is_painted_is_told_and_becomes_a_step() -> None:
    heard = Heard()
    heard.edit.paint(DOT)
    assert heard.changed
    assert heard.edit.commit("Brush")
    assert heard.ends == ["Brush"]


def test_what_is_taken_back_is_no_step() -> None:
    heard = Heard()
    heard.edit.paint(DOT)
    heard.edit.abort()
    assert not heard.edit.tiles.read(Rect.of(SIZE)).any()
    assert heard.ends == [None]


def test_once_it_is_over_nothing_more_happens() -> None:
    heard = Heard()
    heard.edit.commit("Brush")
    heard.edit.paint(DOT)
    heard.edit.replace(Mask.full(SIZE))
    heard.edit.abort()
    assert not heard.edit.commit("Brush")
    assert heard.ends == ["Brush"]
    assert not heard.changed


def test_another_mask_must_fit() -> None:
    heard = Heard()
    heard.edit.replace(Mask.full(SIZE))
    assert np.all(heard.edit.tiles.read(Rect.of(SIZE)) == 255)
    with pytest.raises(StudioError, match="mask"):
        heard.edit.replace(Mask.full(Size(3, 3)))


def test_pixels_are_counted_anew_only_after_a_change() -> None:
    counter, tiles = AreaCounter(), TiledArray.blank(SIZE)
    assert counter.count("mask", tiles) == 0
    paint(tiles, DOT)
    count = counter.count("mask", tiles)
    assert 60 < count < 120
    assert counter.count("mask", tiles.snapshot()) == count
    paint(tiles, DOT, erase=True)
    assert counter.count("mask", tiles) < count
