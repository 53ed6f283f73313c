"""`inpaint-studio plugins list`, `install` and `remove`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ...core.errors import StudioError
from ...core.files import (
    atomic_write,
    contents,
    exists,
    make_folder,
    os_errors_as,
    os_errors_as_studio,
    size_of,
)
from ...core.paths import resources_dir
from ..desktop.entry import program
from ..output import print_json, say
from .programs import Target, found_targets, targets

_RUNNABLE = 0o755
_MOST_TEXT = 4 << 20
"""The most bytes of a file of the user that gets a line."""


def list_plugins(*, as_json: bool) -> int:
    """Print the programs that are found, and whether they have the plug-in."""
    found = [(one, is_installed(one)) for one in found_targets()]
    if as_json:
        rows = [
            {"program": one.program, "name": one.plugin.label, "folder": str(one.folder), "installed": has}
            for one, has in found
        ]
        print_json({"plugins": rows})
        return 0
    for one, has in found:
        say(f"{one.plugin.label:<10} {'installed' if has else 'not installed':<14} {one.folder}")
    if not found:
        say("Neither GIMP, Krita nor darktable is found.")
    return 0


def install(host: str, folder: Path | None) -> int:
    """Write the plug-in into each folder of the program that is found."""
    for target in targets(host, folder):
        written = write(target)
        say(f"{target.plugin.label}: wrote {len(written)} files.")
        for path in written:
            say(f"  {path}")
        say(f"  {target.plugin.hint}")
    return 0


def remove(host: str, folder: Path | None) -> int:
    """Remove the plug-in from each folder of the program that is found."""
    for target in targets(host, folder):
        removed = take_away(target)
        say(f"{target.plugin.label}: removed {len(removed)} files." if removed else
            f"{target.plugin.label}: the plug-in is not installed.")  # fmt: skip
        for path in removed:
            say(f"  {path}")
    return 0


def is_installed(target: Target) -> bool:
    """Whether all files of the plug-in are there, and the line that loads it."""
    return all(exists(path) for path in _paths(target)) and (
        not target.plugin.line_in or _line(target) in map(bytes.strip, _lines(target))
    )


def write(target: Target) -> list[Path]:
    """Write a plug-in; returns the files. Raises StudioError if that fails."""
    for file in target.plugin.files:
        text = (resources_dir() / "plugins" / file.source).read_text(encoding="utf-8")
        path = target.folder / file.target
        _write(path, _with_our_python(text) if file.is_program else text)
        if file.is_program or file.is_script:
            with os_errors_as_studio(path):
                path.chmod(_RUNNABLE)
    command = target.folder / target.plugin.command
    words = start_words()
    _write(command, json.dumps(words) + "\n" if command.suffix == ".json" else _as_lua(words))
    written = list(_paths(target))
    if target.plugin.line_in and _set_line(target, present=True):
        written.append(target.folder / target.plugin.line_in)
    return written


def take_away(target: Target) -> list[Path]:
    """Remove a plug-in and the folders that are empty then; returns the files."""
    # first, as the program would stumble over a line that loads what is gone
    is_loaded = bool(target.plugin.line_in) and _set_line(target, present=False)
    removed = [path for path in _paths(target) if exists(path)]
    for path in removed:
        with os_errors_as_studio(path):
            path.unlink()
    for path in {path.parent for path in removed}:
        with os_errors_as("folder-unwritable", path):
            _remove_if_empty(path)
    if is_loaded:
        removed.append(target.folder / target.plugin.line_in)
    return removed


def start_words() -> list[str]:
    """The words that start this program: its own command, or its module if that is not installed."""
    try:
        return [str(program())]
    except StudioError:
        return [sys.executable, "-m", "inpaint_studio"]


def _paths(target: Target) -> Iterator[Path]:
    for file in target.plugin.files:
        yield target.folder / file.target
    yield target.folder / target.plugin.command


def _write(path: Path, text: str) -> None:
    make_folder(path.parent)
    with atomic_write(path, overwrite=True) as file:
        file.write(text.encode("utf-8"))


def _with_our_python(text: str) -> str:
    """A script whose first line names our Python, if that can be named there."""
    python = sys.executable
    if getattr(sys, "frozen", False) or " " in python or len(python) > 120:
        return text
    return f"#!{python}\n" + text.partition("\n")[2]


def _as_lua(words: list[str]) -> str:
    """A Lua module that returns the words; every byte is written as a number, so that none needs escaping."""
    quoted = ("".join(f"\\{byte:03}" for byte in os.fsencode(word)) for word in words)
    lines = [f'  "{each}",  -- {word!r}' for each, word in zip(quoted, words, strict=True)]
    return "\n".join(("return {", *lines, "}", ""))


def _line(target: Target) -> bytes:
    """The line that loads the plug-in."""
    return target.plugin.line.encode()


def _lines(target: Target) -> list[bytes]:
    """The lines of the file that loads plug-ins, with their ends.

    In bytes, as nothing else in the file of the user may change: neither its encoding nor its line ends.
    """
    path = target.folder / target.plugin.line_in
    return contents(path, _MOST_TEXT).splitlines(keepends=True) if exists(path) and size_of(path) else []


def _set_line(target: Target, *, present: bool) -> bool:
    """Add the line of the plug-in to a file of the user, or remove it; whether the file has changed.

    A file with no other line is removed.
    """
    path = target.folder / target.plugin.line_in
    before, line = _lines(target), _line(target)
    rest = [each for each in before if each.strip() != line]
    if (len(rest) < len(before)) == present:
        return False
    if present:
        ends = not before or before[-1].endswith((b"\n", b"\r"))
        rest = [*before, b"" if ends else b"\n", line + b"\n"]
    if not rest:
        with os_errors_as_studio(path):
            path.unlink()
        return True
    with atomic_write(path, overwrite=True) as file:
        file.write(b"".join(rest))
    return True


def _remove_if_empty(folder: Path) -> None:
    """Remove a folder of ours: one that has our name, once nothing else than compiled Python is in it."""
    if "inpaint" not in folder.name:
        return
    for cache in folder.glob("__pycache__/*.pyc"):
        cache.unlink()
    for path in (folder / "__pycache__", folder):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
