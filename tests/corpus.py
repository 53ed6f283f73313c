"""About fifty odd and broken picture files, made when a test needs them.

`make_corpus(folder)` writes them and states the expected outcome of each. Photos that must open are
24 x 16 px unless their name says otherwise.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import tifffile
from PIL import Image

from tests import tiff_corpus
from tests.profiles import srgb_profile

Kind = Literal["photo that must open", "broken photo", "broken mask"]
OPENS: Kind = "photo that must open"
BROKEN: Kind = "broken photo"
BROKEN_MASK: Kind = "broken mask"

WIDTH, HEIGHT = 24, 16


@dataclass(frozen=True)
class Case:
    """A file of the corpus. A broken mask is one that a photo of 24 x 16 px cannot be filled with."""

    name: str
    path: Path
    kind: Kind


def make_corpus(folder: Path) -> list[Case]:
    """Write all files into `folder` (made if need be) and say what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    cases = []
    for kind, makers in ((OPENS, _opening()), (BROKEN, _broken()), (BROKEN_MASK, _broken_masks())):
        for name, make in makers.items():
            path = folder / name
            made = make(path)
            if isinstance(made, bytes):
                path.write_bytes(made)
            cases.append(Case(name, path, kind))
    return cases


def picture(*shape: int, dtype: type = np.uint8, seed: int = 0) -> np.ndarray:
    """A smooth random picture of this shape over the whole range of the dtype."""
    rng = np.random.default_rng(seed)
    small = rng.random((3, 4, *shape[2:]))
    smooth = np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))
    return (smooth.reshape(shape) * np.iinfo(dtype).max).astype(dtype)


def encoded(image: Image.Image | np.ndarray, name: str, **options: Any) -> bytes:
    """The bytes of a picture file as Pillow writes it."""
    buffer = io.BytesIO()
    opened = image if isinstance(image, Image.Image) else Image.fromarray(image)
    opened.save(buffer, name, **options)
    return buffer.getvalue()


def tiff(array: np.ndarray, **options: Any) -> bytes:
    """The bytes of a TIFF as tifffile writes it."""
    buffer = io.BytesIO()
    options.setdefault("photometric", "rgb" if array.ndim == 3 else "minisblack")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tifffile.imwrite(buffer, array, **options)
    return buffer.getvalue()


def opencv(ending: str, array: np.ndarray, *options: int) -> bytes:
    """The bytes of a picture file as OpenCV writes it, `array` being RGB or RGBA."""
    if array.ndim == 3:
        array = np.ascontiguousarray(array[..., [2, 1, 0, 3][: array.shape[2]]])
    done, data = cv2.imencode(ending, array, list(options))
    assert done
    return data.tobytes()


