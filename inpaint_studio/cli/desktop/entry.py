"""The desktop entry for the program that runs: how it is started.

Desktop Entry Specification, https://specifications.freedesktop.org/desktop-entry-spec/latest/
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from ...core.errors import StudioError
from ...core.files import exists

_PROGRAM = "inpaint-studio"
_RESERVED = '"`$\\'


def program() -> Path:
    """The file that starts the program: a bundle's, or the command in the environment of this Python.

    A link to it in a folder of commands comes first: it stays where it is when the environment is made anew.
    Raises StudioError "desktop-program".
    """
    if bundle := os.environ.get("APPIMAGE"):
        return Path(bundle)
    if getattr(sys, "frozen", False):
        return Path(sys.executable)
    own = Path(sys.executable).with_name(_PROGRAM)
    if not exists(own):
        raise StudioError("desktop-program", path=own)
    linked = shutil.which(_PROGRAM)
    if linked is not None and Path(linked).samefile(own):
        return Path(linked).absolute()
    return own


def entry_for(shipped: str, start: Path) -> str:
    """The desktop entry `shipped`, whose program is started as `start`."""
    lines = []
    for line in shipped.splitlines():
        key, _, value = line.partition("=")
        if key == "Exec":
            line = f"Exec={quoted(str(start))}{value.removeprefix(_PROGRAM)}"
        elif key == "TryExec":
            line = f"TryExec={_escaped(str(start))}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def quoted(argument: str) -> str:
    """An argument of Exec: in quotes, what is reserved escaped as in an argument, and then as in a string."""
    inside = "".join(f"\\{one}" if one in _RESERVED else one for one in argument)
    return _escaped(f'"{inside}"').replace("%", "%%")


def _escaped(text: str) -> str:
    """A value of the type string."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
