"""What would be lost if the open photo were closed now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...core.document.history import History
from ...core.document.state import AVOID, MASK, SOURCES, State
from ...core.tiles import TiledArray
from ...jobs.results import Result, same_picture

if TYPE_CHECKING:
    from .session import Session


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


def unsaved_of(session: Session, saved: Saved | None) -> Unsaved:
    """What of an open session is not in a file; None: nothing of it is."""
    running, is_project = session.fills.is_working, session.project_path is not None
    if saved is None:
        return Unsaved(picture=True, running=running)
    known, results, chosen = saved.results, session.fills.results, session.fills.chosen
    present = stars_of(results)
    return Unsaved(
        picture=session.is_live or not same_picture(saved.state.document, session.document),
        shown=chosen is not None and not (is_project and chosen.number in known),
        # a project holds them as they are; of a picture, those that came since are told
        results=present != known if is_project else not present.keys() <= known.keys(),
        mask=_mask_is_unsaved(session, saved, is_project=is_project),
        running=running,
    )


def _mask_is_unsaved(session: Session, saved: Saved, *, is_project: bool) -> bool:
    names = {MASK, SOURCES, AVOID}
    if is_project:
        names |= {*saved.state.masks, *session.state.masks}
    return any(_is_unlike(session, saved, name, is_project=is_project) for name in names)


def _is_unlike(session: Session, saved: Saved, name: str, *, is_project: bool) -> bool:
    tiles = session.mask_tiles(name)
    if not is_project and not session.mask_area(name):
        return False  # nothing is lost with an empty mask
    if tiles.size == saved.state.document.size and not tiles.tiles_unlike(saved.state.tiles(name)):
        return False
    of_file = None if is_project else saved.masks.get(name)
    return of_file is None or of_file.size != tiles.size or bool(tiles.tiles_unlike(of_file))


@dataclass(frozen=True, eq=False)
class WorkMark:
    """How far the work had come at one moment."""

    history: History | None
    state: State | None
    results: frozenset[int]
    fills: frozenset[int]

    @classmethod
    def of(cls, session: Session) -> WorkMark:
        """At this moment."""
        return cls(
            session.history,
            session.state if session.is_open else None,
            frozenset(stars_of(session.fills.results)) if session.is_open else frozenset(),
            session.fills.numbers,
        )

    def has_news(self, session: Session) -> bool:
        """Whether anything was done since; that a fill which ran then has ended does not count."""
        now = WorkMark.of(session)
        return (
            now.history is not self.history
            or now.state is not self.state
            or (session.is_open and not session.can_edit)
            or not now.fills <= self.fills
            or (not self.fills and not now.results <= self.results)
        )
