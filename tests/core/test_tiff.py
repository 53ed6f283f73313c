"""TIFF of odd kinds: scans, maps, camera raws, JPEG inside, pages; what is lost is named."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Size
from inpaint_studio.core.photo import Photo, SourceFormat
from inpaint_studio.core.photo_io import photo_size, read_photo, write_photo
from inpaint_studio.core.photo_io.tiff import write as tiff_write
from inpaint_studio.core.photo_io.tiff.head import is_camera_raw
from tests import tiff_corpus
from tests.core.photo_files import saved
from tests.core.test_photo_metadata import exif_block
from tests.corpus import picture
from tests.tiff_corpus import GEOREFERENCE, HEIGHT, WIDTH, page, samples
from tests.tiff_files import Tag, container, tiff_of


def read(folder: Path, data: bytes) -> Photo:
    """The photo in a file of these bytes."""
    (folder / "a.tif").write_bytes(data)
    return read_photo(folder / "a.tif")


def refusal(folder: Path, data: bytes) -> str:
    """What is said of a file of these bytes."""
    with pytest.raises(StudioError) as caught:
        read(folder, data)
    return str(caught.value)


# what was read wrongly


def test_lzw_of_16_bit_stored_per_channel(tmp_path: Path) -> None:
    photo = read(tmp_path, tiff_corpus.opening()["lzw-planar-16.tif"]())
    np.testing.assert_array_equal(photo.pixels, samples(3, 16))


@pytest.mark.parametrize("name", ["lzw-turned-16.tif", "float-lzw-turned.tif"])
def test_lzw_is_turned_once(tmp_path: Path, name: str) -> None:
    photo = read(tmp_path, tiff_corpus.opening()[name]())
    stored = samples(3, 16) if "16" in name else np.rint(samples() / 255 * 65535)
    assert abs(photo.pixels.astype(int) - stored[::-1, ::-1]).max() <= ("float" in name)


@pytest.mark.parametrize("inverted", [False, True])
def test_a_scan_of_one_bit_is_black_and_white(tmp_path: Path, inverted: bool) -> None:
    name = "one-bit-inverted.tif" if inverted else "one-bit.tif"
    photo = read(tmp_path, tiff_corpus.opening()[name]())
    white = samples(1, 1) == (0 if inverted else 1)
    np.testing.assert_array_equal(photo.pixels, np.where(white, 255, 0))


@pytest.mark.parametrize("compression", ["tiff_ccitt", "group3", "group4"])
def test_fax_is_read(tmp_path: Path, compression: str) -> None:
    photo = read(tmp_path, tiff_corpus.fax(compression))
    np.testing.assert_array_equal(photo.pixels, samples(1, 1) * 255)


def test_a_fax_with_a_wrong_code_is_refused_and_not_left_blank_from_there_on(tmp_path: Path) -> None:
    page = np.kron(np.random.default_rng(0).random((40, 60)) > 0.5, np.ones((4, 20), bool))
    Image.fromarray(page).save(tmp_path / "a.tif", compression="group4", strip_size=1 << 20)
    data = bytearray((tmp_path / "a.tif").read_bytes())
    with tifffile.TiffFile(tmp_path / "a.tif") as tiff:
        strip, length = tiff.pages.first.dataoffsets[0], tiff.pages.first.databytecounts[0]
    data[strip + length // 4] ^= 0x5A
    assert "its pixels cannot be decoded" in refusal(tmp_path, bytes(data))


@pytest.mark.parametrize("kind", ["CMYK of 8 bit", "CMYK of 16 bit"])
def test_cmyk_keeps_its_alpha_and_is_refused_with_other_inks_in_the_same_words(
    tmp_path: Path, kind: str
) -> None:
    bits = 16 if "16" in kind else 8
    inks = samples(5, bits)
    photo = read(tmp_path, tiff_of(inks, photometric=5, extra=(2,), compression="lzw"))
    assert photo.channels == 3
    eight = np.rint(inks / 257).astype(np.uint8) if bits == 16 else inks
    np.testing.assert_array_equal(photo.alpha, eight[..., 4])
    for extra in ((0,), (0, 0)):
        data = tiff_of(samples(4 + len(extra), bits), photometric=5, extra=extra)
        assert "It has other inks besides CMYK. Convert it to RGB first." in refusal(tmp_path, data)


def test_palettes_of_every_way_of_writing_them(tmp_path: Path) -> None:
    indices = samples(1, 4)
    eight = np.random.default_rng(2).integers(0, 256, (3, 16), dtype=np.uint16)
    for entries in (eight * 257, eight * 256, eight):
        photo = read(tmp_path, tiff_of(indices, bits=4, photometric=3, palette=entries))
        np.testing.assert_array_equal(photo.pixels, eight.T[indices[..., 0]])
    deep = np.random.default_rng(3).integers(0, 1 << 16, (3, 16), dtype=np.uint16)
    photo = read(tmp_path, tiff_of(indices, bits=4, photometric=3, palette=deep))
    np.testing.assert_array_equal(photo.pixels, deep.T[indices[..., 0]])


def test_twelve_bits_are_spread_over_sixteen_and_said_so(tmp_path: Path) -> None:
    values = samples(3, 12)
    photo = read(tmp_path, tiff_of(values, bits=12))
    np.testing.assert_array_equal(photo.pixels >> 4, values)
    assert photo.notes == ("Values of 12 bit were scaled to 16.",)


@pytest.mark.parametrize("compression", ["deflate", "lzw", "none"])
@pytest.mark.parametrize("bits", [1, 4, 8])
def test_bits_may_be_stored_from_the_lowest(tmp_path: Path, compression: str, bits: int) -> None:
    turned = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))
    data = tiff_of(samples(1, bits), bits=bits, compression=compression)
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        at, length = tiff.pages.first.dataoffsets[0], tiff.pages.first.databytecounts[0]
        tags: list[Tag] = [(259, 3, [int(tiff.pages.first.compression)]), (266, 3, [2])]
    segment = data[at : at + length].translate(turned)
    plain: list[Tag] = [(256, 4, [WIDTH]), (257, 4, [HEIGHT]), (258, 3, [bits]), (262, 3, [1]), (277, 3, [1])]
    photo = read(tmp_path, container([*plain, *tags, (278, 4, [HEIGHT])], [segment]))
    np.testing.assert_array_equal(photo.pixels, np.rint(samples(1, bits) * (255 / ((1 << bits) - 1))))


def test_a_last_strip_may_be_as_long_as_the_others(tmp_path: Path) -> None:

    rows = np.concatenate([samples(1), np.zeros((4, WIDTH, 1), np.uint8)])  # two strips of ten rows
    for number, pack in (
        (1, bytes),
        (8, zlib.compress),
        (5, imagecodecs.lzw_encode),
        (32773, imagecodecs.packbits_encode),
        (50000, imagecodecs.zstd_encode),
    ):
        strips = [bytes(pack(rows[at : at + 10].tobytes())) for at in (0, 10)]
        photo = read(tmp_path, page(strips, compression=number, rows=10))
        np.testing.assert_array_equal(photo.pixels, samples(1))


def test_lengths_of_strips_may_be_missing(tmp_path: Path) -> None:
    data = tiff_of(samples(1), rows=8)
    entry = struct.pack("<HH", 279, 4)
    photo = read(tmp_path, data.replace(entry, struct.pack("<HH", 65000, 4)))
    np.testing.assert_array_equal(photo.pixels, samples(1))


# JPEG and YCbCr


def smooth() -> np.ndarray:
    """An RGB picture of 48 x 32 px that JPEG hardly changes."""
    small = np.random.default_rng(6).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(small, (48, 32), interpolation=cv2.INTER_CUBIC))


@pytest.mark.parametrize("subsampling", [(1, 1), (2, 1), (2, 2)])
@pytest.mark.parametrize("layout", [{}, {"rowsperstrip": 16}, {"tile": (16, 16)}])
def test_jpeg_inside_is_rgb_again(
    tmp_path: Path, subsampling: tuple[int, int], layout: dict[str, Any]
) -> None:
    buffer = io.BytesIO()
    options: dict[str, Any] = {"compressionargs": {"level": 98}, "metadata": None, **layout}
    tifffile.imwrite(
        buffer, smooth(), photometric="rgb", compression="jpeg", subsampling=subsampling, **options
    )
    photo = read(tmp_path, buffer.getvalue())
    assert abs(photo.pixels.astype(int) - smooth()).mean() < 2.5


@pytest.mark.parametrize("compression", ["none", "lzw"])
def test_ycbcr_without_jpeg_is_rgb(tmp_path: Path, compression: str) -> None:
    ycbcr = np.asarray(Image.fromarray(smooth()).convert("YCbCr"))
    for orientation in (1, 6):
        tags: list[Tag] = [(530, 3, [1, 1])]
        data = tiff_of(ycbcr, photometric=6, compression=compression, tags=tags, orientation=orientation)
        photo = read(tmp_path, data)
        wanted = smooth() if orientation == 1 else np.rot90(smooth(), -1)
        assert abs(photo.pixels.astype(int) - wanted).max() <= 3


def test_ycbcr_with_less_colour_is_rgb(tmp_path: Path) -> None:
    flat = np.full((32, 48, 3), (200, 90, 30), np.uint8)
    y, cb, cr = np.asarray(Image.fromarray(flat).convert("YCbCr"))[0, 0].tolist()
    units = bytes([y, y, y, y, cb, cr]) * (16 * 24)
    photo = read(tmp_path, page([units], (530, 3, [2, 2]), photometric=6, count=3, size=(48, 32)))
    assert abs(photo.pixels.astype(int) - flat).max() <= 3


def test_the_old_kind_of_jpeg_is_read(tmp_path: Path) -> None:
    jpeg = io.BytesIO()
    flat = np.full((32, 48, 3), (200, 90, 30), np.uint8)
    Image.fromarray(flat).save(jpeg, "JPEG", quality=98)
    whole = jpeg.getvalue()
    tags: list[Tag] = [(530, 3, [2, 2]), (513, 4, [8]), (514, 4, [len(whole)])]
    photo = read(tmp_path, page([whole], *tags, compression=6, photometric=6, count=3, size=(48, 32)))
    assert abs(photo.pixels.astype(int) - flat).max() <= 4


@pytest.mark.parametrize("photometric", [8, 9])
@pytest.mark.parametrize("bits", [8, 16])
def test_lab_of_both_kinds_and_depths(tmp_path: Path, photometric: int, bits: int) -> None:
    lightness, a, b = 53.24, 80.09, 67.20  # sRGB's red at D65, near enough at D50
    unit = 256 if bits == 16 else 1
    white = {(8, 16): 65535, (9, 16): 65280}.get((photometric, bits), 255)
    offset = 0 if photometric == 8 else 128 * unit
    values = [round(lightness / 100 * white), *(round(one * unit) + offset for one in (a, b))]
    dtype = np.uint16 if bits == 16 else np.uint8
    lab = np.tile(np.array(values).astype(dtype), (4, 5, 1))
    photo = read(tmp_path, tiff_of(lab, photometric=photometric))
    assert photo.dtype == dtype
    assert photo.notes == ("Lab was converted to sRGB.",)
    np.testing.assert_allclose(photo.pixels[0, 0] / np.iinfo(dtype).max * 255, [254, 0, 0], atol=14)


# pages and camera raws


def test_the_first_page_in_full_size_is_the_photo(tmp_path: Path) -> None:
    data = tiff_corpus.thumbnail_first()
    photo = read(tmp_path, data)
    np.testing.assert_array_equal(photo.pixels, samples())
    assert photo.notes == ()
    assert photo_size(tmp_path / "a.tif") == Size(WIDTH, HEIGHT)


def test_smaller_copies_are_no_pages(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        writer.write(samples(), photometric="rgb", metadata=None)
        writer.write(samples()[::2, ::2], photometric="rgb", subfiletype=1, metadata=None)
    assert read(tmp_path, buffer.getvalue()).notes == ()


def test_the_slices_of_imagej_count_as_pages(tmp_path: Path) -> None:
    photo = read(tmp_path, tiff_corpus.opening()["volume-of-imagej.tif"]())
    assert photo.notes == ("The file holds 4 pages; only the first is used.",)
    assert photo.exif is None  # its description would promise four slices


def test_the_planes_of_a_stack_count_as_pages(tmp_path: Path) -> None:
    tags: list[Tag] = [(33628, 4, [0, 0]), (33629, 4, [0] * 24), (33630, 4, [0]), (33631, 4, [0])]
    photo = read(tmp_path, page([bytes(WIDTH * HEIGHT * 24)], *tags))
    assert photo.notes == ("The file holds 24 pages; only the first is used.",)


def test_the_depth_that_is_not_read_is_named(tmp_path: Path) -> None:
    for values, words in (
        (samples(1).astype(np.uint32), "It is a TIFF of 32 bit, grey. Convert it"),
        (samples(3).astype(np.uint32), "It is a TIFF of 32 bit, RGB. Convert it"),
    ):
        assert words in refusal(tmp_path, tiff_of(values))


def test_what_tifffile_says_of_a_shape_is_not_kept(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, np.moveaxis(samples(), -1, 0), photometric="rgb", planarconfig="separate")
    again = saved(tmp_path, read(tmp_path, buffer.getvalue()), ".tif")
    np.testing.assert_array_equal(tifffile.imread(again), samples())


def test_a_camera_raw_is_known_by_what_hangs_below_its_thumbnail() -> None:
    assert is_camera_raw(io.BytesIO(tiff_corpus.camera_raw()))
    for name, make in tiff_corpus.opening().items():
        assert not is_camera_raw(io.BytesIO(make())), name


@pytest.mark.parametrize("head", [b"IIRO\x08\0\0\0", b"IIU\0\x18\0\0\0", b"II*\0\x10\0\0\0CR\x02\0"])
def test_the_raws_of_some_makers_are_known_by_their_heads(head: bytes) -> None:
    assert is_camera_raw(io.BytesIO(head + bytes(100)))


# what is said of kinds that are not read


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("jbig.tif", "Its compression (JBIG) cannot be read. Save it uncompressed or with Deflate."),
        ("logluv.tif", "Its compression (SGILOG) cannot be read."),
        ("signed.tif", "It is a TIFF of 8 bit, signed whole numbers. Convert it to RGB"),
        ("mixed-depths.tif", "It is a TIFF of 5, 6, 5 bit, mixed."),
        ("slices.tif", "It is a volume of several slices."),
        ("no-palette.tif", "its palette is missing"),
        ("too-few-strips.tif", "some of its pixels are missing"),
        ("sparse.tif", "some of its pixels are missing"),
        ("jpeg-cut-inside.tif", "it ends too early"),
    ],
)
def test_the_kind_or_the_damage_is_named(tmp_path: Path, name: str, words: str) -> None:
    assert words in refusal(tmp_path, tiff_corpus.refused()[name]())


# what else the file says


def test_a_georeference_is_kept_in_tiff_and_missed_elsewhere(tmp_path: Path) -> None:
    photo = read(tmp_path, tiff_corpus.opening()["georeference.tif"]())
    assert photo.notes == ()
    assert write_photo(tmp_path / "b.tif", photo) == ()
    with tifffile.TiffFile(tmp_path / "b.tif") as tiff:
        for tag, _, values in GEOREFERENCE:
            assert tiff.pages.first.tags[tag].value == tuple(values)
    assert "PNG cannot hold the georeference of the photo." in write_photo(tmp_path / "b.png", photo)


def test_a_georeference_goes_when_the_pixels_move(tmp_path: Path) -> None:
    turned = read(tmp_path, tiff_of(samples(), tags=GEOREFERENCE, orientation=6))
    assert turned.notes == (
        "The georeference of the TIFF does not fit the turned photo and will not be saved.",
    )
    photo = read(tmp_path, tiff_of(samples(), tags=GEOREFERENCE))
    cropped = Photo(photo.pixels[:8], source=photo.source)
    lines = write_photo(tmp_path / "c.tif", cropped)
    assert lines == ("The georeference of the TIFF does not fit the new size and was left out.",)
    for path, given in ((tmp_path / "c.tif", None), (tmp_path / "d.tif", turned)):
        if given is not None:
            write_photo(path, given)
        with tifffile.TiffFile(path) as tiff:
            assert not {tag for tag, *_ in GEOREFERENCE} & {tag.code for tag in tiff.pages.first.tags}


def test_layers_of_photoshop_are_missed_aloud(tmp_path: Path) -> None:
    photo = read(tmp_path, tiff_of(samples(), tags=[(37724, 7, b"Adobe Photoshop Document Data Block\0")]))
    assert "Photoshop layers" in photo.notes[0]


def test_resolution_per_centimetre_is_kept(tmp_path: Path) -> None:
    tags: list[Tag] = [
        (282, 5, struct.pack("<II", 100, 1)),
        (283, 5, struct.pack("<II", 50, 1)),
        (296, 3, [3]),
    ]
    photo = read(tmp_path, tiff_of(samples(), tags=tags))
    assert photo.dpi == (254.0, 127.0)
    assert read_photo(saved(tmp_path, photo, ".tif")).dpi == (254.0, 127.0)


@pytest.mark.parametrize("compression", ["none", "deflate"])
@pytest.mark.parametrize("alpha", [False, True])
def test_beyond_what_classic_tiff_can_address_it_is_bigtiff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compression: str, alpha: bool
) -> None:
    monkeypatch.setattr(tiff_write, "_MOST_CLASSIC", 1000)
    pixels = picture(40, 30, 3, dtype=np.uint16)
    source = SourceFormat("TIFF", {"compression": compression})
    photo = Photo(pixels, pixels[..., 0] if alpha else None, exif=exif_block(), source=source)
    path = saved(tmp_path, photo, ".tif")
    with tifffile.TiffFile(path) as tiff:
        assert tiff.is_bigtiff
        assert tiff.pages.first.tags[34665].value["ExposureTime"] == pytest.approx(0.008)
    again = read_photo(path)
    np.testing.assert_array_equal(again.pixels, pixels)
    assert again.exif is not None


def test_the_whole_corpus_of_odd_tiffs_opens_in_its_size(tmp_path: Path) -> None:
    for name, make in tiff_corpus.opening().items():
        photo = read(tmp_path, make())
        assert photo.size == Size(WIDTH, HEIGHT), name
        assert photo_size(tmp_path / "a.tif") == photo.size, name


def test_a_wrong_length_of_uncompressed_pixels_does_not_matter(tmp_path: Path) -> None:
    """Where they end follows from the size; libtiff guesses so as well."""
    pixels = picture(HEIGHT, WIDTH, 3)
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, photometric="rgb", rowsperstrip=HEIGHT)
    file.seek(0)
    with tifffile.TiffFile(file) as tiff:
        at = tiff.pages.first.tags["StripByteCounts"].valueoffset
    data = bytearray(file.getvalue())
    data[at : at + 2] = b"\xff\xff"
    np.testing.assert_array_equal(read(tmp_path, bytes(data)).pixels, pixels)
    assert "some of its pixels are missing" in refusal(tmp_path, bytes(data[:-9]))


@pytest.mark.parametrize("kind", ["separated", "cielab", "rgb"])
def test_colours_that_are_converted_count_with_what_that_takes(tmp_path: Path, kind: str) -> None:
    channels, extra = {"separated": (4, None), "cielab": (3, None), "rgb": (4, ["assocalpha"])}[kind]
    path = tmp_path / "a.tif"
    pixels = picture(HEIGHT, WIDTH, channels, dtype=np.uint16)
    tifffile.imwrite(path, pixels, photometric=kind, extrasamples=extra, compression="zlib")
    assert read_photo(path, max_pixels=2 * HEIGHT * WIDTH).size.area == HEIGHT * WIDTH
    with pytest.raises(StudioError, match="unpacking it needs about"):
        read_photo(path, max_pixels=HEIGHT * WIDTH)
