"""A medical image as a tall photo: values are coded without loss, and fills change nothing beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.geometry import Rect
from inpaint_studio.medical.image import MedicalImage, Window
from inpaint_studio.medical.stacked import MadeBy, MedicalPhoto, made_by


@dataclass
class Patch:
    """A filled rectangle."""

    rect: Rect
    pixels: Any
    coverage: Any
    alpha: Any = None


def image_of(values: np.ndarray, **about: Any) -> MedicalImage:
    """An image of these values with a window of 100 around 50."""
    wanted: dict[str, Any] = {
        "kind": "dicom",
        "photometric": "MONOCHROME2",
        "bits": 16,
        "lowest": 0,
        "highest": 65535,
        "windows": (Window(50, 100),),
        **about,
    }
    return MedicalImage(values=values, **wanted)


def random_values(low: int, high: int, dtype: type) -> np.ndarray:
    values = np.random.default_rng(1).integers(low, high, (3, 20, 30), endpoint=True)
    values[0, 0, :2] = low, high
    return values.astype(dtype)


@pytest.mark.parametrize(
    ("low", "high", "dtype"),
    [(0, 4095, np.uint16), (0, 65535, np.uint16), (-32768, 32767, np.int16), (-1024, 3071, np.int16),
     (7, 7, np.uint8), (0, 255, np.uint8)],
)  # fmt: skip
def test_whole_numbers_are_coded_without_loss(low: int, high: int, dtype: type) -> None:
    values = random_values(low, high, dtype)
    photo = MedicalPhoto.of(image_of(values))
    assert photo.pixels.dtype == np.uint16
    for frame in range(3):
        levels = photo.read(photo.rect_of(frame))[..., 0]
        np.testing.assert_array_equal(photo.values_of(levels), values[frame])


def test_levels_that_no_value_has_become_values_of_the_image() -> None:
    photo = MedicalPhoto.of(image_of(random_values(0, 4095, np.uint16)))
    found = photo.values_of(np.arange(65536, dtype=np.uint16))
    assert (found.min(), found.max()) == (0, 4095)  # 65535 levels would be more than 12 bits hold


def test_floats_are_coded_in_steps_of_their_range_and_kept_beside_fills() -> None:
    values = np.random.default_rng(2).normal(0, 3, (2, 20, 30)).astype(np.float32)
    values[0, 3, 4] = np.nan
    photo = MedicalPhoto.of(image_of(values, kind="nifti"))
    levels = photo.read(photo.rect_of(0))[..., 0]
    step = (np.nanmax(values) - np.nanmin(values)) / 65535
    assert np.nanmax(np.abs(photo.values_of(levels) - values[0])) <= 0.51 * step
    hole = Rect(5, 6, 4, 3)
    document = Document.of(photo, photo.rect_of(1))
    pixels = np.full((3, 4, 1), 65535, np.uint16)
    filled = document.with_fill([Patch(hole, pixels, np.full((3, 4), 255, np.uint8))], "x", {"engine": "x"})
    image, mask = photo.filled(filled)
    assert mask.sum() == 12
    assert mask[1][hole.slices].all()
    np.testing.assert_array_equal(image.values[~mask], values[~mask])
    np.testing.assert_allclose(image.values[mask], np.nanmax(values))


def test_a_fill_changes_its_frame_alone_and_a_hidden_one_nothing() -> None:
    values = random_values(0, 4095, np.uint16)
    photo = MedicalPhoto.of(image_of(values))
    document = Document.of(photo, photo.rect_of(2))
    hole, level = Rect(10, 4, 6, 5), round(1234 * photo.step)
    pixels = np.full((5, 6, 1), level, np.uint16)
    coverage = np.zeros((5, 6), np.uint8)
    coverage[1:4, 2:5] = 255
    filled = document.with_fill([Patch(hole, pixels, coverage)], "x", {"engine": "biharmonic"})
    image, mask = photo.filled(filled)
    wanted = values.copy()
    wanted[2][5:8, 12:15] = 1234
    np.testing.assert_array_equal(image.values, wanted)
    assert mask.sum() == 9
    assert made_by(filled).engine == "biharmonic"
    hidden = filled.with_changed([0], visible=False)
    image, mask = photo.filled(hidden)
    np.testing.assert_array_equal(image.values, values)
    assert not mask.any()
    assert made_by(hidden) == MadeBy("")


def test_a_fill_from_another_frame_is_found_whatever_frame_is_shown() -> None:
    photo = MedicalPhoto.of(image_of(random_values(0, 4095, np.uint16)))
    pixels, coverage = np.zeros((5, 6, 1), np.uint16), np.full((5, 6), 255, np.uint8)
    document = Document.of(photo, photo.rect_of(1)).with_fill([Patch(Rect(0, 0, 6, 5), pixels, coverage)])
    shown = document.with_canvas(photo.rect_of(0))
    assert photo.frame_at(shown.canvas) == 0
    image, mask = photo.filled(shown)
    assert mask.any(axis=(1, 2)).tolist() == [False, True, False]
    assert (image.values[1, :5, :6] == 0).all()


def test_the_table_shows_levels_through_the_window_in_the_scale_of_the_frame() -> None:
    values = random_values(0, 200, np.uint16)
    image = image_of(values, slopes=(1.0, 2.0, 1.0), intercepts=(0.0, -100.0, 0.0))
    photo = MedicalPhoto.of(image)
    levels = np.rint(np.arange(0, 201, 25) * photo.step).astype(int)
    for frame, real in ((0, np.arange(0, 201, 25)), (1, np.arange(0, 201, 25) * 2.0 - 100)):
        share = (real - 49.5) / 99 + 0.5  # PS3.3 C.11.2.1.2.1
        wanted = np.clip(share * 255, 0, 255)
        assert np.abs(photo.table(frame, Window(50, 100))[levels] - wanted).max() <= 0.51


def test_colours_go_there_and_back() -> None:
    values = np.random.default_rng(3).integers(0, 256, (2, 8, 9, 3)).astype(np.uint8)
    photo = MedicalPhoto.of(image_of(values, photometric="RGB", bits=8, highest=255))
    np.testing.assert_array_equal(photo.read(photo.rect_of(1)), values[1])
    assert not photo.is_grey
    document = Document.of(photo, photo.rect_of(1))
    pixels = np.full((2, 3, 3), (10, 20, 30), np.uint8)
    filled = document.with_fill([Patch(Rect(1, 1, 3, 2), pixels, np.full((2, 3), 255, np.uint8))])
    image, mask = photo.filled(filled)
    wanted = values.copy()
    wanted[1, 1:3, 1:4] = (10, 20, 30)
    np.testing.assert_array_equal(image.values, wanted)
    assert mask.sum() == 6


def test_what_made_the_fills_is_told_with_the_seed_of_each() -> None:
    photo = MedicalPhoto.of(image_of(random_values(0, 4095, np.uint16)))
    document = Document.of(photo, photo.rect_of(0))
    patch = Patch(Rect(0, 0, 6, 5), np.zeros((5, 6, 1), np.uint16), np.full((5, 6), 255, np.uint8))

    def with_fill(document: Document, **about: Any) -> Document:
        return document.with_fill([patch], "x", about)

    one = with_fill(document, engine="exemplar", seed=7, params={"patch": 9}, engines=["exemplar"])
    assert made_by(one) == MadeBy("exemplar", 7, {"patch": 9})
    same = with_fill(one, engine="exemplar", seed=7, params={"patch": 9}, engines=["exemplar"])
    assert made_by(same) == made_by(one)
    two = with_fill(one, engine="auto", seed=8, engines=["biharmonic", "exemplar"])
    two = with_fill(two, engine="clone")
    assert made_by(two).engine == "exemplar, seed 7; auto (biharmonic, exemplar), seed 8; clone"
    assert made_by(two).seed is None
    many = document
    for seed in range(20):
        many = with_fill(many, engine="exemplar", seed=seed)
    assert made_by(many) == MadeBy("exemplar")
