"""The keys of the commands: defaults and the user's overrides.

Overrides are {command id: shortcut in Qt's portable text}; "" removes the shortcut.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtGui import QKeySequence

from .table import BY_ID, COMMANDS

_PORTABLE = QKeySequence.SequenceFormat.PortableText
_NATIVE = QKeySequence.SequenceFormat.NativeText

RESERVED: tuple[str, ...] = ("Space",)
"""Keys of the canvas, which no command may use."""


def sequences(command_id: str, overrides: Mapping[str, str]) -> list[QKeySequence]:
    """The keys of a command, the one to show first; empty if it has none."""
    return list(_parsed(overrides.get(command_id, BY_ID[command_id].shortcut)))


@lru_cache(maxsize=512)
def _parsed(text: str) -> tuple[QKeySequence, ...]:
    return tuple(key for key in QKeySequence.listFromString(text, _PORTABLE) if is_readable(key))


def is_readable(key: QKeySequence) -> bool:
    """Whether Qt understood the whole key sequence."""
    text = key.toString(_PORTABLE)
    return bool(text) and "Unknown" not in text


def shortcut_text(command_id: str, overrides: Mapping[str, str]) -> str:
    """The first key of a command as this platform writes it, or ""."""
    keys = sequences(command_id, overrides)
    return keys[0].toString(_NATIVE) if keys else ""


def clean(overrides: Mapping[str, str]) -> dict[str, str]:
    """The overrides without unknown commands, unreadable keys, and defaults."""
    kept = {}
    for command_id, text in overrides.items():
        if command_id not in BY_ID:
            continue
        keys = sequences(command_id, overrides)
        if (text and not keys) or keys == sequences(command_id, {}):
            continue
        kept[command_id] = QKeySequence.listToString(keys, _PORTABLE)
    return kept


def conflicts(overrides: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Keys assigned to several commands, as {portable text: their ids}."""
    owners: dict[tuple[str, bool], list[str]] = {}
    for command in COMMANDS:
        for key in sequences(command.id, overrides):
            # one that claims its keys shares them with those that do not
            owners.setdefault((key.toString(_PORTABLE), command.claims), []).append(command.id)
    return {key: tuple(ids) for (key, _), ids in owners.items() if len(ids) > 1}


def takers(key: QKeySequence, overrides: Mapping[str, str], besides: str = "") -> tuple[str, ...]:
    """The commands that have that key and could not share it with `besides`."""
    claims = bool(besides) and BY_ID[besides].claims
    return tuple(
        command.id
        for command in COMMANDS
        if command.id != besides and command.claims == claims and key in sequences(command.id, overrides)
    )


def assign(
    overrides: Mapping[str, str], command_id: str, key: QKeySequence, take: bool = True
) -> dict[str, str]:
    """The overrides with that key (empty: none) for a command; `take` removes it from the others."""
    changed = dict(overrides)
    changed[command_id] = key.toString(_PORTABLE)
    if take and not key.isEmpty():
        for other in takers(key, overrides, besides=command_id):
            left = [one for one in sequences(other, overrides) if one != key]
            changed[other] = QKeySequence.listToString(left, _PORTABLE)
    return clean(changed)
