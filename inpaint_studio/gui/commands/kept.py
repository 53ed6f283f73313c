"""The commands for kept fills: those on what is selected take their keys while anything is."""

from __future__ import annotations

from .command import EDITING, IDLE, Command, Need

_KEPT = Need("No fill has been kept yet.", lambda now: now.session.kept.layers)
_SELECTED = Need("Choose a kept fill first.", lambda now: now.session.kept.selected)
_FROM_ENGINE = Need("This fill was not made by an engine.", lambda now: now.session.kept.can_refill)

_CHOSEN: tuple[Need, ...] = (*EDITING, _SELECTED, IDLE)

# fmt: off
KEPT_COMMANDS: tuple[Command, ...] = (
    Command("next-fill", "Next kept fill", "fill", "G", "next",
            lambda to: to.session.kept.step(1), (*EDITING, _KEPT), group=True, repeats=True),
    Command("previous-fill", "Previous kept fill", "fill", "Shift+G", "previous",
            lambda to: to.session.kept.step(-1), (*EDITING, _KEPT), repeats=True),
    Command("fill-again", "Fill again", "fill", "R", "refresh",
            lambda to: to.session.kept.again(), (*_CHOSEN, _FROM_ENGINE), claims=True),
    Command("fill-otherwise", "Fill again with another engine…", "fill", "Shift+R", "engine",
            lambda to: to.fill_otherwise(), _CHOSEN, claims=True),
    Command("rename-fill", "Rename the fill…", "fill", "F2", "",
            lambda to: to.rename_fill(), _CHOSEN, claims=True),
    Command("show-fill", "Show or hide the fill", "fill", "V", "visible",
            lambda to: to.session.kept.toggle(), _CHOSEN),
    Command("delete-fill", "Delete the fill", "fill", "Delete; Backspace", "delete",
            lambda to: to.session.kept.delete(), _CHOSEN, claims=True),
)
# fmt: on
