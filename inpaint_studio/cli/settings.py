"""From the words of the command line to settings of a fill."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.photo_io import SaveOptions
from ..core.reconstruct import JoinOptions
from ..core.threads import limit_threads
from ..jobs.devices import DEVICES
from ..jobs.files import FillSettings, MaskEdit
from .usage import require_one_of, wrong_usage

SEAMS = ("feather", "gradient", "none")


def settings_from(
    *,
    engine: str | None = None,
    params: Sequence[str] | None = None,
    seed: int | None = None,
    device: str | None = None,
    threads: int | None = None,
    grow: float | None = None,
    feather: float | None = None,
    soft: bool = False,
    no_grain: bool = False,
    no_colour: bool = False,
    seam: str | None = None,
) -> FillSettings:
    """The settings for these options (None: the default). Raises a usage error for words it can't read.

    Also limits the threads of this process to `threads`.
    """
    require_one_of("--device", device, DEVICES)
    require_one_of("--seam", seam, SEAMS)
    limit_threads_to(threads)
    return FillSettings(
        engine=engine or "auto",
        params=params_from(params or ()),
        seed=seed or 0,
        device=device or "auto",
        threads=threads,
        edit=MaskEdit(soft=soft, grow=grow or 0.0, feather=feather or 0.0),
        join=JoinOptions(seam=seam or "feather", colour=not no_colour, grain=not no_grain),  # type: ignore[arg-type]
    )


def limit_threads_to(threads: int | None) -> None:
    """Limit the threads of this process, if the user says so."""
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


def engines_from(words: str) -> list[str]:
    """The engines named in `A,B,C`, each once. Raises StudioError for one that is not there."""
    from ..engines.registry import REGISTRY

    names = list(dict.fromkeys(name.strip() for name in words.split(",") if name.strip()))
    if not names:
        raise wrong_usage("--engines takes at least one name.")
    for name in names:
        REGISTRY.get(name)
    return names


def save_options(quality: int | None) -> SaveOptions | None:
    """The options of the codec that the command line sets, or None to save as the photo came."""
    return None if quality is None else SaveOptions(quality=quality)
