"""The contents of a dictionary file: atoms, and how often each is used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..core.arrays import AnyArray, Floats
from ..core.errors import Note, StudioError
from ..core.files import require_file

LARGEST_PATCH = 16
MOST_ATOMS = 4096


def read(path: Path) -> dict[str, AnyArray]:
    """The arrays in a safetensors file.

    Raises StudioError "weights-broken", and what `files.opened` raises.
    """
    import safetensors

    require_file(path)
    try:
        with safetensors.safe_open(str(path), framework="numpy") as file:
            return {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    except (OSError, safetensors.SafetensorError, ValueError, TypeError) as error:
        raise StudioError("weights-broken", path=path, reason=type(error).__name__) from error


def checked(arrays: Mapping[str, AnyArray], path: Path) -> tuple[Floats, Floats]:
    """Atoms of length 1, float32 (K, 3 * side * side), and their usage, float32 (K,) from 0.

    Raises StudioError "weights-broken", which names `path`.
    """
    atoms, usage = arrays.get("atoms"), arrays.get("usage")
    if atoms is None or usage is None or atoms.ndim != 2 or usage.shape != (len(atoms),):
        raise StudioError("weights-broken", path=path, reason=Note("no-atoms"))
    side = round((atoms.shape[1] / 3) ** 0.5)
    if 3 * side * side != atoms.shape[1] or not 3 <= side <= LARGEST_PATCH:
        raise StudioError("weights-broken", path=path, reason=Note("atoms-not-square"))
    if not 1 <= len(atoms) <= MOST_ATOMS:
        raise StudioError("weights-broken", path=path, reason=Note("atoms-count", count=len(atoms)))
    values, shares = np.asarray(atoms, np.float32), np.asarray(usage, np.float32)
    norms = np.linalg.norm(values, axis=1, keepdims=True)
    if not (np.isfinite(values).all() and np.isfinite(shares).all() and (norms > 1e-3).all()):
        raise StudioError("weights-broken", path=path, reason=Note("atoms-not-finite"))
    return np.ascontiguousarray(values / norms), np.maximum(shares, 0)
