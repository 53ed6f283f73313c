"""Reading the zip of a project safely: sizes are checked before anything is unpacked."""

from __future__ import annotations

import contextlib
import io
import os
import textwrap
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import Note, StudioError
from ..files import opened as opened_file
from ..geometry import Size
from ..limits import METADATA_LIMIT, json_of, photo_too_large
from ..memory import physical_bytes
from ..photo_io.decoded import Damaged, Decoded, TooLarge, Unsuited, require_pixels
from ..photo_io.png import read as png_read
from ..photo_io.png import write as png
from .names import MIMETYPE

MOST_TEXT = 2 * METADATA_LIMIT
"""The most bytes of a text entry."""
_VALUES, _VALUES_OF_AN_ENTRY = 200_000, 64
_ROOM = 256 << 20
_DEFLATE = 1100
"""How many times the size of the file the pictures may unpack to: Deflate, used by PNG, reaches 1032."""
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others cannot be unpacked with a limit
_HEADER = 33
_LONGEST_NAME = 200


class Archive:
    """The entries of an open project; `most` is the pixel limit of each of its pictures."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, most: int, nbytes: int) -> None:
        """Called by `opened`; `nbytes` is the length of the file."""
        self.path, self.most = path, most
        self._archive = archive
        self._nbytes = nbytes

    def has(self, name: str) -> bool:
        """Whether there is such an entry."""
        return name in self._archive.NameToInfo

    def is_deep(self, name: str) -> bool:
        """Whether a picture has 16 bit, by its header. StudioError "project-broken"."""
        return self._header(name).bits == 16

    def carried(self, names: Iterable[str]) -> dict[str, bytes] | None:
        """Entries as they are, to be written again; None if one is missing or they are far too long."""
        left = max(_ROOM, 2 * self._nbytes)
        found: dict[str, bytes] = {}
        for name in names:
            if not self.has(name) or self._archive.getinfo(name).file_size > left:
                return None
            found[name] = self.bytes(name, left)
            left -= len(found[name])
        return found

    def check(self, name: str) -> int | None:
        """The CRC-32 of an entry, or None if there is none."""
        about = self._archive.NameToInfo.get(name)
        return None if about is None else about.CRC

    def require_room(self, pictures: Iterable[str], more: int) -> None:
        """Raise unless these pictures (each counted as often as it is named) and `more` bytes fit in memory.

        Every saved project passes: it unpacks to no more than Deflate can pack into its length, and was in
        memory before. Raises StudioError "project-broken" or "project-large".
        """
        need = more
        heads: dict[str, int] = {}
        for name in pictures:
            if name not in heads:
                header = self._header(name)
                heads[name] = header.width * header.height * png_read.sample_bytes(header)
            need += heads[name]
        if need > max(_ROOM, _DEFLATE * self._nbytes):
            raise self.broken("claims-too-much")
        has = physical_bytes()
        if has < need:
            gigabytes = [f"{value / 1e9:.1f}" for value in (need, has)]
            raise StudioError("project-large", path=self.path, needs=gigabytes[0], has=gigabytes[1])

    def json(self, name: str) -> Any:
        """The value of a JSON entry. StudioError "project-broken" if it is missing or not valid."""
        data = self.bytes(name)
        try:
            return json_of(data, most_values(len(self._archive.NameToInfo)))
        except ValueError as error:
            raise self.broken("contents-invalid") from error

    def bytes(self, name: str, most: int = MOST_TEXT) -> bytes:
        """A whole entry of at most `most` bytes. StudioError "project-broken" if it is missing or longer."""
        with self._entry(name) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise self.broken("entry-long", name=name)
        return data

    def picture(self, name: str) -> Decoded:
        """A picture, decoded. StudioError "project-broken" or "photo-too-large"."""
        try:
            return self._picture(name)
        except Damaged as error:
            raise self.broken("entry-damaged", name=name, reason=error) from error
        except Unsuited as error:
            raise self.broken("entry-unusable", name=name) from error
        except TooLarge as error:
            raise photo_too_large(self.path, Size(error.width, error.height), self.most) from error
        except (StudioError, MemoryError):
            raise
        except Exception as error:  # decoders can raise anything for damaged files
            raise self.broken("entry-invalid", name=name) from error

    def broken(self, code: str, /, *, name: str = "", **values: Any) -> StudioError:
        """A "project-broken" error with this note as its reason; a very long entry name is shortened."""
        note = Note(code, name=textwrap.shorten(name, _LONGEST_NAME, placeholder="…"), **values)
        return StudioError("project-broken", path=self.path, reason=note)

    def _header(self, name: str) -> png_read.PngHeader:
        try:
            with self._entry(name) as file:
                return _header_in(file.read(_HEADER))
        except Damaged as error:
            raise self.broken("entry-damaged", name=name, reason=error) from error

    def _picture(self, name: str) -> Decoded:
        with self._entry(name) as file:
            head = file.read(_HEADER)
            header = _header_in(head)
            require_pixels(header.width, header.height, self.most)
            # no valid PNG is much longer than its pixels
            most = header.width * header.height * 8 + header.height + METADATA_LIMIT
            rest = file.read(most + 1)
        if len(rest) > most:
            raise Damaged("too-long")
        return png_read.read(io.BytesIO(head + rest), self.most)

    @contextlib.contextmanager
    def _entry(self, name: str) -> Iterator[zipfile.ZipExtFile]:
        try:
            about = self._archive.getinfo(name)
            if about.compress_type not in _COMPRESSIONS:
                raise self.broken("entry-packed", name=name)
            with self._archive.open(about) as file:
                yield file  # type: ignore[misc]
        except KeyError:
            raise self.broken("entry-missing", name=name) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            if isinstance(error, RecursionError):
                raise
            raise self.broken("entry-packed", name=name) from error


def most_values(entries: int) -> int:
    """The most JSON values in the description of a project with this many entries."""
    return _VALUES + _VALUES_OF_AN_ENTRY * entries


def _header_in(head: bytes) -> png_read.PngHeader:
    """The header of a PNG from its first 33 bytes. Raises `Damaged`."""
    if len(head) < _HEADER or not head.startswith(png.SIGNATURE) or head[12:16] != b"IHDR":
        raise Damaged("not-png")
    return png_read.header_of([(b"IHDR", head[16:29])])


@contextlib.contextmanager
def opened(path: str | os.PathLike[str], most: int) -> Iterator[Archive]:
    """Open a project.

    Raises StudioError "project-unknown", "project-broken", and what `files.opened` raises.
    """
    given = Path(path)
    with opened_file(given) as file:
        nbytes = file.seek(0, os.SEEK_END)
        with _archive(given, file) as archive:
            _require_project(given, archive, nbytes)
            yield Archive(given, archive, most, nbytes)


def _archive(path: Path, file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except MemoryError:
        raise
    except Exception as error:  # BadZipFile, or whatever invalid numbers lead to
        file.seek(0)
        begins = file.read(4) == b"PK\3\4"
        broken = StudioError("project-broken", path=path, reason=Note("ends-early"))
        raise (broken if begins else StudioError("project-unknown", path=path)) from error


def _require_project(path: Path, archive: zipfile.ZipFile, nbytes: int) -> None:
    """Raise unless the zip is OpenRaster and its entries do not overlap."""
    entries = archive.NameToInfo.values()
    if sum(one.compress_size for one in entries) > nbytes:
        raise StudioError("project-broken", path=path, reason=Note("parts-overlap"))
    try:
        if archive.getinfo("mimetype").compress_type not in _COMPRESSIONS:
            raise NotImplementedError
        with archive.open("mimetype") as file:
            kind = file.read(len(MIMETYPE) + 8)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        kind = b""
    if kind.strip() != MIMETYPE:
        raise StudioError("project-unknown", path=path)
