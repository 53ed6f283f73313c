"""Smart select: finds whole objects from a stroke or a box, respects what the user marked, deterministic."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_mask, read_photo
from inpaint_studio.core.smart_select import select
from inpaint_studio.core.strokes import Stroke, brush, paint
from inpaint_studio.core.tiles import TiledArray


def scene(width: int = 360, height: int = 270) -> tuple[Photo, np.ndarray]:
    """A reddish ellipse, shaded and noisy, on a green and blue texture; and where it is."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:height, :width]
    inside = ((x - width * 0.55) / (width * 0.18)) ** 2 + ((y - height * 0.5) / (height * 0.28)) ** 2 <= 1
    waves = np.sin(x / width * 40) * np.cos(y / height * 25)
    around = np.stack([60 + 15 * waves, 110 + 35 * waves, 90 + 30 * np.cos(x / width * 9)], -1)
    thing = np.stack([190 + 30 * y / height, 80 + 30 * x / width, 60 + 0 * x], -1)
    pixels = np.where(inside[..., None], thing, around)
    pixels = cv2.GaussianBlur(pixels, (0, 0), width / 400) + rng.normal(0, 5, pixels.shape)
    return Photo(np.clip(pixels, 0, 255).astype(np.uint8)), inside


def strokes(size: Size, *lines: tuple[tuple[float, float], ...], radius: float = 5) -> Mask:
    tiles = TiledArray.blank(size)
    for line in lines:
        paint(tiles, brush(Stroke(tuple((x, y, radius) for x, y in line)), Rect.of(size)))
    return Mask(tiles.read(Rect.of(size)))


def overlap(found: Mask, truth: np.ndarray) -> float:
    """Intersection over union."""
    hole = found.hole
    return float((hole & truth).sum() / (hole | truth).sum())


LINE = ((180.0, 120.0), (215.0, 150.0))


def test_a_stroke_over_an_object_selects_all_of_it() -> None:
    photo, truth = scene()
    assert overlap(select(photo, strokes(photo.size, LINE), grow=0), truth) > 0.97


def test_a_box_around_an_object_selects_it() -> None:
    photo, truth = scene()
    assert overlap(select(photo, box=Rect(115, 40, 170, 190), grow=0), truth) > 0.97


def test_edges_are_found_at_the_full_resolution_of_a_large_photo() -> None:
    photo, truth = scene(2400, 1800)
    found = select(photo, strokes(photo.size, ((1200, 800), (1440, 1000)), radius=30), grow=0)
    assert overlap(found, truth) > 0.985


def test_a_short_stroke_finds_an_object_that_is_much_larger() -> None:
    rows, columns = np.mgrid[:480, :720]
    truth = (columns - 330) ** 2 + (rows - 250) ** 2 < 125**2
    pixels = np.where(truth[..., None], (200, 80, 60), (60, 120, 80)).astype(np.uint8)
    pixels += np.random.default_rng(0).integers(0, 12, (480, 720, 1), np.uint8)
    found = select(Photo(pixels), strokes(Size(720, 480), ((290, 250), (370, 260)), radius=4), grow=0)
    assert overlap(found, truth) > 0.98


def test_growing_leaves_no_rim_of_the_object() -> None:
    photo, truth = scene()
    found = select(photo, strokes(photo.size, LINE), grow=3)
    assert (truth & ~found.hole).sum() == 0


def test_16_bit_grey_is_as_good() -> None:
    photo, truth = scene()
    grey = cv2.cvtColor(photo.pixels, cv2.COLOR_RGB2GRAY).astype(np.uint16) * 257
    grey[truth] = np.minimum(grey[truth].astype(np.uint32) + 12000, 65535).astype(np.uint16)
    assert overlap(select(Photo(grey), strokes(photo.size, LINE), grow=0), truth) > 0.95


def test_what_is_marked_as_surroundings_is_never_taken() -> None:
    photo, _ = scene()
    kept = strokes(photo.size, ((198, 60), (198, 210)))
    found = select(photo, strokes(photo.size, LINE), background=kept)
    assert not (found.hole & (kept.coverage >= 128)).any()


def test_what_is_marked_is_taken_whatever_it_looks_like() -> None:
    photo, _ = scene()
    marked = strokes(photo.size, LINE, ((20, 20), (60, 30)))
    assert select(photo, marked, grow=0).hole[marked.coverage >= 128].all()


def test_the_same_marks_give_the_same_selection() -> None:
    photo, _ = scene()
    marked = strokes(photo.size, LINE)
    assert len({select(photo, marked).digest for _ in range(3)}) == 1


def test_the_photo_is_not_written_to() -> None:
    photo, _ = scene()
    before = photo.pixels.copy()
    select(photo, strokes(photo.size, LINE), box=Rect(115, 40, 170, 190))
    assert (photo.pixels == before).all()


def test_the_flower_of_the_sample_photo_is_found_by_one_stroke() -> None:
    samples = resources_dir() / "samples"
    photo = read_photo(samples / "meadow.jpg")
    by_hand = read_mask(samples / "meadow.mask.png")
    found = select(photo, strokes(photo.size, ((1270, 700), (1350, 690)), radius=8))
    # the mask by hand is generous and holds the stalk
    assert (found.hole & by_hand.hole).sum() / found.area > 0.98
    assert found.area > 0.5 * by_hand.area


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({}, "select-nothing"),
        ({"box": Rect(500, 500, 40, 40)}, "select-nothing"),
        ({"box": Rect(10, 10, 2, 50)}, "select-nothing"),
        ({"box": Rect(-5, -5, 2000, 2000)}, "select-box"),
        ({"foreground": Mask.empty(Size(360, 270))}, "select-nothing"),
        ({"foreground": Mask.empty(Size(10, 10))}, "mask-size"),
    ],
)
def test_marks_that_make_no_sense_are_refused_in_one_line(marks: dict[str, object], code: str) -> None:
    photo, _ = scene()
    with pytest.raises(StudioError) as refused:
        select(photo, **marks)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("level", [0, 128])
def test_a_photo_of_one_colour_gives_a_selection_or_a_clear_error(level: int) -> None:
    photo = Photo(np.full((60, 90, 3), level, np.uint8))
    marked = strokes(photo.size, ((30, 30), (40, 30)))
    assert select(photo, marked).hole[30, 35]
    with pytest.raises(StudioError, match="Nothing stands out"):
        select(photo, box=Rect(20, 20, 30, 30))


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (3, 3)])
def test_tiny_photos_do_no_harm(size: tuple[int, int]) -> None:
    photo = Photo(np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8))
    assert select(photo, Mask.full(photo.size)).area == size[0] * size[1]


def test_it_stops_when_it_is_told_to() -> None:
    photo, _ = scene()
    asked = iter([False, True, True])
    with pytest.raises(Cancelled):
        select(photo, strokes(photo.size, LINE), is_cancelled=lambda: next(asked))
