"""What a probe found: a sentence, the ranking and what its figures mean, the places, close-ups."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ...core.arrays import Bytes, Pixels
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.photo import Photo
from ...engines.registry import Registry
from ...evaluation.places import Probe
from ...evaluation.ranking import Verdict
from ..canvas.display import DisplayTransform
from ..canvas.pyramid import image_of
from ..kit.controls import Hairline, label, push_button
from ..kit.layouts import add, column_layout, empty, row_layout
from ..kit.theme import GRID, set_ground
from ..words.numbers import engine_label, listed, percent
from .standing_bar import StandingBar

_THUMB = 76  # px of a thumbnail
_CONTEXT = 12  # px of photo around the shape in it


class ProbeOutcome(QWidget):
    """Shows a verdict; empty before there is one."""

    place_asked = Signal(int)
    """The tested place with that number (from 0) is to be looked at."""

    def __init__(self, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "panel")
        self._registry = registry
        self._column = column_layout(self, spacing=GRID, margins=(0, 0, GRID, 0))

    def show_verdict(self, verdict: Verdict, probe: Probe, pictures: Mapping[str, Bytes]) -> None:
        """Show the verdict; `pictures` are close-ups of the fills at the first place, by engine."""
        empty(self._column)
        bars = [
            StandingBar(engine_label(self._registry, one.name), one, place == 0, self)
            for place, one in enumerate(verdict.standings)
        ]
        add(self._column, label(self.sentence(verdict), "", self, wraps=True), Hairline(), *bars)
        if len(verdict.standings) > 1:
            add(self._column, label(self.meaning(verdict), "muted", self, wraps=True))
        add(self._column, Hairline(), self._places(probe), self._thumbnails(verdict, probe, pictures))
        notes = self.notes(probe)
        if notes:
            add(self._column, label(notes, "muted", self, wraps=True))
        add(self._column, None)

    def sentence(self, verdict: Verdict) -> str:
        """The verdict in one sentence."""
        names = [engine_label(self._registry, one.name) for one in verdict.standings]
        if len(names) < 2:
            return self.tr("Fewer than two engines could fill the places.")
        if verdict.winner is None:
            rivals = [engine_label(self._registry, name) for name in verdict.rivals]
            return self.tr(
                "No clear winner at %n place(s): {names} are too close to tell apart.", "", verdict.places
            ).format(names=listed([names[0], *rivals]))
        return self.tr(
            "{first} suits this photo best: it was closer than {second} at {wins} of %n place(s).",
            "",
            verdict.places,
        ).format(first=names[0], wins=verdict.wins, second=names[1])

    def meaning(self, verdict: Verdict) -> str:
        """What the percentages are, by the example of the first."""
        first = verdict.standings[0]
        line = self.tr(
            "{percent} means: in {percent} of its comparisons with another engine at the same place, the "
            "fill of {engine} was closer to the real photo. 50 % is average. The thin line shows how "
            "uncertain the figure is after so few places."
        )
        name = engine_label(self._registry, first.name)
        line = line.format(percent=percent(first.share), engine=name)
        return line.replace(" %", "\N{NO-BREAK SPACE}%")

    def notes(self, probe: Probe) -> str:
        """How the shape was changed to fit."""
        if probe.part:
            return self.tr("Only the densest part of the mask was tested.")
        if probe.size < 1:
            return self.tr(
                "The shape was tested at {percent} of its size, as there was no room for all of it."
            ).format(percent=percent(probe.size))
        scale = probe.places[0].scale
        if scale < 1:
            return self.tr("The places were tested at {percent} of their size, to save time.").format(
                percent=percent(scale)
            )
        return ""

    def _places(self, probe: Probe) -> QWidget:
        """A button for each tested place, which shows it on the photo."""
        strip = QWidget(self)
        row = row_layout(strip, [label(self.tr("Tested at"), "muted", strip)], spacing=GRID // 2)
        for number in range(len(probe.places)):
            button = push_button(str(number + 1), lambda _, at=number: self.place_asked.emit(at), strip)
            words = self.tr("Show place {number} on the photo").format(number=number + 1)
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setFixedWidth(40)
            row.addWidget(button)
        row.addStretch(1)
        return strip

    def _thumbnails(self, verdict: Verdict, probe: Probe, pictures: Mapping[str, Bytes]) -> QWidget:
        """The truth at the first place, and the fills of the best and the last engine."""
        strip = QWidget(self)
        row = row_layout(strip, spacing=GRID)
        shown = [(self.tr("Real photo"), close_up(probe, probe.places[0].truth.pixels))]
        ends = verdict.standings[:1] + verdict.standings[1:][-1:]
        for words, standing in zip((self.tr("Best"), self.tr("Last")), ends, strict=False):
            if standing.name in pictures:
                name = engine_label(self._registry, standing.name)
                shown.append((f"{words}\n{name}", pictures[standing.name]))
        for words, picture in shown:
            image = QLabel(strip)
            image.setPixmap(_pixmap(picture))
            image.setAccessibleName(words)
            image.setFixedWidth(_THUMB)
            caption = label("", "muted", strip)
            lines = words.split("\n")
            elided = (
                caption.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, _THUMB) for line in lines
            )
            caption.setText("\n".join(elided))
            caption.setToolTip(": ".join(lines))
            row.addLayout(column_layout(None, [image, caption, None], spacing=2))
        row.addStretch(1)
        return strip


def close_up(probe: Probe, pixels: Pixels) -> Bytes:
    """The shape at the first place with a little context, in screen pixels (h, w, 4) uint8."""
    place = probe.places[0]
    part = Mask.from_array(place.hole).bounds.grown(_CONTEXT) & Rect.of(place.truth.size)
    photo = Photo(np.ascontiguousarray(pixels[part.slices]))
    return DisplayTransform().screen(photo.pixels, None)


def _pixmap(screen: Bytes) -> QPixmap:
    """A thumbnail of screen pixels, copied."""
    image = image_of(screen, Rect(0, 0, screen.shape[1], screen.shape[0]))
    return QPixmap.fromImage(
        image.scaled(
            _THUMB, _THUMB, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    )
