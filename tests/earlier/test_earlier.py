"""What earlier versions wrote is read: projects, sessions, settings, sidecars (made by `make.py`)."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo_io import read_photo
from inpaint_studio.core.project import load_project
from inpaint_studio.core.sessions.sessions import abandoned, recover
from inpaint_studio.core.settings import load_settings
from tests.cli.studio import Studio

ROOT = Path(__file__).parent
VERSIONS = sorted(path.name for path in ROOT.iterdir() if (path / "shown.npz").exists())
BITS = [8, 16]
WHOLE = Rect(0, 0, 80, 60)


@pytest.fixture
def studio(capsys: pytest.CaptureFixture[str]) -> Studio:
    return Studio(capsys)


@pytest.fixture(params=VERSIONS)
def earlier(request: pytest.FixtureRequest) -> Path:
    return ROOT / str(request.param)


def shown(earlier: Path, name: str) -> np.ndarray:
    with np.load(earlier / "shown.npz") as arrays:
        return np.array(arrays[name])


def test_there_are_files_of_an_earlier_version() -> None:
    assert "0.1.0" in VERSIONS


@pytest.mark.parametrize("bits", BITS)
def test_a_project_opens(earlier: Path, bits: int) -> None:
    project = load_project(earlier / f"project{bits}.ora")
    assert (project.foreign, project.notes) == (False, ())
    assert [layer.content.description["engine"] for layer in project.state.document.layers] == ["telea"]
    assert [one.content.description["engine"] for one in project.results] == ["biharmonic", "navier-stokes"]
    assert project.settings["engine"] == "navier-stokes"
    np.testing.assert_array_equal(project.state.document.flattened().pixels, shown(earlier, f"project{bits}"))


@pytest.mark.parametrize("bits", BITS)
def test_a_session_is_recovered(
    earlier: Path, bits: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(earlier / "home", home, copy_function=shutil.copy)
    monkeypatch.setenv("INPAINT_STUDIO_HOME", str(home))
    (one,) = [each for each in abandoned(oldest=float("inf")) if each.about.title == f"project{bits}.ora"]
    found = recover(one)
    try:
        state = found.history.state
        np.testing.assert_array_equal(state.mask().read(WHOLE), shown(earlier, f"mask{bits}"))
        assert len(found.results) == 2
        np.testing.assert_array_equal(state.document.flattened().pixels, shown(earlier, f"session{bits}"))
        assert found.history.undo()  # of the last stroke, so that the one before is left
        assert 0 < found.history.state.mask().area < state.mask().area
    finally:
        found.history.close()
        found.place.release()


def test_settings_are_read(earlier: Path) -> None:
    settings, notes = load_settings(earlier / "home" / "config" / "settings.json")
    assert notes == ()
    assert (settings.theme, settings.brush_size, settings.last_engine) == ("light", 23.0, "exemplar")
    assert settings.recent == ("a.png",)


def test_a_sidecar_repeats_its_fill(earlier: Path, tmp_path: Path, studio: Studio) -> None:
    for name in ("photo.png", "mask.png"):
        shutil.copy(earlier / name, tmp_path)
    again = tmp_path / "again.png"
    sidecar = earlier / "filled.png.inpaint.json"
    made = studio("fill", tmp_path / "photo.png", "--replay", sidecar, "-o", again)
    assert made.code == 0, made
    np.testing.assert_array_equal(read_photo(again).pixels, shown(earlier, "filled"))
