"""Fills a film from file to file; what is done stays on disk, so that a stopped run can go on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...core.errors import Cancelled, Note, StudioError
from ...core.files import is_folder, require_writable
from ...core.version import VERSION
from ...jobs.files import MaskOptions
from ..filling import Filled
from ..frames import Filler, Masks
from ..masks import AS_DRAWN, StillMask, open_masks
from ..media.encoding import Quality
from ..media.opening import open_frames
from ..media.pictures import PictureFolder
from ..media.reader import FilmReader
from ..media.rehearsal import Plan, plan_of
from ..media.times import Moment, clock
from ..media.writer import Part
from .found import MARGIN, FindDirt, FoundMasks, find_masks
from .identity import identity_of
from .keyed import FollowKeyframes, Keyframes
from .maps import Maps
from .patches import FramePatch, filled_frame, sources_of
from .sinks import FilmSink, FolderSink, Sink, require_new_folder
from .unfinished import Unfinished, unfinished_folder

STRETCH = 120
"""Frames that are filled and kept together. The filler starts anew with each, in a run that is not stopped
too, so that one that was stopped and goes on gives the same frames."""
Listener = Callable[[float, int], object]
"""Is told how many frames are done, and of how many."""


@dataclass(frozen=True)
class VideoTask:
    """What is to be done. `film` is a film or a folder of pictures, and so is the output.

    `mask` is a picture, folder or film, or the dirt that is to be found, or what is carried from keyframes.
    `settings` identify what the filler does, for a run that is taken up again. Frames from `start` to before
    `end` are filled, the others kept; with `preview` only so many, and only they are written.
    """

    film: Path
    mask: Path | FindDirt | FollowKeyframes
    output: Path
    filler: Filler
    settings: Mapping[str, Any]
    edit: MaskOptions = AS_DRAWN
    quality: Quality = field(default_factory=Quality)
    start: Moment | None = None
    end: Moment | None = None
    preview: int | None = None
    maps: Path | None = None


class VideoJob:
    """A task that was checked and can be done: first `find` if dirt is to be found, `fill`, then `write`.

    `notes` say what is odd about the mask, and what the output will not keep of the film. The frames that are
    filled are those from `start` to before `end`; `done` says how far that is.
    """

    def __init__(self, task: VideoTask, *, resume: bool = False, overwrite: bool = False) -> None:
        """Open everything, and plan. Nothing has been done when this raises.

        Raises StudioError: what reading films, masks and folders raises, "film-…", "masks-count",
        "mask-size", "map-inside", "moment-…", "folder-not-empty", "file-exists" and what else writing raises.
        """
        self.task = task
        self._overwrite = overwrite
        self.notes: tuple[str, ...] = ()
        self._plan: Plan | None = None
        self._work: Unfinished | None = None
        self.masks: Masks | None = None
        self._sought: FindDirt | Keyframes | None = None
        self.frames: FilmReader | PictureFolder = open_frames(task.film)
        try:
            self._begin(resume=resume)
        except BaseException:
            self.close()
            raise

    def _begin(self, *, resume: bool) -> None:
        task, frames = self.task, self.frames
        if isinstance(task.mask, Path):
            self.masks = open_masks(task.mask, frames.size, len(frames), task.edit)
            if isinstance(self.masks, StillMask):
                self.notes = self.masks.warnings
        elif isinstance(task.mask, FollowKeyframes):
            self._sought = Keyframes.of(task.mask.folder, frames)
        else:
            self._sought = task.mask
        self.start, self.end = self._range()
        if isinstance(frames, FilmReader):
            if is_folder(task.output):
                raise StudioError("file-is-folder", path=task.output)
            require_writable(task.output, overwrite=self._overwrite)
            self._plan = plan_of(frames.film, task.output, task.quality)
            self.notes = (*self.notes, *_notes(frames), *self._plan.notes)
        else:
            require_new_folder(task.output, overwrite=self._overwrite)
        if task.maps is not None:
            _require_outside(task.maps, task.output)
            require_new_folder(task.maps, overwrite=self._overwrite or resume)
        self._work = Unfinished.begin(
            task.output, self._manifest(), self.start, resume=resume, overwrite=self._overwrite
        )
        self._maps = None if task.maps is None else Maps(task.maps, len(frames))

    @property
    def done(self) -> int:
        """The frame up to which (not including it) the film is filled and kept on disk."""
        assert self._work is not None
        return self._work.done

    def find(
        self, *, on_progress: Listener | None = None, is_cancelled: Callable[[], bool] | None = None
    ) -> None:
        """Find the masks, if they are to be found and were not. Raises what `find_masks` raises."""
        if self.masks is not None or self._sought is None:
            return
        assert self._work is not None
        searched = range(max(0, self.start - MARGIN), min(len(self.frames), self.end + MARGIN))
        if isinstance(self._sought, Keyframes):
            searched = self._sought.around(searched)
        self.masks = find_masks(
            self.frames,
            searched,
            self._work.folder,
            self._sought,
            self.task.edit,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )

    def fill(
        self, *, on_progress: Listener | None = None, is_cancelled: Callable[[], bool] | None = None
    ) -> None:
        """Fill what is left, stretch by stretch.

        May be stopped at any point, by an exception or from outside; complete stretches stay. Raises
        `Cancelled` and StudioError.
        """
        self.find(is_cancelled=is_cancelled)
        assert self._work is not None
        assert self.masks is not None
        total = self.end - self.start
        while self._work.done < self.end:
            first = self._work.done
            if on_progress is not None:
                on_progress(first - self.start, total)
            filling = self.task.filler(
                self.frames,
                self.masks,
                start=first,
                before=self._before(),
                on_progress=_shifted(on_progress, first - self.start, total),
                is_cancelled=is_cancelled,
            )
            with closing(filling):  # type: ignore[type-var]
                stretch = itertools.islice(filling, min(STRETCH, self.end - first))
                self._work.save(FramePatch.of(filled) for filled in stretch)
        if on_progress is not None:
            on_progress(total, total)

    def write(
        self,
        *,
        until: int | None = None,
        on_progress: Listener | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> None:
        """Write the output from the film and what was filled, and put it in place when it is whole.

        With `until` only the frames before that one are written. Raises `Cancelled` and StudioError.
        """
        assert self._work is not None
        whole = self.task.preview is None
        part = Part(0 if whole else self.start, len(self.frames) if whole else self.end)
        if until is not None:
            part = Part(part.start, until)
        sink = self._sink(part)
        try:
            for number, patch in self._patches(part):
                if is_cancelled is not None and is_cancelled():
                    raise Cancelled
                sink.write(number, patch)
                if self._maps is not None:
                    size = self.frames.size
                    self._maps.write(number, sources_of(patch, size.height, size.width))
                if on_progress is not None:
                    on_progress(number + 1 - part.start, part.end - part.start)
            sink.finish()
        finally:
            sink.close()

    def finish(self) -> None:
        """Remove what was kept to go on with: the output is written."""
        if isinstance(self.masks, FoundMasks):
            self.masks.close()
        assert self._work is not None
        self._work.remove()

    def close(self) -> None:
        """Let go of all files; unfinished work stays on disk."""
        self.frames.close()
        if isinstance(self.masks, FoundMasks):
            self.masks.close()
        if self._work is not None:
            self._work.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _range(self) -> tuple[int, int]:
        """The frames that are filled. Raises StudioError "range-empty" or "moment-needs-film"."""
        task, count = self.task, len(self.frames)
        film = self.frames.film if isinstance(self.frames, FilmReader) else None
        start = 0 if task.start is None else task.start.frame(film)
        end = count if task.end is None else min(count, task.end.frame(film))
        if task.preview is not None:
            end = min(end, start + task.preview)
        if start >= end:
            raise StudioError("range-empty", start=start, end=end, frames=count)
        return start, end

    def _manifest(self) -> dict[str, Any]:
        """What decides about the filled frames: a run with another manifest can't go on from them."""
        task = self.task
        return {
            "version": VERSION,
            "film": identity_of(task.film),
            "mask": _identity_of(task.mask),
            "edit": asdict(task.edit),
            "settings": dict(task.settings),
            "frames": [self.start, self.end],
            "stretch": STRETCH,
        }

    @property
    def doubtful(self) -> tuple[int, ...]:
        """The frames to be filled whose masks, carried from keyframes, can hardly be trusted."""
        numbers = self.masks.doubtful if isinstance(self.masks, FoundMasks) else ()
        return tuple(number for number in numbers if self.start <= number < self.end)

    def _before(self) -> Filled | None:
        """The last frame that is done, as it was filled; None at the start."""
        assert self._work is not None
        number = self._work.done - 1
        if number < self.start:
            return None
        return filled_frame(self._work.last(), number, self.frames[number])

    def _sink(self, part: Part) -> Sink:
        assert self._work is not None
        folder, output = self._work.folder, self.task.output
        if isinstance(self.frames, PictureFolder):
            return FolderSink(self.frames, output, folder, overwrite=self._overwrite)
        assert self._plan is not None
        return FilmSink(self.frames, self._plan, output, folder, part, overwrite=self._overwrite)

    def _patches(self, part: Part) -> Iterator[tuple[int, FramePatch | None]]:
        """The frames of the part with what was filled in them."""
        assert self._work is not None
        nothing = itertools.repeat(None, max(0, self.start - part.start))
        patches = itertools.chain(nothing, self._work.patches(), itertools.repeat(None))
        return zip(range(part.start, part.end), patches, strict=False)


def _notes(frames: FilmReader) -> Iterator[Note]:
    """What is wrong with a film that can be read all the same."""
    film = frames.film
    if film.is_cut_short:
        length = clock(film.seconds(film.count - 1))
        yield Note("film-cut-short", frames=film.count, expected=film.expected, length=length)


def _require_outside(maps: Path, output: Path) -> None:
    """Raise StudioError "map-inside" if maps would be in the way when the output is put in place."""
    folders = {maps.resolve(), *maps.resolve().parents}
    if not folders.isdisjoint((output.resolve(), unfinished_folder(output).resolve())):
        raise StudioError("map-inside", maps=maps, path=output)


def _shifted(on_progress: Listener | None, done: int, total: int) -> Callable[[float], object] | None:
    """The listener of a filler that starts when `done` frames are done."""
    if on_progress is None:
        return None
    return lambda more: on_progress(min(done + more, total), total)


def _identity_of(mask: Path | FindDirt | FollowKeyframes) -> object:
    """What tells this mask from others, for the manifest."""
    match mask:
        case FindDirt():
            return asdict(mask)
        case FollowKeyframes(folder):
            return {"keyframes": identity_of(folder)}
        case _:
            return identity_of(mask)
