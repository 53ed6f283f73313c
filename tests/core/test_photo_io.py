"""Photos come back as they were: pixels, alpha, depth, orientation, and what the file says about them."""

from __future__ import annotations

import io
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
from PIL import Image, ImageCms, ImageOps, JpegImagePlugin

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo, SourceFormat
from inpaint_studio.core.photo_io import SaveOptions, read_mask, read_photo, write_photo
from inpaint_studio.core.photo_io.reading import turned
from tests.corpus import cmyk_profile_jpeg, encoded, opencv, picture, png_chunk, png_file, tiff

EXACT = (".png", ".tif")
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="archive"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif_block(orientation: int = 1, *, thumbnail: bytes = b"") -> bytes:
    """An EXIF block with a maker, an exposure time, a position, and perhaps a thumbnail."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera & Sons", orientation
    exif.get_ifd(0x8769)[0x829A] = 0.008
    exif.get_ifd(0x8769)[0xA002] = 4000
    exif.get_ifd(0x8825)[1] = "N"
    block = exif.tobytes()[6:]
    if not thumbnail:
        return block
    # Pillow writes big-endian blocks with their first directory at 8 and no second one
    link = 8 + 2 + 12 * int.from_bytes(block[8:10], "big")
    at = len(block) + len(block) % 2
    table = (2).to_bytes(2, "big")
    for tag, value in ((0x0201, at + 2 + 24 + 4), (0x0202, len(thumbnail))):
        table += b"".join(n.to_bytes(k, "big") for n, k in ((tag, 2), (4, 2), (1, 4), (value, 4)))
    block = (block[:link] + at.to_bytes(4, "big") + block[link + 4 :]).ljust(at, b"\0")
    return block + table + bytes(4) + thumbnail


def saved(folder: Path, photo: Photo, ending: str, **options: Any) -> Path:
    path = folder / f"saved{ending}"
    write_photo(path, photo, overwrite=True, **options)
    return path


def assert_same(one: Photo, other: Photo) -> None:
    assert one.dtype == other.dtype
    np.testing.assert_array_equal(one.pixels, other.pixels)
    assert one.has_alpha == other.has_alpha
    if one.alpha is not None and other.alpha is not None:
        np.testing.assert_array_equal(one.alpha, other.alpha)


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
            for module in ("png", "tiff_write"):
                monkeypatch.setattr(
                    f"inpaint_studio.core.photo_io.{module}.thread_count", lambda n=threads: n
                )
            files.append(saved(tmp_path, photo, ending).read_bytes())
        assert files[0] == files[1]


# what other programs wrote

DEEP = picture(16, 24, 3, dtype=np.uint16)
DEEP_ALPHA = picture(16, 24, 4, dtype=np.uint16)


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("rgb.png", lambda: opencv(".png", DEEP), DEEP),
        ("rgba.png", lambda: opencv(".png", DEEP_ALPHA), DEEP_ALPHA),
        ("grey.png", lambda: opencv(".png", DEEP[..., 0]), DEEP[..., :1]),
        ("strips.tif", lambda: tiff(DEEP, rowsperstrip=3), DEEP),
        ("tiles.tif", lambda: tiff(DEEP, tile=(16, 16)), DEEP),
        ("deflate.tif", lambda: tiff(DEEP, compression="zlib"), DEEP),
        ("predictor.tif", lambda: tiff(DEEP, compression="zlib", predictor=True), DEEP),
        ("lzw.tif", lambda: opencv(".tif", DEEP, cv2.IMWRITE_TIFF_COMPRESSION, 5), DEEP),
        (
            "lzw-predictor.tif",
            lambda: opencv(".tif", DEEP, cv2.IMWRITE_TIFF_COMPRESSION, 5, cv2.IMWRITE_TIFF_PREDICTOR, 2),
            DEEP,
        ),
        ("big-endian.tif", lambda: tiff(DEEP, byteorder=">"), DEEP),
        ("planar.tif", lambda: tiff(np.moveaxis(DEEP, 2, 0), planarconfig="separate"), DEEP),
        ("bigtiff.tif", lambda: tiff(DEEP, bigtiff=True), DEEP),
        ("grey.tif", lambda: tiff(DEEP[..., 0]), DEEP[..., :1]),
        ("white-is-zero.tif", lambda: tiff(65535 - DEEP[..., 0], photometric="miniswhite"), DEEP[..., :1]),
        ("alpha.tif", lambda: tiff(DEEP_ALPHA, extrasamples=["unassalpha"]), DEEP_ALPHA),
    ],
)
def test_all_sixteen_bits_are_read(tmp_path: Path, name: str, data: Any, wanted: np.ndarray) -> None:
    (tmp_path / name).write_bytes(data())
    photo = read_photo(tmp_path / name)
    assert photo.dtype == np.uint16
    colours = 3 if wanted.shape[2] >= 3 else 1
    np.testing.assert_array_equal(photo.pixels, wanted[..., :colours])
    assert photo.has_alpha == (wanted.shape[2] == 4)
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha, wanted[..., 3])


def test_grey_with_alpha_of_16_bit_is_read_from_png(tmp_path: Path) -> None:
    both = picture(5, 6, 2, dtype=np.uint16)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in both)
    (tmp_path / "la.png").write_bytes(png_file(6, 5, 16, 4, rows))
    photo = read_photo(tmp_path / "la.png")
    np.testing.assert_array_equal(photo.pixels, both[..., :1])
    np.testing.assert_array_equal(photo.alpha, both[..., 1])


@pytest.mark.parametrize("bits", [8, 16])
def test_a_transparent_colour_becomes_alpha(tmp_path: Path, bits: int) -> None:
    dtype = np.uint8 if bits == 8 else np.uint16
    pixels = picture(5, 6, 3, dtype=dtype)
    rows = b"".join(b"\0" + row.astype(row.dtype.newbyteorder(">")).tobytes() for row in pixels)
    key = png_chunk(b"tRNS", pixels[2, 3].astype(">u2").tobytes())
    (tmp_path / "key.png").write_bytes(png_file(6, 5, bits, 2, rows, key))
    photo = read_photo(tmp_path / "key.png")
    np.testing.assert_array_equal(photo.pixels, pixels)
    assert photo.alpha is not None
    assert photo.alpha[2, 3] == 0
    assert photo.alpha[0, 0] == np.iinfo(dtype).max


def test_a_palette_with_transparency_becomes_rgb_with_alpha(tmp_path: Path) -> None:
    image = Image.fromarray(picture(16, 24, 3)).quantize(8)
    image.save(tmp_path / "p.png", transparency=2)
    photo = read_photo(tmp_path / "p.png")
    assert photo.channels == 3
    np.testing.assert_array_equal(photo.alpha == 0, np.asarray(image) == 2)


@pytest.mark.parametrize("transparent", [None, 0, 255])
def test_one_bit_becomes_grey(tmp_path: Path, transparent: int | None) -> None:
    image = Image.fromarray(picture(16, 24)).convert("1")
    options = {} if transparent is None else {"transparency": transparent}
    image.save(tmp_path / "1.png", **options)
    photo = read_photo(tmp_path / "1.png")
    assert photo.channels == 1
    np.testing.assert_array_equal(photo.pixels[..., 0], np.asarray(image).astype(np.uint8) * 255)
    assert photo.has_alpha == (transparent is not None)
    if photo.alpha is not None:
        np.testing.assert_array_equal(photo.alpha == 0, photo.pixels[..., 0] == transparent)


def test_cmyk_is_converted_and_said_so(tmp_path: Path) -> None:
    cmyk = Image.fromarray(picture(16, 24, 3)).convert("CMYK")
    cmyk.save(tmp_path / "plain.tif")
    photo = read_photo(tmp_path / "plain.tif")
    assert photo.channels == 3
    assert photo.icc is None
    assert "CMYK was converted to RGB without a profile" in photo.notes[0]
    np.testing.assert_array_equal(photo.pixels, np.asarray(cmyk.convert("RGB")))


def test_a_cmyk_profile_of_another_kind_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "c.jpg").write_bytes(cmyk_profile_jpeg())
    photo = read_photo(tmp_path / "c.jpg")
    assert "cannot be used" in photo.notes[0]
    assert photo.icc is None


def test_cmyk_of_16_bit_is_converted(tmp_path: Path) -> None:
    eight = np.asarray(Image.fromarray(picture(16, 24, 3)).convert("CMYK"))
    (tmp_path / "c.tif").write_bytes(tiff(eight.astype(np.uint16) * 257, photometric="separated"))
    photo = read_photo(tmp_path / "c.tif")
    np.testing.assert_array_equal(photo.pixels, np.asarray(Image.fromarray(eight, "CMYK").convert("RGB")))


def test_lab_is_converted(tmp_path: Path) -> None:
    lab = np.zeros((4, 4, 3), np.uint8)
    lab[..., 0] = 255  # L* = 100, a* = b* = 0: white
    Image.frombytes("LAB", (4, 4), lab.tobytes()).save(tmp_path / "lab.tif")
    photo = read_photo(tmp_path / "lab.tif")
    assert photo.pixels.min() >= 253
    assert photo.notes == ("Lab was converted to sRGB.",)


def test_floats_from_0_to_1_become_16_bit_with_a_note(tmp_path: Path) -> None:
    values = (DEEP / 65535).astype(np.float32)
    (tmp_path / "f.tif").write_bytes(tiff(values))
    photo = read_photo(tmp_path / "f.tif")
    np.testing.assert_array_equal(photo.pixels, DEEP)
    assert photo.notes == ("Floating-point values were converted to 16 bit.",)


def test_premultiplied_alpha_is_made_plain(tmp_path: Path) -> None:
    plain, alpha = np.full((4, 4, 3), 40000, np.uint16), np.full((4, 4), 32768, np.uint16)
    premultiplied = (plain.astype(np.uint64) * alpha[..., None] // 65535).astype(np.uint16)
    both = np.dstack([premultiplied, alpha])
    (tmp_path / "p.tif").write_bytes(tiff(both, extrasamples=["assocalpha"]))
    photo = read_photo(tmp_path / "p.tif")
    assert abs(photo.pixels.astype(int) - 40000).max() <= 2
    assert "Premultiplied alpha" in photo.notes[0]


def test_further_channels_are_left_out_with_a_note(tmp_path: Path) -> None:
    five = picture(8, 8, 5, dtype=np.uint16)
    (tmp_path / "5.tif").write_bytes(tiff(five, extrasamples=["unspecified", "unspecified"]))
    photo = read_photo(tmp_path / "5.tif")
    np.testing.assert_array_equal(photo.pixels, five[..., :3])
    assert not photo.has_alpha
    assert photo.notes == ("2 extra channels of the TIFF will not be saved.",)


@pytest.mark.parametrize("name", ["TIFF", "GIF", "WEBP", "PNG"])
def test_the_first_of_several_pictures_is_used_and_said_so(tmp_path: Path, name: str) -> None:
    first, second = Image.fromarray(picture(16, 24)), Image.fromarray(picture(16, 24, seed=1))
    options = {"lossless": True} if name == "WEBP" else {}
    first.save(tmp_path / "many", name, save_all=True, append_images=[second], **options)
    photo = read_photo(tmp_path / "many")
    np.testing.assert_array_equal(photo.pixels[..., 0], np.asarray(first))
    assert "only" in photo.notes[0]
    assert "first" in photo.notes[0]


def test_a_camera_raw_file_is_refused_instead_of_its_thumbnail(tmp_path: Path) -> None:
    raw = tiff(picture(16, 24, 3), extratags=[(50706, 1, 4, b"\1\4\0\0", True)])
    (tmp_path / "a.dng").write_bytes(raw)
    with pytest.raises(StudioError, match="camera raw"):
        read_photo(tmp_path / "a.dng")


# orientation


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turning_agrees_with_pillow(orientation: int) -> None:
    pixels = picture(5, 7, 3)
    image = Image.fromarray(pixels)
    image.getexif()[0x0112] = orientation
    np.testing.assert_array_equal(turned(pixels, orientation), np.asarray(ImageOps.exif_transpose(image)))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["8.png", "16.png", "8.tif", "8-lzw.tif", "16.tif", "8.webp", "8.jpg"])
def test_the_orientation_is_applied_once_and_reset(tmp_path: Path, kind: str, orientation: int) -> None:
    dtype = np.uint16 if kind.startswith("16") else np.uint8
    pixels = np.zeros((8, 16, 3), dtype)
    pixels[:, :8] = np.iinfo(dtype).max  # white on the left
    pixels[:4, :8, 1:] = 0  # red in the corner at the top left
    path = tmp_path / kind
    block = exif_block(orientation)
    if kind == "16.png":
        path.write_bytes(_with_chunk(opencv(".png", pixels), png_chunk(b"eXIf", block)))
    elif kind.endswith(".tif"):
        options: dict[str, Any] = {"compression": "tiff_lzw"} if "lzw" in kind else {}
        tag = [(274, 3, 1, orientation, True)]
        path.write_bytes(
            encoded(pixels, "TIFF", tiffinfo={274: orientation}, **options)
            if "lzw" in kind
            else tiff(pixels, extratags=tag)
        )
    else:
        options = {"quality": 100, "subsampling": 0} if "jpg" in kind else {}
        options |= {"lossless": True} if "webp" in kind else {}
        path.write_bytes(encoded(pixels, _pillow_name(kind), exif=b"Exif\0\0" + block, **options))
    photo = read_photo(path)
    wanted = turned(pixels, orientation)
    assert photo.pixels.shape == wanted.shape
    tolerance = 4 if "jpg" in kind else 0
    assert abs(photo.pixels.astype(int) - wanted.astype(int)).max() <= tolerance
    again = saved(tmp_path, photo, "-again" + path.suffix)
    assert abs(read_photo(again).pixels.astype(int) - wanted.astype(int)).max() <= 2 * tolerance
    if dtype == np.uint8:
        with Image.open(again) as image:
            assert ImageOps.exif_transpose(image).size == photo.pixels.shape[1::-1]


def test_an_orientation_in_xmp_alone_counts_and_is_reset(tmp_path: Path) -> None:
    packet = XMP.replace(
        b"dc:source", b'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6" dc:source'
    )
    for name in ("PNG", "JPEG"):
        data = encoded(picture(16, 24, 3), name, **({"xmp": packet} if name == "JPEG" else {}))
        if name == "PNG":
            data = _with_chunk(data, png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
        (tmp_path / "x").write_bytes(data)
        photo = read_photo(tmp_path / "x")
        assert (photo.size.width, photo.size.height) == (16, 24)
        assert photo.xmp == packet.replace(b'Orientation="6"', b'Orientation="1"')


def test_the_size_in_exif_follows_the_turn(tmp_path: Path) -> None:
    (tmp_path / "t.jpg").write_bytes(encoded(picture(16, 24, 3), "JPEG", exif=b"Exif\0\0" + exif_block(6)))
    photo = read_photo(tmp_path / "t.jpg")
    exif = Image.Exif()
    exif.load(photo.exif)
    assert exif[0x0112] == 1
    assert exif.get_ifd(0x8769)[0xA002] == 16


# what the file says about the photo


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg", ".webp"])
def test_profile_exif_xmp_and_resolution_are_kept(tmp_path: Path, ending: str, dtype: type) -> None:
    photo = Photo(
        picture(16, 24, 3, dtype=dtype),
        icc=srgb_profile(),
        exif=exif_block(),
        xmp=XMP,
        dpi=(300.0, 240.0),
    )
    path = saved(tmp_path, photo, ending)
    again = read_photo(path)
    assert again.icc == photo.icc
    assert again.xmp == XMP
    if ending != ".webp":  # which has no place for it outside EXIF
        assert again.dpi == pytest.approx((300, 240), abs=0.05)
    for exif in (_exif_of(again.exif), _exif_seen_by_pillow(path)):
        assert exif[0x010F].rstrip("\0") == "Camera & Sons"
        assert float(exif.get_ifd(0x8769)[0x829A]) == pytest.approx(0.008)
        assert exif.get_ifd(0x8825)[1].rstrip("\0") == "N"


def test_metadata_survives_a_walk_through_all_formats(tmp_path: Path) -> None:
    photo = Photo(picture(16, 24, 3), icc=srgb_profile(), exif=exif_block(), xmp=XMP)
    for ending in (".jpg", ".tif", ".png", ".webp", ".tif", ".jpg"):
        photo = read_photo(saved(tmp_path, photo, ending))
    assert photo.icc == srgb_profile()
    assert photo.xmp == XMP
    assert float(_exif_of(photo.exif).get_ifd(0x8769)[0x829A]) == pytest.approx(0.008)


def test_little_endian_exif_is_turned_upright_and_kept(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.endian = "<"
    exif[0x010F], exif[0x0112] = "Intel order", 6
    (tmp_path / "a.jpg").write_bytes(encoded(picture(16, 24, 3), "JPEG", exif=exif.tobytes()))
    photo = read_photo(tmp_path / "a.jpg")
    assert photo.size.width == 16
    again = _exif_of(read_photo(saved(tmp_path, photo, ".tif")).exif)
    assert again[0x010F].rstrip("\0") == "Intel order"
    assert again.get(0x0112, 1) == 1


@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg", ".webp"])
def test_the_thumbnail_in_exif_does_not_show_what_was_removed(tmp_path: Path, ending: str) -> None:
    secret = b"\xff\xd8 the face that was removed \xff\xd9"
    block = exif_block(thumbnail=secret)
    assert secret in block
    path = saved(tmp_path, Photo(picture(16, 24, 3), exif=block), ending)
    assert b"the face that was removed" not in path.read_bytes()
    assert _exif_of(read_photo(path).exif)[0x010F].rstrip("\0") == "Camera & Sons"


def test_png_keeps_its_texts_and_colour_chunks(tmp_path: Path) -> None:
    chunks = png_chunk(b"gAMA", (45455).to_bytes(4, "big")) + png_chunk(b"tEXt", b"Title\0A boat")
    (tmp_path / "t.png").write_bytes(_with_chunk(encoded(picture(16, 24, 3), "PNG"), chunks))
    path = saved(tmp_path, read_photo(tmp_path / "t.png"), ".png")
    with Image.open(path) as image:
        assert image.info["gamma"] == 0.45455
        assert image.info["Title"] == "A boat"


def test_the_iptc_block_of_a_jpeg_is_kept(tmp_path: Path) -> None:
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0e\x1c\x02\x78\0\x09A caption"
    segment = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    data = encoded(picture(16, 24, 3), "JPEG", extra=segment)
    (tmp_path / "i.jpg").write_bytes(data)
    assert iptc in saved(tmp_path, read_photo(tmp_path / "i.jpg"), ".jpg").read_bytes()


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
    assert "laid on white" in notes[0]
    assert read_photo(tmp_path / f"a{ending}").pixels.min() >= 254
    opaque = replace(photo, alpha=np.full((16, 16), 255, np.uint8))
    assert not any("white" in note for note in write_photo(tmp_path / f"b{ending}", opaque))


def test_bmp_says_what_it_cannot_hold(tmp_path: Path) -> None:
    notes = write_photo(tmp_path / "a.bmp", Photo(picture(4, 4, 3), icc=srgb_profile(), xmp=XMP))
    assert notes == ("BMP cannot hold the colour profile and XMP of the photo.",)


def test_exif_too_long_for_jpeg_is_left_out_with_a_note(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "long" * 20_000
    notes = write_photo(tmp_path / "a.jpg", Photo(picture(4, 4, 3), exif=exif.tobytes()[6:]))
    assert "EXIF of the photo is too long" in notes[-1]


# limits


def test_jpeg_and_webp_refuse_what_is_too_long_for_them(tmp_path: Path) -> None:
    for ending, width in ((".jpg", 65501), (".webp", 16384)):
        with pytest.raises(StudioError, match="Take PNG or TIFF") as caught:
            write_photo(tmp_path / f"a{ending}", Photo(np.zeros((2, width, 3), np.uint8)))
        assert caught.value.code == "format-size"
    write_photo(tmp_path / "a.jpg", Photo(np.zeros((1, 65500, 3), np.uint8)))
    assert read_photo(tmp_path / "a.jpg").size.width == 65500
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["a.jpg"]


@pytest.mark.parametrize("name", ["a.gif", "a", "a.psd", "a.png.exe"])
def test_an_unknown_ending_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudioError, match="Take one of") as caught:
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


def _with_chunk(data: bytes, chunk: bytes) -> bytes:
    """A PNG with a chunk put in after its header."""
    return data[:33] + chunk + data[33:]


def _pillow_name(kind: str) -> str:
    return {"png": "PNG", "webp": "WEBP", "jpg": "JPEG"}[kind.rpartition(".")[2]]


def _exif_of(block: bytes | None) -> Image.Exif:
    exif = Image.Exif()
    exif.load(block)
    return exif


def _exif_seen_by_pillow(path: Path) -> Image.Exif:
    if path.suffix == ".tif" and read_photo(path).dtype == np.uint16:
        with Image.open(io.BytesIO(path.read_bytes())) as image:
            return image.getexif()
    with Image.open(path) as image:
        exif = image.getexif()
        exif.get_ifd(0x8769), exif.get_ifd(0x8825)
        return exif
