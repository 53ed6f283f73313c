"""A folder of shipped weights and one of the user's, made for a test."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from inpaint_studio.core import paths
from inpaint_studio.weights import shipped

ATOMS = np.arange(12, dtype=np.float16).reshape(3, 4)


def content(atoms: np.ndarray = ATOMS, **about: object) -> bytes:
    return save({"atoms": atoms}, {"about": json.dumps(about)})


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def put_shipped(folder: Path, name: str = "dictionary", data: bytes | None = None) -> Path:
    """A file as it ships, with its line in the list."""
    data = content() if data is None else data
    with (folder / shipped.SUMS).open("a", encoding="utf-8") as sums:
        sums.write(f"{hashlib.sha256(data).hexdigest()}  {name}.safetensors\n")
    return put(folder / f"{name}.safetensors", data)


def put_own(name: str = "dictionary", data: bytes | None = None) -> Path:
    return put(shipped.own_path(name), content() if data is None else data)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of shipped weights."""
    made = tmp_path / "checkpoints"
    made.mkdir()
    monkeypatch.setattr(paths, "checkpoints_dir", lambda: made)
    return made
