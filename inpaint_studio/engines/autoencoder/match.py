"""Filling a hole with patches whose codes fit, coarse to fine: infer, match, vote.

At each scale the estimate of the hole is encoded, each of its patches of 3 x 3 codes is matched with the
most similar one of the known part, and each pixel becomes the weighted mean of the proposals of the
patches over it (Wexler, Shechtman, Irani: Space-Time Completion of Video, PAMI 2007, with learned features
instead of colours; infer, match, translate: Song et al. 2018; Shift-Net: Yan et al. 2018). The network's
prediction is the start, and pulls the estimate towards itself at the coarse scales.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.arrays import Floats
from ..exemplar.levels import PatchLevel
from ..exemplar.patchmatch import CODES, sweep
from ..exemplar.solver import Field, Solver, Sweep, random_field
from .codes import Measure

_SEEN = 12  # px: how far a pixel affects the codes around it
_FIRST_SWEEPS = 4  # the first field is random
_FIRST_SAMPLES = 12

Measured = Callable[..., Measure]
"""Makes the measure of a `picture`; the hole is already bound."""


class CodeSolver(Solver):
    """The solver of the exemplar engine, with patches compared by their codes."""

    def __init__(
        self,
        threads: int,
        check: Callable[[], None],
        rng: np.random.Generator,
        nearness: float,
        coherence: float,
    ) -> None:
        super().__init__(threads, check, rng, nearness)
        self._coherence = np.float32(coherence)
        self._measure: Measure | None = None
        self._codes = np.zeros((0, 0, 0), np.float32)

    def begin(self, level: PatchLevel, measured: Measured, sharp: float) -> Field:
        """A first field for a level whose picture is already an estimate, and its first vote."""
        self._encode(level, measured)
        field = random_field(level, self._rng)
        self._match(level, level.confidence, field, _FIRST_SWEEPS, _FIRST_SAMPLES)
        self._vote(level, level.wanted, level.confidence, field, sharp)
        return field

    def carry_on(
        self, coarse: PatchLevel, coarse_field: Field, level: PatchLevel, measured: Measured, sharp: float
    ) -> Field:
        """As `carry_over`, and encode the level."""
        field = self.carry_over(coarse, coarse_field, level, sharp)
        self._encode(level, measured)
        return field

    def _encode(self, level: PatchLevel, measured: Measured) -> None:
        self._measure = measured(picture=level.picture)
        self._codes = self._measure.codes(level.picture)

    def _match(self, level: PatchLevel, weight: Floats, field: Field, sweeps: int, samples: int) -> None:
        assert self._measure is not None
        top, bottom, left, right = level.box
        self._measure.renew(
            self._codes, level.picture, (top - _SEEN, bottom + _SEEN, left - _SEEN, right + _SEEN)
        )
        super()._match(level, weight, field, sweeps, samples)

    def sweep(self, level: PatchLevel, weight: Floats, field: Field, job: Sweep) -> None:
        """See `Solver.sweep`; compares patches of codes."""
        patch = np.empty((CODES * CODES, self._codes.shape[2]), np.float32)
        patch_weight = np.empty((CODES, CODES), np.float32)
        sweep(
            (self._codes,), patch, patch_weight, weight, level.usable, level.target,
            field.y, field.x, field.d, *job.edges, *job.band, *level.box[2:], job.forward, job.refresh,
            job.samples, job.longest, self._coherence, job.nearness, job.seed,
        )  # fmt: skip
