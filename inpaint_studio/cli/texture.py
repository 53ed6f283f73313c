"""`inpaint-studio texture`: texture of any size from a sample."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import StudioError
from ..jobs.texture import TextureResult, TextureTask, make_texture, repeat_texture, size_of
from .mask_files import require_apart
from .output import print_json, progress, say
from .settings import limit, save_options
from .usage import require_none, wrong_usage


def run(
    sample: Path | None,
    *,
    size: str | None,
    output: Path,
    tile: bool,
    seed: int | None,
    threads: int | None,
    quality: int | None,
    sidecar: bool,
    replay: Path | None,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Make, save and report; returns the exit code 0."""
    limit(threads)
    require_apart({"--output": output}, {"SAMPLE": sample, "--replay": replay})
    if replay is not None:
        given = {"--size": size, "--tile": tile, "--seed": seed, "--quality": quality, "--sidecar": sidecar}
        require_none(given, because="--replay takes it from the sidecar")
        with progress("Making", shown=not as_json) as advance:
            again = repeat_texture(replay, output, sample=sample, overwrite=overwrite, on_progress=advance)
        return _show(again, as_json=as_json)
    if sample is None:
        raise wrong_usage("Missing SAMPLE: a picture of the texture.")
    if size is None:
        raise wrong_usage("Missing --size: the size in pixels, such as 1024x768.")
    try:
        wanted = size_of(size)
    except StudioError as error:
        raise wrong_usage(f"--size: {error}") from None
    task = TextureTask(
        sample, output, wanted, tile, seed or 0, threads, save_options(quality), sidecar, overwrite
    )
    with progress("Making", shown=not as_json) as advance:
        result = make_texture(task, on_progress=advance)
    return _show(result, as_json=as_json)


def _show(result: TextureResult, *, as_json: bool) -> int:
    """Print the result, for people or for a script; returns the exit code 0."""
    if as_json:
        print_json(
            {
                "output": str(result.output),
                "size": [result.size.width, result.size.height],
                "repeats": result.repeats,
                "sidecar": None if result.sidecar is None else str(result.sidecar),
                "notes": list(result.notes),
            }
        )
        return 0
    saved = f"Saved {result.output}" + (f" and {result.sidecar.name}" if result.sidecar else "")
    say(f"{saved}: {result.size} px.")
    for note in result.notes:
        say(f"  {note}")
    return 0
