"""Whether a file is accepted for a model: by the checksum in its card, or one that was pinned here.

A pin is a small file `NAME.pin.json` beside the model: the SHA-256 of the one file that was accepted.
It is written when the card has no SHA-256, or when the user accepted a different file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..core.errors import Cancelled, StudioError
from ..core.files import atomic_write, contents, opened
from ..core.limits import json_of
from .cards.card import Card
from .cards.catalog import own_folder

Why = Literal["sha256", "pin", "md5", "first", "user"]
_LONGEST_PIN = 10_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Sums:
    """The checksums of a file, in hexadecimal."""

    sha256: str
    md5: str


@dataclass(frozen=True)
class Pin:
    """The file that was accepted: by its "md5", as the "first" where nothing is known, or by the "user"."""

    sha256: str
    why: Why


def pin_path(card: Card) -> Path:
    """The path of the pin of a card."""
    return own_folder() / f"{card.name}.pin.json"


def read_pin(card: Card) -> Pin | None:
    """The pin of a card; None if there is none or it cannot be read."""
    try:
        found = json_of(contents(pin_path(card), _LONGEST_PIN), _LONGEST_PIN)
        return Pin(str(found["sha256"]), found["why"])
    except (StudioError, ValueError, KeyError, TypeError):
        return None


def write_pin(card: Card, pin: Pin | None) -> None:
    """Write a pin, or remove it (None). Raises what `atomic_write` raises."""
    if pin is None:
        with contextlib.suppress(OSError):
            pin_path(card).unlink()
        return
    with atomic_write(pin_path(card), overwrite=True) as file:
        file.write((json.dumps({"sha256": pin.sha256, "why": pin.why}, indent=2) + "\n").encode())


def sums_of(path: Path, is_cancelled: Callable[[], bool] = lambda: False) -> Sums:
    """The checksums of a file. Raises `Cancelled` and what `files.opened` raises."""
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with opened(path) as file:
        while chunk := file.read(_CHUNK):
            if is_cancelled():
                raise Cancelled
            sha256.update(chunk)
            md5.update(chunk)
    return Sums(sha256.hexdigest(), md5.hexdigest())


def accept(card: Card, sums: Sums, shown: str, *, trust: bool) -> Pin | None:
    """The pin to keep for a file that is about to be installed; None if the card's checksum suffices.

    `trust` is the user's explicit consent to a file that nothing vouches for. Raises StudioError
    "model-hash", "model-pin" or "model-untrusted"; `shown` is the file's name in it.
    """
    pin = read_pin(card)
    if card.sha256 == sums.sha256:
        return None
    if pin is not None and pin.sha256 == sums.sha256:
        return pin
    if trust:
        return Pin(sums.sha256, "user")
    if card.sha256:
        raise _hash(shown, "SHA-256", sums.sha256, card.sha256)
    if pin is not None and pin.why != "user":
        raise StudioError("model-pin", source=shown, name=card.name)
    if card.md5:
        if card.md5 != sums.md5:
            raise _hash(shown, "MD5", sums.md5, card.md5)
        return Pin(sums.sha256, "md5")
    if card.runs_code:
        raise StudioError("model-untrusted", source=shown)
    return Pin(sums.sha256, "first")


def is_accepted(card: Card, sha256: str) -> bool:
    """Whether an installed file is one that was accepted."""
    pin = read_pin(card)
    return sha256 == card.sha256 or (pin is not None and pin.sha256 == sha256)


def forget(card: Card) -> None:
    """Remove the pin of a card, unless it came from an MD5: the pin is stronger than that."""
    pin = read_pin(card)
    if pin is not None and pin.why != "md5":
        write_pin(card, None)


def _hash(shown: str, kind: str, got: str, wanted: str) -> StudioError:
    return StudioError("model-hash", source=shown, kind=kind, got=got, wanted=wanted)
