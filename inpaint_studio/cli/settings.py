"""The settings of a fill from the options of the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ..core.damage import KINDS
from ..core.document.extend import Extension
from ..core.errors import StudioError
from ..core.limits import LIMIT_VARIABLE
from ..core.paths import settings_file
from ..core.photo_io import SaveOptions
from ..core.reconstruct import JoinOptions
from ..core.threads import limit_threads
from ..jobs.devices import DEVICES
from ..jobs.files import FillSettings, MaskOptions
from .usage import require_none, require_one_of, wrong_usage

SEAMS = ("feather", "gradient", "none")
_MASK_EDITS = ("grow", "widen", "feather", "soft", "invert")


def settings_from(
    *,
    engine: str | None = None,
    params: Sequence[str] | None = None,
    seed: int | None = None,
    device: str | None = None,
    threads: int | None = None,
    within: float | None = None,
    grow: float | None = None,
    widen: float | None = None,
    feather: float | None = None,
    soft: bool = False,
    invert: bool = False,
    no_grain: bool = False,
    no_colour: bool = False,
    seam: str | None = None,
) -> FillSettings:
    """The settings for these options (None: the default). Raises a usage error for invalid values.

    Also does what `limit` does.
    """
    require_one_of("--device", device, DEVICES)
    require_one_of("--seam", seam, SEAMS)
    limit(threads)
    return FillSettings(
        engine=engine or "auto",
        params=params_from(params or ()),
        seed=seed or 0,
        device=device or "auto",
        threads=threads,
        within=within,
        edit=MaskOptions(
            soft=soft, grow=grow or 0.0, feather=feather or 0.0, invert=invert, widen=widen or 0.0
        ),
        join=JoinOptions(seam=seam or "feather", colour=not no_colour, grain=not no_grain),  # type: ignore[arg-type]
    )


def limit(threads: int | None = None) -> None:
    """Apply the limits of the user's settings on threads and photo size; `threads` takes precedence.

    Problems with the settings are printed on stderr.
    """
    if settings_file().exists():
        from ..core.settings import load_settings  # pydantic takes a while to load

        settings, notes = load_settings()
        for note in notes:
            print(note, file=sys.stderr)
        # in the environment, because worker processes inherit it
        os.environ[LIMIT_VARIABLE] = str(settings.max_pixels / 1e6)
        threads = threads or settings.threads
    if threads is not None:
        limit_threads(threads)


def params_from(words: Sequence[str]) -> dict[str, str]:
    """`KEY=VALUE` words as a dictionary; the engine reads the values."""
    found: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise wrong_usage(f"--param takes KEY=VALUE, not '{word}'.")
        found[key.strip()] = value.strip()
    return found


def extension_from(words: str | None) -> Extension | None:
    """How to extend the picture; None for None. Raises a usage error for words that do not say so."""
    if words is None:
        return None
    try:
        return Extension.parse(words)
    except StudioError as error:
        raise wrong_usage(f"--extend: {error}") from None


def require_no_mask_edit(options: Mapping[str, Any]) -> None:
    """Raise a usage error if an option changes the mask, when there is none."""
    edits = {flag(name): options[name] for name in _MASK_EDITS}
    require_none(edits, because="it changes the mask, and there is none")


def flag(name: str) -> str:
    """The option that `settings_from` gets by this name."""
    return "--" + name.replace("_", "-").replace("params", "param").replace("within", "time")


def engines_from(words: str) -> list[str]:
    """The engines named in `A,B,C`, each once. Raises StudioError for one that does not exist."""
    from ..engines.registry import REGISTRY

    names = list(dict.fromkeys(name.strip() for name in words.split(",") if name.strip()))
    if not names:
        raise wrong_usage("--engines takes at least one name.")
    for name in names:
        REGISTRY.get(name)
    return names


def kinds_from(words: str | None) -> tuple[str, ...]:
    """The kinds of damage named in `A,B,C`; all for None. Raises a usage error for an unknown one."""
    if words is None:
        return KINDS
    names = tuple(name.strip() for name in words.split(","))
    for name in names:
        if name not in KINDS:
            raise wrong_usage(f"Unknown kind '{name}'; use one of {', '.join(KINDS)}.")
    return tuple(kind for kind in KINDS if kind in names)


def save_options(quality: int | None) -> SaveOptions | None:
    """The codec options set on the command line, or None to save with those of the photo."""
    return None if quality is None else SaveOptions(quality=quality)
