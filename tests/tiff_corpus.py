"""Odd and malicious TIFF files for the corpus, each made by code and smaller than a megabyte."""

from __future__ import annotations

import functools
import io
import lzma
import struct
import zlib
from collections.abc import Callable, Sequence

import imagecodecs
import numpy as np
from PIL import Image

from tests.tiff_files import Tag, container, directory, tiff_of

WIDTH, HEIGHT = 24, 16
Maker = Callable[[], bytes]

GEOREFERENCE: tuple[Tag, ...] = (
    (33550, 12, [0.5, 0.5, 0.0]),
    (33922, 12, [0.0, 0.0, 0.0, 500000.0, 4600000.0, 0.0]),
    (34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633]),
)


def samples(count: int = 3, bits: int = 8, seed: int = 0) -> np.ndarray:
    """Noise of 24 x 16 px."""
    dtype = np.uint8 if bits <= 8 else np.uint16
    return np.random.default_rng(seed).integers(0, 1 << bits, (HEIGHT, WIDTH, count), dtype=dtype)


def page(
    segments: Sequence[bytes],
    *tags: Tag,
    compression: int = 1,
    photometric: int = 1,
    count: int = 1,
    bits: int = 8,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    rows: int | None = None,
) -> bytes:
    """A TIFF of segments that are packed already."""
    width, height = size
    plain: list[Tag] = [(256, 4, [width]), (257, 4, [height]), (258, 3, [bits] * count)]
    plain += [(259, 3, [compression]), (262, 3, [photometric]), (277, 3, [count])]
    if not any(tag == 322 for tag, _, _ in tags):
        plain.append((278, 4, [rows or height]))
    return container([*plain, *tags], segments, tiled=any(tag == 322 for tag, _, _ in tags))


def opening() -> dict[str, Maker]:
    """Files that open: 24 x 16 px; of 16 bit if their name says so."""
    palette = np.random.default_rng(1).integers(0, 256, (3, 16), dtype=np.uint16) * 257
    return {
        "lzw-planar-16.tif": lambda: tiff_of(samples(3, 16), compression="lzw", planar=True, rows=7),
        "lzw-turned-16.tif": lambda: tiff_of(samples(3, 16), compression="lzw", orientation=3),
        "float-lzw-turned.tif": lambda: tiff_of(
            samples().astype(np.float32) / 255, compression="lzw", orientation=3
        ),
        "one-bit.tif": lambda: tiff_of(samples(1, 1), bits=1, photometric=1),
        "one-bit-inverted.tif": lambda: tiff_of(samples(1, 1), bits=1, photometric=0),
        "two-bit.tif": lambda: tiff_of(samples(1, 2), bits=2),
        "grey4.tif": lambda: tiff_of(samples(1, 4), bits=4),
        "palette4.tif": lambda: tiff_of(samples(1, 4), bits=4, photometric=3, palette=palette),
        "webp-inside.tif": lambda: tiff_of(samples(), compression="webp"),
        "jpeg-xl-inside-16.tif": lambda: tiff_of(samples(3, 16), compression="jpeg xl"),
        "cmyk-alpha-lzw.tif": lambda: tiff_of(samples(5), photometric=5, compression="lzw", extra=(2,)),
        "cmyk-alpha-deep.tif": lambda: tiff_of(samples(5, 16), photometric=5, extra=(2,)),
        "twelve-bit-as-16.tif": lambda: tiff_of(samples(3, 12), bits=12),
        "georeference.tif": lambda: tiff_of(samples(), tags=GEOREFERENCE),
        "fax.tif": fax,
        "thumbnail-first.tif": thumbnail_first,
        "volume-of-imagej.tif": lambda: tiff_of(
            samples(1), tags=[(270, 2, b"ImageJ=1.53t\nimages=4\nslices=4\n\0")]
        ),
    }


def refused() -> dict[str, Maker]:
    """Sound files of kinds that are not read, and broken ones."""
    return {
        "spot-colours.tif": lambda: tiff_of(samples(6), photometric=5, extra=(0, 0)),
        "spot-colours-deep.tif": lambda: tiff_of(samples(6, 16), photometric=5, extra=(0, 0)),
        "jbig.tif": lambda: page([bytes(99)], compression=34661, bits=1),
        "logluv.tif": lambda: page([bytes(99)], compression=34676, photometric=32845, count=3, bits=16),
        "signed.tif": lambda: tiff_of(samples(), tags=[(339, 3, [2, 2, 2])]),
        "mixed-depths.tif": lambda: page([bytes(4000)], (339, 3, [1]), count=3, photometric=2).replace(
            struct.pack("<3H", 8, 8, 8), struct.pack("<3H", 5, 6, 5)
        ),
        "no-palette.tif": lambda: tiff_of(samples(1), photometric=3),
        "slices.tif": lambda: tiff_of(samples(1), tags=[(32997, 4, [4])]),
        "too-few-strips.tif": lambda: page([bytes(WIDTH * 8)], rows=8),
        "sparse.tif": lambda: page([bytes(WIDTH * 8), b""], rows=8),
        "jpeg-cut-inside.tif": jpeg_cut,
    }


