"""All kinds of Windows and OS/2 BMP: palettes, bit fields of any width, run lengths, profiles.

Format: Microsoft's documentation of BITMAPFILEHEADER to BITMAPV5HEADER, IBM's of BITMAPINFOHEADER2.
Pillow knows only a few of the bit fields, and neither it nor OpenCV reads the profile.
"""

from __future__ import annotations

import io
import os
import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np

from ...arrays import AnyArray, Bytes, Pixels
from ...errors import Note
from ..decoded import Damaged, Decoded, Unsuited, left_out, require_pixels
from ..jpeg import read as jpeg_read
from ..png import read as png_read
from .runs import decoded_runs

_RGB, _RLE8, _RLE4, _FIELDS, _JPEG, _PNG, _ALPHA_FIELDS = range(7)
_OS2_HUFFMAN, _OS2_RLE24 = 3, 4
_CORE, _INFO, _V3, _V4, _V5 = 12, 40, 56, 108, 124
_OS2_SIZES = (12, 64)
_EMBEDDED, _LINKED = b"DEBM", b"KNIL"
_DEPTHS = {
    _RGB: (1, 2, 4, 8, 16, 24, 32),
    _RLE8: (8,),
    _RLE4: (4,),
    _FIELDS: (16, 32),
    _ALPHA_FIELDS: (16, 32),
}
_USUAL_FIELDS = {16: (0x7C00, 0x3E0, 0x1F, 0), 32: (0xFF0000, 0xFF00, 0xFF, 0)}
_HUFFMAN = "Huffman of OS/2"
_FILE_HEADER = 14
_BAND_ROWS = 256


@dataclass(frozen=True)
class BmpHeader:
    """The header data; `fields` are the bit masks of red, green, blue and alpha in a pixel."""

    size: int
    width: int
    height: int
    bits: int
    packing: int
    top_down: bool = False
    colours: int = 0
    dpi: tuple[float, float] | None = None
    fields: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def is_os2(self) -> bool:
        """Whether it is an OS/2 header, in which some packing numbers have a different meaning."""
        return self.size in _OS2_SIZES or 16 <= self.size < _INFO


def read(file: BinaryIO, most: int) -> Decoded:
    """A BMP file. Raises `Damaged`, `Unsuited` or `TooLarge`."""
    file.seek(0)
    start = struct.unpack("<10xI", _exactly(file, _FILE_HEADER))[0]
    return _read(file, most, _FILE_HEADER, start)


def read_bare(file: BinaryIO, most: int) -> Decoded:
    """A DIB, as clipboards and some programs store it: a BMP without the first of its two headers.

    Raises `Damaged`, `Unsuited` or `TooLarge`.
    """
    return _read(file, most, 0, 0)


def _read(file: BinaryIO, most: int, header_at: int, start: int) -> Decoded:
    """A picture whose header begins at `header_at` and pixels at `start` (0: after header and palette)."""
    end = file.seek(0, os.SEEK_END)
    file.seek(header_at)
    header = header_of(file)
    require_pixels(header.width, header.height, most)
    palette = _palette(file, header, start)
    file.seek(start if file.tell() <= start < end else file.tell())
    if header.packing in (_JPEG, _PNG) and not header.is_os2:
        inner = io.BytesIO(file.read())
        return png_read.read(inner, most) if header.packing == _PNG else jpeg_read.read(inner, most)
    pixels, alpha = _pixels(file, header, palette)
    if not header.top_down:
        pixels, alpha = pixels[::-1], None if alpha is None else alpha[::-1]
    icc, notes = _profile(file, header, header_at)
    return Decoded(pixels, alpha, icc=icc, dpi=header.dpi, name="BMP", notes=notes)


