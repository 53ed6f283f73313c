"""What would be lost if the open photo were closed now, and what has changed since some moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..core.document.history import History
from ..core.document.state import AVOID, LAST_MASK, MASK, SOURCES, State
from ..core.tiles import TiledArray
from .results import Result, same_fills, same_picture


@dataclass(frozen=True)
class Unsaved:
    """What would be lost; false if nothing would.

    `picture`: the kept fills; `shown`: a fill that is shown and not kept; `results`: other fills that
    are not kept; `mask`: a painted mask; `running`: a fill in progress; `comparing`: a comparison in
    progress.
    """

    picture: bool = False
    shown: bool = False
    results: bool = False
    mask: bool = False
    running: bool = False
    comparing: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.changes or self.running or self.comparing

    @property
    def changes(self) -> bool:
        """Whether there is anything to save."""
        return self.in_picture or self.results or self.mask

    @property
    def in_picture(self) -> bool:
        """Whether there is anything to save in a picture file."""
        return self.picture or self.shown


@dataclass(frozen=True, eq=False)
class Saved:
    """What is saved in files: the state, and the results by number with whether they have a star.

    `masks` are those that were read from or written to a file of their own.
    """

    state: State
    results: Mapping[int, bool] = field(default_factory=dict)
    masks: Mapping[str, TiledArray] = field(default_factory=dict)


def stars_of(results: tuple[Result, ...]) -> dict[int, bool]:
    """Results by number with whether they have a star, for `Saved`."""
    return {result.number: result.starred for result in results}


@dataclass(frozen=True, eq=False)
class Work:
    """The work on a photo at one moment; `state` is None without a photo.

    `masks` include a stroke in progress. `fills` are the numbers of those that run or wait. `is_live`: a
    tool shows a picture of its own. `is_busy`: a stroke or a large step is in progress. `is_project`: it
    is saved as a project, which holds everything. `has_frames`: the canvas is only the frame that is shown,
    and each frame has masks of its own.
    """

    history: History | None = None
    state: State | None = None
    masks: Mapping[str, TiledArray] = field(default_factory=dict)
    results: tuple[Result, ...] = ()
    chosen: Result | None = None
    fills: frozenset[int] = frozenset()
    is_live: bool = False
    is_busy: bool = False
    is_project: bool = False
    has_frames: bool = False

    def has_news_since(self, before: Work) -> bool:
        """Whether anything was done since; the end of a fill that was running then does not count."""
        fresh = stars_of(self.results).keys() - stars_of(before.results).keys()
        return (
            self.history is not before.history
            or self.state is not before.state
            or self.is_busy
            or not self.fills <= before.fills
            or (not before.fills and bool(fresh))
        )


def unsaved_of(work: Work, saved: Saved | None) -> Unsaved:
    """What of the work is not saved; `saved` is None if nothing is."""
    if work.state is None:
        return Unsaved()
    running = bool(work.fills)
    if saved is None:
        return Unsaved(picture=True, running=running)
    known, present, chosen = saved.results, stars_of(work.results), work.chosen
    alike = same_fills if work.has_frames else same_picture
    return Unsaved(
        picture=work.is_live
        or not alike(saved.state.document, work.state.document)
        # only a project holds what fills are called
        or (work.is_project and saved.state.document.layers != work.state.document.layers),
        shown=chosen is not None and not (work.is_project and chosen.number in known),
        # a project holds all results; for a picture only new ones count
        results=present != known if work.is_project else not present.keys() <= known.keys(),
        mask=_mask_is_unsaved(work, work.state, saved),
        running=running,
    )


def _mask_is_unsaved(work: Work, state: State, saved: Saved) -> bool:
    names = {MASK, SOURCES, AVOID}
    if work.is_project:
        if state.curation != saved.state.curation:
            return True
        names |= {*saved.state.masks, *state.masks}
    elif work.has_frames:
        names = {*saved.state.masks, *state.masks} - {LAST_MASK}
    blank = TiledArray.blank(state.document.size)
    return any(
        _is_unsaved(work.masks.get(name, blank), name, saved, is_project=work.is_project) for name in names
    )


def _is_unsaved(tiles: TiledArray, name: str, saved: Saved, *, is_project: bool) -> bool:
    if tiles.size == saved.state.document.size and tiles.is_alike(saved.state.tiles(name)):
        return False
    of_file = None if is_project else saved.masks.get(name)
    if of_file is not None and of_file.size == tiles.size and tiles.is_alike(of_file):
        return False
    return is_project or bool(tiles.tiles_used())  # nothing is lost with an empty mask
