"""Writing the files for desktops to the user's folders, and removing exactly these."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ...core.errors import StudioError
from ...core.files import atomic_write, contents, exists, make_folder, os_errors_as_studio
from ...core.limits import json_of
from ...core.paths import data_dir, resources_dir
from ...core.version import APP_ID
from ..output import print_json, say
from .entry import entry_for, program

_UPDATES = (
    (["update-desktop-database"], "applications", "applications"),
    (["update-mime-database"], "mime", "mime/packages"),
    # a cache that nobody keeps up to date would hide icons that others add
    (["gtk-update-icon-cache", "-q", "-t", "-f"], "icons/hicolor", "icons/hicolor/icon-theme.cache"),
)
"""What tells a desktop of new files: a command, its folder, and what must be there for it to be of use."""
_PATIENCE = 60
_MOST = 1 << 20


@dataclass(frozen=True)
class Record:
    """What an install has written: files with their SHA-256, and the folders that it made, from the top."""

    files: Mapping[str, str] = field(default_factory=dict)
    folders: Sequence[str] = ()


def install(*, overwrite: bool, as_json: bool) -> int:
    """Write the files and say which; returns the exit code 0.

    Files of an earlier install are replaced. Raises StudioError "desktop-system", "desktop-program", and
    "file-exists" before anything is written.
    """
    _require_desktop()
    before = _recorded()
    files = _files(xdg_data(), program())
    if not overwrite:
        for path in files:
            if exists(path) and before.files.get(str(path)) != _digest(path):
                raise StudioError("file-exists", path=path)
    # recorded first, so that what was written before a failure can be removed
    digests = {str(path): hashlib.sha256(data).hexdigest() for path, data in files.items()}
    made = [folder for folder in _folders_of(files) if not exists(folder)]
    _record(replace(before, files={**before.files, **digests}, folders=[*before.folders, *map(str, made)]))
    for path, data in files.items():
        make_folder(path.parent)
        with atomic_write(path, overwrite=True) as file:
            file.write(data)
    _update(xdg_data())
    _report("written", list(files), as_json=as_json)
    return 0


def remove(*, as_json: bool) -> int:
    """Remove what `install` has written and say what; returns the exit code 0.

    A file that has changed since is kept. Raises StudioError "desktop-system" and "file-unwritable".
    """
    _require_desktop()
    removed, kept = [], []
    record = _recorded()
    for name, digest in record.files.items():
        path = Path(name)
        if not exists(path):
            continue
        if _digest(path) != digest:
            kept.append(path)
            continue
        with os_errors_as_studio(path):
            path.unlink()
        removed.append(path)
    _update(xdg_data())  # before the folders go, without which update-mime-database does nothing
    for name in reversed(record.folders):
        with contextlib.suppress(OSError):  # others have put something there
            Path(name).rmdir()
    with os_errors_as_studio(_record_file()):
        _record_file().unlink(missing_ok=True)
    _report("removed", removed, kept, as_json=as_json)
    return 0


def xdg_data() -> Path:
    """The user's folder of data for desktops; a relative XDG_DATA_HOME is ignored, as the standard says."""
    given = Path(os.environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".local" / "share"


def _require_desktop() -> None:
    if sys.platform in ("win32", "darwin"):
        raise StudioError("desktop-system")


def _files(target: Path, start: Path) -> dict[Path, bytes]:
    """What to write where."""
    shipped = resources_dir() / "desktop"
    entry = entry_for((shipped / f"{APP_ID}.desktop").read_text("utf-8"), start)
    icons = target / "icons" / "hicolor"
    files = {
        target / "applications" / f"{APP_ID}.desktop": entry.encode(),
        target / "mime" / "packages" / f"{APP_ID}.xml": (shipped / f"{APP_ID}.mime.xml").read_bytes(),
        icons / "scalable" / "apps" / f"{APP_ID}.svg": (shipped / f"{APP_ID}.svg").read_bytes(),
    }
    for icon in sorted((shipped / "icons").iterdir()):
        files[icons / f"{icon.stem}x{icon.stem}" / "apps" / f"{APP_ID}.png"] = icon.read_bytes()
    return files


def _folders_of(files: Iterable[Path]) -> list[Path]:
    """All folders above these files, from the top."""
    above = {folder for path in files for folder in path.parents}
    return sorted(above, key=lambda folder: len(folder.parts))


def _record_file() -> Path:
    return data_dir() / "desktop.json"


def _record(record: Record) -> None:
    make_folder(_record_file().parent)
    with atomic_write(_record_file(), overwrite=True) as file:
        file.write(json.dumps(asdict(record), indent=2).encode())


def _recorded() -> Record:
    """What an earlier install has written; nothing if there was none, or nobody can tell."""
    with contextlib.suppress(StudioError, ValueError, TypeError, AttributeError, KeyError):
        found = json_of(contents(_record_file(), _MOST), 1000)
        files = {str(path): str(digest) for path, digest in found["files"].items()}
        return Record(files, [str(folder) for folder in found["folders"]])
    return Record()


def _digest(path: Path) -> str:
    """The SHA-256 of a file; "" for what is none, or can't be read."""
    with contextlib.suppress(StudioError, ValueError):
        return hashlib.sha256(contents(path, _MOST)).hexdigest()
    return ""


def _update(target: Path) -> None:
    """Tell the desktop; where that fails it still finds the files, only later."""
    for command, folder, needed in _UPDATES:
        if shutil.which(command[0]) is not None and exists(target / needed):
            with contextlib.suppress(OSError, subprocess.SubprocessError):
                subprocess.run([*command, target / folder], capture_output=True, timeout=_PATIENCE)


def _report(what: str, done: list[Path], kept: list[Path] | None = None, *, as_json: bool) -> None:
    kept = kept or []
    if as_json:
        print_json({what: list(map(str, done)), **({"kept": list(map(str, kept))} if kept else {})})
        return
    say(f"{what.capitalize()}:" if done else f"Nothing to be {what}.")
    for path in done:
        say(f"  {path}")
    if kept:
        say("Kept, as they were changed since:")
        for path in kept:
            say(f"  {path}")
