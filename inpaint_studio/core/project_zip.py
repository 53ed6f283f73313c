"""Reading the zip of a project with care: what it claims to hold is checked before it takes memory."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from .errors import StudioError
from .files import reason
from .geometry import Size
from .photo_io import png, png_read
from .photo_io.decoded import Damaged, Decoded, TooLarge, Unsuited
from .project_names import MIMETYPE

_MOST_ENTRIES = 100_000
_MOST_TEXT = 256 << 20
_MOST_METADATA = 64 << 20
_MOST_PICTURES = 4
"""How many times the pixel limit all pictures of a project may have together."""
_HEADER = 33
_PNG_SIZE = struct.Struct(">II")


class Archive:
    """The entries of an open project; `most` is the limit of pixels for each of its pictures."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, most: int) -> None:
        """For `opened`, which is the way to get one."""
        self.path, self.most = path, most
        self._archive = archive
        self._left = most * _MOST_PICTURES

    def has(self, name: str) -> bool:
        """Whether there is such an entry."""
        return name in self._archive.NameToInfo

    def check(self, name: str) -> int | None:
        """The CRC-32 of an entry, or None if there is none."""
        about = self._archive.NameToInfo.get(name)
        return None if about is None else about.CRC

    def bytes(self, name: str, most: int = _MOST_TEXT) -> bytes:
        """A whole entry of at most so many bytes. StudioError "project-broken" if there is none."""
        with self._entry(name) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise self.broken(f"'{name}' in it is far too long")
        return data

    def picture(self, name: str) -> Decoded:
        """A picture, decoded. StudioError "project-broken" or "photo-too-large"."""
        try:
            return self._picture(name)
        except Damaged as error:
            raise self.broken(f"'{name}' in it is damaged, {error}") from error
        except Unsuited as error:
            raise self.broken(f"'{name}' in it cannot be used") from error
        except TooLarge as error:
            raise self._too_large(error.width, error.height) from error
        except (StudioError, MemoryError):
            raise
        except Exception as error:  # decoders fail on damaged files in every way there is
            raise self.broken(f"'{name}' in it makes no sense") from error

    def broken(self, why: str) -> StudioError:
        """The error that says so."""
        return StudioError("project-broken", path=self.path, reason=why)

    def _picture(self, name: str) -> Decoded:
        with self._entry(name) as file:
            head = file.read(_HEADER)
            if len(head) < _HEADER or not head.startswith(png.SIGNATURE):
                raise Damaged("it does not begin like a PNG")
            width, height = _PNG_SIZE.unpack(head[16:24])
            if width * height > self._left:
                raise TooLarge(width, height)
            self._left -= width * height
            # no honest PNG is much longer than its pixels are
            most = width * height * 8 + height + _MOST_METADATA
            rest = file.read(most + 1)
        if len(rest) > most:
            raise Damaged("it is far too long")
        data = io.BytesIO(head + rest)
        return png_read.read(data, self.most)

    @contextlib.contextmanager
    def _entry(self, name: str) -> Iterator[zipfile.ZipExtFile]:
        try:
            with self._archive.open(name) as file:
                yield file  # type: ignore[misc]
        except KeyError:
            raise self.broken(f"'{name}' in it is missing") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            if isinstance(error, RecursionError):
                raise
            raise self.broken(f"'{name}' in it cannot be unpacked") from error

    def _too_large(self, width: int, height: int) -> StudioError:
        size = Size(width, height)
        megapixels, limit = (f"{round(area / 1e6, 1):g}" for area in (size.area, self.most))
        return StudioError("photo-too-large", path=self.path, size=size, megapixels=megapixels, limit=limit)


@contextlib.contextmanager
def opened(path: str | os.PathLike[str], most: int) -> Iterator[Archive]:
    """The project in a file.

    Raises StudioError "file-missing", "file-is-folder", "file-unreadable", "project-unknown" or
    "project-broken".
    """
    given = Path(path)
    if given.is_dir():
        raise StudioError("file-is-folder", path=given)
    try:
        with given.open("rb") as file:
            try:
                with zipfile.ZipFile(file) as archive:
                    _require_project(given, archive)
                    yield Archive(given, archive, most)
            except zipfile.BadZipFile as error:
                file.seek(0)
                begins = file.read(4) == b"PK\3\4"
                broken = StudioError("project-broken", path=given, reason="it ends too early")
                raise (broken if begins else StudioError("project-unknown", path=given)) from error
    except FileNotFoundError:
        raise StudioError("file-missing", path=given) from None
    except OSError as error:
        if error.errno is None:
            raise
        raise StudioError("file-unreadable", path=given, reason=reason(error)) from error


def _require_project(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise unless the zip says that it is OpenRaster."""
    if len(archive.NameToInfo) > _MOST_ENTRIES:
        raise StudioError("project-broken", path=path, reason="it has far too many parts")
    try:
        with archive.open("mimetype") as file:
            kind = file.read(len(MIMETYPE) + 8)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        kind = b""
    if kind.strip() != MIMETYPE:
        raise StudioError("project-unknown", path=path)
