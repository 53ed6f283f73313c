"""Forms with files: a multipart body on disk is taken apart into files and short values."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ..core.errors import StudioError

_CHUNK = 1 << 20
_LONGEST = 1000
"""Bytes of a value."""
_MOST = 64
"""Parts of a form."""

# it would print a warning for each byte after the end of a form
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


@dataclass
class Form:
    """The values of a form, and its files, by the names of their fields."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)


def read_form(body: Path, kind: str, files: Collection[str], folder: Path) -> Form:
    """The form in the file `body`, sent with the Content-Type `kind`.

    Fields that are named in `files` are written to `folder` under that name, whatever their file was called.
    Raises StudioError "serve-form" for a body that is no whole form, repeats a field or has long values.
    """
    name, options = parse_options_header(kind)
    boundary = options.get(b"boundary")
    if name != b"multipart/form-data" or not boundary:
        raise StudioError("serve-form")
    taker = _Taker(files, folder)
    try:
        parser = MultipartParser(boundary, taker.callbacks)  # type: ignore[arg-type]
        with body.open("rb") as file:
            while part := file.read(_CHUNK):
                parser.write(part)
        parser.finalize()
    except (FormParserError, UnicodeDecodeError) as error:
        raise StudioError("serve-form") from error
    finally:
        taker.close()
    if not taker.complete:
        raise StudioError("serve-form")
    return taker.form


class _Taker:
    """Gets the pieces of a form as the parser finds them."""

    def __init__(self, files: Collection[str], folder: Path) -> None:
        self.form = Form()
        self.complete = False
        self._files, self._folder = files, folder
        self._file: BinaryIO | None = None
        self._name = ""
        self._value = bytearray()
        self._header = bytearray()
        self._content = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._parts = 0

    @property
    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._content.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._take,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def close(self) -> None:
        """Close a file that a broken form left open."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST:
            raise StudioError("serve-form")
        self._headers, self._value = {}, bytearray()

    def _end_header(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._content)
        self._header, self._content = bytearray(), bytearray()

    def _open(self) -> None:
        disposition, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = options.get(b"name", b"").decode("utf-8")
        if disposition != b"form-data" or not self._name:
            raise StudioError("serve-form")
        if self._name in self.form.values or self._name in self.form.files:
            raise StudioError("serve-field-twice", name=self._name)
        if self._name in self._files:
            path = self._folder / self._name
            self._file = path.open("xb")
            self.form.files[self._name] = path

    def _take(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > _LONGEST:
            raise StudioError("serve-field-long", name=self._name, most=_LONGEST)

    def _end(self) -> None:
        if self._file is None:
            self.form.values[self._name] = self._value.decode("utf-8")
        self.close()

    def _finish(self) -> None:
        self.complete = True
