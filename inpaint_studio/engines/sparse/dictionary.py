"""A dictionary as a file: atoms and how often each is used, in safetensors with half precision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...core.arrays import AnyArray, Bytes, Floats
from ...core.files import atomic_write
from ...weights import atoms, shipped
from .coding import Atoms

NAME = "dictionary"
FORMAT = "inpaint-studio dictionary 1"


@dataclass(frozen=True, eq=False)
class Dictionary:
    """`atoms`, `usage` float32 (K,) with the sum 1, and the metadata of the file."""

    atoms: Atoms
    usage: Floats
    about: Mapping[str, Any]


def load() -> Dictionary:
    """The user's own dictionary, else the shipped one.

    Raises StudioError "weights-missing" or "weights-broken".
    """
    arrays, about = shipped.load_arrays(NAME)
    return checked(arrays, about, shipped.find(NAME))


def checked(arrays: Mapping[str, AnyArray], about: Mapping[str, Any], path: Path) -> Dictionary:
    """The dictionary in these arrays. Raises StudioError "weights-broken"."""
    values, usage = atoms.checked(arrays, path)
    return Dictionary(Atoms(values), usage, about)


def save(path: Path, dictionary: Dictionary) -> None:
    """Write a file completely or not at all. Raises what `atomic_write` does."""
    from safetensors.numpy import save as packed

    arrays: dict[str, AnyArray] = {
        "atoms": dictionary.atoms.values.astype(np.float16),
        "usage": dictionary.usage.astype(np.float32),
    }
    # one entry: safetensors writes several in an order that varies between runs
    about = {"about": json.dumps({"format": FORMAT, **dictionary.about}, sort_keys=True)}
    with atomic_write(path, overwrite=True) as file:
        file.write(packed(arrays, about))


def sheet(dictionary: Dictionary, scale: int = 4) -> Bytes:
    """The atoms side by side, the most used first: uint8 (H, W, 3)."""
    order = np.argsort(-dictionary.usage, kind="stable")
    atoms, size = dictionary.atoms.values[order], dictionary.atoms.size
    across = int(np.ceil(np.sqrt(len(atoms))))
    cell = size * scale + 2
    picture = np.full((-(-len(atoms) // across) * cell + 2, across * cell + 2, 3), 255, np.uint8)
    shown = 0.5 + 0.5 * atoms / np.abs(atoms).max(1, keepdims=True)
    pixels = np.rint(shown * 255).astype(np.uint8).reshape(-1, size, size, 3)
    pixels = pixels.repeat(scale, 1).repeat(scale, 2)
    for number, pixel in enumerate(pixels):
        top, left = number // across * cell + 2, number % across * cell + 2
        picture[top : top + size * scale, left : left + size * scale] = pixel
    return picture
