"""Where files are: in the user's folders, in one folder of our own, in a checkout, in a wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.core import paths
from inpaint_studio.core.errors import StudioError

FOLDERS = (paths.config_dir, paths.data_dir, paths.cache_dir, paths.log_dir)


def test_one_variable_moves_all_of_the_users_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_HOME", str(tmp_path / "portable"))
    found = [folder() for folder in FOLDERS]
    assert len(set(found)) == 4
    assert all(folder.parent == tmp_path / "portable" for folder in found)
    assert not (tmp_path / "portable").exists()


def test_without_it_they_are_where_the_system_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INPAINT_STUDIO_HOME")
    assert all("inpaint-studio" in str(folder()) and folder().is_absolute() for folder in FOLDERS)


def test_a_checkout_has_its_resources_beside_the_package() -> None:
    assert (paths.resources_dir() / "samples").is_dir()
    assert paths.checkpoints_dir().name == "checkpoints"


def test_a_wheel_has_them_inside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "inpaint_studio"
    (package / "resources").mkdir(parents=True)
    (package.parent / "resources").mkdir()
    assert paths._shipped("resources", package) == package / "resources"


def test_a_folder_of_somebody_else_in_site_packages_is_not_ours(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "inpaint_studio"
    package.mkdir(parents=True)
    (package.parent / "resources").mkdir()
    with pytest.raises(StudioError, match="installation is incomplete"):
        paths._shipped("resources", package)