def png_chunk(name: bytes, data: bytes) -> bytes:
    """A chunk with its checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_file(width: int, height: int, bits: int, kind: int, rows: bytes, *more: bytes) -> bytes:
    """A PNG of these unfiltered rows (each with its leading filter byte), with `more` chunks before them."""
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    body = png_chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + b"".join((png_chunk(b"IHDR", header), *more, body, png_chunk(b"IEND", b"")))


Maker = Callable[[Path], bytes | None]


def _plain(make: Callable[[], bytes]) -> Maker:
    return lambda path: make()


def _opening() -> dict[str, Maker]:
    from tests import picture_corpus  # which is made of the functions above

    rgb, grey = picture(HEIGHT, WIDTH, 3), picture(HEIGHT, WIDTH)
    deep = picture(HEIGHT, WIDTH, 3, dtype=np.uint16)
    deep_rgba = picture(HEIGHT, WIDTH, 4, dtype=np.uint16)
    image = Image.fromarray(rgb)
    turned = Image.Exif()
    turned[0x0112] = 6
    makers = {
        "rgb.jpg": lambda: encoded(rgb, "JPEG"),
        "grey.jpg": lambda: encoded(grey, "JPEG"),
        "progressive.jpg": lambda: encoded(rgb, "JPEG", progressive=True),
        "cmyk.jpg": lambda: encoded(image.convert("CMYK"), "JPEG"),
        "turned-16x24.jpg": lambda: encoded(rgb, "JPEG", exif=turned.tobytes()),
        "broken-exif.jpg": lambda: encoded(rgb, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f"),
        "broken-profile.jpg": lambda: encoded(rgb, "JPEG", icc_profile=b"no profile at all"),
        "jpeg-named.png": lambda: encoded(rgb, "JPEG"),
        "rgb.png": lambda: encoded(rgb, "PNG"),
        "palette.png": lambda: encoded(image.quantize(16), "PNG"),
        "palette-transparent.png": lambda: encoded(image.quantize(16), "PNG", transparency=3),
        "one-bit.png": lambda: encoded(Image.fromarray(grey).convert("1"), "PNG"),
        "grey-alpha.png": lambda: encoded(Image.fromarray(grey).convert("LA"), "PNG"),
        "interlaced-16.png": lambda: _interlaced_16_bit(),
        "rgb-16.png": lambda: opencv(".png", deep),
        "rgba-16.png": lambda: opencv(".png", deep_rgba),
        "grey-16.png": lambda: opencv(".png", deep[..., 0]),
        "rgb-16.tif": lambda: tiff(deep),
        "rgba-16-big-endian.tif": lambda: tiff(deep_rgba, byteorder=">", extrasamples=["unassalpha"]),
        "rgb-16-lzw.tif": lambda: opencv(".tif", deep, cv2.IMWRITE_TIFF_COMPRESSION, 5),
        "planar-16.tif": lambda: tiff(np.moveaxis(deep, 2, 0), planarconfig="separate"),
        "bigtiff.tif": lambda: tiff(rgb, bigtiff=True),
        "pages.tif": lambda: encoded(image, "TIFF", save_all=True, append_images=[image] * 2),
        "float.tif": lambda: tiff((rgb / 255).astype(np.float32)),
        "lossless.webp": lambda: encoded(rgb, "WEBP", lossless=True),
        "animated.gif": lambda: encoded(
            image, "GIF", save_all=True, append_images=[Image.fromarray(255 - rgb)]
        ),
        "rgb.bmp": lambda: encoded(rgb, "BMP"),
        "one-pixel-1x1.png": lambda: encoded(rgb[:1, :1].copy(), "PNG"),
        "name with spaces, ünïcode 照片.png": lambda: encoded(rgb, "PNG"),
    }
    return {
        name: _plain(make)
        for name, make in {**makers, **tiff_corpus.opening(), **picture_corpus.opening()}.items()
    }


def _broken() -> dict[str, Maker]:
    from tests import picture_corpus

    rgb = picture(HEIGHT, WIDTH, 3)
    deep = picture(HEIGHT * 4, WIDTH * 4, 3, dtype=np.uint16)
    noise = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    makers = {
        "empty.png": lambda: b"",
        "text.jpg": lambda: b"This is not a picture.\n" * 20,
        "page.png": lambda: b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
        "zeros.tif": lambda: bytes(5000),
        "only-signature.png": lambda: b"\x89PNG\r\n\x1a\n",
        "only-signature.jpg": lambda: b"\xff\xd8\xff\xe0",
        "only-signature.tif": lambda: b"II*\0",
        "half.jpg": lambda: _part(encoded(noise, "JPEG"), 0.5),
        "half.png": lambda: _part(encoded(noise, "PNG"), 0.5),
        "half.webp": lambda: _part(encoded(noise, "WEBP", lossless=True), 0.5),
        "half.bmp": lambda: _part(encoded(noise, "BMP"), 0.5),
        "half.gif": lambda: _part(encoded(noise, "GIF"), 0.5),
        "half.tif": lambda: _part(encoded(noise, "TIFF"), 0.5),
        "half-16.png": lambda: _part(opencv(".png", deep), 0.5),
        "half-16.tif": lambda: _pixels_cut(tiff(deep)),
        "half-16-deflate.tif": lambda: _pixels_cut(tiff(deep, compression="zlib")),
        "half-lzw.tif": lambda: _part(encoded(noise, "TIFF", compression="tiff_lzw"), 0.5),
        "last-bytes-missing.png": lambda: encoded(noise, "PNG")[:-6],
        "flipped-bit.png": lambda: _flipped(encoded(noise, "PNG")),
        "flipped-bit-16.png": lambda: _flipped(opencv(".png", deep)),
        "too-few-rows-16.png": lambda: png_file(WIDTH, HEIGHT, 16, 2, bytes((1 + 6 * WIDTH) * 4)),
        "too-few-rows.png": lambda: png_file(WIDTH, HEIGHT, 8, 2, bytes((1 + 3 * WIDTH) * 4)),
        "corrupt-deflate.tif": lambda: _scrambled(tiff(deep, compression="zlib")),
        "no-width.png": lambda: png_file(0, HEIGHT, 8, 2, b""),
        "no-width.bmp": lambda: _no_width(encoded(rgb, "BMP")),
        "huge-claim.png": lambda: png_file(200_000, 200_000, 8, 2, b"\0"),
        "huge-claim-16.png": lambda: png_file(200_000, 200_000, 16, 2, b"\0"),
        "huge-claim.bmp": lambda: _huge_bmp(encoded(rgb, "BMP")),
        "huge-claim.tif": lambda: _huge_tiff(),
        "float-over-1.tif": lambda: tiff(rgb.astype(np.float32)),
        "whole-32.tif": lambda: tiff(rgb.astype(np.uint32) << 20),
        "endless-directory.tif": lambda: b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
    }
    special: dict[str, Maker] = {
        "a-folder.png": _folder,
        "a-dead-link.png": _dead_link,
        "missing.png": _nothing,
    }
    if hasattr(os, "mkfifo"):
        special["a-pipe.png"] = _pipe
    return {
        name: _plain(make)
        for name, make in {**makers, **tiff_corpus.refused(), **picture_corpus.refused()}.items()
    } | special


def _broken_masks() -> dict[str, Maker]:
    grey = picture(HEIGHT, WIDTH)
    makers = {
        "mask-empty-file.png": lambda: b"",
        "mask-text.png": lambda: b"white everywhere, please",
        "mask-half.png": lambda: _part(encoded(grey, "PNG"), 0.5),
        "mask-turned-16x24.png": lambda: encoded(grey.T.copy(), "PNG"),
        "mask-one-column-more-25x16.png": lambda: encoded(picture(HEIGHT, WIDTH + 1), "PNG"),
        "mask-everything.png": lambda: encoded(np.full((HEIGHT, WIDTH), 255, np.uint8), "PNG"),
    }
    special: dict[str, Maker] = {"mask-missing.png": _nothing, "mask-a-folder.png": _folder}
    return {name: _plain(make) for name, make in makers.items()} | special


def cmyk_profile_jpeg() -> bytes:
    """A CMYK JPEG that carries a profile for something else, which cannot be used."""
    rgb = Image.fromarray(picture(HEIGHT, WIDTH, 3))
    profile = srgb_profile()
    return encoded(rgb.convert("CMYK"), "JPEG", icc_profile=profile)


def _part(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def _pixels_cut(data: bytes) -> bytes:
    """A TIFF whose directory comes first, without the second half of its pixels."""
    return data[: len(data) * 3 // 5]


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _scrambled(data: bytes) -> bytes:
    """The same length, the second half of what is compressed overwritten."""
    return data[: len(data) * 2 // 3] + b"\xaa" * (len(data) - len(data) * 2 // 3)


def _no_width(bmp: bytes) -> bytes:
    return bmp[:18] + struct.pack("<i", 0) + bmp[22:]


def _huge_bmp(bmp: bytes) -> bytes:
    return bmp[:18] + struct.pack("<ii", 60_000, 60_000) + bmp[26:]


def _huge_tiff() -> bytes:
    tags = ((256, 200_000), (257, 200_000), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 200_000))
    table = struct.pack("<H", len(tags) + 1)
    for tag, value in (*tags, (279, 100)):
        table += struct.pack("<HHII", tag, 4, 1, value)
    return b"II*\0" + struct.pack("<I", 108) + bytes(100) + table + bytes(4)


def _interlaced_16_bit() -> bytes:
    """Adam7 with one pixel wide passes, as a picture of 1 x 1 has but one: here 24 x 16, all passes."""
    deep = picture(HEIGHT, WIDTH, 3, dtype=np.uint16).astype(">u2")
    rows = b""
    for x, y, dx, dy in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        for row in deep[y::dy, x::dx]:
            rows += b"\0" + row.tobytes()
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 1)
    chunks = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", zlib.compress(rows)), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _folder(path: Path) -> None:
    path.mkdir(exist_ok=True)


def _dead_link(path: Path) -> bytes | None:
    try:
        path.symlink_to(path.with_name("nowhere.png"))
    except (OSError, NotImplementedError):  # Windows without the right to: a missing file does as well
        return None
    return None


def _nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


def _pipe(path: Path) -> None:
    os.mkfifo(path)
