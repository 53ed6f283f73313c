"""The healing brush: paints the texture of one place of the photo in the light of another."""

from __future__ import annotations

from dataclasses import replace

from ....core.document.clone import Cloned
from ....core.document.heal import Healed
from ....core.document.layers import LayerPatch
from ....core.strokes import Stroke
from .clone import CloneStamp

_LIVE = 100_000
"""Pixels in the bounds of a stroke that is shown in its light while it is drawn."""


class HealingBrush(CloneStamp):
    """Copies texture from the source, in the light of the place that is painted.

    While a large stroke is drawn the source shows as it is; it gets its light at the end.
    """

    name = "heal"

    def hint(self) -> str:
        if self.source is None:
            return self.tr("Alt- or Ctrl-click the place to take texture from.")
        return self.tr("Paint to heal from the cross; Alt- or Ctrl-click sets another.")

    def picture_of(self, offset: tuple[int, int], opacity: float) -> Cloned:
        return Healed.of(self.session.document, offset, opacity)

    def step_label(self) -> str:
        return self.tr("Heal")

    def draw(self, stroke: Stroke) -> None:
        if not isinstance(self._picture, Healed):
            return
        before = self._picture.bounds
        self._picture, changed = replace(self._picture, light=None).painted(stroke)
        stretch = self._picture.bounds
        if stretch.area <= _LIVE:
            # the light changes under the whole stroke
            self._picture = self._picture.relit()
            changed = stretch
        elif before.area <= _LIVE:
            changed |= before
        self.session.show_live(self._picture, changed)

    def patches_of(self, picture: Cloned) -> tuple[LayerPatch, ...]:
        return (picture.relit() if isinstance(picture, Healed) else picture).patches()
