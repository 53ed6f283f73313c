from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.evaluation import sheet
from inpaint_studio.evaluation.sheet import CELL, Panel, close_up_of, display_pixels, draw, with_hole
from tests.profiles import srgb_profile


def mask_with(size: Size, *rects: Rect) -> Mask:
    coverage = np.zeros((size.height, size.width), np.uint8)
    for rect in rects:
        coverage[rect.slices] = 255
    return Mask(coverage)


def panels(count: int, height: int = 300, width: int = 400) -> list[Panel]:
    colours = np.random.default_rng(0).integers(60, 255, (count, 3), np.uint8)
    return [
        Panel(f"engine {number}", ("1.0 s",), np.full((height, width, 3), colour, np.uint8))
        for number, colour in enumerate(colours)
    ]


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9])
def test_every_picture_is_on_the_sheet(count: int) -> None:
    shown = panels(count)
    sheet = np.asarray(draw(shown))
    for panel in shown:
        assert panel.picture is not None
        assert (sheet == panel.picture[0, 0]).all(axis=2).sum() == 400 * 300


def test_the_labels_are_written_over_the_pictures() -> None:
    named, unnamed = draw(panels(1)), draw([Panel("", ("",), panels(1)[0].picture)])
    assert named.size == unnamed.size
    assert np.asarray(named).sum() > np.asarray(unnamed).sum()


def test_a_close_up_stands_below_each_picture() -> None:
    shown = panels(2, 600, 800)
    part = Rect(100, 100, 200, 200)
    assert draw(shown, close_up=part).height > draw(shown).height + 350


def test_an_engine_that_failed_has_an_empty_frame() -> None:
    shown = [*panels(1), Panel("broken", ("failed",), None)]
    assert draw(shown).width > draw(panels(1)).width


def test_long_words_do_not_run_into_the_next_picture() -> None:
    short, long = panels(2), panels(2)
    long[0] = Panel("engine " * 40, ("second " * 40,), long[0].picture)
    column = draw(short).width // 2
    assert (np.asarray(draw(short))[:60, column + 10 :] == np.asarray(draw(long))[:60, column + 10 :]).all()


def test_a_small_hole_in_a_big_photo_gets_a_close_up_with_context() -> None:
    hole = Rect(700, 300, 60, 40)
    part = close_up_of(mask_with(Size(1600, 900), hole))
    assert part is not None
    assert part.contains(hole)
    assert part.width < 400


def test_a_close_up_at_the_border_stays_within_the_photo() -> None:
    size = Size(1600, 900)
    part = close_up_of(mask_with(size, Rect(1580, 880, 20, 20)))
    assert part is not None
    assert Rect.of(size).contains(part)


def test_a_hole_that_fills_a_small_photo_needs_no_close_up() -> None:
    assert close_up_of(mask_with(Size(400, 300), Rect(20, 20, 350, 250))) is None
    assert close_up_of(Mask.empty(Size(40, 30))) is None


def test_damage_all_over_a_big_photo_is_shown_where_it_is_densest() -> None:
    size = Size(3000, 2000)
    specks = [Rect(x, y, 4, 4) for x in range(50, 2900, 400) for y in range(50, 1900, 400)]
    dense = Rect(2200, 1400, 200, 200)
    part = close_up_of(mask_with(size, *specks, dense))
    assert part is not None
    assert (part.width, part.height) == (CELL, CELL)
    assert part.contains(dense)


def test_the_hole_is_marked_and_the_rest_is_not() -> None:
    pixels = np.full((20, 30, 3), 100, np.uint8)
    shown = with_hole(pixels, mask_with(Size(30, 20), Rect(5, 5, 4, 4)))
    assert (shown[5:9, 5:9] != 100).all()
    assert (shown != 100).any(axis=2).sum() == 16


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_any_photo_can_be_shown(channels: int, dtype: type) -> None:
    white = np.full((4, 5, channels), np.iinfo(dtype).max, dtype)
    shown = display_pixels(Photo(white))
    assert (shown.shape, shown.dtype) == ((4, 5, 3), np.uint8)
    assert (shown == 255).all()


def test_a_profile_is_followed_and_a_broken_one_ignored() -> None:
    pixels = np.full((4, 4, 3), (200, 100, 50), np.uint8)
    srgb = srgb_profile()
    assert np.abs(display_pixels(Photo(pixels, icc=srgb)).astype(int) - pixels).max() <= 2
    assert (display_pixels(Photo(pixels, icc=b"no profile")) == pixels).all()


def test_the_sheet_is_a_plain_rgb_picture() -> None:
    sheet = draw(panels(3), heading="photo.jpg")
    assert isinstance(sheet, Image.Image)
    assert sheet.mode == "RGB"


@pytest.mark.parametrize("fonts", [(), ("no such font.ttc",)])
def test_letters_that_no_font_has_do_no_harm(monkeypatch: pytest.MonkeyPatch, fonts: tuple[str, ...]) -> None:
    sheet._eastern.cache_clear()
    monkeypatch.setattr(sheet, "_EASTERN", fonts)
    try:
        assert draw([Panel("样例", ("1.0 秒",), panels(1)[0].picture)], heading="夏天.jpg").width > 0
    finally:
        sheet._eastern.cache_clear()
