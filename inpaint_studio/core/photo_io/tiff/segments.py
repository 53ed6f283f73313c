"""Decodes the strips and tiles of a TIFF page one by one, with limits from the size of the picture.

tifffile locates them and decodes those that are embedded pictures (JPEG, WebP …), once their headers agree
with the page. For byte streams imagecodecs gets the number of bytes that a segment can have, which
`TiffPage.asarray` doesn't pass for all of them.
"""

from __future__ import annotations

import io
import itertools
import math
import struct
import threading
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, BinaryIO

import imagecodecs
import numpy as np
import tifffile

from ...arrays import AnyArray
from ...threads import thread_count
from .. import webp
from ..decoded import Damaged, Unsuited
from ..jpeg import segments as jpeg_segments
from ..metadata.ifd import Layout, read_ifd

NONE, LZW = 1, 5
_DEFLATE = (8, 32946, 50013)
_PACKBITS, _LZMA = 32773, 34925
_ZSTD = (34926, 50000)
FAX = (2, 3, 4)
"""Decoded by libtiff: the decoder of imagecodecs silently stops at codes that libtiff can handle."""
_JPEG = (7, 34892, 33007)
_JPEG_2000 = (33004, 33005, 34712)
_WEBP = (34927, 50001)
_PNG = 34933
_XR_AT, _XR_LENGTH = 0xBCC0, 0xBCC1
_BY_ITSELF: dict[int, Callable[..., Any]] = {
    22610: imagecodecs.jpegxr_decode,
    34934: imagecodecs.jpegxr_decode,
    34887: imagecodecs.lerc_decode,
    50002: imagecodecs.jpegxl_decode,
    52546: imagecodecs.jpegxl_decode,
}
"""Decoders that check the size in a segment against the output array before decoding."""
_PICTURES = (*_JPEG, *_JPEG_2000, *_WEBP, _PNG, *_BY_ITSELF)
STREAMS = (NONE, LZW, *_DEFLATE, _PACKBITS, _LZMA, *_ZSTD)
READ_HERE = (*STREAMS, *_PICTURES)
"""The compressions that this module decodes."""

_SPARE_BYTES = 64 << 20
_BATCH_PIXELS = 1 << 18
MOST_SCANS = 100
"""The most scans of one JPEG: libjpeg processes the whole picture for each."""

_BLOCK = 16
"""Embedded pictures may be larger by this, to whole JPEG blocks."""

Place = Callable[[int, int, int, AnyArray], None]
"""`place(plane, y, x, block)`: takes a block (rows, columns, samples), from several threads at once."""


@dataclass(frozen=True)
class SegmentGrid:
    """The segments of a page: `rows` x `columns` pixels each, `down` x `across` segments per plane."""

    height: int
    width: int
    rows: int
    columns: int
    planes: int
    samples: int
    """Per segment: all if stored pixel by pixel, 1 if stored plane by plane."""
    tiled: bool

    @property
    def down(self) -> int:
        return math.ceil(self.height / self.rows)

    @property
    def across(self) -> int:
        return math.ceil(self.width / self.columns)

    @property
    def count(self) -> int:
        return self.planes * self.down * self.across

    def place(self, index: int) -> tuple[int, int, int]:
        """Plane, row and column of a segment."""
        plane, rest = divmod(index, self.down * self.across)
        row, column = divmod(rest, self.across)
        return plane, row * self.rows, column * self.columns

    def rows_of(self, index: int) -> int:
        """The rows of a segment: the last strip may have fewer, but tiles are always whole."""
        return self.rows if self.tiled else min(self.rows, self.height - self.place(index)[1])


def grid_of(page: tifffile.TiffPage) -> SegmentGrid:
    """The segments of a page. Raises `Damaged`, or `Unsuited` for volumes."""
    if page.imagedepth != 1 or (page.is_tiled and page.tiledepth != 1):
        raise Unsuited("unsuited-volume")
    separate = page.planarconfig == 2 and page.samplesperpixel > 1
    rows = page.tilelength if page.is_tiled else min(page.rowsperstrip, page.imagelength)
    columns = page.tilewidth if page.is_tiled else page.imagewidth
    if rows < 1 or columns < 1:
        raise Damaged("header-invalid")
    return SegmentGrid(
        page.imagelength,
        page.imagewidth,
        rows,
        columns,
        page.samplesperpixel if separate else 1,
        1 if separate else page.samplesperpixel,
        page.is_tiled,
    )


