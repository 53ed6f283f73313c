"""How the user wants a film to be filled: one way for the whole film, and others for stretches of it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from ...engines.base import ParamValue

if TYPE_CHECKING:
    from ...video.filling import Settings


@dataclass(frozen=True)
class FillChoice:
    """The engine that invents what no frame shows, with its parameters and seed; or that nothing is."""

    engine: str = "exemplar"
    params: Mapping[str, ParamValue] = field(default_factory=lambda: MappingProxyType({}))
    seed: int = 0
    never_invent: bool = False

    @property
    def settings(self) -> Settings:
        """The same for `video.filling`."""
        from ...video.filling import Settings

        return Settings(self.engine, dict(self.params), self.seed, self.never_invent)


@dataclass(frozen=True)
class Retake:
    """Frames from `begin` to before `end` that are filled in another way than the whole film."""

    begin: int
    end: int
    choice: FillChoice


@dataclass(frozen=True)
class Choices:
    """The way for the whole film, and the retakes: in order, without overlap."""

    whole: FillChoice = field(default_factory=FillChoice)
    retakes: tuple[Retake, ...] = ()

    def at(self, number: int) -> FillChoice:
        """How that frame is filled."""
        found = (one.choice for one in self.retakes if one.begin <= number < one.end)
        return next(found, self.whole)

    def has_retake(self, stretch: range) -> bool:
        """Whether any frame of a stretch is filled in another way than the whole film."""
        return any(one.begin < stretch.stop and stretch.start < one.end for one in self.retakes)

    def with_retake(self, stretch: range, choice: FillChoice | None) -> Self:
        """With another way for a stretch, which takes precedence there; None: that of the whole film."""
        kept = []
        for one in self.retakes:
            before, after = min(one.end, stretch.start), max(one.begin, stretch.stop)
            kept += [replace(one, end=before)] if one.begin < before else []
            kept += [replace(one, begin=after)] if after < one.end else []
        if choice is not None:
            kept.append(Retake(stretch.start, stretch.stop, choice))
        return replace(self, retakes=tuple(sorted(kept, key=lambda one: one.begin)))

    def within(self, stretch: range) -> list[tuple[range, FillChoice]]:
        """The parts of a stretch that are filled in one way each."""
        borders = {at for one in self.retakes for at in (one.begin, one.end) if at in stretch}
        borders |= {stretch.start, stretch.stop}
        places = sorted(borders)
        return [(range(one, other), self.at(one)) for one, other in itertools.pairwise(places)]
