"""The tools of the canvas, one class each; `base` says what a tool is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .areas import Ellipse, Lasso, Rectangle
from .base import CanvasLike, Pointer, Tool
from .brush import Brush, Eraser, SourceBrush
from .clone import CloneStamp
from .crop import Crop
from .navigate import Hand, Wipe, Zoom
from .select import SmartSelect

if TYPE_CHECKING:
    from ...session.session import Session

__all__ = ["TOOLS", "CanvasLike", "Pointer", "Tool", "make_tools"]

TOOLS: tuple[type[Tool], ...] = (
    Brush,
    Eraser,
    Lasso,
    Rectangle,
    Ellipse,
    SmartSelect,
    SourceBrush,
    CloneStamp,
    Hand,
    Zoom,
    Wipe,
    Crop,
)


def make_tools(session: Session, canvas: CanvasLike) -> dict[str, Tool]:
    """One of each, by name, in the order of the toolbox."""
    return {kind.name: kind(session, canvas) for kind in TOOLS}