def places_of(
    file: BinaryIO, page: tifffile.TiffPage, grid: SegmentGrid
) -> tuple[Sequence[int], Sequence[int]]:
    """Offsets and lengths of all segments. Raises `Damaged` if some are missing or impossible."""
    end = file.seek(0, io.SEEK_END)
    offsets, counts = page.dataoffsets, page.databytecounts
    if not offsets:
        raise Damaged("pixels-missing")
    if not any(tag in page.tags for tag in (279, 325)):  # each extends to the next one or to the end
        ends = sorted({*offsets, end})
        after = dict(itertools.pairwise(ends))
        counts = tuple(after.get(at, end) - at for at in offsets)
    if len(offsets) < grid.count or len(counts) < grid.count:
        raise Damaged("pixels-partial")
    offsets, counts = offsets[: grid.count], counts[: grid.count]
    if any(at <= 0 or count <= 0 for at, count in zip(offsets, counts, strict=True)):
        raise Damaged("pixels-partial")
    if page.compression == NONE:  # lengths may be wrong, as they follow from the picture size too
        counts = tuple(min(count, max(0, end - at)) for at, count in zip(offsets, counts, strict=True))
    if any(at + count > end for at, count in zip(offsets, counts, strict=True)):
        raise Damaged("ends-early")
    # segments may share bytes (like the empty tiles of a map), but only within limits
    if sum(counts) > end + 2 * _packed_size(page, grid, grid.height) * grid.planes + _SPARE_BYTES:
        raise Damaged("contents-invalid")
    return offsets, counts


