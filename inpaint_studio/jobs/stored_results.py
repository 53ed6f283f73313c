"""Converting results for a file and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..core import attempts
from ..core.document.document import Document
from ..core.document.layers import FillLayer
from ..core.document.tiled_mask import TiledMask
from ..core.document.widen import widened_by
from ..core.project import StoredResult
from ..core.sessions.results import write_result, write_results
from ..engines.request import Fill, FillRequest, Patch
from .results import Result, copied_in, join_in


def stored(results: Iterable[Result], chosen: Result | None) -> tuple[StoredResult, ...]:
    """Results in the form that is written."""
    return tuple(
        StoredResult(
            result.number, result.content, result.mask, result.starred, result.partial, result is chosen
        )
        for result in results
    )


def note_result(folder: Path, result: Result) -> None:
    """Write a new result into the folder of a session, as `write_result` does."""
    write_result(folder, result.base, *stored([result], result))


def note_results(folder: Path, held: Sequence[Result], chosen: Result | None) -> None:
    """Make these the results in the folder of a session, as `write_results` does."""
    pictures = [result.base for result in held]
    write_results(folder, list(zip(stored(held, chosen), pictures, strict=True)))


def results_of(found: Iterable[StoredResult], document: Document) -> tuple[tuple[Result, ...], Result | None]:
    """The stored results that fit that document, and the one that was chosen."""
    results = []
    chosen = None
    for one in found:
        try:
            result = _result_of(one, document)
        except (ValueError, TypeError, KeyError, OverflowError):
            continue
        results.append(result)
        if one.chosen:
            chosen = result
    return tuple(results), chosen


def _result_of(one: StoredResult, document: Document) -> Result:
    about: dict[str, Any] = dict(one.content.description)
    mask = TiledMask(one.mask)
    mask.require_size(document.size)
    canvas = document.canvas
    # which engine `auto` used for each patch is not stored, so a name is known only if there was one
    engines = [str(name) for name in about.get("engines", ())]
    engine = engines[0] if len(engines) == 1 else ""
    patches = tuple(
        Patch(patch.rect.moved(-canvas.x, -canvas.y), patch.pixels, patch.coverage, patch.alpha, engine)
        for patch in one.content.patches
    )
    request = FillRequest(
        photo=document,
        mask=mask,
        engine=str(about.get("engine", "")),
        params=dict(about.get("params", {})),
        seed=int(about.get("seed", 0)),
        join=join_in(about),
        device=str(about.get("device", "auto")),
        attempts=attempts.from_json(about.get("attempts", ())),
        widen=0.0 if one.partial else widened_by(about),
    )
    fill = Fill(
        patches=patches,
        engine=request.engine,
        params=request.params,
        seed=request.seed,
        seconds=float(about.get("seconds", 0.0)),
        mask_hash=str(about.get("mask_hash", mask.digest)),
        mask_pixels=int(about.get("mask_pixels", mask.area)),
        version=str(about.get("version", "")),
        device=request.device,
        threads=int(about.get("threads", 1)),
        weights_hash=about.get("weights_hash"),
        attempts=request.attempts,
        copied=copied_in(about),
    )
    laid = document.with_layers([*document.layers, FillLayer(one.content)])
    return Result(one.number, fill, request, document, one.mask, laid, one.starred, one.partial)