def header_of(file: BinaryIO) -> BmpHeader:
    """Read the header at the present position of the file, with its bit fields.

    Raises `Damaged` or `Unsuited`.
    """
    size = struct.unpack("<I", _exactly(file, 4))[0]
    if not (size == _CORE or 16 <= size <= 1024):
        raise Damaged("header-invalid")
    body = _exactly(file, size - 4)
    if size == _CORE:
        width, height, _, bits = struct.unpack("<HHHH", body)
        return _checked(BmpHeader(size, width, height, bits, _RGB))
    # OS/2 allows the end of the header to be omitted
    body = body.ljust(_INFO - 4, b"\0")
    width, height, _, bits, packing, _, x, y, colours = struct.unpack_from("<iiHHIIiiI", body)
    header = BmpHeader(
        size,
        width,
        abs(height),
        bits,
        packing,
        top_down=height < 0,
        colours=colours,
        dpi=(round(x * 0.0254, 2), round(y * 0.0254, 2)) if x > 0 and y > 0 else None,
    )
    _checked(header)
    return _with_fields(file, header, body)


def _checked(header: BmpHeader) -> BmpHeader:
    if header.width < 1 or header.height < 1:
        raise Damaged("no-pixels")
    if header.is_os2 and header.packing in (_OS2_HUFFMAN, _OS2_RLE24):
        if header.packing == _OS2_RLE24 and header.bits == 24:
            return header
        raise Unsuited("unsuited-compression", name=_HUFFMAN)
    if header.packing in (_JPEG, _PNG):
        return header
    if (header.packing == _RGB and header.bits == 64) or header.packing in (11, 12, 13):
        kind = "64 bit" if header.bits == 64 else "CMYK"
        raise Unsuited("unsuited-bmp", kind=kind)
    if header.bits not in _DEPTHS.get(header.packing, ()):
        raise Damaged("header-invalid")
    return header


def _with_fields(file: BinaryIO, header: BmpHeader, body: bytes) -> BmpHeader:
    """The header with its bit fields, which are inside a long header and after a short one."""
    fields = _USUAL_FIELDS.get(header.bits, (0, 0, 0, 0))
    if header.packing in (_FIELDS, _ALPHA_FIELDS) and not header.is_os2:
        if header.size >= 52:
            count = 4 if header.size >= _V3 else 3
            given = struct.unpack_from(f"<{count}I", body, _INFO - 4)
        else:
            count = 4 if header.packing == _ALPHA_FIELDS else 3
            given = struct.unpack(f"<{count}I", _exactly(file, 4 * count))
        fields = (*given[:3], given[3] if count == 4 else 0)
        if any(field >> header.bits or not _is_run(field) for field in fields) or not any(fields[:3]):
            raise Damaged("header-invalid")
    return replace(header, fields=fields)


