"""Checks whether a window can be opened, before Qt, which ends the program or cannot be imported if not."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from ...core.errors import Note

_SOCKETS = Path("/tmp/.X11-unix")
_FOR_QT = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""System libraries that PySide6 needs on Linux and does not bring, and their Debian packages."""
_FOR_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""Those of a window on X11."""


def missing_screen(environment: Mapping[str, str] = os.environ, sockets: Path = _SOCKETS) -> Note | None:
    """Why no window can be opened here, in one line, or None if no reason is known."""
    if not sys.platform.startswith("linux"):
        return None
    if missing := missing_libraries(x11=False):
        return _note(missing)
    platform = environment.get("QT_QPA_PLATFORM", "")
    if platform and not platform.startswith("xcb"):
        return None
    if environment.get("WAYLAND_DISPLAY") and not platform:
        return None
    display = environment.get("DISPLAY", "")
    if not display:
        return Note("no-display")
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    if local and sockets.is_dir() and not (sockets / f"X{local[1]}").exists():
        return Note("no-such-display", name=display)
    return _note(missing) if (missing := missing_libraries()) else None


def missing_libraries(*, x11: bool = True) -> dict[str, str]:
    """The system libraries that a window needs and that cannot be loaded, with their Debian packages.

    Empty on other systems than Linux. `x11` says whether those of X11 count, which Wayland does without.
    """
    if not sys.platform.startswith("linux"):
        return {}
    needed = _FOR_QT | _FOR_X11 if x11 else _FOR_QT
    return {library: package for library, package in needed.items() if not _can_load(library)}


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _note(missing: Mapping[str, str]) -> Note:
    return Note("libraries-missing", libraries=", ".join(missing), packages=" ".join(missing.values()))