def unpack(file: BinaryIO, page: tifffile.TiffPage, planes: Sequence[int], place: Place) -> None:
    """Decode the segments of some planes (with pixel-by-pixel storage, all are in plane 0).

    Raises `Damaged`, `Unsuited` or what `place` raises.
    """
    grid = grid_of(page)
    offsets, counts = places_of(file, page, grid)
    if page.compression in _PICTURES:
        page.init_decode()
    each = grid.down * grid.across
    indices = [index for plane in planes for index in range(plane * each, (plane + 1) * each)]
    batch = max(1, _BATCH_PIXELS // (grid.rows * grid.columns))
    lock = threading.Lock()

    def work(some: Sequence[int]) -> None:
        for index in some:
            with lock:
                file.seek(offsets[index])
                data = file.read(counts[index])
            block = _block(page, grid, index, data)
            plane, y, x = grid.place(index)
            place(plane, y, x, block[: grid.height - y, : grid.width - x])

    batches = (indices[start : start + batch] for start in range(0, len(indices), batch))
    with ThreadPoolExecutor(thread_count()) as pool:
        for _ in pool.map(work, batches):
            pass


def _block(page: tifffile.TiffPage, grid: SegmentGrid, index: int, data: bytes) -> AnyArray:
    """One segment as (rows, columns, samples) in native byte order."""
    if page.compression in STREAMS:
        return _from_stream(page, grid, index, data)
    try:
        if decode := _BY_ITSELF.get(page.compression):
            return _decoded(decode, page, grid, index, data)
        _require_size(page, grid, data)
        extra = {"jpegtables": page.jpegtables, "jpegheader": page.jpegheader}
        block, _, _ = page.decode(data, index, **(extra if page.compression in _JPEG else {}))
    except (Damaged, MemoryError):
        raise
    except Exception as error:  # codecs can raise anything for corrupt streams
        raise Damaged("pixels-packed") from error
    return np.asarray(np.asarray(block)[0])


def _decoded(
    decode: Callable[..., Any], page: tifffile.TiffPage, grid: SegmentGrid, index: int, data: bytes
) -> AnyArray:
    if decode is imagecodecs.jpegxr_decode and not _is_whole_xr(data):
        raise Damaged("ends-early")
    shape = grid.rows_of(index), grid.columns, grid.samples
    block = np.empty(shape if grid.samples > 1 else shape[:2], page.dtype)
    return np.asarray(decode(data, out=block)).reshape(shape)


def _from_stream(page: tifffile.TiffPage, grid: SegmentGrid, index: int, data: bytes) -> AnyArray:
    rows = grid.rows_of(index)
    size = _packed_size(page, grid, rows)
    try:
        if page.fillorder == 2:
            data = bytes(imagecodecs.bitorder_decode(data))
        packed = _bytes_of(page.compression, data, size, _packed_size(page, grid, grid.rows))
        if len(packed) < size:
            raise Damaged("pixels-partial")
        block = _numbers(page, grid, memoryview(packed)[:size]).reshape(rows, grid.columns, grid.samples)
        if page.predictor == 1:
            return block
        return np.asarray(tifffile.TIFF.UNPREDICTORS[page.predictor](block, axis=-2))
    except (Damaged, Unsuited, MemoryError):
        raise
    except Exception as error:
        raise Damaged("pixels-packed") from error


def _packed_size(page: tifffile.TiffPage, grid: SegmentGrid, rows: int) -> int:
    """The bytes of some rows of a segment; each row begins at a whole byte."""
    return rows * math.ceil(grid.columns * grid.samples * int(page.bitspersample) / 8)


def _bytes_of(compression: int, data: bytes, size: int, full: int) -> Any:
    """A stream unpacked to `size` bytes, or up to `full`, which a last strip may have.

    Raises `Damaged` for more than that.
    """
    if compression == NONE:
        return data
    if compression == LZW:
        return imagecodecs.lzw_decode(data, out=size)
    if compression == _LZMA:
        unpacked = imagecodecs.lzma_decode(data, out=full + 1)
    elif compression in _DEFLATE:
        try:
            return imagecodecs.deflate_decode(data, out=size)
        except RuntimeError:  # it may be too long: zlib can stop in the middle
            unpacked = zlib.decompressobj().decompress(data, full + 1)
    else:
        decode = imagecodecs.zstd_decode if compression in _ZSTD else imagecodecs.packbits_decode
        try:
            return decode(data, out=size)
        except RuntimeError:
            unpacked = _decoded_within(decode, data, full)
    if len(unpacked) > full:
        raise Damaged("pixels-excess")
    return unpacked


def _decoded_within(decode: Callable[..., Any], data: bytes, full: int) -> Any:
    """Unpack with a codec that fails if the output does not fit."""
    try:
        return decode(data, out=full)
    except RuntimeError as error:  # the base class of all errors of imagecodecs
        if "small" in str(error).lower():
            raise Damaged("pixels-excess") from error
        raise


def _numbers(page: tifffile.TiffPage, grid: SegmentGrid, packed: memoryview) -> AnyArray:
    """The samples as a flat array in native byte order."""
    bits, order = int(page.bitspersample), page.parent.byteorder
    assert page.dtype is not None
    if bits == 24 and page.dtype.kind == "f":
        return np.asarray(imagecodecs.float24_decode(bytes(packed), byteorder=order))
    if bits not in (8, 16, 32, 64):
        run = grid.columns * grid.samples
        numbers = imagecodecs.packints_decode(bytes(packed), page.dtype, bits, runlen=run)
        return np.asarray(numbers).view(np.uint8) if page.dtype.kind == "b" else np.asarray(numbers)
    if page.predictor in (3, 34894, 34895):  # these reorder the bytes themselves
        return np.frombuffer(packed, page.dtype.newbyteorder("="))
    stored = np.frombuffer(packed, page.dtype.newbyteorder(order))
    return stored.astype(page.dtype.newbyteorder("="), copy=False)


def _require_size(page: tifffile.TiffPage, grid: SegmentGrid, data: bytes) -> None:
    """Raise `Damaged` before decoding an embedded picture that is larger than its segment."""
    width, height = _size_within(int(page.compression), data)
    if width > grid.columns + _BLOCK or height > grid.rows + _BLOCK:
        raise Damaged("pixels-excess")


def _size_within(compression: int, data: bytes) -> tuple[int, int]:
    """Width and height of an embedded picture, from its own header. Raises `Damaged`."""
    if compression in _JPEG:
        if data.count(b"\xff\xda") > MOST_SCANS:
            raise Damaged("contents-invalid")
        if data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda"):  # libjpeg would fill the rest with grey
            raise Damaged("ends-early")
        frame = jpeg_segments.header_of(io.BytesIO(data)).frame
        return frame.width, frame.height
    if compression in _WEBP:
        file = io.BytesIO(data)
        return webp.size_of(file, webp.chunks_of(file))
    if compression == _PNG and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack_from(">2I", data, 16)
        return width, height
    at = data.find(b"\xff\x4f\xff\x51")  # JPEG 2000's first two markers
    if compression not in _JPEG_2000 or at < 0 or len(data) < at + 24:
        raise Damaged("pixels-packed")
    right, bottom, left, top = struct.unpack_from(">4I", data, at + 8)
    return right - left, bottom - top


def _is_whole_xr(data: bytes) -> bool:
    """Whether a JPEG XR is as long as its directory says, which its decoder does not check."""
    if data[:3] != b"II\xbc" or len(data) < 8:
        return True
    style = Layout("<", False, struct.unpack_from("<I", data, 4)[0])
    found, _ = read_ifd(lambda at, length: data[at : at + length], style.first, style, (_XR_AT, _XR_LENGTH))
    at, length = (found[tag].number("<") if tag in found else None for tag in (_XR_AT, _XR_LENGTH))
    return (at or 0) + (length or 0) <= len(data)
