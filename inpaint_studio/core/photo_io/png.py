"""PNG: the chunks of a file, 16-bit pixels read, and a fast writer for 8 and 16 bit.

Pillow reads RGB of 16 bit as 8 bit and makes up rows that are missing, so the rows are unpacked and
checked here and OpenCV makes pixels of them. For writing, every row is
filtered with "average" and deflated with run lengths and Huffman codes alone: on photos that is both
smaller and several times faster than the usual level 6 (see ADR 6), and bands of rows are
deflated side by side. The bytes do not depend on the number of threads.

Format: PNG (W3C, third edition).
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import cv2
import numpy as np

from ..threads import thread_count
from .decoded import Damaged, Decoded, require_pixels
from .quiet import quiet

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT_CHUNKS = (b"cHRM", b"gAMA", b"sRGB", b"cICP", b"tEXt", b"zTXt", b"iTXt")
"""Chunks that are written again as they came, when a PNG is saved as PNG."""

_PALETTE = 3
_SAMPLES = {0: 1, 2: 3, _PALETTE: 1, 4: 2, 6: 4}
_DEPTHS = {(0, 1), (0, 2), (0, 4), (_PALETTE, 1), (_PALETTE, 2), (_PALETTE, 4), (_PALETTE, 8)}
_DEPTHS |= {(kind, bits) for kind in (0, 2, 4, 6) for bits in (8, 16)}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_XMP = b"XML:com.adobe.xmp\0"
_BAND_BYTES = 1 << 20
_LEVEL, _MEMORY = 1, 9
_ADLER = 65521


Chunks = list[tuple[bytes, bytes]]


def chunks_of(file: BinaryIO) -> Chunks:
    """All chunks of a PNG file in order, their checksums checked. Raises `Damaged`."""
    if file.read(8) != SIGNATURE:
        raise Damaged("it does not begin like a PNG")
    found: Chunks = []
    while True:
        head = file.read(8)
        if len(head) < 8:
            raise Damaged("it ends too early")
        length, name = struct.unpack(">I4s", head)
        data = file.read(length)
        check = file.read(4)
        if len(data) < length or len(check) < 4:
            raise Damaged("it ends too early")
        if zlib.crc32(data, zlib.crc32(name)) != struct.unpack(">I", check)[0]:
            raise Damaged("a checksum in it is wrong")
        if not found and (name != b"IHDR" or length != 13):
            raise Damaged("its header is missing")
        found.append((name, data))
        if name == b"IEND":
            return found


def header_of(chunks: Chunks) -> tuple[int, int, int, int]:
    """Width, height, bits per channel and colour type."""
    return struct.unpack(">IIBB", chunks[0][1][:10])


def is_animated(chunks: Chunks) -> bool:
    """Whether the file holds more than one picture (APNG)."""
    return any(name == b"acTL" for name, _ in chunks)


def xmp_of(chunks: Chunks) -> bytes | None:
    """The XMP packet, or None."""
    for name, data in chunks:
        if name == b"iTXt" and data.startswith(_XMP):
            compressed = data[len(_XMP) : len(_XMP) + 1] == b"\1"
            # after the flag and the method: language and translated keyword, each ended by a null
            text = data[len(_XMP) + 2 :].split(b"\0", 2)[-1]
            return zlib.decompress(text) if compressed else text
    return None


def kept_chunks(chunks: Chunks) -> tuple[tuple[bytes, bytes], ...]:
    """What to write again when this file is saved as PNG: colour information and texts other than XMP."""
    return tuple(each for each in chunks if each[0] in KEPT_CHUNKS and not each[1].startswith(_XMP))


def icc_of(chunks: Chunks) -> bytes | None:
    """The colour profile, or None if there is none or it cannot be unpacked."""
    data = dict(chunks).get(b"iCCP", b"")
    try:
        return zlib.decompress(data[data.index(b"\0") + 2 :]) if data else None
    except (ValueError, zlib.error):
        return None


def dpi_of(chunks: Chunks) -> tuple[float, float] | None:
    """Pixels per inch, or None if the file gives only a ratio."""
    data = dict(chunks).get(b"pHYs", b"")
    if len(data) != 9 or data[8] != 1:
        return None
    x, y = struct.unpack(">II", data[:8])
    return round(x * 0.0254, 2), round(y * 0.0254, 2)


def is_for_pillow(chunks: Chunks) -> bool:
    """Whether it has a palette or less than 8 bits."""
    _, _, bits, kind = header_of(chunks)
    return kind == _PALETTE or bits < 8


def require_complete(chunks: Chunks, most: int) -> None:
    """Raise `Damaged` or `TooLarge` now, where Pillow would make up the rows that are missing."""
    width, height, _, _ = header_of(chunks)
    require_pixels(width, height, most)
    _rows(chunks)


def read(chunks: Chunks, most: int) -> Decoded:
    """The pixels and alpha of a PNG of 8 or 16 bit without palette. Raises `Damaged` or `TooLarge`."""
    width, height, bits, kind = header_of(chunks)
    require_pixels(width, height, most)
    with quiet():
        array = cv2.imdecode(np.frombuffer(_repacked(chunks), np.uint8), cv2.IMREAD_UNCHANGED)
    if array is None or array.shape[:2] != (height, width) or 8 * array.itemsize != bits:
        raise Damaged("its pixels cannot be unpacked")
    grey, own_alpha = kind in (0, 4), kind in (4, 6)
    plane = array if array.ndim == 3 else array[..., None]
    if grey:
        pixels = np.ascontiguousarray(plane[..., :1])
    else:
        pixels = cv2.cvtColor(np.ascontiguousarray(plane[..., :3]), cv2.COLOR_BGR2RGB)
    alpha = np.ascontiguousarray(plane[..., 3]) if own_alpha else _keyed(pixels, dict(chunks).get(b"tRNS"))
    return Decoded(pixels, alpha)


def _repacked(chunks: Chunks) -> bytes:
    """The same picture as a PNG of three chunks, its rows unpacked and checked.

    OpenCV returns half a picture for rows that are missing and prints what it finds odd, so it gets
    only what is sound; unpacking stored rows costs it next to nothing.
    """
    rows = _rows(chunks)
    file = io.BytesIO()
    file.write(SIGNATURE)
    _chunk(file, b"IHDR", chunks[0][1])
    _chunk(file, b"IDAT", zlib.compress(rows, 0))
    _chunk(file, b"IEND", b"")
    return file.getvalue()


def _rows(chunks: Chunks) -> bytes:
    """All rows, unpacked but still filtered. Raises `Damaged` when there are too few."""
    lengths = _row_lengths(chunks[0][1])
    expected = sum(count * length for count, length in lengths)
    try:
        rows = zlib.decompressobj().decompress(
            b"".join(data for name, data in chunks if name == b"IDAT"), expected
        )
    except zlib.error:
        raise Damaged("its pixels cannot be unpacked") from None
    if len(rows) < expected:
        raise Damaged("some of its pixels are missing")
    start = 0
    for count, length in lengths:
        filters = np.frombuffer(rows, np.uint8, count * length, start)[::length]
        start += count * length
        if (filters > 4).any():
            raise Damaged("its pixels cannot be unpacked")
    return rows


def _row_lengths(header: bytes) -> list[tuple[int, int]]:
    """How many rows of how many bytes there are (the filter's included), for each pass of Adam7."""
    width, height, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if (kind, bits) not in _DEPTHS:
        raise Damaged("its header makes no sense")
    pixel_bits = _SAMPLES[kind] * bits
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    sizes = [(-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in passes]
    return [
        (rows, 1 + (columns * pixel_bits + 7) // 8) for columns, rows in sizes if columns > 0 and rows > 0
    ]


def _keyed(pixels: np.ndarray, key: bytes | None) -> np.ndarray | None:
    """Alpha of a picture in which one colour means transparent."""
    channels = pixels.shape[2]
    if key is None or len(key) != 2 * channels:
        return None
    colour = np.frombuffer(key, ">u2").astype(np.uint16)
    opaque = np.iinfo(pixels.dtype).max
    return np.where((pixels == colour).all(axis=2), 0, opaque).astype(pixels.dtype)


def write(
    file: BinaryIO,
    pixels: np.ndarray,
    alpha: np.ndarray | None,
    *,
    icc: bytes | None = None,
    exif: bytes | None = None,
    xmp: bytes | None = None,
    dpi: tuple[float, float] | None = None,
    kept: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """Write a PNG: `pixels` (H, W, 1|3) uint8 or uint16, `alpha` (H, W) of that dtype or None."""
    height, width, channels = pixels.shape
    colour_type = (2 if channels == 3 else 0) + (4 if alpha is not None else 0)
    file.write(SIGNATURE)
    _chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 8 * pixels.itemsize, colour_type, 0, 0, 0))
    kept = list(kept)
    for name, data in kept:
        if name in KEPT_CHUNKS[:4] and not (icc and name == b"sRGB"):  # colour comes before the pixels
            _chunk(file, name, data)
    if icc:
        _chunk(file, b"iCCP", b"ICC profile\0\0" + zlib.compress(icc))
    if dpi and all(0 < value < 1e7 for value in dpi):
        _chunk(file, b"pHYs", struct.pack(">IIB", *(round(value / 0.0254) for value in dpi), 1))
    if exif:
        _chunk(file, b"eXIf", exif)
    if xmp:
        _chunk(file, b"iTXt", _XMP + b"\0\0\0\0" + xmp)
    for name, data in kept:
        if name in KEPT_CHUNKS[4:]:
            _chunk(file, name, data)
    for data in _deflated(pixels, alpha):
        _chunk(file, b"IDAT", data)
    _chunk(file, b"IEND", b"")


def _chunk(file: BinaryIO, name: bytes, data: bytes) -> None:
    file.write(struct.pack(">I", len(data)) + name)
    file.write(data)
    file.write(struct.pack(">I", zlib.crc32(data, zlib.crc32(name))))


def _deflated(pixels: np.ndarray, alpha: np.ndarray | None) -> Iterator[bytes]:
    """The zlib stream of the filtered rows, in pieces."""
    height, width, channels = pixels.shape
    step = (channels + (alpha is not None)) * pixels.itemsize
    rows = max(1, _BAND_BYTES // (width * step))
    starts = range(0, height, rows)

    def band(start: int) -> tuple[bytes, int, int]:
        filtered = _filtered(pixels, alpha, start, min(start + rows, height), step).data
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, _MEMORY, zlib.Z_RLE)
        last = start + rows >= height
        # each band stands alone and ends on a whole byte, so that they can simply be joined
        packed = packer.compress(filtered) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
        return packed, zlib.adler32(filtered), filtered.nbytes

    checksum, head = 1, b"\x78\x01"
    with ThreadPoolExecutor(min(thread_count(), len(starts))) as pool:
        for packed, own, length in pool.map(band, starts):
            checksum = _joined_adler(checksum, own, length)
            yield head + packed
            head = b""
    yield struct.pack(">I", checksum)


def _filtered(pixels: np.ndarray, alpha: np.ndarray | None, start: int, end: int, step: int) -> np.ndarray:
    """Rows `start` to `end`, each as filter type 3 and the difference to the mean of left and above."""
    raw = _raw_rows(pixels, alpha, max(start - 1, 0), end)
    if start == 0:
        raw = np.vstack([np.zeros_like(raw[:1]), raw])
    now, above = raw[1:], raw[:-1]
    left = np.zeros_like(now)
    left[:, step:] = now[:, :-step]
    filtered = np.empty((len(now), now.shape[1] + 1), np.uint8)
    filtered[:, 0] = 3
    # (a & b) + ((a ^ b) >> 1) is the mean, rounded down, without leaving 8 bit
    np.subtract(now, (left & above) + ((left ^ above) >> 1), out=filtered[:, 1:])
    return filtered


def _raw_rows(pixels: np.ndarray, alpha: np.ndarray | None, start: int, end: int) -> np.ndarray:
    """The bytes of some rows as PNG stores them: channels interleaved, high byte first."""
    rows = pixels[start:end]
    if alpha is not None:
        rows = np.concatenate([rows, alpha[start:end, :, None]], axis=2)
    stored = np.ascontiguousarray(rows, ">u2" if rows.dtype == np.uint16 else np.uint8)
    return stored.view(np.uint8).reshape(end - start, -1)


def _joined_adler(first: int, second: int, length: int) -> int:
    """The Adler-32 of two pieces from those of each, `length` being that of the second."""
    a1, b1, a2, b2 = first & 0xFFFF, first >> 16, second & 0xFFFF, second >> 16
    a = (a1 + a2 - 1) % _ADLER
    b = (b1 + b2 + (a1 - 1) * (length % _ADLER)) % _ADLER
    return b << 16 | a
