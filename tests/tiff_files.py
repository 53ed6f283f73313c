"""TIFF files of every kind, built byte by byte, and the pixels that a reader must get, by plain rules.

    data = tiff_of(samples, bits=4, photometric=3, compression="lzw", palette=...)

Nothing here shares code with the reader but the codecs themselves; the tests also let tifffile confirm
that the files are what they should be.
"""

from __future__ import annotations

import itertools
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import imagecodecs
import numpy as np
from PIL import Image

Tag = tuple[int, int, Sequence[Any] | bytes]
"""Number, type, and values (or their bytes)."""

_TYPES = {1: "B", 3: "H", 4: "I", 12: "d", 16: "Q"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 12: 8, 13: 4, 16: 8}

NUMBERS = {
    "none": 1,
    "lzw": 5,
    "deflate": 8,
    "old deflate": 32946,
    "packbits": 32773,
    "lzma": 34925,
    "zstd": 50000,
    "webp": 50001,
    "jpeg 2000": 34712,
    "jpeg xl": 50002,
    "png": 34933,
}
"""Compressions that lose nothing, and their numbers."""

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "none": lambda data: data,
    "lzw": lambda data: bytes(imagecodecs.lzw_encode(data)),
    "deflate": zlib.compress,
    "old deflate": zlib.compress,
    "packbits": lambda data: bytes(imagecodecs.packbits_encode(data)),
    "lzma": lzma.compress,
    "zstd": lambda data: bytes(imagecodecs.zstd_encode(data)),
}
"""Those that pack bytes."""

_ENCODERS: dict[str, Callable[[np.ndarray], bytes]] = {
    "webp": lambda block: bytes(imagecodecs.webp_encode(block, lossless=True)),
    "jpeg 2000": lambda block: bytes(imagecodecs.jpeg2k_encode(block, reversible=True)),
    "jpeg xl": lambda block: bytes(imagecodecs.jpegxl_encode(block, lossless=True, effort=1)),
    "png": lambda block: bytes(imagecodecs.png_encode(block)),
}


def container(
    tags: Sequence[Tag],
    segments: Sequence[bytes],
    *,
    order: str = "<",
    big: bool = False,
    tiled: bool = False,
) -> bytes:
    """A TIFF of one page: the segments, then the directory with these tags and where the segments are."""
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "H", 43 if big else 42)
    body = bytearray(head + (struct.pack(order + "HHQ", 8, 0, 0) if big else bytes(4)))
    offsets = []
    for segment in segments:
        offsets.append(len(body))
        body += segment + bytes(len(segment) % 2)
    where, lengths = (324, 325) if tiled else (273, 279)
    wide = 16 if big else 4
    counts = [len(segment) for segment in segments]
    at = len(body)
    body += directory([*tags, (where, wide, offsets), (lengths, wide, counts)], at, order=order, big=big)
    if big:
        struct.pack_into(order + "Q", body, 8, at)
    else:
        struct.pack_into(order + "I", body, 4, at)
    return bytes(body)


