"""The masks that commands save."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from ..core.arrays import Bytes
from ..core.files import atomic_write, require_writable
from .usage import wrong_usage


def require_png(path: Path, *, overwrite: bool) -> None:
    """Raise wrong usage for another extension, and a StudioError if the file cannot be written."""
    if path.suffix.lower() != ".png":
        raise wrong_usage(f"Masks are saved as .png, not '{path.suffix}'.")
    require_writable(path, overwrite=overwrite)


def save_png(path: Path, levels: Bytes, *, overwrite: bool) -> None:
    """Save a grey picture (H, W), completely or not at all."""
    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, "PNG")
    with atomic_write(path, overwrite=overwrite) as file:
        file.write(buffer.getvalue())
