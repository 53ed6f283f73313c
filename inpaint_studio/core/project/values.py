"""What a project holds, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..document.document import LayerContent
from ..document.state import State
from ..tiles import TiledArray


@dataclass(frozen=True, eq=False)
class StoredResult:
    """A fill that has run and is not kept, as far as it can be written down.

    The patches of `content` are in coordinates of the photo, like those of a layer, and its
    description says with which engine, parameters and seed it was made. `mask` (H, W) uint8 is the one
    it filled, of the size of the canvas. `partial` says that it was stopped early.
    """

    number: int
    content: LayerContent
    mask: TiledArray
    starred: bool = False
    partial: bool = False
    chosen: bool = False


@dataclass(frozen=True, eq=False)
class Project:
    """All that is to be found again: the state, the results for it, and the settings of the fill.

    `settings` and `about` (where the photo came from) hold what JSON can. `notes` are lines to show
    the user when it was opened. `foreign` says that another program wrote it.
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
