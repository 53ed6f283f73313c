"""A command as a row of the table: its text, keys and place, what it does and what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from .editor import Editor, Situation

Menu = Literal["file", "edit", "tools", "mask", "damage", "fill", "view", "compare", "window", "help"]


@dataclass(frozen=True)
class Need:
    """What a command needs. `text` says what is missing: a message id of the context "Availability"."""

    text: str
    is_met: Callable[[Situation], object]


PHOTO = Need("Open a photo first.", lambda now: now.session.is_open)
ALONE = Need("Close the comparison first.", lambda now: not now.comparing)
IDLE = Need("One moment, saving the last step.", lambda now: not now.session.busy)
FILMLESS = Need("Leave the film first.", lambda now: not now.filming)
ONLY_PICTURE = Need("This window edits one picture for another program.", lambda now: not now.returning)
EDITING: tuple[Need, ...] = (FILMLESS, PHOTO, ALONE)


@dataclass(frozen=True)
class Command:
    """One command. `text` is a message id of the context "Commands".

    `shortcut` is Qt's portable text, several separated by "; ", "" for none. `run` is called when it is
    triggered, `switch` when it is switched on or off; one with neither is connected by the window itself.
    The first of its `needs` that is not met says why it cannot be used. `hold`: it lasts while its key
    is down. `group`: a separator precedes it in its menu. `repeats`: it repeats while its key is down.
    `claims`: while it can be used, its keys do nothing else, even if other commands have them too.
    `settles`: it uses the mask, so what is pending (a selection, a mask's preview) is taken first.
    """

    id: str
    text: str
    menu: Menu
    shortcut: str = ""
    icon: str = ""
    run: Callable[[Editor], object] | None = None
    needs: tuple[Need, ...] = EDITING
    switch: Callable[[Editor, bool], object] | None = None
    is_place: bool = False
    """Whether it is checked while it is chosen or shown: a tool, a panel."""
    hold: bool = False
    group: bool = False
    repeats: bool = False
    claims: bool = False
    settles: bool = False

    @property
    def label(self) -> str:
        """Its text in the user's language."""
        return QCoreApplication.translate("Commands", self.text)

    @property
    def checkable(self) -> bool:
        """Whether it is on or off."""
        return self.is_place or self.switch is not None
