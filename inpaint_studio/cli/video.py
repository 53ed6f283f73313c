"""`inpaint-studio video`: what a mask covers is removed from a film."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..core.damage import SENSITIVITY
from ..core.errors import Cancelled, Note, StudioError
from ..core.files import is_folder
from ..engines.registry import REGISTRY
from ..evaluation.words import seconds
from ..video.dirt.find import KINDS
from ..video.filling import Settings
from ..video.media.encoding import Quality
from ..video.media.times import moment
from ..video.running.fillers import EachFrame, OverTime
from ..video.running.found import FindDirt
from ..video.running.job import VideoJob, VideoTask
from ..video.running.keyed import FollowKeyframes
from ..video.running.unfinished import unfinished_folder
from .cluster import films
from .mask_files import require_apart
from .output import print_json, progress, say, warn
from .settings import params_from, settings_from
from .usage import require_none, require_one_of, wrong_usage


def run(
    film: Path,
    output: Path,
    *,
    mask: Path | None,
    keyframes: Path | None,
    find: str | None,
    sensitivity: float | None,
    start: str | None,
    end: str | None,
    preview: int | None,
    engine: str | None,
    params: list[str] | None,
    seed: int | None,
    threads: int | None,
    never_invent: bool,
    each_frame: bool,
    maps: Path | None,
    crf: int | None,
    lossless: bool,
    resume: bool,
    keep_part: bool,
    cluster: str | None,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Fill and save, and report; returns the exit code."""
    if cluster is not None:
        given = {"--keyframes": keyframes, "--map": maps, "--keep-part": keep_part}
        require_none(given, because="with --cluster FILM is a folder of films")
    if lossless:
        require_none({"--crf": crf}, because="--lossless keeps everything")
    if is_folder(film) and cluster is None:
        require_none({"--crf": crf, "--lossless": lossless}, because="pictures are saved as lossless PNG")
    if each_frame:
        require_none({"--never-invent": never_invent}, because="--each-frame invents everything")
    wanted = _wanted(mask, keyframes, find, sensitivity)
    read = {"FILM": film, "--mask": mask, "--keyframes": keyframes}
    require_apart({"--output": output, "--map": maps}, read)
    chosen = Settings(
        engine=engine or "exemplar",
        params=params_from(params or ()),
        seed=seed or 0,
        never_invent=never_invent,
    )
    REGISTRY.get(chosen.engine).info.parse_params(chosen.params)
    edit = settings_from(threads=threads, **options).edit
    task = VideoTask(
        film=film,
        mask=wanted,
        output=output,
        filler=EachFrame(chosen) if each_frame else OverTime(chosen),
        settings={"each_frame": each_frame} | asdict(chosen),
        edit=edit,
        quality=Quality(crf, lossless),
        start=None if start is None else moment(start),
        end=None if end is None else moment(end),
        preview=preview,
        maps=maps,
    )
    if cluster is not None and not isinstance(wanted, FollowKeyframes):
        return films.run(
            cluster,
            task,
            wanted,
            engine=chosen.engine,
            threads=threads,
            resume=resume,
            overwrite=overwrite,
            as_json=as_json,
        )
    begun = time.perf_counter()
    with VideoJob(task, resume=resume, overwrite=overwrite) as job:
        warn(job.notes)
        already = job.done
        try:
            with _bar("Looking", job.end - job.start, shown=not as_json) as advance:
                job.find(on_progress=advance)
            if job.doubtful:
                warn([Note("keyframes-doubtful", frames=_spans(job.doubtful))])
            with _bar("Filling", job.end - job.start, shown=not as_json) as advance, _kept(job):
                job.fill(on_progress=advance)
            filled = time.perf_counter() - begun
            _write(job, quiet=as_json)
        except (KeyboardInterrupt, Cancelled):
            raise _stopped(job, keep_part=keep_part and job.done < job.end, quiet=as_json) from None
        job.finish()
        _report(job, job.end - already, filled, time.perf_counter() - begun, as_json=as_json)
    return 0


def _wanted(
    mask: Path | None, keyframes: Path | None, find: str | None, sensitivity: float | None
) -> Path | FindDirt | FollowKeyframes:
    """What is to be filled. Raises a usage error unless it is asked for in one way."""
    if mask is not None:
        others = {"--keyframes": keyframes, "--find": find, "--sensitivity": sensitivity}
        require_none(others, because="--mask says what to fill")
        return mask
    if keyframes is not None:
        require_none({"--find": find, "--sensitivity": sensitivity}, because="--keyframes say what to fill")
        return FollowKeyframes(keyframes)
    if find is None:
        raise wrong_usage("Missing --mask, --keyframes or --find: what to fill.")
    kinds = tuple(dict.fromkeys(word.strip() for word in find.split(",")))
    for kind in kinds:
        require_one_of("--find", kind, KINDS)
    return FindDirt(kinds, SENSITIVITY if sensitivity is None else sensitivity)


def _spans(numbers: Sequence[int]) -> str:
    """'3-7, 12': frames for people, at most ten spans."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    words = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:10]]
    return ", ".join(words) + (", …" if len(spans) > 10 else "")


def _stopped(job: VideoJob, *, keep_part: bool, quiet: bool) -> Cancelled:
    """What to raise, which says how far it went; the film up to there is kept if that is wanted."""
    output = job.task.output
    if job.done == job.start:
        return Cancelled("Stopped before anything was filled.")
    if keep_part:
        _write(job, until=job.done, quiet=quiet)
        return Cancelled(
            f"Stopped; {output} is the film up to frame {job.done}. To go on: --resume --overwrite."
        )
    folder = unfinished_folder(output)
    return Cancelled(f"Stopped at frame {job.done}; what is filled is kept in {folder}. To go on: --resume.")


def _write(job: VideoJob, *, until: int | None = None, quiet: bool) -> None:
    with _bar("Saving", len(job.frames), shown=not quiet) as advance, _kept(job):
        job.write(until=until, on_progress=advance)


@contextmanager
def _kept(job: VideoJob) -> Iterator[None]:
    """Say in an error that what was filled is not lost."""
    try:
        yield
    except StudioError as error:
        if job.done == job.start:
            raise
        raise StudioError("film-stopped", reason=error) from error


@contextmanager
def _bar(label: str, frames: int, *, shown: bool) -> Iterator[Any]:
    with progress(label, shown=shown, time_left=True, frames=frames) as advance:
        yield lambda done, total: advance(done / total, None)


def _report(job: VideoJob, count: int, filled: float, elapsed: float, *, as_json: bool) -> None:
    missing = sorted(getattr(job.frames, "missing", ()))
    if missing:
        numbers = ", ".join(str(number) for number in missing[:10]) + (", …" if len(missing) > 10 else "")
        warn([Note("frames-missing", count=len(missing), numbers=numbers)])
    if as_json:
        report: dict[str, Any] = {"output": str(job.task.output), "frames": [job.start, job.end]}
        report |= {
            "doubtful": list(job.doubtful),
            "seconds": round(elapsed, 4),
            "fill_seconds": round(filled, 4),
        }
        print_json(report | {"notes": list(job.notes), "missing": missing})
        return
    speed = f"{count / filled:.1f} frames a second"
    say(f"Filled {count} frames in {seconds(filled)} ({speed}). Saved {job.task.output}.")
