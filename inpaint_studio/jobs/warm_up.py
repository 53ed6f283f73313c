"""Loading and compiling ahead of the first fill, so that the first one is as quick as the second."""

from __future__ import annotations

import logging

import numpy as np

from ..core.mask import Mask
from ..core.photo import Photo
from ..engines.pipeline import run as pipeline
from ..engines.registry import REGISTRY, Registry
from ..engines.request import FillRequest

_LOG = logging.getLogger(__name__)

WARMED = ("exemplar", "biharmonic", "low-rank", "sparse", "telea", "navier-stokes")
"""The engines that `auto` may take, and what a first try is made with; others load when asked for."""


def warm_up(registry: Registry = REGISTRY) -> None:
    """Fill a tiny hole with each of the engines that are asked for first; never raises.

    The first time ever that compiles for some seconds, later it loads what was compiled then.
    """
    rows, columns = np.mgrid[0:48, 0:48]
    pixels = np.stack([rows * 5, columns * 5, (rows ^ columns) * 4], axis=2).astype(np.uint8)
    coverage = np.zeros((48, 48), np.uint8)
    coverage[20:28, 20:28] = 255
    photo, mask = Photo(pixels), Mask(coverage)
    for name in WARMED:
        if name not in registry.names():
            continue
        try:
            params = registry.get(name).info.quick_params
            pipeline.run(FillRequest(photo, mask, name, params, threads=1), registry=registry)
        except Exception:  # whatever is wrong, the user learns of it when the engine is asked for
            _LOG.warning("warming up %s failed", name, exc_info=True)
