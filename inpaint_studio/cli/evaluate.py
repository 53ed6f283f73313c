"""`inpaint-studio evaluate`: scores of engines over many photos."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..cluster.crew import Crew
from ..cluster.folders import require_local
from ..cluster.photos import require_shared
from ..core.errors import StudioError
from ..core.files import atomic_write, make_folder, require_writable
from ..core.threads import thread_count
from ..engines.registry import REGISTRY
from ..evaluation import perceptual
from ..evaluation.cases import HOLES, Case, cases_in
from ..evaluation.contest import warm_up
from ..evaluation.evaluation import Evaluation
from ..evaluation.summary import RESAMPLES, Mean, Summary, summarise
from ..evaluation.trials import InOrder, attempt, scorer, trials
from ..evaluation.words import seconds
from ..jobs.environment import machine, versions
from ..jobs.files import FillSettings
from ..jobs.folders import MASK_RULE
from .outcomes import crew_for
from .output import complain, one_line, print_json, progress
from .settings import engines_from, settings_from
from .usage import require_one_of, wrong_usage

_SHOWN = {
    "hole_psnr": ("hole PSNR (dB)", ".2f"),
    "ssim": ("SSIM", ".4f"),
    "gmsd": ("GMSD", ".4f"),
    "texture": ("texture", ".3f"),
    "stlpips": ("ST-LPIPS", ".4f"),
}


def run(
    folder: Path,
    engines: str,
    output: Path,
    *,
    masks: Path | None,
    holes: str | None,
    limit: int | None,
    size: int | None,
    cluster: str | None,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Score, save, report; returns the exit code, 1 if any fill failed."""
    require_local(folder, output, *([] if masks is None else [masks]))
    require_one_of("--holes", holes, list(HOLES))
    if masks is not None and holes is not None:
        raise wrong_usage("Use either --masks or --holes, not both.")
    names = engines_from(engines)
    settings = settings_from(**options)
    # synthetic grain would count as texture
    settings = replace(settings, join=replace(settings.join, grain=False))
    kind = holes or "object"
    cases = cases_in(folder, masks=masks, holes=kind, limit=limit, seed=settings.seed)
    make_folder(output)
    for name in ("scores.csv", "manifest.json"):
        require_writable(output / name, overwrite=overwrite)

    distance, absent = perceptual.load()
    compiling = warm_up(names) if cluster is None else 0.0  # each worker does so itself
    evaluation = Evaluation(output, names, settings, scorer(distance), size, _print_failure)
    start = time.perf_counter()
    with crew_for(cluster, names, settings.threads) as crew:
        if crew is not None:
            require_shared(crew, {path.parent for case in cases for path in (case.photo, case.mask) if path})
        _fill(evaluation, cases, crew, with_lpips=distance is not None, shown=not as_json)
    elapsed = time.perf_counter() - start
    made = f"holes of the kind '{kind}', drawn from the seed and the name of the photo"
    manifest = _manifest(names, settings) | {
        "holes": MASK_RULE if masks is not None else made,
        "longest_side": size,
        "photos": [case.photo.name for case in cases],
        "compiling_seconds": round(compiling, 3),
        "stlpips": absent or "stlpips-pytorch, alex, shift tolerant",
    }
    if cluster is not None:
        manifest["cluster"] = cluster  # the seconds are those of its machines
    with atomic_write(output / "manifest.json", overwrite=overwrite) as file:
        file.write((json.dumps(manifest, indent=2, default=str) + "\n").encode())

    summaries = summarise(evaluation.rows, settings.seed)
    if as_json:
        print_json(_report(evaluation, summaries, elapsed))
    else:
        _print_table(summaries, names[0])
        if absent:
            print(one_line(f"Without ST-LPIPS: {absent}."))
        photos = f"{len(cases)} photo{'s' if len(cases) != 1 else ''}"
        print(f"{photos} in {seconds(elapsed)}. Saved scores.csv, manifest.json and the sheets in {output}.")
    return 1 if any(row.error for row in evaluation.rows) else 0


