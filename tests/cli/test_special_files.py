"""Pipes and devices are rejected at once as any argument: reading one could block for ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inpaint_studio.core.paths import settings_file
from inpaint_studio.core.settings import Settings, load_settings
from tests.cli.studio import Studio

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")


@pytest.fixture(params=["pipe", "device"])
def special(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "special"
    if request.param == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    return path


def test_as_photo_mask_guide_and_source_mask(
    studio: Studio, photo: Path, mask: Path, out: Path, special: Path
) -> None:
    words = ("fill", photo, "-m", mask, "-o", out, "-e", "telea")
    for line in (
        studio.fails("fill", special, "-m", mask, "-o", out),
        studio.fails("fill", photo, "-m", special, "-o", out),
        studio.fails(*words, "--guide", special),
        studio.fails(*words, "--source-mask", special),
        studio.fails("fill", "--replay", special, "-o", out),
        studio.fails("compare", photo, "-m", special, "-e", "telea", "-o", out),
        studio.fails("compare", photo, "-m", mask, "-e", "telea", "-o", out, "--truth", special),
    ):
        assert line == f"Error: '{special}' is not an ordinary file.\n"
    assert not out.exists()


def test_as_mask_of_a_folder(studio: Studio, photo: Path, tmp_path: Path, special: Path) -> None:
    ran = studio("batch", photo.parent, "-m", special, "-o", tmp_path / "done", "-e", "telea")
    assert ran.code == 1
    assert f"'{special}' is not an ordinary file." in ran.err


def test_as_model(studio: Studio, special: Path) -> None:
    assert studio.fails("models", "import", special) == f"Error: '{special}' is not an ordinary file.\n"


def test_as_settings(special: Path) -> None:
    file = settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    special.rename(file)
    settings, notes = load_settings()
    assert settings == Settings()
    (line,) = notes
    assert line.endswith("cannot be read: it is not an ordinary file. Using the defaults.")
