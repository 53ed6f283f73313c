"""Grow, shrink or feather the mask by some pixels, with a live preview on the photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from ...core.mask import Mask
from ...jobs.failures import studio_error
from ..kit.controls import Slider
from ..kit.theme import set_primary
from .mask_change import MaskChangeDialog

if TYPE_CHECKING:
    from ..session.session import Session

Kind = Literal["grow", "shrink", "feather"]
LARGEST = 200
"""The most pixels that can be chosen."""
_SMALL = 300_000  # px around the mask; up to this many are computed at once, more in the pool


class MaskDialog(MaskChangeDialog):
    """A small window beside the photo; the mask follows the slider.

    It holds an unfinished change of the mask: OK makes it one step of the history, everything else aborts
    it. Only to be created while the session `can_edit`.
    """

    def __init__(self, session: Session, kind: Kind, canvas: QWidget | None = None) -> None:
        super().__init__(session, canvas)
        self._session = session
        self._kind = kind
        self._before = self._edit.before
        self._wanted: int | None = None  # requested but not computed yet
        self._shown = 0
        self._running = False
        self._accepting = False
        title = {
            "grow": self.tr("Grow the mask"),
            "shrink": self.tr("Shrink the mask"),
            "feather": self.tr("Feather the mask"),
        }[kind]
        hint = {
            "grow": self.tr("Extends the mask outwards by a margin."),
            "shrink": self.tr("Moves the edge of the mask inwards."),
            "feather": self.tr("Blends the fill with the photo along the inside of the edge."),
        }[kind]
        self.slider = Slider(0, LARGEST, 4, step=1, unit="px", whole=True, name=title)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        set_primary(self.buttons.button(QDialogButtonBox.StandardButton.Ok))
        self.lay_out(title, hint, self.slider, buttons=self.buttons)
        self.slider.changed.connect(self._ask)
        self._ask(4)

    @property
    def value(self) -> int:
        """The chosen number of pixels."""
        return int(self.slider.value)

    def accept(self) -> None:
        if self._running or self._wanted is not None:
            self._accepting = True
            self.setEnabled(False)
            return
        self._edit.commit(
            {
                "grow": self.tr("Grow mask by {px} px"),
                "shrink": self.tr("Shrink mask by {px} px"),
                "feather": self.tr("Feather mask by {px} px"),
            }[self._kind].format(px=self._shown)
        )
        super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.slider.setFocus()

    def _ask(self, px: object) -> None:
        self._wanted = int(str(px))
        if not self._running:
            self._start()

    def _start(self) -> None:
        px, self._wanted = self._wanted, None
        if px is None or not self._edit.active:
            return
        before, kind = self._before, self._kind
        around = before.bounds.grown(px)
        if around.area <= _SMALL:
            self._show(px, changed(before, kind, px))
            return
        self._running = True
        self._session.pool.run(
            lambda: changed(before, kind, px),
            lambda mask: self._computed(px, mask),
            self._failed,
            owner=self,
        )

    def _computed(self, px: int, mask: Mask) -> None:
        self._running = False
        if self._wanted is None:
            self._show(px, mask)
        self._after_preview()

    def _failed(self, error: Exception) -> None:
        self._running = False
        self._session.failed.emit(studio_error(error), "")
        self._accepting = False
        self.setEnabled(True)
        self._after_preview()

    def _after_preview(self) -> None:
        if self._wanted is not None:
            self._start()
        if self._accepting and not self._running and self._wanted is None:
            self.accept()

    def _show(self, px: int, mask: Mask) -> None:
        if self._edit.active:
            self._shown = px
            self._edit.replace(mask)


def changed(mask: Mask, kind: Kind, px: int) -> Mask:
    """The mask grown, shrunk or feathered by `px` pixels."""
    if kind == "grow":
        return mask.grown(px)
    return mask.shrunk(px) if kind == "shrink" else mask.feathered(px)
