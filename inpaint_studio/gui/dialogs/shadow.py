"""Suggest shadow: looks for the shadow or reflection of what the mask covers, and offers to add it."""

from __future__ import annotations

import cv2
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPolygonF, QShowEvent
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from ...core.document.state import State
from ...core.errors import Cancelled
from ...finding.shadow import Suggestion, suggest
from ...jobs.failures import studio_error
from ..canvas.tools.marks import draw_path
from ..canvas.view import Canvas
from ..kit.theme import set_primary
from ..session.session import Session
from ..words.numbers import percent
from .mask_change import MaskChangeDialog

_CONTOUR = 2  # the most pixels of the photo by which the outline may simplify a contour


class ShadowSearch(QObject):
    """Looks in the background, and shows an offer if it finds something; one at a time."""

    working = Signal(str)
    """What is being done, for the status bar; "" when it is over."""

    def __init__(self, session: Session, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._canvas = session, canvas
        self._number = 0  # of the newest search; older ones stop themselves
        self._searching = False
        self.offer: ShadowOffer | None = None
        """What is being offered now."""
        session.opened.connect(self.cancel)

    def start(self) -> None:
        """Look for what should go with the mask, as it is now."""
        session = self._session
        if not session.can_edit:
            return
        self._number += 1
        number, state = self._number, session.state
        self._searching = True
        self.working.emit(self.tr("Looking for a shadow…"))
        session.pool.run(
            lambda: suggest(
                state.document, state.mask(), lambda: number != self._number or session.pool.closing
            ),
            lambda found: self._found(number, state, found),
            lambda error: self._failed(number, error),
            owner=self,
        )

    def accept(self) -> bool:
        """Enter: add what is offered; False if nothing is."""
        if self.offer is None:
            return False
        self.offer.accept()
        return True

    def cancel(self) -> bool:
        """Esc: stop looking, or decline the offer; False if there was neither."""
        if self.offer is not None:
            self.offer.reject()
            return True
        if not self._searching:
            return False
        self._number += 1
        self._end()
        return True

    def _end(self) -> None:
        self._searching = False
        self.working.emit("")

    def _found(self, number: int, state: State, found: tuple[Suggestion, ...]) -> None:
        if number != self._number:
            return
        self._end()
        session = self._session
        if not found:
            session.message.emit(self.tr("No shadow or reflection found."))
        elif not session.can_edit or session.state is not state:
            session.message.emit(self.tr("The picture has changed meanwhile. Suggest the shadow again."))
        else:
            self.offer = ShadowOffer(session, self._canvas, found)
            self.offer.finished.connect(self._answered)
            self.offer.show()

    def _answered(self) -> None:
        self.offer = None
        self._canvas.setFocus()

    def _failed(self, number: int, error: Exception) -> None:
        if number == self._number:
            self._end()
            if not isinstance(error, Cancelled):
                self._session.failed.emit(studio_error(error), "")


class ShadowOffer(MaskChangeDialog):
    """A small window beside the photo, which shows the mask as it would be.

    It holds an unfinished change of the mask: *Add* makes it one step of the history, everything else
    aborts it. Only to be created while the session `can_edit`.
    """

    def __init__(self, session: Session, canvas: Canvas, found: tuple[Suggestion, ...]) -> None:
        super().__init__(session, canvas)
        self._outline = _Outline(canvas, found)
        wider = self._edit.before
        for one in found:
            wider = one.added_to(wider)
        self._edit.replace(wider)
        title, add, self._step = self._words({one.kind for one in found})
        sure = percent(min(one.confidence for one in found)).replace(" ", "\N{NO-BREAK SPACE}")
        hint = self.tr("The dashed line shows what would be added to the mask ({sure} sure).")
        self.buttons = QDialogButtonBox(self)
        self.add = self.buttons.addButton(add, QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave = self.buttons.addButton(self.tr("Leave it"), QDialogButtonBox.ButtonRole.RejectRole)
        set_primary(self.add)
        self.lay_out(title, hint.format(sure=sure), buttons=self.buttons)

    def _words(self, kinds: set[str]) -> tuple[str, str, str]:
        """The title, the button that accepts, and the name of the step."""
        if kinds == {"shadow"}:
            return self.tr("Shadow found"), self.tr("Add shadow"), self.tr("Shadow added to the mask")
        if kinds == {"reflection"}:
            return (
                self.tr("Reflection found"),
                self.tr("Add reflection"),
                self.tr("Reflection added to the mask"),
            )
        return (
            self.tr("Shadow and reflection found"),
            self.tr("Add both"),
            self.tr("Shadow and reflection added to the mask"),
        )

    def accept(self) -> None:
        self._edit.commit(self._step)
        super().accept()

    def done(self, result: int) -> None:
        self._outline.end()
        super().done(result)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.add.setFocus()


class _Outline(QWidget):
    """A dashed line around what would be added, over the canvas."""

    def __init__(self, canvas: Canvas, found: tuple[Suggestion, ...]) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._canvas = canvas
        self._path = QPainterPath()
        for one in found:
            self._path.addPath(_contours(one))
        canvas.viewport_changed.connect(self._follow)
        self._follow()
        self.show()

    def end(self) -> None:
        """Disappear."""
        self.hide()
        self.deleteLater()

    def _follow(self) -> None:
        self.setGeometry(self._canvas.rect())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self._canvas.viewport
        painter.translate(view.offset)
        painter.scale(view.scale, view.scale)
        draw_path(painter, self._path, dashed=True)


def _contours(one: Suggestion) -> QPainterPath:
    """The outlines of its parts, in pixels of the photo."""
    path = QPainterPath()
    found, _ = cv2.findContours(one.coverage, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for contour in found:
        points = cv2.approxPolyDP(contour, min(_CONTOUR, 0.002 * max(one.coverage.shape)), closed=True)
        polygon = [QPointF(one.rect.x + x + 0.5, one.rect.y + y + 0.5) for x, y in points[:, 0]]
        path.addPolygon(QPolygonF(polygon))
        path.closeSubpath()
    return path
