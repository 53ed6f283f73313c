"""The folders of the user's settings, data, cache and logs, and of the shipped resources.

`INPAINT_STUDIO_HOME`, if set, holds all of the user's folders: for tests, and for a portable copy.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from .errors import StudioError

HOME_VARIABLE = "INPAINT_STUDIO_HOME"
_NAME = "inpaint-studio"
_PACKAGE = Path(__file__).resolve().parent.parent


def config_dir() -> Path:
    """The folder of the settings. None of these functions creates its folder."""
    return _home("config") or platformdirs.user_config_path(_NAME, appauthor=False)


def data_dir() -> Path:
    """The folder of downloaded weights and other lasting data."""
    return _home("data") or platformdirs.user_data_path(_NAME, appauthor=False)


def cache_dir() -> Path:
    """The folder of data that can be recreated."""
    return _home("cache") or platformdirs.user_cache_path(_NAME, appauthor=False)


def log_dir() -> Path:
    """The folder of the log files."""
    return _home("log") or platformdirs.user_log_path(_NAME, appauthor=False)


def settings_file() -> Path:
    """The file of the settings."""
    return config_dir() / "settings.json"


def resources_dir() -> Path:
    """The shipped resources: samples, documentation, model cards. Raises StudioError "install-incomplete"."""
    return _shipped("resources")


def checkpoints_dir() -> Path:
    """The shipped weights. Raises StudioError "install-incomplete"."""
    return _shipped("checkpoints")


def kernels_dir() -> Path | None:
    """The shipped compiled kernels, which only bundles have; None elsewhere."""
    folder = _PACKAGE / "kernels"
    return folder if folder.is_dir() else None


def in_checkout() -> bool:
    """Whether the program runs from a checkout of its sources, and not installed or from a bundle."""
    return (_PACKAGE.parent / "pyproject.toml").is_file()


def _home(part: str) -> Path | None:
    home = os.environ.get(HOME_VARIABLE, "").strip()
    return Path(home).expanduser().absolute() / part if home else None


def _shipped(name: str, package: Path = _PACKAGE) -> Path:
    """A shipped folder: inside the package in an installed wheel, beside it in a checkout."""
    inside = package / name
    if inside.is_dir():
        return inside
    beside = package.parent / name
    # in site-packages a folder of that name would belong to another package
    if beside.is_dir() and (package.parent / "pyproject.toml").is_file():
        return beside
    raise StudioError("install-incomplete", folder=inside)