def _is_run(field: int) -> bool:
    """Whether its bits are contiguous (or none)."""
    return field == 0 or (field // (field & -field) + 1) & (field // (field & -field)) == 0


def _palette(file: BinaryIO, header: BmpHeader, start: int) -> Bytes:
    """The colours (N, 3), RGB; missing ones are black."""
    if header.bits > 8 or header.packing in (_JPEG, _PNG):
        return np.zeros((0, 3), np.uint8)
    most = 1 << header.bits
    each = 3 if header.size == _CORE else 4
    at = file.tell()
    count = header.colours or most
    if header.colours == 0 and start > at:
        count = min(count, (start - at) // each)  # some programs omit unused colours
    if count > 1 << 16:
        raise Damaged("header-invalid")
    stored = np.frombuffer(file.read(each * count), np.uint8)
    stored = stored[: len(stored) // each * each].reshape(-1, each)[:most, 2::-1]
    palette = np.zeros((most, 3), np.uint8)
    palette[: len(stored)] = stored
    return palette


def _pixels(file: BinaryIO, header: BmpHeader, palette: Bytes) -> tuple[Pixels, Pixels | None]:
    """Pixels and alpha, with the rows in the order of the file."""
    if header.packing in (_RLE8, _RLE4):
        return _coloured(decoded_runs(file.read(), header.width, header.height, header.bits), palette), None
    if header.packing == _OS2_RLE24 and header.is_os2:
        return decoded_runs(file.read(), header.width, header.height, header.bits)[..., ::-1], None
    rows = _rows(file, header)
    if header.bits <= 8:
        return _coloured(_indices(rows, header), palette), None
    if header.bits == 24:
        return rows[:, : 3 * header.width].reshape(header.height, header.width, 3)[..., ::-1], None
    words = rows[:, : header.bits // 8 * header.width].view(f"<u{header.bits // 8}")
    return _by_fields(words, header.fields)


def _rows(file: BinaryIO, header: BmpHeader) -> Bytes:
    """The stored rows (H, bytes), each padded to a multiple of four bytes."""
    used = (header.width * header.bits + 7) // 8
    length = -(-used // 4) * 4
    data = file.read(length * header.height)
    missing = length * header.height - len(data)
    if missing > length - used:  # the padding of the last row may be missing
        raise Damaged("ends-early")
    return np.frombuffer(data + bytes(missing), np.uint8).reshape(header.height, length)


def _indices(rows: Bytes, header: BmpHeader) -> Bytes:
    """Palette indices (H, W) from rows of 1 to 8 bits per pixel."""
    if header.bits == 8:
        return rows[:, : header.width]
    each = 8 // header.bits
    shifts = np.arange(8 - header.bits, -1, -header.bits, dtype=np.uint8)
    spread = (rows[..., None] >> shifts) & np.uint8((1 << header.bits) - 1)
    return spread.reshape(len(rows), rows.shape[1] * each)[:, : header.width]


def _coloured(indices: Bytes, palette: Bytes) -> Bytes:
    """Grey (H, W, 1) if all colours are grey, else RGB (H, W, 3)."""
    is_grey = bool((palette == palette[:, :1]).all())
    colours = np.ascontiguousarray(palette[:, :1] if is_grey else palette)
    pixels = np.empty((*indices.shape, colours.shape[1]), np.uint8)
    for start in range(0, len(indices), _BAND_ROWS):  # `take` needs eight bytes per index
        np.take(colours, indices[start : start + _BAND_ROWS], axis=0, out=pixels[start : start + _BAND_ROWS])
    return pixels


def _by_fields(words: AnyArray, fields: tuple[int, int, int, int]) -> tuple[Pixels, Pixels | None]:
    """RGB and alpha from the bits of each pixel: 16 bit if any field has more than 8."""
    dtype = np.uint16 if max(field.bit_count() for field in fields) > 8 else np.uint8
    top = int(np.iinfo(dtype).max)
    planes = np.zeros((*words.shape, 4 if fields[3] else 3), dtype)
    for channel, field in enumerate(fields[: planes.shape[2]]):
        if not field:
            continue
        shift = (field & -field).bit_length() - 1
        most = field >> shift
        for start in range(0, len(words), _BAND_ROWS):
            values = (words[start : start + _BAND_ROWS] & field) >> shift
            # integer arithmetic; adding half of `most` rounds
            scaled = (values.astype(np.uint64) * top + most // 2) // most
            planes[start : start + _BAND_ROWS, :, channel] = scaled
    alpha = planes[..., 3] if fields[3] else None
    # many programs write zeros there without meaning transparency
    return planes[..., :3], alpha if alpha is not None and alpha.any() else None


def _profile(file: BinaryIO, header: BmpHeader, header_at: int) -> tuple[bytes | None, tuple[str, ...]]:
    """The colour profile in the file, or None, and a note if it cannot be used."""
    if header.size < _V5:
        return None, ()
    file.seek(header_at + 56)
    kind = file.read(4)
    if kind == _LINKED:
        return None, (Note("profile-elsewhere"),)
    if kind != _EMBEDDED:
        return None, ()
    file.seek(header_at + 112)
    at, length = struct.unpack("<II", _exactly(file, 8))
    end = file.seek(0, os.SEEK_END)
    if not 0 < length <= end - header_at - at:
        return None, (left_out(Note("colour-profile")),)
    file.seek(header_at + at)
    return file.read(length), ()


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise Damaged("ends-early")
    return data
