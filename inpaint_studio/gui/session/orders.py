"""What is ordered from the engines, and the progress of the running order."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from ...core.document.document import Document
from ...core.tiles import TiledArray
from ...engines.request import FillRequest
from ...jobs.pace import seconds_left
from .heals import Heal


@dataclass(frozen=True, eq=False)
class Order:
    """One request to the engines; `refill` are the indices of the layers to fill again, if any.

    `heal` is the stroke that it fills by itself, if any: it is kept at once.
    """

    request: FillRequest
    base: Document
    mask: TiledArray
    refill: tuple[int, ...] = ()
    heal: Heal | None = None


@dataclass(frozen=True)
class JobView:
    """The running fill, for progress bars.

    `fraction` is 0 to 1, `began` in seconds of `time.monotonic`; `queued` fills wait behind it.
    `seconds_left` is an estimate, or None while there is too little to go by. The fill of a stroke that is
    kept at once (`is_heal`) never becomes a result.
    """

    engine: str
    fraction: float = 0.0
    began: float = 0.0
    queued: int = 0
    seconds_left: float | None = None
    is_heal: bool = False

    def advanced(self, fraction: float) -> JobView:
        """The same job further on."""
        left = seconds_left(fraction, time.monotonic() - self.began)
        return replace(self, fraction=fraction, seconds_left=left)
