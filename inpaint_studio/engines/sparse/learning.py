"""Learning a dictionary from patches, a batch at a time, without labels.

Mairal, Bach, Ponce, Sapiro: Online Dictionary Learning for Sparse Coding, ICML 2009, and JMLR 2010. Each
batch is coded with the atoms so far; the statistics of all codes so far (`_codes`, `_patches`: A and B of
the paper's algorithm 1) then give better atoms, one after the other (algorithm 2). Old batches fade, since
they were coded with worse atoms.
"""

from __future__ import annotations

import numpy as np

from ...core.arrays import Floats, Integers
from .coding import Atoms, Effort, code

_RARELY = 0.05  # times the mean use: an atom that is used less is replaced
_FLAT = 1e-3  # squared norm: patches with less hardly count


class AtomLearner:
    """A dictionary that learns; the same batches give the same atoms."""

    def __init__(self, atoms: Floats, effort: Effort, *, usage: Floats | None = None) -> None:
        """Start with `atoms` float32 (K, d); `usage` (K,) is how many patches each counts for."""
        count = len(atoms)
        self.values = np.ascontiguousarray(atoms / np.linalg.norm(atoms, axis=1, keepdims=True), np.float32)
        self._effort = effort
        known = np.zeros(count) if usage is None else usage
        self._codes = np.diag(known).astype(np.float32)
        self._patches = (known[:, None] * self.values).astype(np.float32)
        self._taken = np.zeros(count)

    @property
    def atoms(self) -> Atoms:
        return Atoms(self.values.copy())

    @property
    def usage(self) -> Floats:
        """How much each atom is used: (K,), sum 1."""
        used = np.diag(self._codes).astype(np.float64)
        return np.asarray(used / max(used.sum(), 1e-9), np.float32)

    def learn(self, patches: Floats, keep: float = 1.0) -> float:
        """Learn a batch (n, d); older ones count `keep`. Returns the mean squared error of its codes."""
        atoms = self.atoms
        coded = code(patches, np.ones_like(patches), atoms, self._effort)
        centred = coded.estimates + coded.residuals
        codes = coefficients(centred, coded.chosen, atoms)
        # otherwise strong edges would dominate: every patch counts about the same
        scale = 1 / np.sqrt((centred**2).sum(1, keepdims=True) + np.float32(_FLAT))
        codes *= scale
        self._codes = keep * self._codes + codes.T @ codes
        self._patches = keep * self._patches + codes.T @ (centred * scale)
        self._taken = keep * self._taken + (codes != 0).sum(0)
        self._improve()
        return float(np.mean(coded.residuals**2))

    def replace_idle(self, patches: Floats) -> int:
        """Replace atoms that are hardly used with the patches that are explained worst; returns how many."""
        coded = code(patches, np.ones_like(patches), self.atoms, self._effort)
        centred = coded.estimates + coded.residuals
        energy = (centred**2).sum(1)
        unexplained = (coded.residuals**2).sum(1) / (energy + _FLAT)
        idle = np.flatnonzero(self._taken < _RARELY * self._taken.mean())[: len(patches)]
        worst = np.argsort(-unexplained, kind="stable")[: len(idle)]
        self.values[idle] = centred[worst] / np.sqrt(energy[worst, None] + 1e-12)
        self._codes[idle] = self._codes[:, idle] = self._patches[idle] = 0
        return len(idle)

    def _improve(self) -> None:
        """One round of the paper's algorithm 2: optimise each atom in turn, the others fixed."""
        for j in np.flatnonzero(np.diag(self._codes) > 1e-4):
            ahead = (self._patches[j] - self._codes[j] @ self.values) / self._codes[j, j]
            atom = self.values[j] + ahead
            self.values[j] = atom / max(float(np.linalg.norm(atom)), 1e-6)


def coefficients(centred: Floats, chosen: Integers, atoms: Atoms) -> Floats:
    """The best coefficients float32 (n, K) of the chosen atoms (n, S), -1 for none, for patches (n, d)."""
    count, most = chosen.shape
    taken = chosen >= 0
    index = np.where(taken, chosen, 0)
    gram = atoms.values @ atoms.values.T
    system = gram[index[:, :, None], index[:, None, :]] * (taken[:, :, None] & taken[:, None, :])
    system += np.eye(most, dtype=np.float32) * (1e-5 + ~taken[:, :, None])
    right = np.take_along_axis(centred @ atoms.values.T, index, axis=1) * taken
    found = np.linalg.solve(system, right[..., None])[..., 0] * taken
    codes = np.zeros((count, len(atoms.values)), np.float32)
    np.add.at(codes, (np.arange(count)[:, None], index), found)
    return codes
