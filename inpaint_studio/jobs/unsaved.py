"""What would be lost if the open photo were closed now, and what was done since some moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..core.document.history import History
from ..core.document.state import AVOID, MASK, SOURCES, State
from ..core.tiles import TiledArray
from .results import Result, same_picture


@dataclass(frozen=True)
class Unsaved:
    """False if nothing would be lost; else what of it.

    `picture`: the kept fills; `shown`: a fill that is shown and not kept; `results`: other fills that
    are not kept; `mask`: a mask that was painted. `running` is a fill, `comparing` a comparison that is
    under way.
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
        """Whether there is anything that can be saved."""
        return self.in_picture or self.results or self.mask

    @property
    def in_picture(self) -> bool:
        """Whether there is anything that a picture file would hold."""
        return self.picture or self.shown


@dataclass(frozen=True, eq=False)
class Saved:
    """What is known to be safe in files: the state, the results by number and whether they have a star.

    `masks` are those that were read from or written to a file of their own.
    """

    state: State
    results: Mapping[int, bool] = field(default_factory=dict)
    masks: Mapping[str, TiledArray] = field(default_factory=dict)


def stars_of(results: tuple[Result, ...]) -> dict[int, bool]:
    """Results by number, and whether they have a star, as `Saved` has them."""
    return {result.number: result.starred for result in results}


@dataclass(frozen=True, eq=False)
class Work:
    """The work on a photo at one moment; `state` is None without a photo.

    `masks` are as they are seen, a stroke under way included. `fills` are the numbers of those that run
    or wait. `is_live`: a tool shows a picture of its own. `is_busy`: a stroke or a large step is under
    way. `is_project`: it is saved as a project, which holds everything.
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

    def has_news_since(self, before: Work) -> bool:
        """Whether anything was done since; that a fill which ran then has ended does not count."""
        fresh = stars_of(self.results).keys() - stars_of(before.results).keys()
        return (
            self.history is not before.history
            or self.state is not before.state
            or self.is_busy
            or not self.fills <= before.fills
            or (not before.fills and bool(fresh))
        )


def unsaved_of(work: Work, saved: Saved | None) -> Unsaved:
    """What of the work is not in a file; None: nothing of it is."""
    if work.state is None:
        return Unsaved()
    running = bool(work.fills)
    if saved is None:
        return Unsaved(picture=True, running=running)
    known, present, chosen = saved.results, stars_of(work.results), work.chosen
    return Unsaved(
        picture=work.is_live or not same_picture(saved.state.document, work.state.document),
        shown=chosen is not None and not (work.is_project and chosen.number in known),
        # a project holds them as they are; of a picture, those that came since are told
        results=present != known if work.is_project else not present.keys() <= known.keys(),
        mask=_mask_is_unsaved(work, work.state, saved),
        running=running,
    )


def _mask_is_unsaved(work: Work, state: State, saved: Saved) -> bool:
    names = {MASK, SOURCES, AVOID}
    if work.is_project:
        names |= {*saved.state.masks, *state.masks}
    blank = TiledArray.blank(state.document.size)
    return any(
        _is_unsaved(work.masks.get(name, blank), name, saved, is_project=work.is_project) for name in names
    )


def _is_unsaved(tiles: TiledArray, name: str, saved: Saved, *, is_project: bool) -> bool:
    if tiles.size == saved.state.document.size and not tiles.tiles_unlike(saved.state.tiles(name)):
        return False
    of_file = None if is_project else saved.masks.get(name)
    if of_file is not None and of_file.size == tiles.size and not tiles.tiles_unlike(of_file):
        return False
    return is_project or bool(tiles.tiles_used())  # nothing is lost with an empty mask
