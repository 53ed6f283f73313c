"""The file `session.json` in the folder of a session: the photo, and what the session was saved as."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import Note, StudioError
from ..files import atomic_write, contents, os_errors_as
from ..project import ENDING

ABOUT_NAME = "session.json"
COPY_STEM = "photo"

_FORMAT = 1
_MOST_ABOUT = 16 << 20


@dataclass(frozen=True)
class SessionAbout:
    """The file of a session: `path` of its photo or project (None: pasted), its size and modification time.

    `copy` is the name of a copy of it in the folder. `targets` are the folders that were saved to.
    `project` is the project that it was saved as, `origin` the file of the photo if `path` is a project.
    """

    title: str
    path: str | None = None
    size: int = 0
    modified: int = 0
    copy: str | None = None
    began: float = 0.0
    targets: tuple[str, ...] = ()
    project: str | None = None
    origin: str | None = None

    @property
    def saved_as(self) -> Path | None:
        """The project that the session is saved to."""
        return None if self.project is None else Path(self.project)

    @property
    def photo_file(self) -> Path | None:
        """The file that the photo came from."""
        if self.path is not None and Path(self.path).suffix.lower() != ENDING:
            return Path(self.path)
        return None if self.origin is None else Path(self.origin)


def write_session(folder: Path, about: SessionAbout) -> None:
    """Write `session.json`. Raises what `atomic_write` raises."""
    with atomic_write(folder / ABOUT_NAME, overwrite=True) as file:
        file.write(json.dumps({"format": _FORMAT, **asdict(about)}).encode("utf-8", "surrogateescape"))


def read_session(folder: Path) -> SessionAbout:
    """Read `session.json`. Raises StudioError "session-broken"."""
    try:
        read = json.loads(contents(folder / ABOUT_NAME, _MOST_ABOUT).decode("utf-8", "surrogateescape"))
        return SessionAbout(
            str(read["title"]),
            None if read["path"] is None else str(read["path"]),
            int(read["size"]),
            int(read["modified"]),
            None if read["copy"] is None else Path(str(read["copy"])).name,
            float(read["began"]),
            tuple(str(each) for each in read.get("targets", ())),
            _name_in(read, "project") if "project" in read else _project_before(read["path"]),
            _name_in(read, "origin"),
        )
    except (StudioError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        cause = error.__cause__ or error  # the system's error
        raise StudioError("session-broken", path=folder, reason=Note("description-damaged")) from cause


def _name_in(read: dict[str, Any], key: str) -> str | None:
    """A value that older versions did not write."""
    found = read.get(key)
    return None if found is None else str(found)


def _project_before(path: Any) -> str | None:
    """The project of a session on this file in earlier versions."""
    return str(path) if path is not None and Path(str(path)).suffix.lower() == ENDING else None


def note_project(folder: Path, project: Path) -> None:
    """Record that the session was saved as this project. Raises as `atomic_write` and `read_session` do."""
    about = read_session(folder)
    noted = replace(about, title=project.name, project=str(project.absolute()))
    if noted != about:
        write_session(folder, noted)


def keep_original(folder: Path, target: Path) -> None:
    """Before `target` is overwritten: if it is the photo of the session, copy it into the folder.

    Without the original photo the history could not be recovered. The folder of `target` is recorded too,
    so that temporary files of a killed program can be removed there. Raises StudioError "journal-write", or
    what `atomic_write` raises.
    """
    before = read_session(folder)
    about = before
    place = os.path.dirname(os.path.realpath(target))  # noqa: PTH120 - links are followed, as in writing
    if place not in about.targets:
        about = replace(about, targets=(*about.targets, place))
    source = None if about.copy is not None or about.path is None else Path(about.path)
    with os_errors_as("journal-write", folder):
        # a project still contains the same photo after it is saved
        if (
            source is not None
            and source.suffix.lower() != ENDING
            and source.exists()
            and target.exists()
            and source.samefile(target)
        ):
            name = COPY_STEM + source.suffix
            with source.open("rb") as photo, atomic_write(folder / name, overwrite=True) as file:
                shutil.copyfileobj(photo, file, 1 << 20)
            about = replace(about, copy=name)
    if about != before:
        write_session(folder, about)


def is_newer(folder: Path) -> bool:
    """Whether it is from a later version, which alone can recover it."""
    with contextlib.suppress(StudioError, ValueError, KeyError, TypeError):
        return int(json.loads(contents(folder / ABOUT_NAME, _MOST_ABOUT))["format"]) > _FORMAT
    return False


def pointed(about: SessionAbout, path: Path) -> SessionAbout:
    """`about` for the file `path` with its present size and time."""
    size = modified = 0
    with contextlib.suppress(OSError):
        stat = path.stat()
        size, modified = stat.st_size, stat.st_mtime_ns
    return replace(about, title=path.name, path=str(path.absolute()), size=size, modified=modified)
