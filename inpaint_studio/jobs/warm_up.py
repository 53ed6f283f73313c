"""Loading and compiling ahead of the first fill, so that it is as fast as the next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import numpy as np

from ..core.errors import Cancelled
from ..core.mask import Mask
from ..core.photo import Photo
from ..engines.pipeline import run as pipeline
from ..engines.registry import REGISTRY, Registry
from ..engines.request import FillRequest

_LOG = logging.getLogger(__name__)

WARMED = ("exemplar", "biharmonic", "low-rank", "sparse", "telea", "navier-stokes")
"""The engines that `auto` may use, and those that are tried first; others load when needed."""


def warm_up(registry: Registry = REGISTRY, is_cancelled: Callable[[], bool] | None = None) -> None:
    """Fill a tiny hole with each engine in `WARMED`; never raises. Ends early if `is_cancelled`."""
    warm([name for name in WARMED if name in registry.names()], registry, is_cancelled)


def warm(
    engines: Sequence[str], registry: Registry = REGISTRY, is_cancelled: Callable[[], bool] | None = None
) -> None:
    """Fill a tiny hole with each of these engines; one that fails is only logged.

    As soon as `is_cancelled`, which is asked often, it ends.
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
            request = FillRequest(photo, mask, name, params, threads=1)
            pipeline.run(request, registry=registry, is_cancelled=is_cancelled)
        except Cancelled:
            return
        except Exception:  # the user will see the error when the engine is used
            _LOG.warning("warming up %s failed", name, exc_info=True)
