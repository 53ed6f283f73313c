"""The tools that paint the masks of a film: those of the editor."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, Signal

from ..canvas.tools.areas import Rectangle
from ..canvas.tools.base import Tool
from ..canvas.tools.mask_brushes import Brush
from ..session.session import Session
from .editing import FilmEditing
from .view import FilmView


class FrameEraser(Brush):
    """Erases the mask."""

    name = "eraser"
    erases = True

    def hint(self) -> str:
        return self.tr("Erase the mask; Alt paints it, Shift-click draws a line, a right-drag sets the size.")


_TOOLS: tuple[type[Tool], ...] = (Brush, FrameEraser, Rectangle)
TOOL_NAMES: tuple[str, ...] = tuple(kind.name for kind in _TOOLS)


class FrameTools(QObject):
    """The tools of a film, of which one is chosen; `tools` has all by name."""

    changed = Signal()

    def __init__(self, editing: FilmEditing, canvas: FilmView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        # they use no more of a session than `FilmEditing` has
        session = cast(Session, editing)
        self.tools: dict[str, Tool] = {kind.name: kind(session, canvas) for kind in _TOOLS}
        self.tool = self.tools[TOOL_NAMES[0]]
        self.tool.activate()
        canvas.set_tool(self.tool)

    def select(self, name: str) -> None:
        """Choose the tool of that name."""
        if self.tools[name] is not self.tool:
            self.tool.deactivate()
            self.tool = self.tools[name]
            self.tool.activate()
            self.canvas.set_tool(self.tool)
            self.changed.emit()
