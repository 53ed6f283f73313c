"""The command line in this process, and photos and masks for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.__main__ import main
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Studio:
    """Runs commands; arguments may be paths."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *argv: object) -> Ran:
        self._capsys.readouterr()
        code = main([str(word) for word in argv])
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

    def fails(self, *argv: object, code: int = 1) -> str:
        """The one line on stderr of a command that must fail with this exit code."""
        ran = self(*argv)
        assert ran.code == code, ran
        assert ran.out == ""
        assert ran.err.count("\n") == 1, ran.err
        assert "Traceback" not in ran.err
        return ran.err


def textured(height: int = 60, width: int = 80, channels: int = 3, dtype: type = np.uint8) -> np.ndarray:
    """A picture with something in it, the same each time."""
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[:height, :width]
    wave = 120 + 60 * np.sin(columns / 5) + 40 * np.cos(rows / 7)
    picture = wave[..., None] + rng.normal(0, 6, (height, width, channels))
    scale = 257 if dtype is np.uint16 else 1
    return (np.clip(picture, 0, 255) * scale).astype(dtype)


def save_photo(path: Path, pixels: np.ndarray, *, overwrite: bool = False) -> Path:
    alpha = pixels[..., 3] if pixels.shape[2] == 4 else None
    write_photo(path, Photo(pixels[..., :3], alpha), overwrite=overwrite)
    return path


def save_mask(path: Path, height: int = 60, width: int = 80) -> Path:
    """A mask with one hole of 10 by 12 px."""
    mask = np.zeros((height, width, 1), np.uint8)
    mask[20:30, 30:42] = 255
    write_photo(path, Photo(mask))
    return path


def pixels_of(path: Path) -> np.ndarray:
    photo = read_photo(path)
    return photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])


HOLE = np.s_[20:30, 30:42]
