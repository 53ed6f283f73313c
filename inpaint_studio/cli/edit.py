"""`inpaint-studio edit`: the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.errors import StudioError
from ..core.files import opened, require_writable
from .usage import require_none, wrong_usage


def run(photo: Path | None, output: Path | None, mask: Path | None, *, once: bool, overwrite: bool) -> int:
    """Open the editor on a photo, or on its start page; returns when its window is closed.

    With `once` the photo is edited for another program, and saved as `output`. Raises StudioError
    "no-screen", "once-kind", or why `photo` cannot be read or `output` cannot be written.
    """
    if not once:
        require_none({"OUT": output, "--overwrite": overwrite or None}, because="it needs --once")
        return open_editor(photo=photo, mask=mask)
    if photo is None or output is None:
        raise wrong_usage("Missing OUT: --once needs the picture to edit and where to save it.")
    _require_picture(photo, mask, output, overwrite=overwrite)
    _require_screen()
    from ..gui.window.once import OnceRequest

    return open_editor(once=OnceRequest(photo, output, mask, overwrite))


def open_editor(**begin: Any) -> int:
    """Open the editor with what `gui.window.app.run` takes. Raises StudioError "no-screen"."""
    _require_screen()
    from ..gui.window.app import run as run_editor

    return run_editor(**begin)


def _require_screen() -> None:
    from ..gui.kit.screen import missing_screen

    reason = missing_screen()
    if reason is not None:
        raise StudioError("no-screen", reason=reason)


def _require_picture(photo: Path, mask: Path | None, output: Path, *, overwrite: bool) -> None:
    """Raise now what would stop the user after the work."""
    from ..core.photo_io.writing import format_of
    from ..core.project import ENDING
    from ..jobs.folders import FILM_ENDINGS, FILM_PROJECT
    from ..medical.reading import is_medical
    from .mask_files import require_apart

    if photo.suffix.lower() in (*FILM_ENDINGS, FILM_PROJECT):
        raise StudioError("once-kind", path=photo)
    with opened(photo):  # raises if there is no such file
        pass
    if is_medical(photo):
        raise StudioError("once-kind", path=photo)
    if output.suffix.lower() != ENDING:
        format_of(output)
    require_apart({"OUT": output}, {"--mask": mask})  # the photo itself may be replaced
    if mask is not None:
        with opened(mask):
            pass
    require_writable(output, overwrite=overwrite)
