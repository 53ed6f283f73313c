"""The contents of a project as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..document.layers import LayerContent
from ..document.state import State
from ..tiles import TiledArray


@dataclass(frozen=True, eq=False)
class StoredResult:
    """A result (a fill that is not kept yet) as it is saved.

    The patches of `content` are in coordinates of the photo, like those of a layer; its description has the
    engine, parameters and seed. `mask` (H, W) uint8, of the size of the canvas, is the filled one.
    `partial` means that it was stopped early.
    """

    number: int
    content: LayerContent
    mask: TiledArray
    starred: bool = False
    partial: bool = False
    chosen: bool = False

    @property
    def look(self) -> dict[str, bool]:
        """How the results strip shows it, as files hold it."""
        return {"starred": self.starred, "partial": self.partial, "chosen": self.chosen}


@dataclass(frozen=True, eq=False)
class Project:
    """The state, its results, and the settings of the fill.

    `settings` and `about` (the origin of the photo) must be JSON. `notes` are for the user when it is
    opened. `foreign` means that another program wrote it.
    """

    state: State
    results: tuple[StoredResult, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    foreign: bool = False

    @property
    def origin(self) -> Path | None:
        """The file that the photo came from."""
        path = self.about.get("path")
        return Path(path) if isinstance(path, str) else None
