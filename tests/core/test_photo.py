"""A photo is a value: checked when it is made, and read-only."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.photo import Photo


def test_a_grey_photo_gets_its_channel_axis() -> None:
    photo = Photo(np.zeros((3, 5), np.uint8))
    assert photo.pixels.shape == (3, 5, 1)
    assert (photo.size, photo.channels) == (Size(5, 3), 1)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((3, 5, 4), np.uint8),
        np.zeros((3, 5, 2), np.uint8),
        np.zeros((3, 5, 3), np.float32),
        np.zeros(5, np.uint8),
    ],
)
def test_other_arrays_are_refused(pixels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="pixels must be"):
        Photo(pixels)


@pytest.mark.parametrize("alpha", [np.zeros((3, 4), np.uint8), np.zeros((3, 5), np.uint16)])
def test_an_alpha_that_does_not_fit_is_refused(alpha: np.ndarray) -> None:
    with pytest.raises(ValueError, match="alpha must be"):
        Photo(np.zeros((3, 5, 3), np.uint8), alpha)


def test_the_arrays_of_a_photo_cannot_be_written_to() -> None:
    photo = Photo(np.zeros((3, 5, 3), np.uint8), np.zeros((3, 5), np.uint8))
    assert photo.alpha is not None
    for array in (photo.pixels, photo.alpha, photo.read(Rect(1, 1, 2, 2))):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 1


def test_reading_a_rectangle_gives_those_pixels_and_their_alpha() -> None:
    pixels = np.arange(60, dtype=np.uint16).reshape(4, 5, 3)
    alpha = np.arange(20, dtype=np.uint16).reshape(4, 5)
    photo = Photo(pixels, alpha)
    np.testing.assert_array_equal(photo.read(Rect(1, 2, 3, 1)), pixels[2:3, 1:4])
    np.testing.assert_array_equal(photo.read_alpha(Rect(1, 2, 3, 1)), alpha[2:3, 1:4])
    assert Photo(pixels).read_alpha(Rect(0, 0, 1, 1)) is None
