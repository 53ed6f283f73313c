"""From the pixels of a photo to those of a screen."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.gui.canvas.display import display_transform
from tests.profiles import srgb_profile

SRGB = srgb_profile()


def shown(photo: Photo) -> np.ndarray:
    """Red, green, blue as on the screen."""
    return display_transform(photo).read(photo, Rect.of(photo.size))[..., 2::-1]


def colours(dtype: type = np.uint8) -> np.ndarray:
    top = np.iinfo(dtype).max
    return np.random.default_rng(3).integers(0, top, (20, 30, 3), dtype=dtype, endpoint=True)


def swapped_profile() -> bytes:
    """A matrix profile in which red and blue have changed places: nobody can take it for sRGB."""
    data = bytearray(SRGB)
    tags = {}
    for at in range(132, 132 + 12 * data[131], 12):
        tags[bytes(data[at : at + 4])] = at
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    data[red : red + 4], data[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(data)


def test_eight_bit_colours_stay_as_they_are() -> None:
    pixels = colours()
    np.testing.assert_array_equal(shown(Photo(pixels)), pixels)


def test_sixteen_bits_are_rounded_to_eight() -> None:
    pixels = colours(np.uint16)
    np.testing.assert_array_equal(shown(Photo(pixels)), np.rint(pixels / 257))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_is_shown_in_three_equal_channels(dtype: type) -> None:
    grey = colours(dtype)[..., :1]
    expected = np.rint(grey / (1 if dtype is np.uint8 else 257))
    np.testing.assert_array_equal(shown(Photo(grey)), np.repeat(expected, 3, axis=2))


def test_a_profile_is_followed() -> None:
    pixels = colours()
    np.testing.assert_allclose(
        shown(Photo(pixels, icc=swapped_profile())).astype(int), pixels[..., ::-1].astype(int), atol=3
    )


def test_a_profile_of_a_16_bit_photo_is_followed() -> None:
    pixels = colours(np.uint16)
    expected = np.rint(pixels / 257).astype(int)[..., ::-1]
    np.testing.assert_allclose(shown(Photo(pixels, icc=swapped_profile())).astype(int), expected, atol=3)


def test_an_srgb_profile_costs_and_changes_nothing() -> None:
    pixels = colours()
    np.testing.assert_array_equal(shown(Photo(pixels, icc=SRGB)), pixels)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_profile_that_cannot_be_used_is_left_out(channels: int) -> None:
    pixels = colours()[..., :channels]
    np.testing.assert_array_equal(
        shown(Photo(pixels, icc=b"no profile at all")), np.broadcast_to(pixels, (20, 30, 3))
    )


def test_a_profile_for_rgb_on_a_grey_photo_is_left_out() -> None:
    grey = colours()[..., :1]
    np.testing.assert_array_equal(shown(Photo(grey, icc=SRGB)), np.repeat(grey, 3, axis=2))


def test_what_is_transparent_shows_a_checkerboard() -> None:
    pixels = np.full((32, 32, 3), 255, np.uint8)
    alpha = np.zeros((32, 32), np.uint8)
    alpha[:, 16:] = 255
    result = shown(Photo(pixels, alpha))
    assert set(np.unique(result[:, :16])) == {152, 176}
    assert (result[:, 16:] == 255).all()


def test_what_is_half_transparent_is_a_mixture() -> None:
    pixels = np.full((8, 8, 3), 250, np.uint8)
    result = shown(Photo(pixels, np.full((8, 8), 128, np.uint8)))
    np.testing.assert_array_equal(result, np.full_like(result, round((250 * 128 + 176 * 127) / 255)))


def test_the_checkerboard_does_not_depend_on_the_part_that_is_read() -> None:
    rng = np.random.default_rng(5)
    photo = Photo(
        rng.integers(0, 256, (60, 70, 3), dtype=np.uint8), rng.integers(0, 256, (60, 70), dtype=np.uint8)
    )
    transform = display_transform(photo)
    part = Rect(13, 7, 31, 40)
    whole = transform.read(photo, Rect.of(photo.size))
    np.testing.assert_array_equal(transform.read(photo, part), whole[part.slices])


def test_pillow_agrees_on_the_profile() -> None:
    pixels, profile = colours(), swapped_profile()
    import io

    expected = ImageCms.profileToProfile(
        Image.fromarray(pixels), ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    )
    np.testing.assert_allclose(
        shown(Photo(pixels, icc=profile)).astype(int), np.asarray(expected).astype(int), atol=2
    )