def _fill(
    evaluation: Evaluation, cases: Sequence[Case], crew: Crew | None, *, with_lpips: bool, shown: bool
) -> None:
    """Fill and score all, here or by the workers of a crew."""
    each = len(evaluation.engines)
    done = 0

    def words() -> str:
        if crew is None:
            return "Evaluating"
        return f"Evaluating: {done:,} of {len(cases) * each:,} fills, {crew.size}"

    with progress(words, shown=shown, time_left=crew is not None) as advance:
        if crew is None:
            for number, case in enumerate(cases):
                evaluation.take(case)
                advance((number + 1) / len(cases), None)
        else:
            wanted = trials(
                cases, evaluation.engines, evaluation.settings, evaluation.longest, with_lpips=with_lpips
            )
            in_order = InOrder(evaluation, cases)
            for trial, outcome in crew.spread(attempt, wanted):
                in_order.take(trial, outcome)
                done += 1
                advance(done / (len(cases) * each), None)
    evaluation.finish()


def _print_failure(photo: str, engine: str, error: StudioError) -> None:
    complain(f"Failed: {photo}: {engine + ': ' if engine else ''}{error}")


def _manifest(engines: list[str], settings: FillSettings) -> dict[str, Any]:
    """What is needed to reproduce the figures."""
    return {
        "versions": versions(),
        "machine": machine() | {"threads": settings.threads or thread_count()},
        "engines": {name: REGISTRY.get(name).info.parse_params({}) for name in engines},
        "seed": settings.seed,
        "join": {"seam": settings.join.seam, "colour": settings.join.colour, "grain": settings.join.grain},
        "under_the_hole": "the mean colour of the rest of the photo",
        "seconds": "of the fill alone, after each engine has run once",
        "bootstrap": {"resamples": RESAMPLES, "level": 0.95, "paired_with": engines[0]},
    }


def _print_table(summaries: Sequence[Summary], reference: str) -> None:
    """The means, and below each its difference from the first engine with the interval."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    keys = [key for key in _SHOWN if any(key in summary.scores for summary in summaries)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("engine")
    table.add_column("photos", justify="right")
    for key in keys:
        table.add_column(_SHOWN[key][0], justify="right")
    table.add_column("median time", justify="right")
    for summary in summaries:
        count = f"{summary.photos}" + (f" ({summary.failed} failed)" if summary.failed else "")
        cells = [_cell(summary.scores[key], _SHOWN[key][1]) if key in summary.scores else "" for key in keys]
        table.add_row(summary.engine, count, *cells, seconds(summary.seconds) if summary.photos else "")
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 160  # a file has no edge to wrap at
    console.print(table)
    if len(summaries) > 1:
        print(f"Below each mean: the difference from {reference} [95 % interval], * if significant.")


def _cell(mean: Mean, form: str) -> str:
    value = format(mean.value, form)
    if mean.difference is None:
        return value
    signed = "+" + form
    bounds = f"[{format(mean.low, signed)}, {format(mean.high, signed)}]"
    # a backslash keeps rich from reading the interval as markup
    return f"{value}\n{format(mean.difference, signed)} \\{bounds}{'*' if mean.sure else ''}"


def _report(evaluation: Evaluation, summaries: Sequence[Summary], elapsed: float) -> dict[str, Any]:
    """The summaries, for scripts."""
    return {
        "engine": list(evaluation.engines),
        "seconds": round(elapsed, 4),
        "seed": evaluation.settings.seed,
        "mask_pixels": evaluation.mask_pixels,
        "output": str(evaluation.output),
        "engines": [
            {
                "engine": summary.engine,
                "photos": summary.photos,
                "failed": summary.failed,
                "seconds": summary.seconds,
                "scores": {key: mean.value for key, mean in summary.scores.items()},
                "differences": {
                    key: {"difference": mean.difference, "low": mean.low, "high": mean.high}
                    for key, mean in summary.scores.items()
                    if mean.difference is not None
                },
            }
            for summary in summaries
        ],
    }
