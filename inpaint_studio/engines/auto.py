"""`auto`: for each hole the engine that measured best for its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..core.errors import Note, StudioError
from .base import Cost, Engine, EngineInfo, Grade, HoleShape, Param, ParamValue
from .ranking import is_slow, ranked
from .registry import REGISTRY, Registry


class Auto:
    """Chooses by what engines declare (`EngineInfo.suitability`), not by their names."""

    info = EngineInfo(
        name="auto",
        label="Automatic",
        summary="Uses the engine that suits the shape of each hole best, and says which and why.",
        family="auto",
        margin=lambda hole, photo, params: 0,  # it fills nothing itself
        params=(
            Param(
                "quality", "choice", "balanced", "Quality",
                "balanced: slow engines only where there is little to fill; "
                "best: the best engine, however long it takes.",
                choices=("balanced", "best"),
            ),
        ),
        best_for="Photos with damage of several kinds.",
        grades=(Grade({"quality": "balanced"}, Cost()), Grade({"quality": "best"}, Cost())),
    )  # fmt: skip

    def __init__(self, registry: Registry = REGISTRY) -> None:
        self._registry = registry

    def choose(self, shape: HoleShape, params: Mapping[str, ParamValue]) -> tuple[str, str]:
        """The available engine with the highest score for this hole, the first registered on a tie.

        With `quality` "balanced", engines are left out whose limit (`Suitability.up_to`) all holes together
        exceed: a net of scratches in a large photo must not take minutes. An engine that declares nothing
        for the shape is used only if no other declares anything. Raises StudioError "engine-unavailable"
        if there is none at all.
        """
        holes, patient = [(shape, 1)], params.get("quality") == "best"
        usable = [info for info in self._others() if patient or not is_slow(info, holes)]
        if not usable:
            raise StudioError("engine-unavailable", name=self.info.name, reason=Note("no-other-engine"))
        best = ranked(usable, holes, patient=patient)[0]
        return best.name, Note("best-for", engine=best.label, what=_described(shape))

    def _others(self) -> Iterator[EngineInfo]:
        """The engines that can fill a hole here, in their order."""
        for entry in self._registry.entries():
            if entry.info is None or not entry.available or entry.info.family == "auto":
                continue
            if isinstance(self._registry.get(entry.name), Engine):
                yield entry.info


def _described(shape: HoleShape) -> str:
    if shape.scattered:
        return Note("scattered-pixels")
    return Note("hole-across", diameter=f"{shape.diameter:.0f}")


ENGINE = Auto()
