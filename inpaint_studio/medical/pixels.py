"""The pixel data of DICOM objects: from bytes to stored values and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.arrays import AnyArray, Flags


@dataclass(frozen=True)
class PixelLayout:
    """How the samples of an uncompressed object lie in its bytes (DICOM PS3.5 8.1 and 8.2).

    `shift` is the place of the lowest bit of a value in its word; bits above and below a value may hold
    anything, such as the overlays of old files, and are kept. 8-bit samples in
    big-endian words are `swapped`.
    """

    frames: int
    rows: int
    columns: int
    samples: int
    allocated: int
    stored: int
    shift: int
    signed: bool
    planar: bool
    big: bool = False
    swapped: bool = False

    @property
    def count(self) -> int:
        """How many words there are."""
        return self.frames * self.rows * self.columns * self.samples

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return self.count * self.allocated // 8

    @property
    def range(self) -> tuple[int, int]:
        """The least and greatest value that can be stored."""
        if self.signed:
            return -(1 << (self.stored - 1)), (1 << (self.stored - 1)) - 1
        return 0, (1 << self.stored) - 1

    def words(self, data: bytes) -> AnyArray:
        """A new flat array with the words of the pixel data, in this computer's byte order."""
        if self.allocated == 8:
            found = np.frombuffer(data, np.uint8)
            if self.swapped:
                found = found[: len(found) // 2 * 2].reshape(-1, 2)[:, ::-1].reshape(-1)
            return found[: self.count].copy()
        order = ">u2" if self.big else "<u2"
        return np.frombuffer(data, order, self.count).astype(np.uint16)

    def packed(self, words: AnyArray, before: bytes = b"") -> bytes:
        """The pixel data of these words; what `before` has beyond them, such as padding, is kept."""
        if self.allocated == 8:
            data = words.tobytes()
            if self.swapped:
                data += bytes(before[len(data) ^ 1 : (len(data) ^ 1) + 1] or b"\0") * (len(data) % 2)
                data = np.frombuffer(data, np.uint8).reshape(-1, 2)[:, ::-1].tobytes()
        else:
            data = words.astype(">u2" if self.big else "<u2").tobytes()
        data += before[len(data) :]
        return data + b"\0" * (len(data) % 2)

    def arranged(self, words: AnyArray) -> AnyArray:
        """A view of flat words as (frames, rows, columns), or with samples (frames, rows, columns, 3)."""
        if self.samples == 1:
            return words.reshape(self.frames, self.rows, self.columns)
        if self.planar:
            return words.reshape(self.frames, self.samples, self.rows, self.columns).transpose(0, 2, 3, 1)
        return words.reshape(self.frames, self.rows, self.columns, self.samples)

    def values(self, words: AnyArray) -> AnyArray:
        """The values in arranged words: uint8, uint16 or int16."""
        found = (words >> words.dtype.type(self.shift)) & words.dtype.type((1 << self.stored) - 1)
        if not self.signed:
            return np.ascontiguousarray(found)
        rest = 16 - self.stored
        signed = (found.astype(np.uint16) << np.uint16(rest)).view(np.int16) >> np.int16(rest)
        return np.ascontiguousarray(signed)

    def put(self, words: AnyArray, values: AnyArray, where: Flags) -> None:
        """Set the values in arranged words at (frames, rows, columns) `where`; other bits stay."""
        kind = words.dtype.type
        field = kind(((1 << self.stored) - 1) << self.shift)
        new = (values[where].astype(np.int64) << self.shift).astype(words.dtype) & field
        words[where] = (words[where] & ~field) | new


def layout_of(about: Any, transfer: Any, vr: str) -> PixelLayout:
    """The layout that checked attributes (see `reading.Attributes`) give uncompressed pixel data."""
    big = not transfer.is_little_endian
    return PixelLayout(
        frames=about.frames,
        rows=about.rows,
        columns=about.columns,
        samples=about.samples,
        allocated=about.allocated,
        stored=about.stored,
        shift=about.high_bit + 1 - about.stored,
        signed=about.signed,
        planar=about.planar,
        big=big,
        swapped=big and about.allocated == 8 and vr == "OW",
    )
