"""Keeps the scene up to date with the session, and runs its animations."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QImage, QPainter

from ...core.document.curation import PROTECTED
from ...core.document.document import Document
from ...core.document.state import MASK
from ...core.geometry import Rect
from ...core.tiles import TILE
from ..kit.later import later, timer
from ..session.session import AVOID, SOURCES, Session
from .display import display_transform
from .found import FoundLayer
from .overlays import MaskLayer, OverlayStyle
from .picture import Picture
from .pyramid import aligned
from .rim import Rim
from .scene import RIM_FROM, Fade, Scene
from .structure import StructureView
from .viewport import Viewport

_FRAME = 16  # ms from one step of a fade to the next
_ANTS = 120  # ms from one step of the marching outline to the next
_MASKS = (PROTECTED, SOURCES, AVOID, MASK)
"""In the order of painting, the mask itself on top."""
_AT_ONCE = 8_000_000
"""Pixels; a larger change of a mask by a command is followed band by band, so that nothing stalls."""
_BAND = 4 * TILE  # rows; a multiple of the tiles, each of which is followed as a whole
_LINGER = 300  # ms that the last preview stays after its fill ended, unless the result comes first


class Stage(QObject):
    """Owns the scene and follows the session. `viewport` returns the present view, None while hidden."""

    stale = Signal(object)
    """Rect (pixels of the picture) to repaint."""
    stale_device = Signal(object)
    """Rect (device px) to repaint."""

    def __init__(
        self, session: Session, viewport: Callable[[], Viewport | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._viewport = viewport
        self.picture = Picture(session.pool, self)
        self.original = Picture(session.pool, self)
        self.scene = Scene(self.picture, self.original)
        self._chosen: object = None
        self._behind: list[tuple[str, Rect]] = []  # masks and bands of them that are not followed yet
        self._asked: object = None  # the mask that `scene.hole` was made from
        self._fading = timer(self, _FRAME, self._continue_fade, repeats=True)
        self._marching = timer(self, _ANTS, self._march, repeats=True)
        self._lingering = timer(self, _LINGER, self._show_previews)
        session.picture_changed.connect(self._picture_changed)
        session.mask_changed.connect(self._mask_changed)
        session.fills.results_changed.connect(self._results_changed)
        session.fills.preview_changed.connect(self._preview_changed)
        session.settings_changed.connect(self._update_marching)
        session.medical.window_changed.connect(self._window_changed)
        self._rim = Rim(session, self._shows_rim, self)
        self._rim.changed.connect(self._rim_changed)
        self.structure = StructureView(session, self)
        self.structure.changed.connect(self._structure_changed)
        session.finding.changed.connect(self._found_changed)
        session.finding.current_changed.connect(self._found_changed)
        self.picture.changed.connect(self.stale)
        self.original.changed.connect(self.stale)

    @property
    def active_hole(self) -> Rect:
        """The bounds of the hole that is being filled, empty if there is none."""
        if self._session.fills.job is None or self.scene.hole is None:
            return Rect(0, 0, 0, 0)
        return self.scene.hole.bounds

    def begin(self) -> None:
        """Start again with another photo, another canvas size, or none."""
        session, scene = self._session, self.scene
        self.picture.clear()
        self.original.clear()
        scene.masks.clear()
        self._behind.clear()
        scene.previews, scene.hole, scene.fade, scene.wipe = (), None, None, None
        self._asked = None
        scene.original_shown = False
        self._chosen = session.fills.chosen
        if session.is_open:
            whole = Rect.of(session.size)
            scene.transform = display_transform(session.photo)
            self.picture.show(session.shown, scene.transform, whole)
            for name in _MASKS:
                self._follow_mask(name, whole)
        self._results_changed()
        self._found_changed()

    def follow_view(self) -> None:
        """The viewport has changed."""
        self._rim.look()

    def _shows_rim(self) -> bool:
        viewport = self._viewport()
        return viewport is None or viewport.zoom >= RIM_FROM  # None: it may be shown at any zoom next

    def _rim_changed(self) -> None:
        self.scene.rim = self._rim.layer
        if self._session.is_open:
            self.stale.emit(Rect.of(self._session.size))

    def _structure_changed(self) -> None:
        self.scene.structure = self.structure.layer
        if self._session.is_open:
            self.stale.emit(Rect.of(self._session.size))

    def set_style(self, style: OverlayStyle) -> None:
        """Change how masks are shown."""
        self.scene.style = style
        self._update_marching()

    def set_original_shown(self, shown: bool) -> None:
        """Show the photo without any fill, or the picture again."""
        self.scene.original_shown = shown
        self._load_original()

    def set_wipe(self, x: float | None) -> None:
        """Show the original left of `x`, or (None) nowhere."""
        self.scene.wipe = x
        self._load_original()

    def follow_job(self) -> None:
        """A fill has started, progressed or ended."""
        session, asked = self._session, self._session.fills.working_mask
        if (
            session.fills.job is not None
            and asked is not None
            and session.is_open
            and asked is not self._asked
        ):
            hole = MaskLayer(asked.size)
            hole.follow(asked, Rect.of(asked.size))
            self.scene.hole, self._asked = hole, asked

    def paint_picture(self, painter: QPainter, rect: QRect) -> None:
        """Paint what is in `rect` (widget px), without masks, for a tool that shows it elsewhere."""
        viewport = self._viewport()
        if viewport is not None:
            painter.save()
            painter.scale(1 / viewport.ratio, 1 / viewport.ratio)
            self.scene.paint_picture(painter, viewport, viewport.widget_to_device(rect))
            painter.restore()

    def _window_changed(self) -> None:
        """The same values show as other greys."""
        if self._session.is_open:
            self.scene.transform = display_transform(self._session.photo)
            self.picture.dress(self.scene.transform)
            self.original.dress(self.scene.transform)

    def _picture_changed(self, rect: Rect) -> None:
        if not self._session.is_open:
            return
        chosen = self._session.fills.chosen
        if chosen is not None and chosen is not self._chosen and not self._reduced_motion:
            self._begin_fade(rect)
        self._chosen = chosen
        self._lingering.stop()
        self._show_previews()
        self.picture.refresh(self._session.shown, rect)
        self._load_original()

    def _mask_changed(self, name: str, rect: Rect) -> None:
        if not self._session.is_open:
            return
        if rect.area <= _AT_ONCE or self._session.is_editing_mask:
            self._follow_mask(name, rect)
            self._repaint(rect)
            return
        waits = bool(self._behind)
        whole = Rect.of(self._session.size)
        for top in range(rect.y // _BAND * _BAND, rect.bottom, _BAND):
            self._behind.append((name, Rect(0, top, whole.width, _BAND) & whole))
        if not waits:
            self._follow_next()

    def _follow_next(self) -> None:
        """Follow one more band of a mask of which a large part has changed."""
        if self._behind and self._session.is_open:
            name, band = self._behind.pop(0)
            self._follow_mask(name, band)
            self._repaint(band)
            later(self, self._follow_next)

    def _follow_mask(self, name: str, rect: Rect) -> None:
        if name not in _MASKS:
            return
        tiles = self._session.mask_tiles(name)
        if name not in self.scene.masks:
            found = {**self.scene.masks, name: MaskLayer(tiles.size)}
            self.scene.masks = {one: found[one] for one in _MASKS if one in found}
        self.scene.masks[name].follow(tiles, rect)
        self._update_marching()

    def _results_changed(self) -> None:
        hides = self._session.fills.chosen is not None
        if hides != self.scene.hides_mask:
            self.scene.hides_mask = hides
            mask = self.scene.masks.get(MASK)
            if mask is not None:
                self._repaint(mask.extent)
        self._update_marching()

    def _found_changed(self) -> None:
        """Show what was found as it is judged now; only the marks' colours are computed again."""
        finding, scene = self._session.finding, self.scene
        scene.reviewing, scene.show = finding.is_shown, finding.show
        review = finding.review if finding.is_shown and self._session.is_open else None
        if review is None:
            scene.found = None
        elif scene.found is None or scene.found.review is not review:
            scene.found = FoundLayer(review, finding.verdict, finding.current)
        else:
            scene.found.judge(finding.verdict, finding.current)
        if self._session.is_open:
            self._repaint(Rect.of(self._session.size))

    def _preview_changed(self) -> None:
        if self._session.fills.previews or not self.scene.previews:
            self._lingering.stop()
            self._show_previews()
        else:
            # the result will follow: until then keep the preview rather than flash the old content
            self._lingering.start()

    def _show_previews(self) -> None:
        before, self.scene.previews = self.scene.previews, self._session.fills.previews
        for preview in (*before, *self.scene.previews):
            self._repaint(preview.rect)
        if not self.scene.previews and self._session.fills.job is None:
            self.scene.hole = self._asked = None

    def _load_original(self) -> None:
        """Load the original wherever there are fills, while any of it is shown."""
        if not self._session.is_open or not (self.scene.original_shown or self.scene.wipe is not None):
            self.original.clear()
            return
        shown = self._session.shown
        document = shown if isinstance(shown, Document) else self._session.document
        needed = Rect(0, 0, 0, 0)
        for layer in document.layers:
            for patch in layer.content.patches if layer.shows else ():
                needed |= patch.rect.moved(-document.canvas.x, -document.canvas.y)
        needed = needed & Rect.of(self._session.size)
        if needed and not self.original.region.contains(needed):
            region = aligned(needed, self._session.size)
            self.original.show(self._session.original, self.scene.transform, region)

    # -- motion ---------------------------------------------------------------------------------------

    @property
    def _reduced_motion(self) -> bool:
        return bool(getattr(self._session.settings, "reduced_motion", False))

    def _begin_fade(self, rect: Rect) -> None:
        """Keep what is shown in `rect` of the picture, to fade it out over the new picture."""
        viewport = self._viewport()
        if viewport is None or not self.picture.is_ready:
            return
        where = viewport.rect_to_device(rect) & viewport.device
        if not where:
            return
        image = QImage(where.width, where.height, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.translate(-where.x, -where.y)
        self.scene.paint_picture(painter, viewport, where)
        self.scene.paint_previews(painter, viewport, where, self.scene.previews)
        painter.end()
        self.scene.fade = Fade(image, where, time.monotonic())
        self._fading.start()

    def _continue_fade(self) -> None:
        fade = self.scene.fade
        if fade is None or fade.strength == 0:
            self._fading.stop()
            self.scene.fade = None
        if fade is not None:
            self.stale_device.emit(fade.where)

    def _update_marching(self) -> None:
        mask = self.scene.masks.get(MASK)
        style = self.scene.style
        marches = (
            style.visible
            and style.mode == "outline"
            and not self._reduced_motion
            and not self.scene.hides_mask
            and mask is not None
            and not mask.is_empty
        )
        if marches != self._marching.isActive():
            self._marching.start() if marches else self._marching.stop()

    def _march(self) -> None:
        mask, viewport = self.scene.masks.get(MASK), self._viewport()
        if mask is not None and viewport is not None:
            self.scene.phase = (self.scene.phase + 1) % 8
            self.stale_device.emit(mask.device_extent(viewport, viewport.device))

    def _repaint(self, rect: Rect) -> None:
        if rect:
            self.stale.emit(rect)
