"""Brush, eraser and source brush: each stroke on a mask is one step of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from ....core.geometry import Rect
from ....core.strokes import Stroke, brush
from ....engines.base import Param
from ...session.session import AVOID, MASK, SOURCES
from .base import CanvasLike, Pointer
from .brush import BrushLike

if TYPE_CHECKING:
    from ....core.document.mask_edit import MaskEdit
    from ...session.session import Session


class Brush(BrushLike):
    """Paints the mask."""

    name = "brush"
    erases = False

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        self._edit: MaskEdit | None = None
        self._erasing = False
        super().__init__(session, canvas)

    @property
    def shows_pins(self) -> bool:
        """Not while each stroke is filled: a click beside a healed spot heals the next one."""
        return not self.session.settings.auto_fill or self.erases or self.mask_name() != MASK

    def hint(self) -> str:
        return self.tr("Paint over what to remove. Alt erases, Shift-click: line, right-drag: size.")

    def mask_name(self) -> str:
        """The mask it paints on."""
        return MASK

    def erasing(self, pointer: Pointer) -> bool:
        """Whether a stroke that begins with this press erases."""
        return pointer.erase or pointer.alt != self.erases

    def step_label(self, erasing: bool) -> str:
        """The name of the step in the history."""
        return self.tr("Eraser stroke") if erasing else self.tr("Brush stroke")

    def sign(self) -> str:
        if self._drawing:
            return "-" if self._erasing else ""
        return "-" if self._alt != self.erases else ""

    def begin(self, pointer: Pointer) -> bool:
        self._erasing = self.erasing(pointer)
        self._edit = self.session.edit_mask(self.mask_name())
        return True

    def draw(self, stroke: Stroke) -> None:
        if self._edit is not None:
            self._edit.paint(brush(stroke, Rect.of(self._edit.tiles.size)), erase=self._erasing)

    def end(self) -> None:
        edit, self._edit = self._edit, None
        if edit is not None:
            edit.commit(self.step_label(self._erasing))

    def drop(self) -> None:
        edit, self._edit = self._edit, None
        if edit is not None:
            edit.abort()


class Eraser(Brush):
    """Erases the mask, and rejects the found damage under it while that is shown."""

    name = "eraser"
    erases = True

    def __init__(self, session: Session, canvas: CanvasLike) -> None:
        self._strokes: list[Stroke] = []
        super().__init__(session, canvas)

    def hint(self) -> str:
        return self.tr("Erase the mask. Alt paints it, Shift-click: line, right-drag: size.")

    def begin(self, pointer: Pointer) -> bool:
        self._strokes = []
        return super().begin(pointer)

    def draw(self, stroke: Stroke) -> None:
        super().draw(stroke)
        if self._erasing:
            self._strokes.append(stroke)

    def end(self) -> None:
        super().end()
        # found damage under the stroke goes too, once it is no longer in the mask
        self.session.finding.reject_under(self._strokes)


class SourceBrush(Brush):
    """Paints where texture may be copied from, or must not be."""

    name = "sources"
    may = str(QT_TRANSLATE_NOOP("engines", "allowed sources"))
    must_not = str(QT_TRANSLATE_NOOP("engines", "forbidden sources"))

    def _options(self) -> tuple[Param, ...]:
        where = self.tr(
            "Whether texture may be copied only from the painted areas, or only from outside them."
        )
        ways = (self.may, self.must_not)
        kind = Param("kind", "choice", self.may, self.tr("Painted areas"), where, choices=ways)
        return (kind, *super()._options())

    def hint(self) -> str:
        if self.values.get("kind") == self.must_not:
            return self.tr("Paint where not to copy texture from. Alt erases, right-drag: size.")
        return self.tr("Paint where to copy texture from. Alt erases, right-drag: size.")

    def mask_name(self) -> str:
        return AVOID if self.values["kind"] == self.must_not else SOURCES

    def step_label(self, erasing: bool) -> str:
        return self.tr("Erase sources") if erasing else self.tr("Paint sources")
