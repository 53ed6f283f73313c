"""`inpaint-studio compare`: the same hole filled by several engines, on one sheet."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..core.files import atomic_write, require_writable
from ..core.photo_io import photo_size, read_photo
from ..evaluation.contest import Contestant, contest, warm_up
from ..evaluation.sheet import Panel, close_up_of, display_pixels, draw, with_hole
from ..evaluation.words import score_words, seconds
from ..jobs.files import drawn_mask, require_sizes
from .output import complain, pixels, print_json, progress, rect_list, say, warn
from .settings import engines_from, settings_from
from .usage import wrong_usage


def run(
    photo: Path,
    mask: Path,
    engines: str,
    output: Path,
    *,
    truth: Path | None,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Fill, draw, report; returns the exit code, 1 if an engine failed."""
    names = engines_from(engines)
    settings = settings_from(**options)
    if output.suffix.lower() not in (".png", ".jpg", ".jpeg", ".webp"):
        raise wrong_usage(f"The sheet is saved as .png, .jpg or .webp, not '{output.suffix}'.")
    require_writable(output, overwrite=overwrite)
    if truth is not None:  # synthetic grain would count as texture
        settings = replace(settings, join=replace(settings.join, grain=False))
    require_sizes(photo_size(photo), {"mask-size": mask, "truth-size": truth})
    original, expected = read_photo(photo), None if truth is None else read_photo(truth)
    found = drawn_mask(mask, settings.edit)
    drawn = found.mask
    drawn.require_size(original.size)
    edited = settings.edit.applied(drawn)

    warn(found.warnings)
    warm_up(names)
    with progress("Comparing", shown=not as_json) as advance:
        entrants = list(contest(original, drawn, names, settings, truth=expected, on_progress=advance))
    shown = display_pixels(original)
    panels = [Panel("photo and hole", (pixels(edited.area),), with_hole(shown, edited))]
    panels += [_panel(entrant) for entrant in entrants]
    if expected is not None:
        panels.append(Panel("truth", (truth.name if truth else "",), display_pixels(expected)))
    heading = f"{photo.name}   {original.size} px   seed {settings.seed}"
    sheet = draw(panels, heading=heading, close_up=close_up_of(edited))
    buffer = io.BytesIO()
    sheet.save(buffer, {".png": "PNG", ".webp": "WEBP"}.get(output.suffix.lower(), "JPEG"), quality=92)
    with atomic_write(output, overwrite=overwrite) as file:
        file.write(buffer.getvalue())

    for entrant in entrants:
        if entrant.error is not None:
            complain(f"Failed: {entrant.engine}: {entrant.error}")
    if as_json:
        report = _report(entrants, output, settings.seed, edited.area)
        print_json(report | {"notes": list(found.notes), "warnings": list(found.warnings)})
    else:
        for entrant in entrants:
            if entrant.error is None:
                say(f"{entrant.engine}: {', '.join(_lines(entrant))}")
        say(f"Saved {output}.")
        for note in found.notes:
            say(f"  {note}")
    return 1 if any(entrant.error is not None for entrant in entrants) else 0


def _panel(entrant: Contestant) -> Panel:
    if entrant.error is not None or entrant.photo is None:
        return Panel(entrant.engine, ("failed", str(entrant.error)), None)
    return Panel(entrant.engine, _lines(entrant), display_pixels(entrant.photo))


def _lines(entrant: Contestant) -> tuple[str, ...]:
    """The caption of a picture: the time and the engines, then the scores."""
    time = seconds(entrant.seconds)
    if entrant.engine == "auto" and entrant.fill is not None:
        time += ": " + " and ".join(dict.fromkeys(patch.engine for patch in entrant.fill.patches))
    return (time, *score_words(entrant.scores))


def _report(entrants: list[Contestant], output: Path, seed: int, area: int) -> dict[str, Any]:
    """The results, for scripts."""
    return {
        "engine": [entrant.engine for entrant in entrants],
        "seconds": round(sum(entrant.seconds for entrant in entrants), 4),
        "seed": seed,
        "mask_pixels": area,
        "rects": next((rect_list(entrant.fill.rects) for entrant in entrants if entrant.fill), []),
        "output": str(output),
        "engines": [
            {
                "engine": entrant.engine,
                "seconds": round(entrant.seconds, 4),
                "rects": rect_list(entrant.fill.rects) if entrant.fill else [],
                "chosen": list(dict.fromkeys(patch.engine for patch in entrant.fill.patches))
                if entrant.fill
                else [],
                "error": None if entrant.error is None else str(entrant.error),
                "scores": dict(entrant.scores),
            }
            for entrant in entrants
        ],
    }
