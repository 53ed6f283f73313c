"""Contours between pixels: found by the encoder, coded crack by crack, and drawn soft by the decoder."""

from __future__ import annotations

import numpy as np

from ..core.arrays import Bytes, Floats
from ..engines.compiled import kernel
from .coder import Coder, Model, code_bit, overran

_BLOCK = 8
_SIZES = (64, 1024, 8192)


def code_contours(coder: Coder, across: Bytes, below: Bytes) -> None:
    """Write the cracks, or read them into the arrays.

    `across[y, x]` is 1 where a contour runs between (y, x) and (y, x + 1), `below` between (y, x) and
    (y + 1, x); both (H, W).
    """
    height, width = across.shape
    blocks = np.zeros((-(-height // _BLOCK) + 1, -(-width // _BLOCK) + 2), np.uint8)
    rows, columns = np.nonzero(across | below)
    blocks[rows // _BLOCK + 1, columns // _BLOCK + 1] = 1
    model = Model.fresh(16 + 2 * sum(_SIZES), 3)
    padded = [np.pad(one, ((3, 0), (3, 3))) for one in (across, below)]
    _code_cracks(coder.state, coder.data, model.chances, model.counts, model.weights, *padded, blocks)
    across[...] = padded[0][3:, 3:-3]
    below[...] = padded[1][3:, 3:-3]


@kernel()
def _code_cracks(state, data, chances, counts, weights, across, below, blocks):  # type: ignore[no-untyped-def]
    contexts = np.zeros(6, np.int64)
    height, width = across.shape
    for y in range(3, height):
        if overran(state):
            return
        for x in range(3, width - 3):
            row, column = (y - 3) // _BLOCK + 1, (x - 3) // _BLOCK + 1
            if (y - 3) % _BLOCK == 0 and (x - 3) % _BLOCK == 0:
                contexts[0] = (
                    blocks[row, column - 1] + 2 * blocks[row - 1, column] + 4 * blocks[row - 1, column + 1]
                )
                blocks[row, column] = code_bit(
                    state, data, chances, counts, weights, 0, contexts, 1, np.int64(blocks[row, column])
                )
            if blocks[row, column] == 0:
                continue
            near = across[y - 1, x] | below[y - 1, x] << 1 | below[y - 1, x + 1] << 2
            more = (
                across[y - 2, x] | below[y - 1, x - 1] << 1 | below[y - 1, x + 2] << 2 | across[y, x - 1] << 3
            )
            wide = (
                across[y - 1, x - 1]
                | across[y - 1, x + 1] << 1
                | across[y - 2, x - 1] << 2
                | across[y - 2, x + 1] << 3
                | across[y, x - 2] << 4
                | across[y - 3, x] << 5
            )
            first = 16
            contexts[0] = first + near
            contexts[1] = first + 64 + (near | more << 3)
            contexts[2] = first + 1088 + (near | more << 3 | np.int64(wide) << 7)
            across[y, x] = code_bit(
                state, data, chances, counts, weights, 1, contexts, 3, np.int64(across[y, x])
            )
            near = below[y, x - 1] | across[y, x - 1] << 1 | across[y, x] << 2
            more = below[y, x - 2] | across[y - 1, x - 1] << 1 | across[y - 1, x] << 2 | below[y - 1, x] << 3
            wide = (
                below[y - 1, x - 1]
                | below[y - 1, x + 1] << 1
                | across[y, x - 2] << 2
                | below[y, x - 3] << 3
                | below[y - 2, x] << 4
                | across[y - 1, x + 1] << 5
            )
            first = 16 + 9280
            contexts[0] = first + near
            contexts[1] = first + 64 + (near | more << 3)
            contexts[2] = first + 1088 + (near | more << 3 | np.int64(wide) << 7)
            below[y, x] = code_bit(
                state, data, chances, counts, weights, 2, contexts, 3, np.int64(below[y, x])
            )


def softened(picture: Floats, across: Bytes, below: Bytes, strength: float) -> Floats:
    """The picture (H, W) after one step of diffusion across the contours alone."""
    return picture + np.float32(strength) * flow_across(picture, across, below)


def flow_across(picture: Floats, across: Bytes, below: Bytes) -> Floats:
    """For each pixel the sum of the differences to its neighbours beyond a contour, (H, W)."""
    flow = np.zeros_like(picture)
    step = np.where(across[:, :-1] > 0, picture[:, 1:] - picture[:, :-1], np.float32(0))
    flow[:, :-1] += step
    flow[:, 1:] -= step
    step = np.where(below[:-1] > 0, picture[1:] - picture[:-1], np.float32(0))
    flow[:-1] += step
    flow[1:] -= step
    return flow
