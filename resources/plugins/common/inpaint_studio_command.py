"""Runs the program Inpaint Studio from a plug-in of another program.

It stands beside each Python plug-in, with `command.json`, which `inpaint-studio plugins install` writes: the
words that start Inpaint Studio. It needs nothing but Python 3.8.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SAVED, NOT_SAVED = 0, 3
"""Exit codes: done, and the editor was closed without saving."""
_OF_THE_HOST = (
    *("LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "PYTHONNOUSERSITE"),
    *("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "GI_TYPELIB_PATH", "GDK_PIXBUF_MODULE_FILE"),
)
"""Variables that a bundled program sets for itself: with them another Python or Qt would not start."""
_PAUSE = 0.05
"""Seconds from one call of `meanwhile` to the next."""
_PATIENCE = 10.0
"""Seconds that a program which is told to stop may take, before it is killed."""


def command(home: Path) -> list[str]:
    """The words that start Inpaint Studio: those in `command.json` in `home`, or its name."""
    try:
        words = json.loads((home / "command.json").read_text(encoding="utf-8"))
        if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
            return words
    except (OSError, ValueError):
        pass
    return ["inpaint-studio"]


def own_environment(environment: Mapping[str, str]) -> dict:
    """The environment without what the calling program has set for itself alone."""
    return {name: value for name, value in environment.items() if name not in _OF_THE_HOST}


def fill_words(picture: Path, mask: Path, result: Path, engine: str = "auto") -> list[str]:
    """The arguments that fill what a mask covers, soft edges included."""
    return ["fill", str(picture), "--mask", str(mask), "-o", str(result), "--engine", engine, "--soft"]


def edit_words(picture: Path, mask: Path | None, result: Path) -> list[str]:
    """The arguments that open the editor on a picture, with the mask if there is one."""
    words = ["edit", "--once", str(picture), str(result)]
    return words if mask is None else [*words, "--mask", str(mask)]


def run(
    words: Sequence[str], home: Path, meanwhile: Callable[[], bool] | None = None, result: Path | None = None
) -> tuple[int, str]:
    """Run Inpaint Studio; returns its exit code and, if it failed, the line for the user.

    `meanwhile` is called while it runs; as soon as it returns False the program is stopped, which counts as
    not saved. Without the file `result` a run has failed, whatever its exit code says.
    """
    try:
        process = subprocess.Popen(
            [*command(home), *words],
            env=own_environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return 1, f"Inpaint Studio could not be started: {error.strerror or error}."
    while True:
        try:
            _, said = process.communicate(timeout=None if meanwhile is None else _PAUSE)
        except subprocess.TimeoutExpired:
            if meanwhile is None or meanwhile():
                continue
            _stop(process)
            return NOT_SAVED, ""
        return _outcome(process.returncode, said, result)


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.communicate(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _outcome(code: int, said: str, result: Path | None) -> tuple[int, str]:
    if code == NOT_SAVED:
        return code, ""
    if code != SAVED:
        return code, _last_line(said) or f"Inpaint Studio ended unexpectedly, with exit code {code}."
    if result is not None and not result.is_file():
        return 1, "Inpaint Studio has written no picture."
    return code, ""


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("Error: ")]
    return (errors or lines or [""])[-1].replace("Error: ", "", 1)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for the files that are exchanged; it is removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="inpaint-studio-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
