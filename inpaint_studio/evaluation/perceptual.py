"""ST-LPIPS (Ghildyal and Liu 2022), if the optional package stlpips-pytorch is installed."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable

from ..core.arrays import Bytes
from ..core.errors import Note

Measure = Callable[[Bytes, Bytes], float]


def load() -> tuple[Measure | None, str]:
    """A function of two (H, W, 3) uint8 pictures that returns their distance (0: equal), or None and why."""
    if importlib.util.find_spec("stlpips_pytorch") is None:  # first, as torch is slow to load
        return None, Note("package-missing", package="stlpips-pytorch")
    try:
        import torch

        stlpips = importlib.import_module("stlpips_pytorch.stlpips")
    except Exception as error:  # it imports packages that may be broken
        return None, Note(
            "module-unloadable", module="stlpips-pytorch", kind=type(error).__name__, error=error
        )
    net = stlpips.LPIPS(net="alex", variant="shift_tolerant", verbose=False).eval()

    def tensor(picture: Bytes) -> torch.Tensor:
        return torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1

    def distance(truth: Bytes, result: Bytes) -> float:
        with torch.no_grad():
            return float(net(tensor(truth), tensor(result)))

    return distance, ""