def hostile() -> dict[str, Maker]:
    """Small files that ask for gigabytes or hours, and are refused."""
    big = (3000, 3000)
    hundred: tuple[Tag, ...] = ((338, 3, [0] * 97),)
    huge_tile: tuple[Tag, ...] = ((322, 4, [60_000]), (323, 4, [60_000]))
    wide = np.zeros((2500, 2500, 3), np.uint8)
    return {
        "deflate-bomb.tif": lambda: page([_deflated(900 << 20)], compression=8),
        "lzma-bomb.tif": lambda: page([_lzma_packed(4 << 30)], compression=34925),
        "zstd-bomb.tif": lambda: page([_zstd_packed(4 << 30)], compression=50000),
        "packbits-bomb.tif": lambda: page([b"\x81\0" * 450_000], compression=32773),
        "a-hundred-channels.tif": lambda: page(
            [_deflated(3000 * 3000 * 100)], *hundred, compression=8, photometric=2, count=100, size=big
        ),
        "huge-tile.tif": lambda: page([_lzma_packed(4 << 30)], *huge_tile, compression=34925),
        "circle.tif": circle,
        "same-offsets-again.tif": repeated_offsets,
        "shared-strips.tif": shared_strips,
        "planes-without-end.tif": lambda: page(
            [bytes(WIDTH * HEIGHT)], (33628, 4, list(range(60_000))), (33629, 4, list(range(60_000)))
        ),
        "empty-blocks.tif": lambda: page([b"\x78\x01" + b"\0\0\0\xff\xff" * 180_000], compression=8),
        "webp-bomb.tif": lambda: _picture_within(50001, bytes(imagecodecs.webp_encode(wide, lossless=True))),
        "jpeg-2000-bomb.tif": lambda: _picture_within(34712, bytes(imagecodecs.jpeg2k_encode(wide))),
        "jpeg-xl-bomb.tif": lambda: _picture_within(50002, bytes(imagecodecs.jpegxl_encode(wide, effort=1))),
        "jpeg-bomb.tif": lambda: _picture_within(7, bytes(imagecodecs.jpeg_encode(wide))),
        "png-bomb.tif": lambda: _picture_within(34933, bytes(imagecodecs.png_encode(wide))),
        "scans-without-end.tif": lambda: _picture_within(
            7, b"\xff\xd8" + b"\xff\xda\0\x02" * 200_000 + b"\xff\xd9"
        ),
        "fax-without-lines.tif": lambda: page(
            [bytes(900_000)], compression=4, bits=1, photometric=0, size=(20_000, 20_000)
        ),
    }


def hostile_but_sound() -> dict[str, Maker]:
    """Small files that would ask for much, and open all the same within bounds."""
    hundred: tuple[Tag, ...] = ((338, 3, [0] * 97),)
    strip = functools.cache(lambda: zlib.compress(bytes(3000 * 100 * 100), 9))
    plane = functools.cache(lambda: zlib.compress(bytes(3000 * 3000), 9))
    options = {"compression": 8, "photometric": 2, "count": 100, "size": (3000, 3000)}
    return {
        "a-hundred-channels-in-strips.tif": lambda: page(
            [strip()] * 30,
            *hundred,
            rows=100,
            **options,  # type: ignore[arg-type]
        ),
        "a-hundred-planes.tif": lambda: page(
            [plane()] * 100,
            *hundred,
            (284, 3, [2]),
            **options,  # type: ignore[arg-type]
        ),
        "circle-behind-the-photo.tif": lambda: circle(tiff_of(samples())),
        "lzw-bomb.tif": lambda: page([bytes(imagecodecs.lzw_encode(bytes(20 << 20)))], compression=5),
    }


def camera_raw() -> bytes:
    """As Nikon writes it: a thumbnail is the first page, the sensor's data hang below it."""
    thumbnail = tiff_of(samples(), tags=[(254, 4, [1]), (271, 2, b"NIKON CORPORATION\0"), (330, 4, [0])])
    sensor = np.random.default_rng(3).integers(0, 4096, (64, 96), dtype=np.uint16).tobytes()
    data = bytearray(thumbnail)
    at_data = len(data)
    data += sensor
    tags: list[Tag] = [(254, 4, [0]), (256, 4, [96]), (257, 4, [64]), (258, 3, [16]), (259, 3, [1])]
    tags += [(262, 3, [32803]), (273, 4, [at_data]), (277, 3, [1]), (278, 4, [64]), (279, 4, [len(sensor)])]
    at = len(data)
    data += directory(tags, at)
    place = data.index(struct.pack("<HHI", 330, 4, 1)) + 8
    struct.pack_into("<I", data, place, at)
    return bytes(data)


