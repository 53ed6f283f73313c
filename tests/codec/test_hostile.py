"""Damaged files end in one note, in bounded time and memory."""

from __future__ import annotations

import struct
import tracemalloc
import zlib

import numpy as np
import pytest

from inpaint_studio.codec.container import unpacked
from inpaint_studio.codec.decoder import decoded
from inpaint_studio.codec.encoder import encoded
from inpaint_studio.core.errors import Noted
from tests.codec.pictures import discs

_CHECKSUM = slice(18, 22)


def sealed(data: bytes) -> bytes:
    """The file with the checksum that its bytes call for, as an attacker would write it."""
    if len(data) < _CHECKSUM.stop:
        return data
    checksum = zlib.crc32(data[_CHECKSUM.stop :], zlib.crc32(data[: _CHECKSUM.start]))
    return data[: _CHECKSUM.start] + struct.pack("<I", checksum) + data[_CHECKSUM.stop :]


def damaged(data: bytes, seed: int) -> bytes:
    """Flipped bits, a cut, or both; every other file gets a right checksum."""
    rng = np.random.default_rng(seed)
    broken = bytearray(data)
    if seed % 3:
        for _ in range(rng.integers(1, 6)):
            # the sizes stay: they are tested below, and every size up to a megapixel is allowed
            place = int(rng.choice([*range(6), *range(10, len(broken))]))
            broken[place] ^= 1 << int(rng.integers(8))
    if seed % 3 != 1:
        del broken[int(rng.integers(len(broken))) :]
    return sealed(bytes(broken)) if seed % 2 else bytes(broken)


def test_200_damaged_files_are_refused_or_decoded_and_never_crash() -> None:
    data = encoded(discs(64, 72), quality=50)
    decoded(data)
    lines = []
    tracemalloc.start()
    for seed in range(200):
        try:
            assert decoded(damaged(data, seed)).shape[:2] == (64, 72)
        except Noted as error:
            lines.append(str(error))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 100 <= len(lines) < 200  # all those whose checksum is not repaired
    assert peak < 30_000_000
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize(
    ("width", "height", "length"),
    [(65_535, 65_535, 30), (65_535, 65_535, 100_000), (4000, 4000, 10), (0, 5, 9)],
)
def test_sizes_that_the_bytes_cannot_hold_are_refused_before_memory_is_taken(
    width: int, height: int, length: int
) -> None:
    head = struct.pack("<4sBBHHHHB3sI", b"INPZ", 1, 3, width, height, 80, 80, 4, b"\0\0\0", 0)
    tracemalloc.start()
    with pytest.raises(Noted, match=r"cannot hold|header is not valid"):
        decoded(sealed(head + bytes(length)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_newer_version_is_named() -> None:
    data = bytearray(encoded(discs(20, 20), quality=30))
    data[4] = 9
    with pytest.raises(Noted, match="version 9"):
        unpacked(bytes(data))


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    data = encoded(discs(20, 20), quality=30)
    for place in range(len(data)):
        broken = bytearray(data)
        broken[place] ^= 16
        with pytest.raises(Noted):
            unpacked(bytes(broken))
