"""What a user is told: notes, and errors in plain words.

Both are a code and the values in it; `sentences` holds the English text for each code. Whoever shows
them in another language takes the code and the values, everybody else the English text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from .sentences import MESSAGES, NOTES


class Note(str):
    """A text for the user: its English words, and `code` and `values`, from which others are made.

    The values may be notes themselves. `str()` gives the note as it is, so that what an exception holds
    is still a note in `str(error)`; joined to other words it is a plain string.

    >>> Note("entry-damaged", name="a.png", reason=Note("ends-early"))
    "'a.png' in it is damaged, it ends too early"
    """

    code: str
    values: dict[str, Any]

    def __new__(cls, code: str, /, **values: Any) -> Note:
        template = NOTES[code] if code in NOTES else MESSAGES[code]
        values = dict(_Values(values))
        note = super().__new__(cls, filled(template, values))
        note.code, note.values = code, values
        return note

    def __str__(self) -> str:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _note, (self.code, self.values)


class StudioError(Exception):
    """An error to show to the user as it stands: `code`, its `values`, and `str()`, which is a `Note`.

    >>> str(StudioError("mask-size", mask="10 x 10", photo="20 x 10"))
    'The mask is 10 x 10 px but the photo is 20 x 10 px. Make them the same size.'
    """

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = dict(_Values(values))

    def __str__(self) -> str:
        return Note(self.code, **self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.values)


class Noted(Exception):
    """What went wrong as a note, until a `StudioError` that knows more takes it as its reason."""

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(Note(code, **values))


class Cancelled(Exception):
    """The user stopped the work; not an error, and nothing to show."""


def listed(things: Sequence[str], end: str = "list-and") -> str:
    """'a, b and c' of things that may be notes; with `end` "list-more" 'a, b, c'."""
    *most, last = things
    if not most:
        return last
    first = reduce(lambda before, thing: Note("list-more", first=before, last=thing), most)
    return Note(end, first=first, last=last)


def filled(template: str, values: dict[str, Any]) -> str:
    """A text with its values; one that is missing shows as its name, rather than the text not at all."""
    return template.format_map(_Values(values))


class _Values(dict[str, Any]):
    """Values of a text: exceptions as what they say, and what is missing as its name."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(
            (name, str(value) if isinstance(value, Exception) else value) for name, value in values.items()
        )

    def __missing__(self, name: str) -> str:
        return name


def _note(code: str, values: dict[str, Any]) -> Note:
    return Note(code, **values)


def _rebuild(kind: type[StudioError], code: str, values: dict[str, Any]) -> StudioError:
    return kind(code, **values)
