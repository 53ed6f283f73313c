"""Requests as the routes see them, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from ..core.errors import StudioError

_UNFORESEEN = 422
_STATUS = {
    "serve-body-size": 413,
    "serve-pixels": 413,
    "photo-too-large": 413,
    "photo-too-costly": 413,
    "extend-memory": 413,
    "serve-base64": 400,
    "serve-form": 400,
    "serve-json": 400,
    "serve-disk": 507,
    "disk-full": 507,
    "file-unwritable": 500,
    "folder-unwritable": 500,
    "install-incomplete": 500,
    "engine-failed": 500,
    "engine-shape": 500,
    "engine-nan": 500,
    "serve-internal": 500,
    "out-of-memory": 503,
}
"""The status of an answer for these errors; any other means that the request can't be done as it is (422)."""


@dataclass(frozen=True)
class Head:
    """The head of a request: method, path (decoded, without its query), query, and headers in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str]) -> Head:
        """From the target of the request line."""
        path, _, query = target.partition("?")
        first = {name: values[0] for name, values in parse_qs(query, max_num_fields=20).items()}
        return cls(method, unquote(path), first, headers)

    @property
    def length(self) -> int | None:
        """The declared bytes of the body: 0 without one, None if it comes in chunks of unknown number."""
        if "transfer-encoding" in self.headers:
            return None
        return int(self.headers.get("content-length", "0"))


@dataclass(frozen=True)
class Answer:
    """An answer: its status, its content (bytes, or a file), and headers beside those of every answer."""

    status: int = 200
    content: bytes | Path = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> Answer:
        """One JSON value."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), headers=named)


class Refusal(Exception):
    """A request that is not done: the status and the error of its answer, and further headers."""

    def __init__(self, status: int, error: StudioError, **headers: str) -> None:
        super().__init__(error.code)
        self.status = status
        self.error = error
        self.headers = headers

    @property
    def answer(self) -> Answer:
        """One object; `errors` and `detail` are where clients of IOPaint look for the text."""
        text = str(self.error)
        return Answer.of(
            {"error": self.error.code, "detail": text, "errors": text}, self.status, **self.headers
        )


def refusal_of(error: StudioError, folder: Path | None = None) -> Refusal:
    """The refusal for an error; files in `folder` are called by their bare names, as clients know them."""
    values = {name: _bare(one, folder) for name, one in error.values.items()}
    return Refusal(_STATUS.get(error.code, _UNFORESEEN), StudioError(error.code, **values))


def _bare(value: Any, folder: Path | None) -> Any:
    is_inside = folder is not None and isinstance(value, Path) and value.is_relative_to(folder)
    return value.name if is_inside else value
