"""Masks as people and programs save them: how they are read, and the notes about it."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.mask_values import mask_in, with_cover_warning
from inpaint_studio.core.photo_io import COVERAGE_MARK, find_mask
from inpaint_studio.core.photo_io.png import write as png
from tests.corpus import picture, tiff

HOLE = np.s_[20:30, 30:42]
SHAPE = (60, 80)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mask.png"


def plane(ground: int = 0, mark: int = 255, dtype: type = np.uint8) -> np.ndarray:
    values = np.full(SHAPE, ground, dtype)
    values[HOLE] = mark
    return values


def coloured(ground: tuple[int, ...], mark: tuple[int, ...]) -> Image.Image:
    image = np.empty((*SHAPE, len(ground)), np.uint8)
    image[:] = ground
    image[HOLE] = mark
    return Image.fromarray(image)


def disc(fill: object, mode: str, ground: object) -> Image.Image:
    """A mark with an anti-aliased edge."""
    big = Image.new(mode, (8 * SHAPE[1], 8 * SHAPE[0]), ground)  # type: ignore[arg-type]
    ImageDraw.Draw(big).ellipse((200, 120, 440, 360), fill=fill)  # type: ignore[arg-type]
    return big.resize((SHAPE[1], SHAPE[0]), Image.Resampling.BOX)


def is_the_hole(mask: Mask) -> bool:
    return bool(np.array_equal(mask.coverage, plane()))


# -- what can have only one meaning is taken


@pytest.mark.parametrize(
    "values", [plane(0, 1), plane(0, 100), plane(7, 9), plane(200, 255), plane(0, 1, np.uint16)]
)
def test_of_two_values_the_higher_one_is_the_hole_and_a_note_says_so(path: Path, values: np.ndarray) -> None:
    Image.fromarray(values).save(path)
    found = find_mask(path)
    assert is_the_hole(found.mask)
    low, high = values.min(), values.max()
    assert found.notes == (f"The mask has only the values {low} and {high}; {high} was read as marked.",)
    assert found.warnings == ()


@pytest.mark.parametrize("values", [plane(), plane(10, 250), plane(0, 65535, np.uint16), plane(100, 128)])
def test_two_values_on_both_sides_of_the_half_need_no_word(path: Path, values: np.ndarray) -> None:
    Image.fromarray(values).save(path)
    found = find_mask(path)
    assert is_the_hole(found.mask)
    assert (found.notes, found.warnings) == ((), ())


def test_0_and_1_are_the_whole_range_for_a_soft_mask_too(path: Path) -> None:
    Image.fromarray(plane(0, 1)).save(path)
    assert is_the_hole(find_mask(path, soft=True).mask)


def test_other_values_are_coverage_for_a_soft_mask(path: Path) -> None:
    Image.fromarray(plane(0, 100)).save(path)
    assert set(np.unique(find_mask(path, soft=True).mask.coverage)) == {0, 100}


@pytest.mark.parametrize("channels", [1, 3])
def test_16_bit_that_holds_8_is_read_as_8(tmp_path: Path, channels: int) -> None:
    values = plane(0, 255, np.uint16)
    values[40:50, 5:20] = 90
    path = tmp_path / "mask.tif"
    path.write_bytes(tiff(values if channels == 1 else np.repeat(values[..., None], 3, axis=2)))
    found = find_mask(path)
    assert is_the_hole(found.mask)
    assert found.notes == ("The mask is 16 bit but has only values from 0 to 255, so it was read as 8 bit.",)


@pytest.mark.parametrize(
    ("ground", "mark", "words"),
    [
        ((0, 0, 0), (255, 0, 0), "#ff0000, on black"),
        ((0, 0, 0), (30, 0, 0), "#1e0000, on black"),
        ((255, 255, 255), (255, 0, 0), "#ff0000, on white"),
        ((255, 255, 255), (0, 0, 128), "#000080, on white"),
    ],
)
def test_one_colour_on_black_or_white_is_the_hole(
    path: Path, ground: tuple[int, ...], mark: tuple[int, ...], words: str
) -> None:
    for image in (
        coloured(ground, mark),
        coloured(ground, mark).convert("P", palette=Image.Palette.ADAPTIVE),
    ):
        image.save(path)
        found = find_mask(path)
        assert is_the_hole(found.mask)
        assert found.notes == (f"The mask has one colour, {words}; it was read as marked.",)
        assert found.warnings == ()


@pytest.mark.parametrize(("ground", "name"), [((0, 0, 0), "black"), ((255, 255, 255), "white")])
@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 0, 255), (180, 0, 180)])
def test_the_smooth_edge_of_a_coloured_mark_is_split_at_half(
    path: Path, ground: tuple[int, int, int], name: str, colour: tuple[int, int, int]
) -> None:
    disc(colour, "RGB", ground).save(path)
    whole = np.asarray(disc(255, "L", 0)).astype(int)
    found = find_mask(path)
    assert found.notes == (f"The mask has coloured marks on {name}, which were used.",)
    assert found.mask.coverage[whole > 190].all()
    assert not found.mask.coverage[whole < 120].any()


def test_marks_of_several_colours_are_all_taken(path: Path) -> None:
    image = coloured((0, 0, 0), (255, 255, 0))  # bright enough by itself
    ImageDraw.Draw(image).rectangle((5, 5, 9, 9), fill=(255, 0, 0))  # not so
    image.save(path)
    mask = find_mask(path).mask
    assert mask.area == 120 + 25


def test_a_photo_with_a_part_erased_marks_what_was_erased(path: Path) -> None:
    alpha = plane(255, 0)
    pixels = picture(*SHAPE, 3)
    Image.fromarray(np.dstack([pixels, alpha])).save(path)
    found = find_mask(path)
    assert is_the_hole(found.mask)
    assert found.notes == ("The mask is a photo with a part erased; the erased part was read as marked.",)


def test_marks_on_a_transparent_ground_are_what_is_not_transparent(path: Path) -> None:
    for colour in ((255, 255, 255), (0, 0, 0), (200, 30, 30)):
        coloured((0, 0, 0, 0), (*colour, 255)).save(path)
        found = find_mask(path)
        assert is_the_hole(found.mask)
        assert (found.notes, found.warnings) == ((), ())


# -- ordinary masks need no word


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_black_and_white_of_every_mode_is_read_in_silence(path: Path, mode: str) -> None:
    Image.fromarray(plane()).convert(mode).save(path)
    found = find_mask(path)
    assert is_the_hole(found.mask)
    assert (found.notes, found.warnings) == ((), ())


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("quality", [10, 75, 95])
def test_the_noise_of_jpeg_needs_no_word(tmp_path: Path, mode: str, quality: int) -> None:
    path = tmp_path / "mask.jpg"
    Image.fromarray(plane()).convert(mode).save(path, quality=quality)
    found = find_mask(path)
    assert abs(found.mask.area - 120) < 20
    assert (found.notes, found.warnings) == ((), ())


def test_the_smooth_edge_of_a_hard_brush_needs_no_word(path: Path) -> None:
    disc(255, "L", 0).save(path)
    found = find_mask(path)
    assert not found.mask.is_soft
    assert (found.notes, found.warnings) == ((), ())


# -- what is wrong, or may be, is said


def test_a_mask_that_marks_nothing_tells_the_range_it_has(path: Path) -> None:
    values = plane(3, 100)
    values[0, 0] = 50
    Image.fromarray(values).save(path)
    found = find_mask(path)
    assert not found.mask.bounds
    assert found.warnings == (
        "The mask marks nothing: its values are from 3 to 100 (of 255), and only those from 128 up count.",
    )
    Image.fromarray(plane(7, 7)).save(path)
    assert find_mask(path).warnings == ("The mask marks nothing: its value is 7 everywhere.",)


def test_a_source_mask_is_called_so(path: Path) -> None:
    Image.fromarray(plane(0, 0)).save(path)
    line = "The source mask marks nothing: its value is 0 everywhere."
    assert find_mask(path, what="source mask").warnings == (line,)


def test_marks_on_a_copy_of_the_photo_are_not_told_apart_but_said(path: Path) -> None:
    pixels = picture(*SHAPE, 3)
    pixels[HOLE] = (255, 0, 0)
    Image.fromarray(pixels).save(path)
    (warning,) = find_mask(path).warnings
    assert warning.startswith("The mask is a coloured picture, not marks on black or white")


@pytest.mark.parametrize(("share", "words"), [(0.5, None), (0.61, "61 %"), (0.999, "99 %"), (1.0, None)])
def test_a_mask_of_most_of_the_photo_asks_if_the_rest_is_meant(share: float, words: str | None) -> None:
    values = np.zeros(1000, np.uint8)
    values[: round(1000 * share)] = 255
    warnings = with_cover_warning(mask_in(values.reshape(20, 50)), "use --invert").warnings
    expected = (f"The mask covers {words} of the photo. If the rest is meant, use --invert.",)
    assert warnings == (expected if words else ())


# -- soft masks


def soft_values() -> np.ndarray:
    blurred: np.ndarray = cv2.GaussianBlur(plane(), (0, 0), 4)
    return cv2.normalize(blurred, None, 0, 255, cv2.NORM_MINMAX)  # type: ignore[call-overload, no-any-return]


def test_a_soft_mask_is_split_and_the_way_to_keep_it_soft_is_told(path: Path) -> None:
    Image.fromarray(soft_values()).save(path)
    found = find_mask(path)
    assert not found.mask.is_soft
    line = "The mask has soft edges, which were made hard at half; --soft keeps them soft."
    assert found.notes == (line,)
    assert find_mask(path, soft=True).notes == ()


def test_a_mask_that_the_editor_saved_stays_soft_by_itself(path: Path) -> None:
    values = soft_values()
    buffer = io.BytesIO()
    png.write(buffer, values[..., None], None, kept=[COVERAGE_MARK])
    path.write_bytes(buffer.getvalue())
    found = find_mask(path)
    assert np.array_equal(found.mask.coverage, values)
    assert found.notes == ("The mask was saved by Inpaint Studio; its soft edges are kept.",)


def test_two_low_values_that_the_editor_saved_are_coverage(path: Path) -> None:
    buffer = io.BytesIO()
    png.write(buffer, plane(0, 1)[..., None], None, kept=[COVERAGE_MARK])
    path.write_bytes(buffer.getvalue())
    assert np.array_equal(find_mask(path).mask.coverage, plane(0, 1))


def test_the_editor_takes_greys_as_coverage_where_the_format_keeps_them(tmp_path: Path) -> None:
    image = Image.fromarray(soft_values())
    for name, soft in (("a.png", True), ("a.tif", True), ("a.bmp", True), ("a.jpg", False)):
        image.save(tmp_path / name)
        assert find_mask(tmp_path / name, soft=None).mask.is_soft is soft, name
    image.save(tmp_path / "a.webp", lossless=True)
    assert find_mask(tmp_path / "a.webp", soft=None).mask.is_soft
    image.save(tmp_path / "b.webp")
    assert not find_mask(tmp_path / "b.webp", soft=None).mask.is_soft
    Image.fromarray(plane(0, 100)).save(tmp_path / "two.png")
    assert is_the_hole(find_mask(tmp_path / "two.png", soft=None).mask)


@pytest.mark.parametrize("ground", [(0, 0, 0), (255, 255, 255)])
def test_a_mark_that_is_half_transparent_on_an_opaque_ground_is_told_by_its_colour(
    path: Path, ground: tuple[int, int, int]
) -> None:
    pixels = np.empty((20, 30, 4), np.uint8)
    pixels[:] = (*ground, 255)
    pixels[5:9, 4:12] = (255, 0, 0, 128)
    Image.fromarray(pixels).save(path)
    found = find_mask(path)
    assert found.mask.area == 32
    assert found.mask.bounds == Rect(4, 5, 8, 4)
    assert found.warnings == ()


def test_an_alpha_that_alone_tells_anything_is_the_mask(path: Path) -> None:
    pixels = np.full((20, 30, 4), 255, np.uint8)
    pixels[..., 3] = 200
    pixels[5:9, 4:12, 3] = 255
    Image.fromarray(pixels).save(path)
    assert find_mask(path).mask.bounds == Rect(4, 5, 8, 4)
