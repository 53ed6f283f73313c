"""What *Automatic* is going to do with the holes of the mask, and why, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from ....engines.pipeline.plan import Choice
from ....engines.registry import Registry
from ...words import numbers as words


class Forecast(QObject):
    """Words for the choices of an engine that chooses."""

    def __init__(self, registry: Registry, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._registry = registry

    def text(self, choices: Sequence[Choice]) -> str:
        """Which engine fills how many holes, and how wide those are, which is why it was picked."""
        count = sum(one.holes for one in choices)
        if len(choices) > 1:
            shares = words.listed(map(self._share, choices))
            return self.tr("{holes}: {shares}.").format(holes=self.tr("%n hole(s)", "", count), shares=shares)
        (only,) = choices
        if only.scattered:
            line = self.tr("Uses {engine}, the best for scattered pixels.")
        elif count == 1:
            line = self.tr("Uses {engine}, the best for a hole {across} px wide.")
        else:
            line = self.tr("Uses {engine} for the %n hole(s), the best at {across} px.", "", count)
        return line.format(engine=words.engine_label(self._registry, only.engine), across=_across(only))

    def _share(self, choice: Choice) -> str:
        """What one of several engines is picked for."""
        if not choice.holes:
            line = self.tr("{engine} for parts ({across})")
        elif choice.parts:
            line = self.tr("{engine} for {count} and parts of others ({across})")
        else:
            line = self.tr("{engine} for {count} ({across})")
        across = self.tr("scattered") if choice.scattered else self.tr("{across} px")
        engine, count = words.engine_label(self._registry, choice.engine), words.number(choice.holes)
        return line.format(engine=engine, count=count, across=across.format(across=_across(choice)))


def _across(choice: Choice) -> str:
    """How wide its holes are: one number of px, or the narrowest and the widest."""
    least, most = round(choice.narrowest), round(choice.widest)
    return str(most) if least == most else f"{least}–{most}"  # noqa: RUF001
