"""The live picture while the opacity of kept fills is dragged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ....core.document.document import Document
from ....core.geometry import Rect
from ...canvas.fill_shapes import bounds_of

if TYPE_CHECKING:
    from ...session.session import Session


class Fade(QObject):
    """Pictures of fading fills: composed in the pool, one at a time, the newest wins."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._base: Document | None = None
        self._indices: tuple[int, ...] = ()
        self._wanted: float | None = None
        self._running = False
        self._round = 0
        self._shown = False

    @property
    def active(self) -> bool:
        """Whether a value is shown that is not yet a step."""
        return self._base is not None

    def show(self, indices: Sequence[int], opacity: float) -> None:
        """Show the fills at `indices` with `opacity`, as soon as that is composed."""
        if not self._session.can_edit:
            return
        if self._base is not None and tuple(indices) != self._indices:
            self.finish()
        if self._base is None:
            self._session.fills.choose(None)
            self._base = self._session.document
        self._indices, self._wanted = tuple(indices), opacity
        self._compose()

    def finish(self) -> None:
        """Make the last value a step of the history."""
        base, indices, wanted = self._base, self._indices, self._wanted
        self.drop()
        if base is None or wanted is None or base is not self._session.document:
            return
        self._session.set_layers_opacity(indices, wanted)

    def drop(self) -> None:
        """Show the document itself again."""
        base, self._base = self._base, None
        self._round += 1
        if base is not None and self._shown:
            self._shown = False
            self._session.show_live(None, place_of(base, self._indices))

    def _compose(self) -> None:
        if self._running or self._base is None or self._wanted is None:
            return
        base, indices, wanted, round_ = self._base, self._indices, self._wanted, self._round
        self._running = True

        def done(document: Document) -> None:
            self._running = False
            if round_ == self._round:
                self._shown = True
                self._session.show_live(document, place_of(base, indices))
            if round_ != self._round or self._wanted != wanted:
                self._compose()

        def failed(error: Exception) -> None:
            self._running = False
            raise error

        self._session.pool.run(lambda: base.with_changed(indices, opacity=wanted), done, failed, owner=self)


def place_of(document: Document, indices: Sequence[int]) -> Rect:
    """The bounds of kept fills, in coordinates of the canvas and clipped to it."""
    found = bounds_of([document.layers[index].content for index in indices])
    return found.moved(-document.canvas.x, -document.canvas.y) & Rect.of(document.size)
