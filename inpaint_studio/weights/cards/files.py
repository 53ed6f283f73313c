"""Model cards as TOML files: reading with errors that name the line, and writing."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ...core.errors import Note, StudioError
from ...core.files import atomic_write, contents
from .card import Card

_TOO_LONG = 1_000_000
_Where = tuple[str | int, ...]


def read_card(path: Path) -> Card:
    """A card. Raises StudioError "card-broken" (with the line), and what `files.opened` raises."""
    try:
        data = contents(path, _TOO_LONG)
    except ValueError:
        raise StudioError("card-broken", path=path, line=1, what=Note("card-long")) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StudioError("card-broken", path=path, line=line, what=Note("no-utf8")) from None
    return parse_card(text, path)


def parse_card(text: str, path: Path) -> Card:
    """The card in a text; `path` is for the errors. Raises StudioError "card-broken"."""
    text = text.replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, what = _syntax(str(error), text)
        raise StudioError("card-broken", path=path, line=line, what=what) from None
    try:
        return Card.model_validate(values)
    except ValidationError as error:
        lines = lines_of(text)
        found = sorted((_line(lines, _place(one)), _words(one)) for one in error.errors(include_url=False))
        line, what = found[0]
        if len(found) > 1:
            what = Note("and-more", first=what, count=len(found) - 1)
        raise StudioError("card-broken", path=path, line=line, what=what) from None


def write_card(card: Card, path: Path, *, comment: str = "", overwrite: bool = False) -> None:
    """Write a card that `read_card` reads; `comment` goes at the top. Raises what `atomic_write` raises."""
    head = "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    with atomic_write(path, overwrite=overwrite) as file:
        file.write((head + to_toml(card)).encode("utf-8"))


def to_toml(card: Card) -> str:
    """A card as TOML, without defaults."""
    values = card.model_dump(exclude_defaults=True)
    contract: dict[str, Any] = values.pop("contract", {})
    lines = [_pair(key, value) for key, value in values.items()]
    if contract:
        tables = {key: contract.pop(key) for key in ("size", "inputs", "noise", "output") if key in contract}
        lines += ["", "[contract]", *(_pair(key, value) for key, value in contract.items())]
        for key, table in tables.items():
            many = isinstance(table, list | tuple)
            for one in table if many else [table]:
                header = f"[[contract.{key}]]" if many else f"[contract.{key}]"
                lines += ["", header, *(_pair(name, value) for name, value in one.items())]
    return "\n".join(lines) + "\n"


def _pair(key: str, value: Any) -> str:
    return f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, str):
        # JSON strings are TOML strings, except that TOML also wants DEL escaped
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def lines_of(text: str) -> dict[_Where, int]:
    """The line number of each table and key of a valid TOML text, by path.

    Paths are those of pydantic: keys, and numbers for the tables of an array. The content of an inline
    table or array is not listed; its line is that of its key.
    """
    found: dict[_Where, int] = {}
    counts: dict[_Where, int] = {}
    table: _Where = ()
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        start = at
        at += 1
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            many = line.startswith("[[")
            table = _with_numbers(_keys(line.lstrip("[").partition("]")[0]), counts)
            if many:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, start + 1)
            continue
        name, _, value = line.partition("=")
        keys = _keys(name)
        for depth in range(1, len(keys) + 1):
            found.setdefault((*table, *keys[:depth]), start + 1)
        # a value may continue over several lines: it is complete when it can be parsed
        while not _whole(value) and at < len(lines):
            value += "\n" + lines[at]
            at += 1
    return found


def _keys(words: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[A-Za-z0-9_-]+", words))


def _with_numbers(keys: tuple[str, ...], counts: Mapping[_Where, int]) -> _Where:
    """The path of a table, with the number of the latest entry for each array of tables in it."""
    path: _Where = ()
    for number, key in enumerate(keys):
        path = (*path, key)
        if number < len(keys) - 1 and path in counts:
            path = (*path, counts[path])
    return path


def _whole(value: str) -> bool:
    try:
        tomllib.loads(f"x = {value}")
    except tomllib.TOMLDecodeError:
        return False
    return True


def _syntax(message: str, text: str) -> tuple[int, str]:
    """The line and the message of a syntax error from `tomllib`."""
    what, _, place = message.partition(" (at ")
    line = re.match(r"line (\d+)", place)
    number = int(line[1]) if line else text.count("\n") + 1
    return number, Note("toml-broken", words=what[:1].lower() + what[1:])


def _place(error: ErrorDetails) -> _Where:
    """The path that an error is about."""
    key = error.get("ctx", {}).get("key") if error["type"] == "card" else None
    return error["loc"] if key is None else (*error["loc"], key)


def _line(lines: Mapping[_Where, int], place: _Where) -> int:
    """The line of a path, or of the nearest table above it."""
    for end in range(len(place), 0, -1):
        if place[:end] in lines:
            return lines[place[:end]]
    return 1


def _words(error: ErrorDetails) -> str:
    """What is wrong and what is expected."""
    if error["type"] == "card":
        return str(error["ctx"]["what"])
    key = str(error["loc"][-1]) if error["loc"] else "card"
    parent, description = _described(error["loc"])
    if error["type"] == "missing":
        return Note("key-missing", key=key, wanted=description)
    if error["type"] == "extra_forbidden":
        return Note("key-unknown", key=key, known=", ".join(parent.model_fields))
    given = error["input"]
    if isinstance(given, str | int | float | bool):
        return Note("key-takes-not", key=key, wanted=description, given=repr(given))
    return Note("key-takes", key=key, wanted=description)


def _described(place: _Where) -> tuple[type[BaseModel], str]:
    """The model that has the last key of a path, and the description of that key."""
    model: type[BaseModel] = Card
    description: str = Note("something-else")
    for key in place:
        field = model.model_fields.get(key) if isinstance(key, str) else None
        if field is None:
            continue
        description = field.description or description
        inner = [kind for kind in _kinds(field.annotation) if issubclass(kind, BaseModel)]
        if inner and key != place[-1]:
            model = inner[0]
    return model, description


def _kinds(annotation: Any) -> list[type]:
    """All classes in an annotation."""
    if isinstance(annotation, type) and not hasattr(annotation, "__args__"):
        return [annotation]
    return [kind for part in getattr(annotation, "__args__", ()) for kind in _kinds(part)]
