"""The kept fills: which are selected, on the photo and in the list, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from ...core.document.layers import FillLayer
from ...core.document.state import MASK, State
from ...core.geometry import Rect
from ...engines.base import ParamValue
from ...engines.registry import Registry
from ..words.fills import kind_of
from .editing import Editing
from .fills import Fills

Unit = tuple[int, ...]
"""The indices in the document of one kept fill, or of a group of them."""


class KeptFills(QObject):
    """Selects kept fills and changes those that are selected, each change one step of the history.

    A stroke of the mask, a result that is shown, or another photo ends the selection. Changes are ignored
    while nothing is selected or can be edited.
    """

    changed = Signal()
    """Others are selected, or what is selected looks different or has another name."""
    stepped = Signal()
    """What is selected, perhaps without being in sight, should be brought into view."""

    def __init__(self, editing: Editing, fills: Fills, registry: Registry) -> None:
        super().__init__(editing)
        self._editing, self._fills, self._registry = editing, fills, registry
        self._numbers: frozenset[int] = frozenset()
        editing.state_changed.connect(self._state_changed)
        editing.mask_changed.connect(self._mask_changed)
        fills.results_changed.connect(self._results_changed)

    # -- which ----------------------------------------------------------------------------------------

    @property
    def layers(self) -> tuple[FillLayer, ...]:
        """All kept fills, the first at the bottom."""
        return self._editing.document.layers if self._editing.is_open else ()

    @property
    def selected(self) -> Unit:
        """The indices of those that are selected; empty if none is."""
        if not self._numbers:
            return ()
        return tuple(index for index, layer in enumerate(self.layers) if layer.number in self._numbers)

    @property
    def chosen(self) -> tuple[FillLayer, ...]:
        """Those that are selected."""
        layers = self.layers
        return tuple(layers[index] for index in self.selected)

    def select(self, indices: Iterable[int]) -> None:
        """Select these, and no others; a result that is shown is hidden."""
        layers = self.layers
        numbers = frozenset(layers[index].number for index in indices)
        if numbers == self._numbers:
            return
        self._numbers = numbers
        if numbers and self._fills.chosen is not None:
            self._fills.choose(None)
        self.changed.emit()

    def step(self, by: int) -> None:
        """Select the next older fill or group (or, with -1, the next newer one); the newest at first."""
        units = units_of(self.layers)[::-1]
        if not units:
            return
        present = self.selected
        at = next((place for place, unit in enumerate(units) if set(present) & set(unit)), None)
        self.select(units[0 if at is None else (at + by) % len(units)])
        self.stepped.emit()

    def reveal(self) -> None:
        """Bring what is selected into view."""
        if self.selected:
            self.stepped.emit()

    # -- changing -------------------------------------------------------------------------------------

    def rename(self, name: str) -> None:
        """Give the fill, or the group, a name; "" for its usual one."""
        if self.selected:
            self._editing.rename_layers(self.selected, name)

    def set_visible(self, visible: bool) -> None:
        """Show or hide them."""
        if self.selected:
            self._editing.set_layers_visible(self.selected, visible)

    @property
    def is_visible(self) -> bool:
        """Whether any of them is shown."""
        return any(layer.visible for layer in self.chosen)

    def toggle(self) -> None:
        """Show them, or hide them if any is shown."""
        self.set_visible(not self.is_visible)

    def delete(self) -> None:
        """Delete them."""
        if self.selected:
            self._editing.delete_layers(self.selected)

    @property
    def can_refill(self) -> bool:
        """Whether an available engine made all of them, so that they can be filled again."""
        return bool(self.selected) and all(is_from_engine(layer, self._registry) for layer in self.chosen)

    def again(self) -> None:
        """Fill them again as they were, with another seed; a message if that would change nothing."""
        if not self.can_refill:
            return
        chosen = self.chosen
        if any(self._fills.can_vary(layer.content.description) for layer in chosen):
            self._fills.refill(self.selected)
        else:
            line = self.tr("{engine} gives the same fill every time; choose another engine.")
            self._editing.message.emit(line.format(engine=kind_of(chosen[0], self._registry)))

    def refill(self, engine: str, params: Mapping[str, ParamValue]) -> None:
        """Fill them again with that engine and another seed."""
        if self.selected:
            self._fills.refill(self.selected, params, engine)

    # -- following the session ------------------------------------------------------------------------

    def forget(self) -> None:
        """Another photo is open: select none."""
        self.select(())

    def _state_changed(self, before: State, now: State) -> None:
        if not self._numbers or before.document.layers is now.document.layers:
            return
        left = {layer.number for layer in now.document.layers}
        self._numbers &= left
        self.changed.emit()

    def _mask_changed(self, name: str, rect: Rect) -> None:
        if name == MASK:
            self.select(())  # the hand goes on elsewhere

    def _results_changed(self) -> None:
        if self._numbers and self._fills.chosen is not None:
            self.select(())


def units_of(layers: Sequence[FillLayer]) -> list[Unit]:
    """The fills as the list shows them, the first at the bottom: each group of one go is one unit."""
    units: list[list[int]] = []
    for index, layer in enumerate(layers):
        if layer.group and units and layers[units[-1][-1]].group == layer.group:
            units[-1].append(index)
        else:
            units.append([index])
    return [tuple(unit) for unit in units]


def is_from_engine(layer: FillLayer, registry: Registry) -> bool:
    """Whether an available engine made the fill, so that it can be run again."""
    return str(layer.content.description.get("engine", "")) in registry.names()
