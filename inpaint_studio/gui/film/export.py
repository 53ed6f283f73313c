"""Export: a film or folder is filled as its masks say, as the command `video` does it."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...core.errors import StudioError
from ...core.files import atomic_write
from ...jobs.files import MaskOptions
from .clip import Clip
from .state import FilmState, PackedMask
from .task import Task
from .work import masked, with_surroundings

if TYPE_CHECKING:
    from ...video.running.job import VideoJob, VideoTask

_TRACKING, _FILLING = 0.15, 0.9
"""The fraction that is done after tracking, if it is needed, and after filling; the rest is writing."""


def export(task: Task, clip: Clip, state: FilmState, output: Path, *, lossless: bool) -> Path:
    """Fill the stretch of a film, and write it whole as `output`; returns that.

    One that was stopped goes on where it was. Posts notes on what the output will not keep, and masks that
    had to be tracked before. Raises what `VideoJob` raises.
    """
    from ...video.filling import Settings
    from ...video.media.encoding import Quality
    from ...video.media.times import Moment
    from ...video.running.job import VideoTask
    from ...video.running.retakes import WithRetakes

    stretch = range(state.begin, state.end)
    ready = masked(task, clip, state, with_surroundings(clip, stretch, Settings().reach), _TRACKING)
    parts = [(part, choice.settings) for part, choice in state.choices.within(stretch)]
    begun = 0.0 if ready is state else _TRACKING

    def filling(done: float, total: int) -> None:
        task.report(begun + (_FILLING - begun) * done / total)

    def writing(done: float, total: int) -> None:
        task.report(_FILLING + (1 - _FILLING) * done / total)

    with tempfile.TemporaryDirectory(prefix="inpaint-masks-") as folder:
        request = VideoTask(
            film=clip.path,
            mask=_write_masks(task, Path(folder), ready),
            output=output,
            filler=WithRetakes(parts),
            settings={f"{part.start}-{part.stop}": asdict(settings) for part, settings in parts},
            edit=MaskOptions(soft=True),
            quality=Quality(lossless=lossless),
            start=Moment(f"{state.begin}f", number=state.begin),
            end=Moment(f"{state.end}f", number=state.end),
        )
        with _job(request) as job:
            task.post(job.notes)
            job.fill(on_progress=filling, is_cancelled=task.is_cancelled)
            job.write(on_progress=writing, is_cancelled=task.is_cancelled)
            job.finish()
    return output


def _job(request: VideoTask) -> VideoJob:
    """Goes on with an export to the same file that was stopped, if it had the same masks."""
    from ...video.running.job import VideoJob

    try:
        return VideoJob(request, resume=True, overwrite=True)
    except StudioError as error:
        if error.code != "film-resume-other":
            raise
        return VideoJob(request, overwrite=True)


def _write_masks(task: Task, folder: Path, state: FilmState) -> Path:
    """One picture for a mask that is the same in every frame, or else one for each."""
    if state.is_still and state.still is not None:
        _write(folder / "mask.png", state.still)
        return folder / "mask.png"
    blank = PackedMask.of(np.zeros((state.size.height, state.size.width), np.uint8))
    for number in range(state.count):
        task.check()
        _write(folder / f"{number:06}.png", state.mask(number) or blank)
    return folder


def _write(path: Path, mask: PackedMask) -> None:
    with atomic_write(path, overwrite=True) as file:
        file.write(mask.png)