def thumbnail_first() -> bytes:
    """Two pages: a reduced copy of 8 x 6 px, and behind it the photo."""
    small = np.random.default_rng(4).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    first = bytearray(tiff_of(small, tags=[(254, 4, [1])]))
    start = struct.unpack_from("<I", first, 4)[0]
    link = start + 2 + 12 * struct.unpack_from("<H", first, start)[0]
    at_data = len(first)
    pixels = samples().tobytes()
    first += pixels
    tags: list[Tag] = [(254, 4, [0]), (256, 4, [WIDTH]), (257, 4, [HEIGHT]), (258, 3, [8, 8, 8])]
    tags += [(259, 3, [1]), (262, 3, [2]), (273, 4, [at_data]), (277, 3, [3]), (278, 4, [HEIGHT])]
    tags += [(279, 4, [len(pixels)])]
    struct.pack_into("<I", first, link, len(first))
    return bytes(first + directory(tags, len(first)))


def fax(compression: str = "group4") -> bytes:
    """A bilevel page as fax machines pack it, by libtiff."""
    buffer = io.BytesIO()
    Image.fromarray(samples(1, 1)[..., 0] * 255).convert("1").save(buffer, "TIFF", compression=compression)
    return buffer.getvalue()


def jpeg_cut() -> bytes:
    """A strip whose JPEG lacks its second half."""
    smooth = np.asarray(Image.fromarray(samples()).resize((96, 64), Image.Resampling.BICUBIC))
    whole = bytes(imagecodecs.jpeg_encode(smooth, level=95))
    return page([whole[: len(whole) // 2]], compression=7, photometric=6, count=3, size=(96, 64))


def circle(before: bytes = b"II*\0\x08\0\0\0", count: int = 50_000) -> bytes:
    """Fifty thousand directories, the last of which points to the first; or behind a file that is sound."""
    data = bytearray(before)
    start = len(data)
    if start > 8:
        first = struct.unpack_from("<I", data, 4)[0]
        link = first + 2 + 12 * struct.unpack_from("<H", data, first)[0]
        struct.pack_into("<I", data, link, start)
    for number in range(count):
        following = start + 18 * (number + 1) if number < count - 1 else start
        data += struct.pack("<HHHIII", 1, 256, 4, 1, WIDTH, following)
    return bytes(data)


def repeated_offsets() -> bytes:
    """One long list of offsets, which thousands of entries give as theirs."""
    places = struct.pack("<200000I", *range(200_000))
    plain = [(256, 4, 1, WIDTH), (257, 4, 1, HEIGHT), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries = [*plain, *[(273, 4, 200_000, 8)] * 4000, (278, 4, 1, 1)]
    table = b"".join(struct.pack("<HHII", *each) for each in entries)
    at = 8 + len(places)
    return b"II*\0" + struct.pack("<I", at) + places + struct.pack("<H", len(entries)) + table + bytes(4)


def shared_strips(height: int = 100_000) -> bytes:
    """A hundred thousand strips that all are the same hundred thousand bytes."""
    packed = zlib.compress(np.random.default_rng(5).bytes(100_000))
    data = bytearray(b"II*\0\0\0\0\0" + packed + bytes(len(packed) % 2))
    offsets = len(data)
    data += struct.pack("<I", 8) * height
    counts = len(data)
    data += struct.pack("<I", len(packed)) * height
    struct.pack_into("<I", data, 4, len(data))
    entries = [(256, 4, 1, 3000), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1)]
    entries += [(273, 4, height, offsets), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, height, counts)]
    data += struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *each) for each in entries)
    return bytes(data + bytes(4))


def _picture_within(compression: int, data: bytes) -> bytes:
    return page([data], compression=compression, photometric=2, count=3)


def _deflated(size: int) -> bytes:
    """That many zeros, as the same compressed megabyte over and over (so the checksum is wrong)."""
    packer = zlib.compressobj(9)
    begin = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begin + again * ((size >> 20) - 1) + packer.flush()


@functools.cache
def _lzma_packed(size: int) -> bytes:
    """That many zeros: a stream of XZ may follow another, and they count as one."""
    return lzma.compress(bytes(1 << 26), preset=0) * (size >> 26)


def _zstd_packed(size: int) -> bytes:
    return bytes(imagecodecs.zstd_encode(bytes(1 << 26))) * (size >> 26)
