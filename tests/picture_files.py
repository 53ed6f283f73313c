"""Bytes of picture files in kinds that no library writes."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import imagecodecs
import numpy as np

from tests.corpus import png_chunk, png_file
from tests.hostile import zeros


def bmp(
    data: bytes,
    bits: int,
    packing: int = 0,
    *,
    size: tuple[int, int] = (7, 5),
    header: int = 40,
    palette: bytes = b"",
    colours: int = 0,
    fields: tuple[int, ...] = (),
    gap: int = 0,
    profile: bytes = b"",
    profile_kind: bytes = b"DEBM",
) -> bytes:
    """A BMP file; `fields` are written into a long header, or behind a short one."""
    width, height = size
    if header == 12:
        body = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        body = struct.pack(
            "<IiiHHIIiiII", header, width, height, 1, bits, packing, len(data), 3780, 3780, colours, 0
        )
        body = body[:header] + struct.pack(f"<{len(fields)}I", *fields)
        body = body.ljust(header, b"\0")
    if profile:
        at = header + len(palette) + gap + len(data)
        body = body[:56] + profile_kind + body[60:112] + struct.pack("<II", at, len(profile)) + body[120:]
    start = 14 + len(body) + len(palette) + gap
    whole = body + palette + bytes(gap) + data + profile
    return b"BM" + struct.pack("<IHHI", 14 + len(whole), 0, 0, start) + whole


def bmp_rows(values: np.ndarray, bits: int) -> bytes:
    """Numbers (H, W) as rows from the lowest up, each filled up to four bytes."""
    made = b""
    for row in values[::-1]:
        if bits >= 8:
            line = b"".join(int(value).to_bytes(bits // 8, "little") for value in row)
        else:
            digits = "".join(format(int(value), f"0{bits}b") for value in row)
            digits += "0" * (-len(digits) % 8)
            line = int(digits, 2).to_bytes(len(digits) // 8, "big")
        made += line + bytes(-len(line) % 4)
    return made


def jp2_box(name: bytes, *contents: bytes) -> bytes:
    data = b"".join(contents)
    return struct.pack(">I4s", 8 + len(data), name) + data


def jp2(stream: bytes, *header: bytes, more: bytes = b"") -> bytes:
    """A file of a code stream, with these boxes in its header."""
    first = jp2_box(b"jP  ", b"\r\n\x87\n") + jp2_box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return first + jp2_box(b"jp2h", *header) + more + jp2_box(b"jp2c", stream)


def jp2_stream(array: np.ndarray, **options: Any) -> bytes:
    """A code stream without loss."""
    return bytes(imagecodecs.jpeg2k_encode(array, level=0, reversible=True, codecformat="j2k", **options))


def jp2_header(samples: int, bits: int = 8) -> bytes:
    return jp2_box(b"ihdr", struct.pack(">IIHBBBB", 16, 24, samples, bits - 1, 7, 0, 0))


def large_png(side: int) -> bytes:
    """A small file that holds a large black picture."""
    data = png_file(side, side, 8, 0, b"")
    empty = data.index(b"IDAT") - 4
    packed = zeros(side * (side + 1))
    return data[:empty] + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")


def ico(*pictures: bytes, kind: int = 1) -> bytes:
    """An icon of these PNG files (or of BMP files without their file headers)."""
    at = 6 + 16 * len(pictures)
    table = b""
    for data in pictures:
        table += struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(data), at)
        at += len(data)
    return struct.pack("<HHH", 0, kind, len(pictures)) + table + b"".join(pictures)


def icns(*parts: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack(">I", 8 + len(data)) + data for name, data in parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def packed_rows(values: np.ndarray, bits: int) -> bytes:
    """Grey or palette values (H, W) in `bits` each, every row behind its filter type 0."""
    rows = b""
    for row in values:
        if bits == 16:
            rows += b"\0" + row.astype(">u2").tobytes()
            continue
        digits = "".join(format(int(value), f"0{bits}b") for value in row)
        digits += "0" * (-len(digits) % 8)
        rows += b"\0" + int(digits, 2).to_bytes(len(digits) // 8, "big")
    return rows


def raw_profile(kind: str, block: bytes, chunk: bytes = b"zTXt") -> bytes:
    """A text as ImageMagick writes it, in a chunk of one of the three kinds."""
    digits = block.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    text = f"\n{kind}\n{len(block):8d}\n{lines}\n".encode()
    keyword = f"Raw profile type {kind}".encode() + b"\0"
    bodies = {
        b"tEXt": keyword + text,
        b"zTXt": keyword + b"\0" + zlib.compress(text),
        b"iTXt": keyword + b"\1\0\0\0" + zlib.compress(text),
    }
    return png_chunk(chunk, bodies[chunk])
