"""`inpaint-studio fill`: one photo, one mask, one result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.attempts import to_json
from ..engines.request import origin_of
from ..evaluation.words import seconds
from ..jobs.files import FileFill, FileResult, fill_file
from ..jobs.replay import replay as repeat
from ..medical.reading import is_medical
from .mask_files import require_apart
from .medical.fill import run_for_fill as medical_fill
from .output import chosen, pixels, print_json, progress, rect_list, say, warn
from .settings import extension_from, flag, limit, require_no_mask_edit, save_options, settings_from
from .usage import require_none, wrong_usage

_NO_OUTPUT = "Missing --output: where to save the result."


def run(
    photo: Path | None,
    mask: Path | None,
    output: Path | None,
    *,
    extend: str | None,
    source_mask: Path | None,
    guide: Path | None,
    belief: float | None,
    quality: int | None,
    sidecar: bool,
    replay: Path | None,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Fill or replay as the options say, and report; returns the exit code."""
    if replay is not None:
        if output is None:
            raise wrong_usage(_NO_OUTPUT)
        given: dict[str, Any] = {"--mask": mask, "--extend": extend, "--source-mask": source_mask}
        given |= {"--guide": guide, "--belief": belief, "--quality": quality}
        given |= {flag(name): value for name, value in options.items() if name != "threads"}
        require_none(given, because="--replay takes it from the sidecar")
        limit(options["threads"])
        with progress("Filling", shown=not as_json) as advance:
            again = repeat(
                replay, output, photo=photo, again=sidecar, overwrite=overwrite, on_progress=advance
            )
        show(again, as_json=as_json)
        return 0
    if photo is None:
        raise wrong_usage("Missing PHOTO: the photo to fill.")
    if mask is None and extend is None:
        raise wrong_usage("Missing --mask: the picture that says what to fill.")
    if mask is None:
        require_no_mask_edit(options)
    if output is None:
        raise wrong_usage(_NO_OUTPUT)
    if mask is not None and is_medical(photo):
        others: dict[str, Any] = {"--extend": extend, "--source-mask": source_mask, "--guide": guide}
        others |= {"--belief": belief, "--quality": quality, "--sidecar": sidecar}
        return medical_fill(
            photo, mask, output, given=others, **options, overwrite=overwrite, as_json=as_json
        )
    if guide is None:
        require_none({"--belief": belief}, because="it needs --guide")
    elif belief is not None:
        options["params"] = [*(options["params"] or ()), f"belief={belief}"]
    read = {"--mask": mask, "--source-mask": source_mask, "--guide": guide}
    require_apart({"--output": output}, read)  # the photo itself may be replaced by its fill
    task = FileFill(
        photo,
        mask,
        output,
        settings_from(**options),
        source_mask=source_mask,
        guide=guide,
        save=save_options(quality),
        sidecar=sidecar,
        overwrite=overwrite,
        extend=extension_from(extend),
    )
    with progress("Filling", shown=not as_json) as advance:
        result = fill_file(task, on_progress=advance)
    show(result, as_json=as_json)
    return 0


def show(result: FileResult, *, as_json: bool) -> None:
    """Print the result, for people or for a script."""
    warn(result.warnings)
    if as_json:
        print_json(report(result))
        return
    say(sentence(result))
    for note in result.notes:
        say(f"  {note}")


def sentence(result: FileResult) -> str:
    """One line: how much was filled, by which engine and why, how long it took, where it was saved."""
    times = (
        f"read in {seconds(result.load_seconds)}, filled in {seconds(result.fill.seconds)}, "
        f"saved in {seconds(result.save_seconds)}"
    )
    saved = f"Saved {result.output}"
    if result.canvas is not None:
        saved += f", {result.canvas.size} px"
    if result.sidecar is not None:
        saved += f" and {result.sidecar.name}"
    if not result.fill.patches:
        return f"The mask marks nothing, so nothing was filled. {saved} ({times})."
    who = "; ".join(
        one["engine"] + (f" ({one['reason']})" if one["reason"] else "") for one in chosen(result.fill)
    )
    origin = "" if result.fill.copied is None else f", {origin_of(result.fill.copied)}"
    return f"Filled {pixels(result.fill.mask_pixels)} with {who}{origin}. {saved} ({times})."


def report(result: FileResult) -> dict[str, Any]:
    """The result, for scripts."""
    fill = result.fill
    return {
        "engine": fill.engine,
        "chosen": chosen(fill),
        "params": dict(fill.params),
        "seed": fill.seed,
        "seconds": round(fill.seconds, 4),
        "load_seconds": round(result.load_seconds, 4),
        "save_seconds": round(result.save_seconds, 4),
        "mask_pixels": fill.mask_pixels,
        "copied": fill.copied,
        "rects": rect_list(fill.rects),
        "canvas": None if result.canvas is None else result.canvas.numbers,
        "output": str(result.output),
        "sidecar": None if result.sidecar is None else str(result.sidecar),
        "device": fill.device,
        "threads": fill.threads,
        "attempts": to_json(fill.attempts),
        "version": fill.version,
        "notes": list(result.notes),
        "warnings": list(result.warnings),
    }
