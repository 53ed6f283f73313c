"""What a file is, is told from how it begins; nothing else is started because of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo_io import pillow_read, read_photo
from tests.corpus import encoded, picture
from tests.hostile import assert_refused, read_in_child

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 24 16\n%%EndComments\nshowpage\n%%EOF\n"
FTYP = b"\0\0\0\x18ftyp"


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
        (b"PK\3\4" + bytes(30), "a ZIP archive"),
        (bytes(128) + b"DICM", "a DICOM picture"),
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