def directory(tags: Sequence[Tag], at: int, *, order: str = "<", big: bool = False, after: int = 0) -> bytes:
    """A directory for offset `at`, with its values behind it; the next one is at `after`."""
    inline, count_code, place_code = (8, "Q", "Q") if big else (4, "H", "I")
    table = struct.pack(order + count_code, len(tags))
    position = at + len(table) + len(tags) * (20 if big else 12) + inline
    values = b""
    for tag, kind, given in sorted(tags, key=lambda one: one[0]):
        data = given
        if not isinstance(given, bytes):
            data = struct.pack(f"{order}{len(given)}{_TYPES[kind]}", *given)
        table += struct.pack(order + "HH" + place_code, tag, kind, len(data) // _SIZES[kind])
        if len(data) <= inline:
            table += data.ljust(inline, b"\0")
        else:
            table += struct.pack(order + place_code, position + len(values))
            values += data + bytes(len(data) % 2)
    return table + struct.pack(order + place_code, after) + values


def tiff_of(
    samples: np.ndarray,
    *,
    bits: int | None = None,
    photometric: int | None = None,
    compression: str = "none",
    predictor: int = 1,
    planar: bool = False,
    tile: tuple[int, int] | None = None,
    rows: int | None = None,
    order: str = "<",
    big: bool = False,
    orientation: int = 1,
    extra: Sequence[int] = (),
    palette: np.ndarray | None = None,
    tags: Sequence[Tag] = (),
) -> bytes:
    """A TIFF of `samples` (H, W, S), whole numbers of `bits` or floating-point numbers."""
    height, width, count = samples.shape
    bits = bits or 8 * samples.itemsize
    if photometric is None:
        photometric = 2 if count >= 3 else 1
    tall, wide = tile or (rows or height, width)
    planes = [samples[..., at : at + 1] for at in range(count)] if planar else [samples]
    segments = []
    for plane in planes:
        for y, x in itertools.product(range(0, height, tall), range(0, width, wide)):
            block = plane[y : y + tall, x : x + wide]
            if tile:
                missing = (tall - block.shape[0], wide - block.shape[1])
                block = np.pad(block, ((0, missing[0]), (0, missing[1]), (0, 0)))
            segments.append(_segment(block, bits, compression, predictor, order))
    entries: list[Tag] = [
        (256, 4, [width]),
        (257, 4, [height]),
        (258, 3, [bits] * count),
        (259, 3, [NUMBERS[compression]]),
        (262, 3, [photometric]),
        (277, 3, [count]),
        (284, 3, [2 if planar else 1]),
        *tags,
    ]
    entries += [(322, 4, [wide]), (323, 4, [tall])] if tile else [(278, 4, [tall])]
    entries += [(274, 3, [orientation])] if orientation != 1 else []
    entries += [(317, 3, [predictor])] if predictor != 1 else []
    entries += [(338, 3, list(extra))] if extra else []
    entries += [(339, 3, [3] * count)] if samples.dtype.kind == "f" else []
    entries += [(320, 3, palette.ravel().tolist())] if palette is not None else []
    return container(entries, segments, order=order, big=big, tiled=tile is not None)


def _segment(block: np.ndarray, bits: int, compression: str, predictor: int, order: str) -> bytes:
    if compression in _ENCODERS:
        return _ENCODERS[compression](np.ascontiguousarray(block[..., 0] if block.shape[2] == 1 else block))
    if predictor == 2:
        whole = np.ascontiguousarray(block).view(f"u{block.itemsize}").copy()
        whole[:, 1:] -= np.ascontiguousarray(block).view(f"u{block.itemsize}")[:, :-1]
        block = whole
    if predictor == 3:
        return PACKERS[compression](_float_differences(block))
    if bits in (8, 16, 32, 64):
        return PACKERS[compression](block.astype(block.dtype.newbyteorder(order)).tobytes())
    digits = (block.reshape(len(block), -1, 1) >> np.arange(bits - 1, -1, -1)) & 1
    packed = np.packbits(digits.reshape(len(block), -1).astype(np.uint8), axis=1)
    return PACKERS[compression](packed.tobytes())


def _float_differences(block: np.ndarray) -> bytes:
    """Adobe's technical note 3: the bytes of each row sorted by significance, then differences."""
    rows, _, count = block.shape
    highest_first = np.ascontiguousarray(block.astype(block.dtype.newbyteorder(">")))
    sorted_bytes = highest_first.view(np.uint8).reshape(rows, -1, block.itemsize).transpose(0, 2, 1)
    flat = np.ascontiguousarray(sorted_bytes).reshape(rows, -1)
    differences = flat.copy()
    differences[:, count:] -= flat[:, :-count]
    return differences.tobytes()


# the matrix


@dataclass(frozen=True)
class Kind:
    """What the samples mean."""

    name: str
    photometric: int
    colours: int
    extra: tuple[int, ...] = ()


KINDS = (
    Kind("grey", 1, 1),
    Kind("inverted grey", 0, 1),
    Kind("grey with alpha", 1, 1, (2,)),
    Kind("RGB", 2, 3),
    Kind("RGB with alpha", 2, 3, (2,)),
    Kind("RGB with premultiplied alpha", 2, 3, (1,)),
    Kind("RGB with a spare channel", 2, 3, (0,)),
    Kind("palette", 3, 1),
    Kind("CMYK", 5, 4),
    Kind("CMYK with alpha", 5, 4, (2,)),
)
DEPTHS: tuple[int | str, ...] = (1, 2, 4, 8, 12, 16, "f2", "f4")
PREDICTED = ("lzw", "deflate", "old deflate", "lzma", "zstd")


@dataclass(frozen=True)
class Combination:
    """One cell of the matrix."""

    kind: Kind
    depth: int | str
    compression: str
    predictor: int
    planar: bool
    tiled: bool
    orientation: int
    order: str
    big: bool

    @property
    def is_possible(self) -> bool:
        whole = isinstance(self.depth, int)
        several = self.kind.colours + len(self.kind.extra) > 1
        if self.kind.photometric == 3 and self.depth not in (1, 2, 4, 8, 16):
            return False
        if self.kind.photometric == 5 and self.depth not in (8, 16):
            return False
        if self.planar and not several:
            return False
        if self.predictor == 2 and self.depth not in (8, 16, "f4"):
            return False
        if self.predictor == 3 and whole:
            return False
        if self.predictor != 1 and self.compression not in PREDICTED:
            return False
        if self.compression in _ENCODERS:
            return self._suits_its_encoder
        return True

    @property
    def _suits_its_encoder(self) -> bool:
        count = 1 if self.planar else self.kind.colours + len(self.kind.extra)
        if self.kind.photometric == 5:
            return False
        if self.compression == "webp":
            return self.depth == 8 and count in (3, 4)
        return self.depth in (8, 16) and count in (1, 3, 4)

    def made(self, seed: int) -> tuple[bytes, np.ndarray, np.ndarray | None]:
        """The file of 21 x 13 px, its samples, and its palette."""
        rng = np.random.default_rng(seed)
        shape = (13, 21, self.kind.colours + len(self.kind.extra))
        bits: int | None = None
        palette = None
        if isinstance(self.depth, int):
            bits = self.depth
            dtype = np.uint8 if bits <= 8 else np.uint16
            samples = rng.integers(0, 1 << bits, shape, dtype=dtype)
            if self.kind.photometric == 3:
                most, unit = (256, 257) if seed % 2 else (1 << 16, 1)
                palette = rng.integers(0, most, (3, 1 << bits), dtype=np.uint16) * unit
        else:
            samples = rng.random(shape).astype(self.depth)
        if 1 in self.kind.extra:  # premultiplied colours are at most as large as their alpha
            samples[..., :-1] = np.minimum(samples[..., :-1], samples[..., -1:])
        data = tiff_of(
            samples,
            bits=bits,
            photometric=self.kind.photometric,
            compression=self.compression,
            predictor=self.predictor,
            planar=self.planar,
            tile=(16, 16) if self.tiled else None,
            rows=5,
            order=self.order,
            big=self.big,
            orientation=self.orientation,
            extra=self.kind.extra,
            palette=palette,
        )
        return data, samples, palette


def matrix() -> Iterator[Combination]:
    """Every combination that there can be."""
    axes = (
        KINDS,
        DEPTHS,
        NUMBERS,
        (1, 2, 3),
        (False, True),
        (False, True),
        range(1, 9),
        "<>",
        (False, True),
    )
    every = (Combination(*one) for one in itertools.product(*axes))  # type: ignore[arg-type]
    return (one for one in every if one.is_possible)


def wanted(one: Combination, samples: np.ndarray, palette: np.ndarray | None) -> tuple[Any, Any]:
    """Pixels and alpha (or None) that a reader must give, by plain rules."""
    colours = samples[..., : one.kind.colours]
    alpha = samples[..., one.kind.colours] if one.kind.extra in ((1,), (2,)) else None
    if one.kind.photometric != 3:
        colours = in_full_range(colours, one.depth)
    alpha = None if alpha is None else in_full_range(alpha, one.depth)
    top = 255 if colours.dtype == np.uint8 else 65535
    if one.kind.photometric == 0:
        colours = top - colours
    if one.kind.extra == (1,):
        assert alpha is not None
        weight = np.maximum(alpha, 1).astype(np.int64)[..., None]
        plain = (colours.astype(np.int64) * top + weight // 2) // weight
        colours = np.minimum(plain, top).astype(colours.dtype)
    if palette is not None:
        colours = palette.T[colours[..., 0]]
        if not (palette % 257).any():
            colours = (colours // 257).astype(np.uint8)
    if one.kind.photometric == 5:
        # the reader leaves the arithmetic of inks to Pillow
        colours = np.asarray(Image.fromarray(_eight_bit(colours), "CMYK").convert("RGB"))
        alpha = None if alpha is None else _eight_bit(alpha)
    return upright(colours, one.orientation), None if alpha is None else upright(alpha, one.orientation)


def _eight_bit(values: np.ndarray) -> np.ndarray:
    return values if values.dtype == np.uint8 else np.rint(values / 257).astype(np.uint8)


def in_full_range(values: np.ndarray, depth: int | str) -> np.ndarray:
    """Whole numbers over the whole range of 8 or 16 bit, floating-point ones from 0 to 1 over 16."""
    if isinstance(depth, str):
        return np.rint(values.astype(np.float64) * 65535).astype(np.uint16)
    top = 255 if depth <= 8 else 65535
    exact = values.astype(np.float64) * top / ((1 << depth) - 1)
    return np.floor(exact + 0.5).astype(np.uint8 if depth <= 8 else np.uint16)


def upright(stored: np.ndarray, orientation: int) -> np.ndarray:
    """What a viewer shows: where the stored row 0 and column 0 are, by the table of TIFF 6.0."""
    return {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.swapaxes(0, 1),
        6: lambda p: p.swapaxes(0, 1)[:, ::-1],
        7: lambda p: p.swapaxes(0, 1)[::-1, ::-1],
        8: lambda p: p.swapaxes(0, 1)[::-1],
    }[orientation](stored)
