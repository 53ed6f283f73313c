"""The inputs of a generator that take noise: which there are, and drawing values for them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from ...core.arrays import Floats

Noise = tuple[tuple[str, int, int], ...]
"""(name, channels, step) of each input.

Its shape is (1, channels, height / step, width / step), or (1, channels) where the step is 0.
"""


def declared(metadata: Mapping[str, str]) -> Noise:
    """The inputs that the metadata of an ONNX file declares (see `export`); () if it says nothing.

    Raises ValueError or TypeError if it cannot be read.
    """
    found = json.loads(metadata.get("noise", "[]"))
    return tuple((str(name), int(channels), int(step)) for name, channels, step in found)


def drawn(noise: Noise, shape: tuple[int, ...], seed: int) -> list[Floats]:
    """Standard normal values for each input, float32, for a picture of this (height, width).

    The same seed gives the same values.
    """
    height, width = shape
    rng = np.random.default_rng(seed)
    return [
        rng.standard_normal(
            (1, channels, height // step, width // step) if step else (1, channels), dtype=np.float32
        )
        for _, channels, step in noise
    ]
