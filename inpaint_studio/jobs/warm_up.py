"""Loading and compiling ahead of the first fill, so that it is as fast as the next."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from ..core.mask import Mask
from ..core.photo import Photo
from ..engines.pipeline import run as pipeline
from ..engines.registry import REGISTRY, Registry
from ..engines.request import FillRequest

_LOG = logging.getLogger(__name__)

WARMED = ("exemplar", "biharmonic", "low-rank", "sparse", "telea", "navier-stokes")
"""The engines that `auto` may use, and those that are tried first; others load when needed."""


def warm_up(registry: Registry = REGISTRY) -> None:
    """Fill a tiny hole with each engine in `WARMED`; never raises."""
    warm([name for name in WARMED if name in registry.names()], registry)


def warm(engines: Sequence[str], registry: Registry = REGISTRY) -> None:
    """Fill a tiny hole with each of these engines; one that fails is only logged.

    The very first time this compiles for a few seconds; later it loads what was compiled then.
    """
    rows, columns = np.mgrid[0:48, 0:48]
    pixels = np.stack([rows * 5, columns * 5, (rows ^ columns) * 4], axis=2).astype(np.uint8)
    coverage = np.zeros((48, 48), np.uint8)
    coverage[20:28, 20:28] = 255
    photo, mask = Photo(pixels), Mask(coverage)
    for name in engines:
        try:
            params = registry.get(name).info.quick_params
            pipeline.run(FillRequest(photo, mask, name, params, threads=1), registry=registry)
        except Exception:  # the user will see the error when the engine is used
            _LOG.warning("warming up %s failed", name, exc_info=True)
