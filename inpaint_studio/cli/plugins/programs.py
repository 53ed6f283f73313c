"""Where other programs keep the plug-ins of their users, and which files of ours go there."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...core.errors import StudioError

COMMAND_MODULE = "common/inpaint_studio_command.py"
_GIMP_VERSION = re.compile(r"(2\.10|3\.\d+)")


@dataclass(frozen=True)
class PluginFile:
    """A file: its name in `resources/plugins`, and where it goes in the folder of the program."""

    source: str
    target: str
    is_program: bool = False
    """Whether it is run as a program, with the Python of Inpaint Studio."""
    is_script: bool = False
    """Whether it is run as a program, with the Python that the other program finds."""


@dataclass(frozen=True)
class Plugin:
    """A plug-in: its files, where the words that start Inpaint Studio are written, and how to go on.

    `command` ends in `.json` or `.lua`. `line` is a line that another file (`line_in`) needs.
    """

    label: str
    files: tuple[PluginFile, ...]
    command: str
    hint: str
    line_in: str = ""
    line: str = ""


@dataclass(frozen=True)
class Target:
    """A plug-in, and the folder of a program that it goes to."""

    program: str
    plugin: Plugin
    folder: Path


_Found = tuple[Plugin, Path]
"""A plug-in and the folder of the program that takes it."""

_GIMP_2 = Plugin(
    "GIMP 2.10",
    (
        PluginFile("gimp2/inpaint-studio.scm", "scripts/inpaint-studio.scm"),
        PluginFile(
            "gimp2/inpaint-studio-run", "plug-ins/inpaint-studio-run/inpaint-studio-run", is_program=True
        ),
        PluginFile(COMMAND_MODULE, "plug-ins/inpaint-studio-run/inpaint_studio_command.py"),
    ),
    "plug-ins/inpaint-studio-run/command.json",
    "Start GIMP anew; the commands are in Filters > Inpaint Studio.",
)
_GIMP_3 = Plugin(
    "GIMP 3",
    (
        PluginFile("gimp3/inpaint-studio.py", "plug-ins/inpaint-studio/inpaint-studio.py", is_script=True),
        PluginFile(COMMAND_MODULE, "plug-ins/inpaint-studio/inpaint_studio_command.py"),
    ),
    "plug-ins/inpaint-studio/command.json",
    "Start GIMP anew; the commands are in Filters > Inpaint Studio.",
)
_KRITA = Plugin(
    "Krita",
    (
        PluginFile("krita/inpaint_studio.desktop", "pykrita/inpaint_studio.desktop"),
        PluginFile("krita/inpaint_studio.action", "actions/inpaint_studio.action"),
        PluginFile("krita/inpaint_studio/__init__.py", "pykrita/inpaint_studio/__init__.py"),
        PluginFile("krita/inpaint_studio/extension.py", "pykrita/inpaint_studio/extension.py"),
        PluginFile("krita/inpaint_studio/exchange.py", "pykrita/inpaint_studio/exchange.py"),
        PluginFile(COMMAND_MODULE, "pykrita/inpaint_studio/inpaint_studio_command.py"),
    ),
    "pykrita/inpaint_studio/command.json",
    "Start Krita anew, and enable Inpaint Studio in Settings > Configure Krita > Python Plugin Manager; "
    "after another start the commands are in Tools > Scripts.",
)
_DARKTABLE = Plugin(
    "darktable",
    (PluginFile("darktable/inpaint_studio.lua", "lua/inpaint_studio/inpaint_studio.lua"),),
    "lua/inpaint_studio/command.lua",
    "Start darktable anew; Inpaint Studio is a target storage of the export module.",
    line_in="luarc",
    line='require "inpaint_studio/inpaint_studio"',
)


def targets(program: str, folder: Path | None = None) -> list[Target]:
    """The folders of a program that are found, or `folder`, each with its plug-in.

    Raises StudioError "plugin-program" for a program without a plug-in, "plugin-folder" if no folder is
    found, and "plugin-version" for a folder of GIMP whose version is unknown.
    """
    if program not in _FINDERS:
        raise StudioError("plugin-program", name=program, known=", ".join(_FINDERS))
    plugin_of, find = _FINDERS[program]
    found = find(os.environ) if folder is None else [(plugin_of(folder), folder)]
    if not found:
        raise StudioError("plugin-folder", name=program)
    return [Target(program, plugin, one) for plugin, one in found]


def found_targets() -> list[Target]:
    """All plug-ins whose programs are found."""
    return [
        Target(program, plugin, one)
        for program, (_, find) in _FINDERS.items()
        for plugin, one in find(os.environ)
    ]


def _gimp_plugin(folder: Path) -> Plugin:
    version = folder.name
    if not _GIMP_VERSION.fullmatch(version):
        raise StudioError("plugin-version", path=folder)
    return _GIMP_2 if version == "2.10" else _GIMP_3


def _config(environment: Mapping[str, str], name: str) -> Path:
    """The folder of a program's settings, as GLib chooses it."""
    if sys.platform == "win32":
        return Path(environment.get("APPDATA", Path.home())) / name
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / name
    return _xdg(environment, "XDG_CONFIG_HOME", ".config") / name


def _xdg(environment: Mapping[str, str], variable: str, usual: str) -> Path:
    given = environment.get(variable, "")
    return Path(given) if given else Path.home() / usual


def _gimp_folders(environment: Mapping[str, str]) -> list[_Found]:
    """One for each version that has been started, or that is on the path.

    Where a variable names the folder of GIMP 2 or of GIMP 3, that is its only one, whatever it is called.
    """
    home = _config(environment, "GIMP")
    versions = {path.name for path in home.glob("*") if _GIMP_VERSION.fullmatch(path.name)}
    versions |= {version for version in ("2.10", "3.0", "3.2") if shutil.which(f"gimp-console-{version}")}
    found: list[_Found] = []
    for major, plugin in (("2", _GIMP_2), ("3", _GIMP_3)):
        own = environment.get(f"GIMP{major}_DIRECTORY")
        usual = [home / version for version in sorted(versions) if version.startswith(f"{major}.")]
        found += [(plugin, one) for one in ([Path(own)] if own else usual)]
    return found


def _krita_folders(environment: Mapping[str, str]) -> list[_Found]:
    if sys.platform == "linux":
        folder = _xdg(environment, "XDG_DATA_HOME", ".local/share") / "krita"
    else:
        folder = _config(environment, "krita")
    return [(_KRITA, folder)] if folder.is_dir() or shutil.which("krita") else []


def _darktable_folders(environment: Mapping[str, str]) -> list[_Found]:
    if sys.platform == "win32":
        folder = Path(environment.get("LOCALAPPDATA", Path.home())) / "darktable"
    else:
        folder = _xdg(environment, "XDG_CONFIG_HOME", ".config") / "darktable"
    return [(_DARKTABLE, folder)] if folder.is_dir() or shutil.which("darktable") else []


_FINDERS: dict[str, tuple[Callable[[Path], Plugin], Callable[[Mapping[str, str]], list[_Found]]]] = {
    "gimp": (_gimp_plugin, _gimp_folders),
    "krita": (lambda folder: _KRITA, _krita_folders),
    "darktable": (lambda folder: _DARKTABLE, _darktable_folders),
}
