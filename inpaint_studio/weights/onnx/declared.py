"""The values that an ONNX file declares its picture and mask to have, which a probe could only guess.

A network that fills softly does so in several ranges, so trying does not always tell them apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEY = "contract"
"""The key in the metadata of the file."""


@dataclass(frozen=True)
class DeclaredValues:
    """The range (low, high) of the picture that goes in, and the values of the mask to `keep` and `fill`.

    `hole` is the value of the picture in the hole; None if the model ignores it.
    """

    range: tuple[float, float]
    keep: float
    fill: float
    hole: float | None = None

    def to_json(self) -> str:
        """As it stands in the metadata."""
        values: dict[str, Any] = {"range": list(self.range), "keep": self.keep, "fill": self.fill}
        return json.dumps(values if self.hole is None else values | {"hole": self.hole})


def declared_values(metadata: Mapping[str, str]) -> DeclaredValues | None:
    """What the metadata of an ONNX file declare; None if they declare nothing.

    Raises ValueError, TypeError, KeyError, AttributeError, OverflowError or RecursionError if it cannot be
    read.
    """
    if KEY not in metadata:
        return None
    found = json.loads(metadata[KEY])
    low, high = found["range"]
    hole = found.get("hole")
    return DeclaredValues(
        (float(low), float(high)),
        float(found["keep"]),
        float(found["fill"]),
        None if hole is None else float(hole),
    )
