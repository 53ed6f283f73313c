"""Wrong usage of the command line, as Typer itself reports it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

# Some versions of Typer include Click, others import it; BadParameter has these two bases in both.
UsageError: Any = typer.BadParameter.__mro__[1]
AnyClickError: Any = typer.BadParameter.__mro__[2]


def wrong_usage(message: str) -> Exception:
    """The error to raise for wrong usage; the command line shows `message` and where to find help."""
    error: Exception = UsageError(message)
    return error


def require_one_of(option: str, value: str | None, choices: Sequence[str]) -> None:
    """Raise a usage error unless `value` is None or one of `choices`."""
    if value is not None and value not in choices:
        raise wrong_usage(f"{option} takes one of {', '.join(choices)}, not '{value}'.")


def require_none(options: dict[str, Any], because: str) -> None:
    """Raise a usage error if any of these options is set."""
    # by identity: a given 0 is not an omitted option
    given = [option for option, value in options.items() if not (value is None or value is False)]
    if given:
        raise wrong_usage(f"Leave out {given[0]}: {because}.")
