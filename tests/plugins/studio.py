"""Stands in for the program Inpaint Studio when plug-ins start it: quick, and its results can be told.

`fill` makes what is covered white, `edit` inverts the picture. The words, and copies of the files, go to the
folder in the variable STUDIO_SEEN; STUDIO_CODE is the exit code, if it is not 0.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.core.photo_io import read_photo, write_photo

ROOT = Path(__file__).parents[2]
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.plugins.studio import main; main()"
COMMAND = [sys.executable, "-c", START]
"""For `command.json`."""


def main() -> None:
    code, message = act(sys.argv[1:])
    if code:
        print(f"Warning: not this line\nError: {message}", file=sys.stderr)
    sys.exit(code)


def run_here(
    words: list[str], home: Any = None, meanwhile: Any = None, result: Any = None
) -> tuple[int, str]:
    """Instead of `run` of a plug-in's command module: in this process, which is quicker."""
    assert result is None or str(result) in words
    assert meanwhile is None or meanwhile()
    return act(words)


def act(words: list[str]) -> tuple[int, str]:
    """Do what the words say; returns the exit code and the line for the user."""
    seen = Path(os.environ["STUDIO_SEEN"])
    (seen / "words.json").write_text(json.dumps(words))
    code = int(os.environ.get("STUDIO_CODE", "0"))
    if code:
        return code, "" if code == 3 else "The mask marks nothing."
    mask = words[words.index("--mask") + 1] if "--mask" in words else None
    names = [word for word in words[1:] if not word.startswith("-")]
    picture, result = names[0], words[words.index("-o") + 1] if "-o" in words else names[1]
    photo = read_photo(picture)
    shutil.copy(picture, seen / "picture.tif")
    white = np.iinfo(photo.dtype).max
    pixels = white - photo.pixels
    if mask is not None:
        shutil.copy(mask, seen / f"mask{Path(mask).suffix}")
    if words[0] == "fill":
        covered = read_photo(str(mask)).pixels[..., 0] > 0
        pixels = np.where(covered[..., None], white, photo.pixels)
    write_photo(result, replace(photo, pixels=pixels.astype(photo.dtype)))
    return 0, ""
