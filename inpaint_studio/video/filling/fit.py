"""How well what another frame shows fits around a hole, and whether it can be what the hole hides."""

from __future__ import annotations

import numpy as np

from ...core.arrays import Flags, FloatPixels, Floats
from .light import local_mean
from .sample import apart

_WORST = 0.3  # of the range of levels: a misfit counts no more
_NEAR = 6.0  # px: the blur within which it is compared
_PLAIN = 0.03  # of the range of levels: a misfit this small is noise
_NO_BETTER = 0.75  # of the misfit of a plain colour: what fits worse is something else


def misfit_of(target: FloatPixels, colours: FloatPixels, known: Flags) -> Floats:
    """How far `colours` are from `target`, (h, w, 3) each, around each pixel: shares of the levels, (h, w).

    They are compared where `known` (h, w), and that is continued to where nothing is known.
    """
    difference = np.minimum(apart(target, colours), _WORST)
    return local_mean(difference[..., None], np.asarray(known, np.float32), _NEAR)[..., 0]


def bound_of(target: FloatPixels, known: Flags) -> Floats:
    """The misfit (h, w) above which colours are hardly better than one plain colour would be.

    They are not what the hole hides then, whatever the flow says.
    """
    plain = local_mean(target, np.asarray(known, np.float32), _NEAR)
    return np.asarray(np.maximum(misfit_of(target, plain, known) * _NO_BETTER, _PLAIN), np.float32)
