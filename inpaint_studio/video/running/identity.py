"""Whether a film or mask is still the one that a run began with."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ...core.files import is_folder, opened
from ..media.pictures import numbered_in

_PIECE = 1 << 20


def identity_of(path: Path) -> str:
    """A hash that changes with a film, picture or folder of pictures: sizes, and the ends of the contents.

    Raises what `core.files.opened` and `numbered_in` raise.
    """
    state = hashlib.sha256()
    folder = is_folder(path)
    paths = numbered_in(path) if folder else (path,)
    for each in paths:
        with opened(each) as file:
            size = file.seek(0, 2)
            state.update(f"{each.name if folder else ''}\0{size}\n".encode())
            file.seek(0)
            state.update(file.read(_PIECE))
            file.seek(max(0, size - _PIECE))
            state.update(file.read(_PIECE))
    return state.hexdigest()
