"""The tools of the canvas, one class each; see `base`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .areas import Ellipse, Lasso, Rectangle
from .base import CanvasLike, Pointer, Tool
from .clone import CloneStamp
from .crop import Crop
from .heal import HealingBrush
from .mask_brushes import Brush, Eraser, SourceBrush
from .navigate import Hand, Wipe, Zoom
from .review import MarkTool, ProtectLasso
from .select import SmartSelect
from .window import WindowLevel

if TYPE_CHECKING:
    from ...session.session import Session

__all__ = ["TOOLBOX", "TOOLS", "CanvasLike", "Pointer", "Tool", "make_tools"]

TOOLBOX: tuple[tuple[tuple[type[Tool], ...], ...], ...] = (
    ((Brush,), (Eraser,), (Lasso,), (Rectangle, Ellipse), (SmartSelect,)),
    ((SourceBrush,), (CloneStamp,), (HealingBrush,), (Crop,)),
    ((MarkTool, ProtectLasso),),
    ((Hand,), (Zoom,), (Wipe,), (WindowLevel,)),
)
"""The tools as the toolbox shows them: groups of buttons, each for one or several tools."""
TOOLS: tuple[type[Tool], ...] = tuple(kind for group in TOOLBOX for button in group for kind in button)


def make_tools(session: Session, canvas: CanvasLike) -> dict[str, Tool]:
    """One tool of each kind, by name, in the order of the toolbox."""
    return {kind.name: kind(session, canvas) for kind in TOOLS}
