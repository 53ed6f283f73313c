"""`inpaint-studio edit`: the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.errors import StudioError


def run(photo: Path | None, mask: Path | None) -> int:
    """Open the editor on a photo, or on its start page; returns when its window is closed.

    Raises StudioError "no-screen".
    """
    return open_editor(photo=photo, mask=mask)


def open_editor(**begin: Any) -> int:
    """Open the editor with what `gui.window.app.run` takes. Raises StudioError "no-screen"."""
    from ..gui.kit.screen import missing_screen

    reason = missing_screen()
    if reason is not None:
        raise StudioError("no-screen", reason=reason)
    from ..gui.window.app import run as run_editor

    return run_editor(**begin)
