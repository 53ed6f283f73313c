"""Pins on the photo, one for each kept fill: painted in screen pixels, and clicked to select the fill.

With any tool, a click on a pin selects its fill; a click where several lie selects the next of them. A
press that moves on is a stroke of the tool, from where it began. Clicks with the right button, with
Shift, Ctrl or Alt, and all clicks while a tool has something under way are for the tool too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ...core.arrays import AnyArray, Doubles, Indices
from ...core.document.layers import FillLayer
from ...core.document.state import State
from ...core.geometry import Rect
from ..kit import theme
from ..kit.later import timer
from ..session.session import Session
from ..words.fills import name_of
from .fill_shapes import bounds_of, middle_of, outline_of
from .scene import Scene
from .tools.base import STILL, CanvasLike, Tool
from .tools.marks import distance, draw_path

HEAD = 14.0
"""Widget px across a pin's head, in which a click hits it."""
_SPOT = 9.0  # widget px across the pin of one spot of a group
_REACH = math.ceil(HEAD / 2) + 2
_OUTLINED = 1200  # ms that the outline of fills shows after they were selected
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_KINDS = ("fill", "spot", "hidden-fill", "hidden-spot")
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress)
_NOWHERE = QPointF()
_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TabletRelease)
Pointing = QMouseEvent | QTabletEvent


class PinnedCanvas(CanvasLike, Protocol):
    """What pins need of the canvas."""

    @property
    def session(self) -> Session: ...

    @property
    def scene(self) -> Scene: ...

    @property
    def tool(self) -> Tool | None: ...

    @property
    def is_drawing(self) -> bool: ...

    @property
    def is_panning(self) -> bool: ...

    def refresh_cursor(self) -> None: ...


