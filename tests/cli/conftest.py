from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.studio import Studio, save_mask, save_photo, textured
from tests.weights.files import folder

__all__ = ["folder"]


@pytest.fixture
def studio(capsys: pytest.CaptureFixture[str]) -> Studio:
    return Studio(capsys)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return save_photo(tmp_path / "photo.png", textured())


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    return save_mask(tmp_path / "mask.png")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.png"
