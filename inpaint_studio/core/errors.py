"""Notes and errors for the user.

Both are a code with values; `sentences` holds the English text for each code. A translation is made from
the code and the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import reduce
from typing import Any

from .sentences import MESSAGES, NOTES
from .sentences.install_commands import COMMANDS


class Note(str):
    """A text for the user in English, with the `code` and `values` from which translations are made.

    The values may be notes themselves. `str()` of a note is the note itself, so `str(error)` is still a
    note; joined to other strings it becomes a plain string.

    >>> Note("entry-damaged", name="a.png", reason=Note("ends-early"))
    "'a.png' in it is damaged, it ends too early"
    """

    code: str
    values: dict[str, Any]

    def __new__(cls, code: str, /, **values: Any) -> Note:
        template = NOTES[code] if code in NOTES else MESSAGES[code]
        values = _without_exceptions(values)
        note = super().__new__(cls, filled(template, values))
        note.code, note.values = code, values
        return note

    def __str__(self) -> str:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (Note, self.code, self.values)


class StudioError(Exception):
    """An error to show to the user: `code`, `values`, and `str()`, which is a `Note`.

    >>> str(StudioError("mask-size", mask="10 x 10", photo="20 x 10"))
    'The mask is 10 x 10 px but the photo is 20 x 10 px. Make them the same size.'
    """

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = _without_exceptions(values)

    def __str__(self) -> str:
        return Note(self.code, **self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.code, self.values)


class Noted(Exception):
    """Carries a note up to code that knows more and uses it as the reason of a `StudioError`."""

    def __init__(self, code: str, /, **values: Any) -> None:
        super().__init__(Note(code, **values))


class Cancelled(Exception):
    """The user stopped the work; not an error, and nothing to show."""


def unknown_name(code: str, name: str, known: Iterable[str], **values: Any) -> StudioError:
    """The error for a name that is none of the `known` ones: its text lists them and suggests the nearest."""
    known = list(known)
    nearest = get_close_matches(name, known, 1)
    meant = Note("did-you-mean", name=nearest[0]) if nearest else ""
    return StudioError(code, name=name, meant=meant, known=", ".join(known) or "none", **values)


def listed(things: Sequence[str], end: str = "list-and") -> str:
    """'a, b and c' from strings or notes; with `end` "list-more" 'a, b, c'."""
    *most, last = things
    if not most:
        return last
    first = reduce(lambda before, thing: Note("list-more", first=before, last=thing), most)
    return Note(end, first=first, last=last)


def filled(template: str, values: dict[str, Any], translated: Callable[[Note], str] = str) -> str:
    """A text with its values filled in; a missing value shows as its name.

    Commands that install something are those for the way in which this program was installed; `translated`
    is for the note that takes their place in a bundle.
    """
    return template.format_map(_Values(values, translated))


def _without_exceptions(values: dict[str, Any]) -> dict[str, Any]:
    """The values with exceptions as their messages."""
    return {name: str(value) if isinstance(value, Exception) else value for name, value in values.items()}


class _Values(dict[str, Any]):
    """The values of a text, its commands, and missing values as their names."""

    def __init__(self, values: dict[str, Any], translated: Callable[[Note], str]) -> None:
        super().__init__(values)
        self._translated = translated

    def __missing__(self, name: str) -> Any:
        return _Command(name, self._translated) if name in COMMANDS else name


class _Command:
    """`{install:torch}` and its kin in a text: the format is what to install."""

    def __init__(self, name: str, translated: Callable[[Note], str]) -> None:
        self._name, self._translated = name, translated

    def __format__(self, wanted: str) -> str:
        command, instead = COMMANDS[self._name]
        return command(wanted) or self._translated(Note(instead))


def torch_missing(error: BaseException) -> StudioError | None:
    """The error to show if this one means that torch, which an install may leave out, was to be imported."""
    missing = isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] == "torch"
    return StudioError("torch-missing") if missing else None


def _rebuild(kind: type[Any], code: str, values: dict[str, Any]) -> Any:
    return kind(code, **values)