class Pins(QObject):
    """The pins of the open photo. Only those in the exposed part of the canvas are painted."""

    hot_changed = Signal()
    """The pointer came upon a pin, or left it."""

    def __init__(self, canvas: PinnedCanvas) -> None:
        super().__init__()
        self._canvas, self._session = canvas, canvas.session
        self._layers: tuple[FillLayer, ...] = ()
        self._places: Doubles = np.zeros((0, 2))  # of the pins, in coordinates of the canvas
        self._kinds: AnyArray = np.zeros(0, str)
        self._heads: dict[tuple[str, str], QPixmap] = {}
        self._hot: int | None = None
        self._held: tuple[Pointing, list[int]] | None = None
        self._outline: tuple[tuple[FillLayer, ...], QPainterPath] = ((), QPainterPath())
        self._outlining = timer(self, _OUTLINED, self._repaint_outline)
        self._selected: tuple[int, ...] = ()
        self._settings = self._relevant_settings()
        session = canvas.session
        session.state_changed.connect(self._state_changed)
        session.kept.changed.connect(self._selection_changed)
        session.kept.stepped.connect(self._reveal)
        session.settings_changed.connect(self._settings_changed)
        theme.watcher.theme_changed.connect(self._heads.clear)

    # -- which are shown ------------------------------------------------------------------------------

    @property
    def is_shown(self) -> bool:
        """Whether pins are painted: not while the original is looked at, or with some tools."""
        canvas, scene = self._canvas, self._canvas.scene
        plain = not scene.original_shown and scene.wipe is None
        suits = canvas.tool is None or canvas.tool.shows_pins
        return self._session.settings.show_pins and self._session.is_open and plain and suits

    @property
    def is_hot(self) -> bool:
        """Whether the pointer is on a pin, so that a click selects its fill."""
        return self._hot is not None

    def place(self, index: int) -> QPointF:
        """Where the pin of the fill at `index` is, in widget px."""
        x, y = self._where()[index].tolist()
        return self._canvas.viewport.to_widget(x, y)

    def follow(self) -> None:
        """Another photo or canvas: look at the fills again."""
        self._hot, self._held = None, None
        self._layers, self._places, self._kinds = (), np.zeros((0, 2)), np.zeros(0, str)

    def _where(self) -> Doubles:
        """The places (n, 2) of the pins, in coordinates of the canvas."""
        layers = self._session.kept.layers
        if layers is not self._layers:
            canvas = self._session.document.canvas if layers else Rect(0, 0, 0, 0)
            middles = [middle_of(layer.content) for layer in layers]
            self._places = np.array(middles, np.float64).reshape(-1, 2) - (canvas.x, canvas.y)
            sizes = Counter(layer.group for layer in layers if layer.group)
            kinds = ["spot" if sizes[layer.group] > 1 else "fill" for layer in layers]
            shown = ["" if layer.shows else "hidden-" for layer in layers]
            self._kinds = np.array([f"{one}{kind}" for one, kind in zip(shown, kinds, strict=True)], "U11")
            self._layers = layers
        return self._places

    def _near(self, rect: QRectF) -> Indices:
        """The indices of the pins in a rectangle of the widget."""
        places, viewport = self._where(), self._canvas.viewport
        (left, top), (right, bottom) = (
            viewport.to_image(corner) for corner in (rect.topLeft(), rect.bottomRight())
        )
        if self._session.medical.is_open:  # fills of other frames lie above and below
            top, bottom = max(top, 0.0), min(bottom, float(self._session.size.height))
        xs, ys = places[:, 0], places[:, 1]
        return np.flatnonzero((xs >= left) & (xs <= right) & (ys >= top) & (ys <= bottom))

    def at(self, position: QPointF) -> list[int]:
        """The indices of the pins under a point of the widget, the nearest first."""
        if not self.is_shown:
            return []
        half = HEAD / 2
        box = QRectF(position.x() - half, position.y() - half, HEAD, HEAD)
        found = [(distance(self.place(index), position), -index) for index in self._near(box).tolist()]
        return [-index for away, index in sorted(found) if away <= half]

    # -- painting -------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        """Paint the pins in `exposed`, and the outline of the fill that the pointer is on; in widget px."""
        if not self.is_shown or not self._session.kept.layers:
            return
        self._paint_outline(painter)
        seen = self._near(QRectF(exposed.adjusted(-_REACH, -_REACH, _REACH, _REACH)))
        above = {*self._session.kept.selected}
        if self._hot is not None:
            above.add(self._hot)
        on_top = np.isin(seen, [*above])
        for kind in _KINDS:
            self._paint_heads(painter, seen[~on_top & (self._kinds[seen] == kind)], f"plain {kind}")
        for index in seen[on_top].tolist():
            look = "selected" if index in self._session.kept.selected else "hot"
            self._paint_heads(painter, np.array([index]), f"{look} {self._kinds[index]}")

    def _paint_heads(self, painter: QPainter, indices: Indices, look: str) -> None:
        """Paint some pins that look alike."""
        if not len(indices):
            return
        head, viewport = self._head(look), self._canvas.viewport
        side, offset = head.width() / head.devicePixelRatio() / 2, viewport.offset
        corners = self._places[indices] * viewport.scale + (offset.x() - side, offset.y() - side)
        for x, y in np.rint(corners).astype(int).tolist():
            painter.drawPixmap(x, y, head)

    def _paint_outline(self, painter: QPainter) -> None:
        layers = self._outlined()
        if not layers:
            return
        if layers != self._outline[0]:
            self._outline = layers, outline_of([layer.content for layer in layers])
        canvas, viewport = self._session.document.canvas, self._canvas.viewport
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(viewport.offset)
        painter.scale(viewport.scale, viewport.scale)
        painter.translate(-canvas.x, -canvas.y)
        draw_path(painter, self._outline[1])
        painter.restore()

    def _outlined(self) -> tuple[FillLayer, ...]:
        """The fills that show their outline: that under the pointer, or those just selected."""
        if self._hot is not None:
            return (self._session.kept.layers[self._hot],)
        return self._session.kept.chosen if self._outlining.isActive() else ()

    def _head(self, look: str) -> QPixmap:
        """The head of a pin; `look` is "plain", "hot" or "selected", and one of `_KINDS`."""
        key, ratio = (look, theme.palette().name), self._canvas.viewport.ratio
        head = self._heads.get(key)
        if head is None or head.devicePixelRatio() != ratio:
            head = self._heads[key] = _drawn(look, ratio)
        return head

    # -- the pointer ----------------------------------------------------------------------------------

    def filtered(self, event: Pointing) -> list[Pointing]:
        """What of an event of the mouse or the pen is left for the tool.

        A press that was held back, as it might have been a click on a pin, is left once it moves on.
        """
        kind = event.type()
        if kind in _PRESSES:
            return [] if self._press(event) else [event]
        if kind in _RELEASES:
            return [] if self._release(event) else [event]
        if self._held is None:
            self._hover(event)
            return [] if self.is_hot else [event]
        press, _ = self._held
        if distance(press.position(), event.position()) < STILL:
            event.accept()
            return []
        self._held = None
        self._set_hot(None)
        return [press, event]

    def _press(self, event: Pointing) -> bool:
        """A press; whether it is held back, as it may be a click on a pin."""
        canvas = self._canvas
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        plain = event.button() == Qt.MouseButton.LeftButton and event.modifiers() in _PLAIN and not eraser
        if not plain or self._session.busy or not self._is_free:
            return False
        found = self.at(event.position())
        if not found or canvas.is_drawing:
            return False
        self._held = event.clone(), found
        event.accept()
        return True

    def _release(self, event: Pointing) -> bool:
        """A release; whether it ended a click on a pin, whose fill is selected then."""
        if self._held is None:
            return False
        _, found = self._held
        self._held = None
        kept = self._session.kept
        found = [index for index in found if index < len(kept.layers)]
        if found:
            place = next((at for at, index in enumerate(found) if kept.selected == (index,)), -1)
            kept.select([found[(place + 1) % len(found)]])
        event.accept()
        return True

    def _hover(self, event: Pointing) -> None:
        found = self.at(event.position()) if self._is_free and not event.buttons() else []
        self._set_hot(found[0] if found else None, event.globalPosition())

    @property
    def _is_free(self) -> bool:
        """Whether neither the tool nor a pan has something under way."""
        canvas = self._canvas
        return not (canvas.is_panning or (canvas.tool is not None and canvas.tool.under_way))

    def leave(self) -> None:
        """The pointer left the canvas, or it lost the keyboard."""
        self._held = None
        self._set_hot(None)

    def _set_hot(self, index: int | None, on_screen: QPointF = _NOWHERE) -> None:
        if index == self._hot:
            return
        self._repaint_outline()
        self._hot = index
        self._repaint_outline()
        if index is None:
            QToolTip.hideText()
        else:
            name = name_of([self._session.kept.layers[index]], self._session.registry)
            spot = self.place(index).toPoint()
            here = QRect(spot.x() - _REACH, spot.y() - _REACH, 2 * _REACH, 2 * _REACH)
            owner = self._canvas if isinstance(self._canvas, QWidget) else None
            QToolTip.showText(on_screen.toPoint(), name, owner, here)
        self.hot_changed.emit()

    # -- following the session ------------------------------------------------------------------------

    def _state_changed(self, before: State, now: State) -> None:
        if before.document.layers is now.document.layers:
            return
        if before.document.canvas != now.document.canvas:
            return  # the canvas begins again
        if self._hot is not None:
            self._hot = None
            self.hot_changed.emit()
        if self.is_shown:
            old = {*before.document.layers}
            fresh = {*now.document.layers}
            self._repaint_layers([*(old ^ fresh)])

    def _selection_changed(self) -> None:
        kept = self._session.kept
        layers = kept.layers
        self._repaint_layers([layers[index] for index in self._selected if index < len(layers)])
        if kept.selected != self._selected:
            self._selected = kept.selected
            self._outlining.start() if self._selected else self._outlining.stop()
        self._repaint_layers(kept.chosen)

    def _relevant_settings(self) -> tuple[bool, bool]:
        """The settings that pins are shown by."""
        return self._session.settings.show_pins, self._session.settings.auto_fill

    def _settings_changed(self) -> None:
        if self._settings != self._relevant_settings():
            self._settings = self._relevant_settings()
            self._hot = None
            self._canvas.update()
            self.hot_changed.emit()

    def _reveal(self) -> None:
        """Bring what was selected by keys into the view."""
        selected = self._session.kept.selected
        if selected and not any(self._canvas.rect().contains(self.place(one).toPoint()) for one in selected):
            x, y = self._where()[selected[0]].tolist()
            self._canvas.centre_on(x, y)

    def _repaint_outline(self) -> None:
        # of a photo that was closed there are none
        hot = [] if self._hot is None else self._session.kept.layers[self._hot : self._hot + 1]
        self._repaint_layers([*self._session.kept.chosen, *hot])

    def _repaint_layers(self, layers: Sequence[FillLayer]) -> None:
        """Repaint the pins and outlines of these fills."""
        if not self._session.is_open or not layers:
            return
        canvas, viewport = self._session.document.canvas, self._canvas.viewport
        for layer in layers:
            x, y = middle_of(layer.content)
            place = viewport.to_widget(x - canvas.x, y - canvas.y).toPoint()
            self._canvas.update(QRect(place.x() - _REACH, place.y() - _REACH, 2 * _REACH, 2 * _REACH))
            bounds = bounds_of([layer.content]).moved(-canvas.x, -canvas.y)
            self._canvas.update(viewport.rect_to_update(bounds))


def _drawn(look: str, ratio: float) -> QPixmap:
    """A head, light on dark, to show on any photo: hollow if its fill is hidden, small for a spot."""
    state, kind = look.split()
    across = _SPOT if "spot" in kind and state == "plain" else HEAD
    shows = "hidden" not in kind
    side = across + 4
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre, radius = QPointF(side / 2, side / 2), across / 2 - 1
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, radius, radius)
    core = QColor(theme.palette().accent) if state == "selected" else QColor(35, 36, 39, 190)
    if not shows:
        core.setAlpha(40)
    painter.setBrush(core)
    painter.setPen(QPen(QColor(255, 255, 255, 235), 2.0 if state != "plain" else 1.5))
    painter.drawEllipse(centre, radius, radius)
    if state == "selected" and shows:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255))
        painter.drawEllipse(centre, 2.0, 2.0)
    painter.end()
    return made
