"""The masks that commands save."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from ..core.arrays import Bytes
from ..core.files import atomic_write, is_same_file, require_writable
from .usage import wrong_usage


def require_png(path: Path, *, overwrite: bool) -> None:
    """Raise wrong usage for another extension, and a StudioError if the file cannot be written."""
    if path.suffix.lower() != ".png":
        raise wrong_usage(f"Masks are saved as .png, not '{path.suffix}'.")
    require_writable(path, overwrite=overwrite)


def require_apart(outputs: Mapping[str, Path | None], inputs: Mapping[str, Path | None]) -> None:
    """Raise wrong usage if an output is a file that the command reads, or is another output.

    Both are given by their names on the command line; None stands for an option that was left out.
    """
    given = {name: path for name, path in outputs.items() if path is not None}
    pairs = itertools.chain(
        itertools.combinations(given.items(), 2),
        itertools.product(inputs.items(), given.items()),
    )
    for (other, taken), (name, path) in pairs:
        if taken is not None and _is_one_file(taken, path):
            raise wrong_usage(f"{other} and {name} are the same file; choose another path for {name}.")


def _is_one_file(one: Path, other: Path) -> bool:
    """Whether both are the same file, or will be once they are written."""
    return is_same_file(one, other) or os.path.realpath(one) == os.path.realpath(other)


def save_png(path: Path, levels: Bytes, *, overwrite: bool) -> None:
    """Save a grey picture (H, W), completely or not at all."""
    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, "PNG")
    with atomic_write(path, overwrite=overwrite) as file:
        file.write(buffer.getvalue())
