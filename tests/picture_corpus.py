"""Odd and malicious PNG, BMP, JPEG 2000 and WebP files, icons and drawings for the corpus.

Each is made by code and smaller than a megabyte.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

import imagecodecs
import numpy as np
from PIL import Image

from tests.corpus import HEIGHT, WIDTH, encoded, picture, png_chunk, png_file
from tests.hostile import zeros
from tests.picture_files import (
    bmp,
    bmp_rows,
    icns,
    ico,
    jp2,
    jp2_box,
    jp2_header,
    jp2_stream,
    large_png,
    packed_rows,
    raw_profile,
)

Maker = Callable[[], bytes]

RGB = picture(HEIGHT, WIDTH, 3)
DEEP = picture(HEIGHT, WIDTH, 3, dtype=np.uint16)
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 24 16\n%%EndComments\nshowpage\n%%EOF\n"


def with_chunks(*chunks: bytes) -> bytes:
    """A sound PNG of 24 x 16 px with these chunks before its pixels."""
    return png_file(WIDTH, HEIGHT, 8, 2, b"".join(b"\0" + row.tobytes() for row in RGB), *chunks)


def opening() -> dict[str, Maker]:
    """Files that open: 24 x 16 px unless their name says otherwise; of 16 bit if their name says so."""
    turned = Image.Exif()
    turned[0x0112] = 6
    words = np.random.default_rng(0).integers(0, 1 << 12, (HEIGHT, WIDTH), dtype=np.int64)
    values = (np.arange(HEIGHT * WIDTH) % 16).reshape(HEIGHT, WIDTH)
    colours = picture(1, 8, 3)[0].repeat(2, axis=0)
    palette = jp2_box(b"pclr", struct.pack(">HB", 16, 3), b"\7\7\7", colours.tobytes())
    mapping = jp2_box(b"cmap", *(struct.pack(">HBB", 0, 1, column) for column in range(3)))
    srgb = jp2_box(b"colr", b"\1\0\0" + struct.pack(">I", 16))
    return {
        "grey4-key.png": lambda: png_file(
            WIDTH, HEIGHT, 4, 0, packed_rows(values, 4), png_chunk(b"tRNS", b"\0\5")
        ),
        "profile-exif-16x24.png": lambda: with_chunks(raw_profile("exif", turned.tobytes())),
        "broken-xmp.png": lambda: with_chunks(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0nothing")),
        "fields444.bmp": lambda: bmp(
            bmp_rows(words, 16), 16, 3, size=(WIDTH, HEIGHT), fields=(0xF00, 0xF0, 0xF)
        ),
        "fields101010-16.bmp": lambda: bmp(
            bmp_rows(words, 32), 32, 3, size=(WIDTH, HEIGHT), fields=(0x3FF00000, 0xFFC00, 0x3FF)
        ),
        "palette.jp2": lambda: jp2(
            jp2_stream(values.astype(np.uint8)), jp2_header(1), srgb, palette, mapping
        ),
        "deep-16.jp2": lambda: jp2_stream(DEEP),
        "deep-16.jxl": lambda: bytes(imagecodecs.jpegxl_encode(DEEP, lossless=True)),
        "rgb.avif": lambda: encoded(RGB, "AVIF"),
        "frames.webp": lambda: encoded(
            Image.fromarray(RGB), "WEBP", save_all=True, append_images=[Image.fromarray(255 - RGB)]
        ),
        "icon.ico": lambda: ico(encoded(RGB, "PNG")),
        "icon.icns": lambda: icns((b"ic07", encoded(RGB, "PNG"))),
    }


def refused() -> dict[str, Maker]:
    """Files that are refused in one line."""
    return {
        "drawing.eps": lambda: EPS,
        "drawing.png": lambda: EPS,
        "drawing.svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "half.jp2": lambda: encoded(RGB, "JPEG2000")[:200],
        "half.jxl": lambda: bytes(imagecodecs.jpegxl_encode(RGB, lossless=True))[:200],
        "half.avif": lambda: encoded(RGB, "AVIF")[:-20],
        "half.ico": lambda: ico(encoded(RGB, "PNG"))[:-20],
        "head-alone.heic": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "no-fields.bmp": lambda: bmp(bytes(2000), 32, 3, size=(WIDTH, HEIGHT), fields=(0, 0, 0)),
        "no-kind.bmp": lambda: bmp(bytes(2000), 5, size=(WIDTH, HEIGHT)),
    }


def hostile() -> dict[str, Maker]:
    """Small files that claim or hold enormous things, and are refused before those are unpacked."""
    claims = bytearray(jp2_stream(RGB))
    claims[8:16] = struct.pack(">II", 15_000, 15_000)
    return {
        "icon-900-megapixels.ico": lambda: ico(large_png(30_000)),
        "icon-900-megapixels.icns": lambda: icns((b"ic10", large_png(30_000))),
        "claims.jp2": lambda: bytes(claims),
        "claims.jxl": lambda: b"\xff\x0a" + (3 << 1 | ((1 << 30) - 1) << 3 | 1 << 33).to_bytes(16, "little"),
        "claims.webp": lambda: _claims_webp(),
        "claims.bmp": lambda: bmp(b"\0\2\0\1" * 9000, 8, 1, size=(60_000, 6_000)),
        "claims.gif": lambda: (
            b"GIF89a\xff\xff\xff\xff\x80\0\0" + bytes(6) + b",\0\0\0\0\xff\xff\xff\xff\0\2\2D\1\0;"
        ),
        "claims.ppm": lambda: b"P6 20000 20000 255\n" + bytes(1000),
        "claims.tga": lambda: (
            b"\0\0\x0a" + bytes(9) + struct.pack("<HH", 60_000, 60_000) + b"\x18\0" + bytes(1000)
        ),
        "claims.psd": lambda: (
            b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3) + bytes(900)
        ),
    }


def hostile_but_sound() -> dict[str, Maker]:
    """Small files of 24 x 16 px with enormous things around them: they open without those."""
    packed = zeros(900 << 20)
    idat = with_chunks()
    at = idat.index(b"IDAT") - 4
    return {
        "xmp-bomb.png": lambda: with_chunks(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + packed)),
        "profile-bomb.png": lambda: with_chunks(png_chunk(b"iCCP", b"name\0\0" + packed)),
        "exif-bomb.png": lambda: with_chunks(png_chunk(b"zTXt", b"Raw profile type exif\0\0" + packed)),
        "text-bomb.png": lambda: with_chunks(png_chunk(b"zTXt", b"Comment\0\0" + packed)),
        "pixels-bomb.png": lambda: idat[:at] + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b""),
        "many-chunks.png": lambda: with_chunks(png_chunk(b"tEXt", b"a\0b") * 60_000),
    }


def _claims_webp() -> bytes:
    """A lossless file of 16,383 px on each side with nothing behind it."""
    head = b"\x2f" + ((16382) | 16382 << 14).to_bytes(4, "little") + bytes(20)
    body = b"WEBPVP8L" + struct.pack("<I", len(head)) + head
    return b"RIFF" + struct.pack("<I", len(body)) + body
