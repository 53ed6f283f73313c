"""The status bar: position and colour under the pointer, the mask, memory, and progress of a fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, SignalInstance
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy, QWidget

from ...core.document.state import MASK
from ...core.threads import thread_count
from ...weights.process.resident import resident_bytes
from ..canvas.display import display_transform
from ..kit import theme
from ..kit.controls import ElidedLabel, IconButton
from ..kit.later import timer
from ..kit.layouts import add, row_layout
from ..kit.progress import ProgressBar
from ..words import numbers as words
from . import paint

if TYPE_CHECKING:
    from ..canvas.view import Canvas
    from ..session.orders import JobView
    from ..session.session import Session

HEIGHT = 26


class ComparisonLike(Protocol):
    """What was left running in a comparison; see `compare.left_running.LeftRunning`."""

    changed: SignalInstance

    @property
    def job(self) -> JobView | None: ...

    def stop(self) -> None: ...


_GAP = 16
_BEFORE_HINT = 3  # fields that are more important than the hint
_SOON = 60  # ms between counts of the mask during a stroke
_MEMORY = 2000  # ms


class _Field(QLabel):
    """A field of the bar, at least as wide as its reserved text, so that its neighbours stay put."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(theme.tabular(self.font()))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        theme.set_role(self, "muted")
        self._widest = ""

    def reserve(self, widest: str) -> None:
        """Keep room for this text."""
        if widest != self._widest:
            self._widest = widest
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the text, or for the reserved one if that is wider."""
        metrics = QFontMetrics(self.font())
        wide = max(metrics.horizontalAdvance(self.text()), metrics.horizontalAdvance(self._widest))
        return QSize(wide + 2, HEIGHT - 2)

    def minimumSizeHint(self) -> QSize:
        """The field is shown whole or not at all."""
        return self.sizeHint()


class _Swatch(QWidget):
    """A dot of the colour under the pointer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(12, HEIGHT)
        self.colour: QColor | None = None

    def paintEvent(self, event: QEvent) -> None:
        """Draw nothing while the pointer is elsewhere."""
        if self.colour is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(paint.colour("hairline"))
        painter.setBrush(self.colour)
        painter.drawRoundedRect(0, (HEIGHT - 12) // 2, 11, 11, 3, 3)


class StatusBar(QWidget):
    """In a narrow window the least important fields are hidden first; progress is always shown."""

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__()
        self._session = session
        self._canvas = canvas
        self._pointer: tuple[float, float] | None = None
        self._editing = True
        self._comparison: ComparisonLike | None = None
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Status"))
        theme.set_ground(self, "window")
        self._build()
        self._mask_timer = timer(self, _SOON, self._show_mask)
        self._memory_timer = timer(self, _MEMORY, self._show_memory, repeats=True)
        canvas.viewport_changed.connect(self._show_zoom)
        canvas.pointer_moved.connect(self._moved)
        session.opened.connect(self._opened)
        session.resized.connect(self._show_size)
        session.mask_changed.connect(self._mask_changed)
        session.picture_changed.connect(lambda _: self._show_pixel())
        session.fills.job_changed.connect(self._show_job)
        session.fills.progressed.connect(self._show_progress)
        session.finding.job_changed.connect(self._show_job)
        session.all_frames.job_changed.connect(self._show_job)
        session.medical.window_changed.connect(self._show_pixel)
        session.fills.results_changed.connect(self._show_device)
        session.settings_changed.connect(self._show_device)
        self._opened()

    def _build(self) -> None:
        self.zoom = _Field(self.tr("Zoom"), self)
        self.zoom.reserve("3,200 %")
        self.photo_size = _Field(self.tr("Size of the photo"), self)
        self.place = _Field(self.tr("Position of the pointer"), self)
        self.swatch = _Swatch(self)
        self.value = _Field(self.tr("Colour under the pointer"), self)
        self.mask_size = _Field(self.tr("Size of the mask"), self)
        self.memory = _Field(self.tr("Memory in use"), self)
        self.device = _Field(self.tr("Where fills are computed"), self)
        self.hint = ElidedLabel(parent=self)
        theme.set_role(self.hint, "muted")
        self.progress = ProgressBar(self)
        self.progress.setFixedWidth(96)
        self.progress.setAccessibleName(self.tr("Progress of the fill"))
        self.percent = _Field(self.tr("Progress of the fill"), self)
        self.percent.reserve("100 %")
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.left = _Field(self.tr("Time left"), self)
        self.left.reserve(words.seconds_left(85))
        self.left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cancel = IconButton("close", self.tr("Cancel the fill (Esc)"), self, act=self._cancel)
        self.cancel.setFixedSize(22, 22)
        row = row_layout(self, spacing=_GAP, margins=(12, 0, 12, 0))
        # or the layout would keep the window too wide for any field to be hidden
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._rest = QWidget(self)
        self._rest.hide()
        add(row, self.zoom, self.photo_size, self.mask_size, self.place, self.swatch, self.value)
        add(row, (self.hint, 1), (self._rest, 1), self.memory, self.device)
        add(row, row_layout(None, [self.progress, self.percent, self.left, self.cancel], spacing=8))

    def follow(self, comparison: ComparisonLike) -> None:
        """Show the progress of what was left running in a comparison, while no fill and no search runs."""
        self._comparison = comparison
        comparison.changed.connect(self._show_job)
        self._show_job()

    def set_hint(self, text: str) -> None:
        """Show the sentence on how to use the present tool."""
        self.hint.set_text(text)
        self._fit()

    def set_editing(self, editing: bool) -> None:
        """Whether the canvas is shown: if not, zoom, pointer and tool hint are hidden."""
        self._editing = editing
        self.hint.setVisible(editing)
        self._rest.setVisible(not editing)
        self._fit()

    @property
    def _ranks(self) -> tuple[tuple[QWidget, ...], ...]:
        """The fields from most to least important: what is under the pointer counts on a medical image."""
        pointer, picture = ((self.place,), (self.swatch, self.value)), ((self.mask_size,), (self.photo_size,))
        first, then = (pointer, picture) if self._session.medical.is_open else (picture, pointer)
        return ((self.zoom,), *first, *then, (self.memory,), (self.device,))

    # -- room --------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Narrow, as fields without room are hidden."""
        return QSize(320, HEIGHT)

    def sizeHint(self) -> QSize:
        """Wide enough for all fields."""
        return QSize(1024, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many fields as fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Hide the least important fields until the rest fits: with some of the hint, or all of it."""
        end = self.progress.width() + self.cancel.width() + 24
        end += self.percent.sizeHint().width() + self.left.sizeHint().width()
        least = end + _GAP + min(160, self.width() // 8)  # while nothing runs, the hint has all of it
        room = self.width() - 24 - _GAP - least
        for number, rank in enumerate(self._ranks):
            if number == _BEFORE_HINT and self._editing:  # from here on the hint is worth more
                room -= max(0, self.hint.sizeHint().width() - least)
            if not self._editing and rank[0] in (self.zoom, self.place, self.swatch):
                for one in rank:
                    one.hide()
                continue
            wide = sum(one.sizeHint().width() if isinstance(one, _Field) else one.width() for one in rank)
            wide += _GAP * len(rank)
            fits = room >= wide
            # once a field does not fit, all less important ones are hidden too
            room = room - wide if fits else -1
            for one in rank:
                one.setVisible(fits)

    # -- contents ----------------------------------------------------------------------------------

    def _opened(self) -> None:
        self._pointer = None
        self._show_size()
        self._show_zoom()
        self._show_pixel()
        self._show_mask()
        self._show_device()
        self._show_memory()
        self._show_job()

    def _show_zoom(self) -> None:
        if not self._session.is_open:
            self.zoom.setText("")
            return
        # in device pixels, so that 100 % means one to one on any screen
        scale = self._canvas.viewport.scale * self._canvas.devicePixelRatioF()
        shown = f"{100 * scale:.1f}" if scale < 0.0995 else words.number(round(100 * scale))
        self.zoom.setText(self.tr("{percent} %").format(percent=shown))

    def _show_size(self) -> None:
        session = self._session
        if not session.is_open:
            for field in (self.photo_size, self.place, self.value):
                field.reserve("")
                field.setText("")
            self._fit()
            return
        size, document, medical = session.size, session.document, session.medical
        depth = 16 if document.dtype.itemsize == 2 else 8
        bits = depth if medical.photo is None else medical.photo.image.bits
        shape = self.tr("{width} × {height}").format(  # noqa: RUF001
            width=words.number(size.width), height=words.number(size.height))  # fmt: skip
        self.photo_size.setText(self.tr("{size}, {bits} bit").format(size=shape, bits=bits))
        self.place.reserve(self._place_text(size.width, size.height))
        widest = [str((1 << depth) - 1)] * (document.channels + document.has_alpha)
        self.value.reserve(medical.widest_value or "  ".join(widest))
        self._fit()

    def _mask_changed(self, name: str, _: object) -> None:
        if name == MASK and not self._mask_timer.isActive():
            self._mask_timer.start()

    def _show_mask(self) -> None:
        session = self._session
        if not session.is_open:
            self.mask_size.setText("")
        elif not (area := session.mask_area()):
            self.mask_size.setText(self.tr("no mask"))
        else:
            share = words.small_percent(area / session.size.area)
            self.mask_size.setText(
                self.tr("mask {percent} ({pixels} px)").format(percent=share, pixels=words.number(area))
            )
        widest = self.tr("mask {percent} ({pixels} px)").format(
            percent=words.small_percent(0.888),
            pixels=words.number(session.size.area if session.is_open else 0),
        )
        self.mask_size.reserve(widest if session.is_open else "")
        self._fit()

    def _moved(self, position: tuple[float, float] | None) -> None:
        self._pointer = position
        self._show_pixel()

    def _show_pixel(self) -> None:
        inside = None
        if self._pointer is not None and self._session.is_open:
            x, y = (int(value // 1) for value in self._pointer)
            size = self._session.size
            if 0 <= x < size.width and 0 <= y < size.height:
                inside = (x, y)
        values = self._canvas.pixel_at(*inside) if inside is not None else None
        self.place.setText(self._place_text(*inside) if inside is not None else "")
        self.value.setText(self._value_text(values))
        self.swatch.colour = self._swatch_colour(values)
        self.swatch.update()

    def _value_text(self, values: tuple[int, ...] | None) -> str:
        """The levels of a photo, or what a medical image measures there, in its unit."""
        if values is None:
            return ""
        return self._session.medical.value_text(values) or "  ".join(str(value) for value in values)

    def _place_text(self, x: int, y: int) -> str:
        return self.tr("{x}, {y}").format(x=x, y=y)

    def _swatch_colour(self, values: tuple[int, ...] | None) -> QColor | None:
        """How these levels show on the screen."""
        if values is None:
            return None
        pixel = np.array(values, self._session.document.dtype).reshape(1, 1, -1)
        blue, green, red, _ = display_transform(self._session.photo).screen(pixel, None)[0, 0].tolist()
        return QColor(red, green, blue)

    def _show_memory(self) -> None:
        held = resident_bytes()
        self.memory.setText(words.bytes_text(held) if held else "")
        self.memory.reserve(words.bytes_text(1000 << 20) if held else "")

    def _show_device(self) -> None:
        session = self._session
        chosen: str = session.settings.device
        if chosen == "auto":
            # the device that "auto" chose is known from the last fill
            results = session.fills.results if session.is_open else ()
            chosen = results[-1].fill.device if results else "cpu"
        kinds = {"cuda": self.tr("GPU (CUDA)"), "mps": self.tr("GPU (Metal)")}
        device = next((kind for name, kind in kinds.items() if chosen.startswith(name)), self.tr("CPU"))
        count = session.settings.threads or thread_count()
        if count == 1:
            shown = self.tr("{device}, 1 thread").format(device=device)
        else:
            shown = self.tr("{device}, {count} threads").format(device=device, count=count)
        if shown != self.device.text():
            self.device.setText(shown)
            self._fit()

    @property
    def _job(self) -> JobView | None:
        """What the bar shows the progress of: a fill, or else a search, or else a comparison."""
        session, comparison = self._session, self._comparison
        own = session.fills.job or session.all_frames.job or session.finding.job
        return own or (None if comparison is None else comparison.job)

    def _show_job(self) -> None:
        fill = self._session.fills.job or self._session.all_frames.job
        search, job = self._session.finding.job, self._job
        name = self.tr("Progress of the fill")
        cancel = self.tr("Cancel the fill (Esc)")
        if fill is None and search is None and job is not None:
            name, cancel = self.tr("Progress of the comparison"), self.tr("Stop the comparison")
        elif fill is None and search is not None:
            name, cancel = self.tr("Progress of the search for damage"), self.tr("Cancel the search (Esc)")
        for field in (self.progress, self.percent):
            field.setAccessibleName(name)
        self.percent.setToolTip(name)
        self.cancel.setAccessibleName(cancel)
        self.cancel.setToolTip(cancel)
        for one in (self.progress, self.percent, self.left, self.cancel):
            one.setVisible(job is not None)
        self._show_progress()

    def _show_progress(self) -> None:
        """Show how far that is."""
        job = self._job
        if job is None:
            return
        self.progress.show_fraction(job.fraction)
        self.percent.setText(words.percent(job.fraction))
        self.left.setText("" if job.seconds_left is None else words.seconds_left(job.seconds_left))

    def _cancel(self) -> None:
        """Cancel what the bar shows."""
        if self._session.fills.job is not None:
            self._session.fills.cancel()
        elif self._session.all_frames.job is not None:
            self._session.all_frames.cancel()
        elif self._session.finding.job is not None:
            self._session.finding.cancel()
        elif self._comparison is not None:
            self._comparison.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure memory only while the bar is visible."""
        self._memory_timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop measuring memory."""
        self._memory_timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QEvent) -> None:
        """The background, and a hairline above it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), paint.colour("window"))
        painter.fillRect(0, 0, self.width(), 1, paint.colour("hairline"))
