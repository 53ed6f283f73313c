"""Checks whether a window can be opened, before Qt, which ends the program if there is no display."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from ...core.errors import Note

_SOCKETS = Path("/tmp/.X11-unix")
_NEEDED = {"libxcb-cursor.so.0": "libxcb-cursor0", "libEGL.so.1": "libegl1"}


def missing_screen(environment: Mapping[str, str] = os.environ, sockets: Path = _SOCKETS) -> Note | None:
    """Why no window can be opened here, in one line, or None if no reason is known."""
    platform = environment.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or (platform and not platform.startswith("xcb")):
        return None
    if environment.get("WAYLAND_DISPLAY") and not platform:
        return None
    display = environment.get("DISPLAY", "")
    if not display:
        return Note("no-display")
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    if local and sockets.is_dir() and not (sockets / f"X{local[1]}").exists():
        return Note("no-such-display", name=display)
    for library, package in _NEEDED.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            return Note("library-missing", library=library, package=package)
    return None
