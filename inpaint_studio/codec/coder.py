"""An adaptive binary arithmetic coder that mixes the predictions of several contexts.

The coder is the carryless one of Mahoney's lpaq (2007); the mixing is logistic, as there. All of it is
integer arithmetic, so every machine reads the same values. The same kernels write and read: `code_bit`
takes the bit to write and returns it, or returns the one that it reads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.arrays import Bytes, Integers
from ..core.errors import Noted
from ..engines.compiled import kernel

INPUTS = 6
"""The most contexts of one bit."""
LOW, HIGH, WORD, PLACE, WRITING, END = range(6)
"""The places in the state of a coder."""
_OVERRUN = 8
_HALF = 1 << 15
_SCALE = 256  # of the logistic domain
_TOP = 2047
_RATE = 14  # of the mixer: the shift of its corrections
_LIMIT = 60  # of the counters: after that many bits a context adapts by 1 / limit
_FIRST_WEIGHT = 22_000  # 65536 is 1


def _logistic_tables() -> tuple[Integers, Integers]:
    stretch = [
        max(-_TOP, min(_TOP, round(_SCALE * math.log((one + 0.5) / (4095.5 - one))))) for one in range(4096)
    ]
    squash = [
        max(24, min(65_536 - 24, round(65_536 / (1 + math.exp(-(one - 2048) / _SCALE)))))
        for one in range(4096)
    ]
    return np.array(stretch, np.int32), np.array(squash, np.int32)


_STRETCH, _SQUASH = _logistic_tables()
_SHARES = np.array([round(65_536 / (count + 1.6)) for count in range(_LIMIT + 1)], np.int32)


@dataclass(frozen=True, eq=False)
class Coder:
    """A writer (`Coder.writer`) or reader (`Coder.reader`) of bits; kernels take `state` and `data`."""

    state: Any
    data: Bytes

    @classmethod
    def writer(cls, room: int) -> Coder:
        """Writes at most `room` bytes; what goes beyond is lost, so `room` must be ample."""
        state = np.zeros(8, np.int64)
        state[HIGH] = 0xFFFFFFFF
        state[WRITING] = 1
        state[END] = room
        return cls(state, np.zeros(room + _OVERRUN, np.uint8))

    @classmethod
    def reader(cls, data: bytes) -> Coder:
        """Reads `data`; zeros follow it."""
        state = np.zeros(8, np.int64)
        state[HIGH] = 0xFFFFFFFF
        state[END] = len(data)
        padded = np.frombuffer(bytearray(data + bytes(_OVERRUN)), np.uint8)
        for byte in padded[:4]:
            state[WORD] = state[WORD] << 8 | int(byte)
        state[PLACE] = 4
        return cls(state, padded)

    def finished(self) -> bytes:
        """Everything that was written."""
        place, low = int(self.state[PLACE]), int(self.state[LOW])
        # the bounds differ in their first byte, so this one, followed by zeros, lies between them
        return self.data[:place].tobytes() + bytes([(low >> 24) + 1])

    def require_inside(self) -> None:
        """Raise `Noted` if more was read than there is."""
        if self.state[PLACE] > self.state[END] + _OVERRUN:
            raise Noted("ends-early")


@dataclass(frozen=True, eq=False)
class Model:
    """What was learned so far: probabilities of contexts, how often each was met, weights of the mixer."""

    chances: Integers
    counts: Integers
    weights: Integers

    @classmethod
    def fresh(cls, contexts: int, mixers: int) -> Model:
        """A model with that many contexts in all, and sets of weights."""
        return cls(
            np.full(contexts, _HALF, np.int32),
            np.zeros(contexts, np.int32),
            np.full((mixers, INPUTS), _FIRST_WEIGHT, np.int32),
        )


@kernel()
def overran(state):  # type: ignore[no-untyped-def]
    """Whether more was read than there is: kernels stop then, before they decode endless zeros."""
    return state[WRITING] == 0 and state[PLACE] > state[END] + _OVERRUN


@kernel()
def code_bit(state, data, chances, counts, weights, mixer, contexts, used, bit):  # type: ignore[no-untyped-def]
    """Write `bit`, or read one; it is predicted by the first `used` of the `contexts`."""
    total = np.int64(0)
    for one in range(used):
        total += np.int64(weights[mixer, one]) * _STRETCH[chances[contexts[one]] >> 4]
    mixed = total >> 16
    if mixed > _TOP:
        mixed = np.int64(_TOP)
    if mixed < -_TOP:
        mixed = np.int64(-_TOP)
    chance = np.int64(_SQUASH[mixed + 2048])
    low, high = state[LOW], state[HIGH]
    middle = low + ((high - low) >> 16) * chance + ((((high - low) & 0xFFFF) * chance) >> 16)
    if state[WRITING] == 0:
        bit = 1 if state[WORD] <= middle else 0
    if bit:
        high = middle
    else:
        low = middle + 1
    while (low ^ high) & 0xFF000000 == 0:
        if state[WRITING]:
            if state[PLACE] < state[END]:
                data[state[PLACE]] = high >> 24
        else:
            following = np.int64(data[state[PLACE]]) if state[PLACE] < state[END] else np.int64(0)
            state[WORD] = ((state[WORD] << 8) & 0xFFFFFFFF) | following
        state[PLACE] += 1
        low = (low << 8) & 0xFFFFFFFF
        high = ((high << 8) & 0xFFFFFFFF) | 255
    state[LOW], state[HIGH] = low, high
    target = np.int64(bit) << 16
    error = target - chance
    for one in range(used):
        context = contexts[one]
        weights[mixer, one] += (error * _STRETCH[chances[context] >> 4] + (1 << (_RATE - 1))) >> _RATE
        chance_now = np.int64(chances[context])
        chance_now += ((target - chance_now) * _SHARES[counts[context]]) >> 16
        chances[context] = min(max(chance_now, 32), 65_535 - 32)
        if counts[context] < _LIMIT:
            counts[context] += 1
    return bit
