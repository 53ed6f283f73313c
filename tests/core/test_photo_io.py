"""Photos come back as they were saved: pixels, alpha and depth; what a format cannot hold is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, JpegImagePlugin

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo, SourceFormat
from inpaint_studio.core.photo_io import SaveOptions, read_mask, read_photo, write_photo
from tests.core.photo_files import XMP, assert_same, saved
from tests.corpus import encoded, opencv, picture
from tests.profiles import srgb_profile

EXACT = (".png", ".tif")
DEEP = picture(16, 24, 3, dtype=np.uint16)


@st.composite
def photos(draw: st.DrawFn) -> Photo:
    dtype = draw(st.sampled_from([np.uint8, np.uint16]))
    height, width = draw(st.integers(1, 20)), draw(st.integers(1, 20))
    channels = draw(st.sampled_from([1, 3]))
    pixels = draw(arrays.arrays(dtype, (height, width, channels)))
    alpha = draw(st.none() | arrays.arrays(dtype, (height, width)))
    return Photo(pixels, alpha)


@pytest.mark.parametrize("ending", EXACT)
@given(photo=photos())
def test_what_is_saved_exactly_comes_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, ending: str, photo: Photo
) -> None:
    path = saved(tmp_path_factory.getbasetemp(), photo, ending)
    assert_same(read_photo(path), photo)


@pytest.mark.parametrize("compression", ["none", "deflate"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(1, 1), (8, 5000), (5000, 8), (700, 900)])
def test_every_size_survives_png_and_tiff(
    tmp_path: Path, shape: tuple[int, int], dtype: type, compression: str
) -> None:
    rng = np.random.default_rng(0)
    top = np.iinfo(dtype).max
    pixels = rng.integers(0, top, (*shape, 3), dtype=dtype, endpoint=True)
    alpha = rng.integers(0, top, shape, dtype=dtype, endpoint=True)
    photo = Photo(pixels, alpha, source=SourceFormat("TIFF", {"compression": compression}))
    for ending in EXACT:
        assert_same(read_photo(saved(tmp_path, photo, ending)), photo)


def test_the_colour_of_transparent_pixels_is_kept(tmp_path: Path) -> None:
    photo = Photo(picture(9, 7, 3), np.zeros((9, 7), np.uint8))
    for ending in EXACT:
        assert_same(read_photo(saved(tmp_path, photo, ending)), photo)
    lossless = SaveOptions(lossless=True)
    assert_same(read_photo(saved(tmp_path, photo, ".webp", options=lossless)), photo)


@pytest.mark.parametrize("ending", EXACT)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_other_programs_read_the_same_pixels(tmp_path: Path, ending: str, dtype: type, channels: int) -> None:
    pixels = picture(300, 400, channels, dtype=dtype)
    path = saved(tmp_path, Photo(pixels), ending)
    read = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert read is not None
    np.testing.assert_array_equal(read.reshape(300, 400, -1)[..., ::-1], pixels)
    if ending == ".tif":
        np.testing.assert_array_equal(tifffile.imread(path).reshape(pixels.shape), pixels)
    if dtype == np.uint8:
        with Image.open(path) as image:
            np.testing.assert_array_equal(np.asarray(image).reshape(pixels.shape), pixels)


def test_the_bytes_do_not_depend_on_the_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = Photo(np.random.default_rng(0).integers(0, 256, (900, 1200, 3), dtype=np.uint8))
    for ending in EXACT:
        files = []
        for threads in (1, 3):
            for module in ("png.write", "tiff.write"):
                monkeypatch.setattr(
                    f"inpaint_studio.core.photo_io.{module}.thread_count", lambda n=threads: n
                )
            files.append(saved(tmp_path, photo, ending).read_bytes())
        assert files[0] == files[1]


# lossy formats


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_is_encoded_as_it_came(tmp_path: Path, subsampling: int, progressive: bool) -> None:
    pixels = picture(160, 240, 3)
    options = {"quality": 83, "subsampling": subsampling, "progressive": progressive}
    (tmp_path / "a.jpg").write_bytes(encoded(pixels, "JPEG", **options))
    photo = read_photo(tmp_path / "a.jpg")
    notes = write_photo(tmp_path / "b.jpg", photo)
    with Image.open(tmp_path / "a.jpg") as before, Image.open(tmp_path / "b.jpg") as after:
        assert after.quantization == before.quantization
        assert JpegImagePlugin.get_sampling(after) == subsampling
        assert bool(after.info.get("progressive")) == progressive
    assert "the original's quantisation tables" in notes[-1]
    assert abs(read_photo(tmp_path / "b.jpg").pixels.astype(int) - photo.pixels).mean() < 2


def test_a_quality_that_is_asked_for_is_used(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(picture(16, 24, 3), "JPEG", quality=95))
    notes = write_photo(tmp_path / "b.jpg", read_photo(tmp_path / "a.jpg"), options=SaveOptions(quality=30))
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.quantization[0][0] > 20
    assert "quality 30" in notes[-1]


def test_a_grey_jpeg_stays_grey(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(picture(16, 24), "JPEG", quality=80))
    photo = read_photo(tmp_path / "a.jpg")
    write_photo(tmp_path / "b.jpg", photo)
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.mode == "L"


def test_tables_of_a_grey_jpeg_serve_when_it_is_saved_in_colour(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(picture(16, 24), "JPEG", quality=80))
    source = read_photo(tmp_path / "a.jpg").source
    write_photo(tmp_path / "b.jpg", Photo(picture(16, 24, 3), source=source))
    assert read_photo(tmp_path / "b.jpg").channels == 3


def test_webp_stays_lossless_if_it_was(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (16, 24, 3), dtype=np.uint8)
    (tmp_path / "a.webp").write_bytes(encoded(noise, "WEBP", lossless=True))
    photo = read_photo(tmp_path / "a.webp")
    assert write_photo(tmp_path / "b.webp", photo) == ()
    np.testing.assert_array_equal(read_photo(tmp_path / "b.webp").pixels, noise)
    assert "quality 90" in write_photo(tmp_path / "c.webp", Photo(noise))[0]


@pytest.mark.parametrize(("ending", "tolerance"), [(".jpg", 6), (".webp", 12), (".bmp", 0)])
def test_16_bits_become_8_with_a_note(tmp_path: Path, ending: str, tolerance: int) -> None:
    photo = Photo(picture(16, 24, 3, dtype=np.uint16))
    notes = write_photo(tmp_path / f"a{ending}", photo)
    assert "reduced to 8" in notes[0]
    wanted = np.rint(photo.pixels / 257).astype(int)
    assert abs(read_photo(tmp_path / f"a{ending}").pixels.astype(int) - wanted).mean() <= tolerance


@pytest.mark.parametrize("ending", [".jpg", ".bmp"])
def test_transparency_is_laid_on_white_with_a_note(tmp_path: Path, ending: str) -> None:
    photo = Photo(np.zeros((16, 16, 3), np.uint8), np.zeros((16, 16), np.uint8))
    notes = write_photo(tmp_path / f"a{ending}", photo)
    assert "put on white" in notes[0]
    assert read_photo(tmp_path / f"a{ending}").pixels.min() >= 254
    opaque = replace(photo, alpha=np.full((16, 16), 255, np.uint8))
    assert not any("white" in note for note in write_photo(tmp_path / f"b{ending}", opaque))


def test_bmp_says_what_it_cannot_hold(tmp_path: Path) -> None:
    notes = write_photo(tmp_path / "a.bmp", Photo(picture(4, 4, 3), icc=srgb_profile(), xmp=XMP))
    assert notes == ("BMP cannot hold the XMP of the photo.",)


def test_exif_too_long_for_jpeg_is_left_out_with_a_note(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "long" * 20_000
    notes = write_photo(tmp_path / "a.jpg", Photo(picture(4, 4, 3), exif=exif.tobytes()[6:]))
    assert "EXIF of the photo is too long" in notes[-1]


# limits


def test_jpeg_and_webp_refuse_what_is_too_long_for_them(tmp_path: Path) -> None:
    for ending, width in ((".jpg", 65501), (".webp", 16384)):
        with pytest.raises(StudioError, match="Use PNG or TIFF") as caught:
            write_photo(tmp_path / f"a{ending}", Photo(np.zeros((2, width, 3), np.uint8)))
        assert caught.value.code == "format-size"
    write_photo(tmp_path / "a.jpg", Photo(np.zeros((1, 65500, 3), np.uint8)))
    assert read_photo(tmp_path / "a.jpg").size.width == 65500
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["a.jpg"]


@pytest.mark.parametrize("name", ["a.gif", "a", "a.psd", "a.png.exe"])
def test_an_unknown_ending_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudioError, match="Use one of") as caught:
        write_photo(tmp_path / name, Photo(picture(4, 4, 3)))
    assert caught.value.code == "format-unknown"
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("data", [lambda: encoded(picture(30, 40, 3), "PNG"), lambda: opencv(".png", DEEP)])
def test_the_pixel_limit_can_be_set(tmp_path: Path, data: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(data())
    with pytest.raises(StudioError, match="above the limit"):
        read_photo(tmp_path / "a.png", max_pixels=300)
    monkeypatch.setenv("INPAINT_STUDIO_MAX_MEGAPIXELS", "0.0003")
    with pytest.raises(StudioError, match="above the limit"):
        read_photo(tmp_path / "a.png")
    read_photo(tmp_path / "a.png", max_pixels=2000)
    monkeypatch.setenv("INPAINT_STUDIO_MAX_MEGAPIXELS", "many")
    with pytest.raises(StudioError, match="number of megapixels"):
        read_photo(tmp_path / "a.png")


def test_pillows_own_limit_does_not_get_in_the_way_and_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jpg").write_bytes(encoded(picture(30, 40, 3), "JPEG"))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert read_photo(tmp_path / "a.jpg").size.width == 40
    assert Image.MAX_IMAGE_PIXELS == 100


# masks


def test_a_mask_is_read_from_luminance(tmp_path: Path) -> None:
    mask = np.zeros((16, 24, 3), np.uint8)
    mask[2:5, 3:9] = 255
    mask[8, 8] = 127
    (tmp_path / "m.png").write_bytes(encoded(mask, "PNG"))
    assert read_mask(tmp_path / "m.png").area == 18
    assert read_mask(tmp_path / "m.png", soft=True).coverage[8, 8] == 127


def test_a_mask_is_read_from_an_alpha_channel_that_says_something(tmp_path: Path) -> None:
    rgba = np.full((16, 24, 4), 255, np.uint8)
    rgba[..., 3] = 0
    rgba[2:5, 3:9, 3] = 255
    (tmp_path / "m.png").write_bytes(encoded(rgba, "PNG"))
    assert read_mask(tmp_path / "m.png").area == 18


def test_a_mask_with_the_same_alpha_everywhere_is_read_from_luminance(tmp_path: Path) -> None:
    rgba = np.zeros((16, 24, 4), np.uint8)
    rgba[..., 3] = 255
    rgba[2:5, 3:9, :3] = 255
    (tmp_path / "m.png").write_bytes(encoded(rgba, "PNG"))
    assert read_mask(tmp_path / "m.png").area == 18


def test_a_mask_of_16_bit_is_read(tmp_path: Path) -> None:
    mask = np.zeros((16, 24), np.uint16)
    mask[4, 4:8] = 65535
    (tmp_path / "m.png").write_bytes(opencv(".png", mask))
    assert read_mask(tmp_path / "m.png").area == 4
