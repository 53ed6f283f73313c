"""The kind of a file is told from its first bytes; no other program is ever started."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo_io import pillow_read, read_photo
from tests.corpus import encoded, picture
from tests.hostile import assert_refused, read_in_child

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 24 16\n%%EndComments\nshowpage\n%%EOF\n"
FTYP = b"\0\0\0\x18ftyp"


def photoshop(bits: int) -> bytes:
    """A document of one black pixel, RGB."""
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 1, 1, bits, 3)
    return head + bytes(12) + bytes(2) + bytes(3 * bits // 8)


def texture(number: int) -> bytes:
    """A DDS file of 4 x 4 px in the format that has this number in DXGI."""
    pixel_format = struct.pack("<II4s20x", 32, 4, b"DX10")
    head = struct.pack("<7I44x", 124, 0x1007, 4, 4, 16, 0, 0) + pixel_format + struct.pack("<I16x", 0x1000)
    return b"DDS " + head + struct.pack("<5I", number, 3, 0, 1, 0) + bytes(64)


def targa_of_one_run(width: int, height: int) -> bytes:
    """A grey TGA of a single run over all rows."""
    head = struct.pack("<BBBHHBHHHHBB", 0, 0, 11, 0, 0, 0, 0, 0, width, height, 8, 0x20)
    return head + bytes([0x80 | (width * height - 1), 7])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (EPS, "an EPS or PostScript drawing"),
        (b"\xc5\xd0\xd3\xc6" + bytes(26) + EPS, "an EPS or PostScript drawing"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n<svg/>', "an SVG drawing"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        (b"\xd7\xcd\xc6\x9a" + bytes(40), "a WMF drawing"),
        (b"\1\0\0\0" + bytes(36) + b" EMF", "an EMF drawing"),
        (FTYP + b"isom\0\0\0\0isommp42", "a video"),
        (FTYP + b"qt  \0\0\0\0qt  qt  ", "a video"),
        (b"RIFF\0\0\0\0AVI LIST", "a video"),
        (b"\x1a\x45\xdf\xa3" + bytes(30), "a video"),
        (b"gimp xcf v011\0", "a picture in GIMP's own format"),
        (b"8BPS\0\2" + bytes(30), "a large Photoshop document"),
        (photoshop(16), "a Photoshop document of 16 bit"),
        (photoshop(32), "a Photoshop document of 32 bit"),
        (b"P7\nWIDTH 1\nHEIGHT 1\n", "a PAM picture"),
        (b"PK\3\4" + bytes(30), "a ZIP archive"),
        (b"\x76\x2f\x31\x01", "an OpenEXR picture"),
        (b"SIMPLE  =                    T", "a FITS picture"),
    ],
)
@pytest.mark.parametrize("ending", [".png", ".eps"])
def test_what_is_no_picture_of_ours_is_called_by_its_name(
    tmp_path: Path, data: bytes, words: str, ending: str
) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(data)
    with pytest.raises(StudioError) as caught:
        read_photo(path)
    assert str(caught.value).endswith(f"cannot be edited. It is {words}. Convert it to PNG or TIFF first.")


def test_a_dicom_picture_is_sent_to_the_commands_that_fill_it(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(bytes(128) + b"DICM")
    with pytest.raises(StudioError, match=r"It is a DICOM picture, .* inpaint-studio medical fill"):
        read_photo(path)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize("name", ["a.eps", "a.png"])
def test_a_drawing_starts_no_ghostscript(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("gs", "gswin32c", "gswin64c"):
        stand_in = tmp_path / "bin" / program
        stand_in.parent.mkdir(exist_ok=True)
        stand_in.write_text(f"#!/bin/sh\ntouch '{tmp_path / 'started'}'\n")
        stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / name).write_bytes(EPS)
    assert "drawing" in assert_refused(read_in_child(tmp_path / name))
    assert not (tmp_path / "started").exists()


def test_pillow_is_asked_for_listed_formats_only(tmp_path: Path) -> None:
    Image.init()
    never = {"EPS", "WMF", "FPX", "MIC", "PDF", "HDF5", "GRIB", "BUFR", "MPEG"}
    assert not never & set(pillow_read.FORMATS)
    assert set(pillow_read.FORMATS) <= set(Image.OPEN)
    path = tmp_path / "a"
    path.write_bytes(EPS)
    with path.open("rb") as file, pytest.raises(UnidentifiedImageError), pillow_read.recognised(file):
        pass


@pytest.mark.parametrize("name", ["GIF", "PPM", "TGA", "PCX", "SGI", "DDS", "QOI", "XBM", "MSP", "SPIDER"])
def test_what_opened_before_opens_still(tmp_path: Path, name: str) -> None:
    image = Image.fromarray(picture(16, 24, 3))
    mode = {"XBM": "1", "MSP": "1", "SPIDER": "F"}.get(name, "RGB")
    image = image.convert(mode)
    if name == "SPIDER":
        image = Image.fromarray(np.asarray(image) / 255)
    path = tmp_path / "a"
    path.write_bytes(encoded(image, name))
    assert read_photo(path).pixels.shape[:2] == (16, 24)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (texture(93), "It is a kind of picture that cannot be read. Convert it to PNG or TIFF first."),
        (
            targa_of_one_run(8, 8),
            "It is a TGA whose compressed runs cross rows. Convert it to PNG or TIFF first.",
        ),
    ],
)
def test_sound_files_of_rare_kinds_are_not_called_damaged(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(StudioError, match="cannot be edited") as caught:
        read_photo(path)
    assert words in str(caught.value)


def test_an_avif_beyond_its_decoder_is_not_called_damaged(tmp_path: Path) -> None:
    data = bytearray(imagecodecs.avif_encode(picture(16, 24, 3)))
    for at in (at for at in range(len(data)) if data.startswith(b"ispe", at)):
        struct.pack_into(">2I", data, at + 8, 17_000, 17_000)
    path = tmp_path / "a.avif"
    path.write_bytes(data)
    with pytest.raises(StudioError, match="an AVIF of more than 268 megapixels"):
        read_photo(path)
    with pytest.raises(StudioError, match="above the limit of 200"):
        read_photo(path, max_pixels=200_000_000)


@pytest.mark.parametrize(("name", "is_slow"), [("QOI", True), ("DDS", True), ("GIF", False), ("PPM", False)])
def test_what_would_be_unpacked_in_python_may_not_be_large(
    tmp_path: Path, name: str, is_slow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(encoded(Image.fromarray(picture(16, 24, 4 if name == "DDS" else 3)), name))
    monkeypatch.setattr(pillow_read, "_MOST_SLOW_PIXELS", 16 * 24)
    assert read_photo(path).size.area == 16 * 24
    monkeypatch.setattr(pillow_read, "_MOST_SLOW_PIXELS", 16 * 24 - 1)
    if not is_slow:
        assert read_photo(path).size.area == 16 * 24
        return
    with pytest.raises(StudioError, match=f"a large {name} picture, which would take very long"):
        read_photo(path)
