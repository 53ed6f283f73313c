"""The row above the photo: the present tool, its options, and how the mask is shown."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy, QWidget

from ...engines.base import ParamValue
from ..canvas.tools import Tool
from ..canvas.tools.base import Remembered
from ..commands.table import tool_command
from ..kit.controls import ColourButton, Hairline, ParamForm, Slider, label
from ..kit.icons import icon_pixmap
from ..kit.layouts import add, row_layout
from ..kit.theme import CONTROL_HEIGHT, GRID, palette, watcher

if TYPE_CHECKING:
    from ..session.session import Session
    from .toolbox import Toolbox

HEIGHT = 40
"""px of the row."""
_TRACKS = (110, 72, 44, 0)
"""Slider widths in px, from a wide window to a narrow one; at 0 only the number field is left."""


class ToolOptions(QWidget):
    """Shows the options of the toolbox's present tool and passes changes to it."""

    def __init__(self, toolbox: Toolbox, session: Session) -> None:
        super().__init__()
        self._toolbox = toolbox
        self._session = session
        self._tool: Tool | None = None
        self.form: ParamForm | None = None
        """The controls of the tool's options, or None for a tool that has none."""
        self._remembered = Remembered(session, self)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._picture = QLabel()
        self._picture.setFixedSize(20, 20)
        self._name = label("", "heading")
        self._row = row_layout(self, spacing=GRID, margins=(GRID, 0, GRID, 0))
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # `_fit` makes room
        self.overlay = _Overlay(self)
        add(self._row, self._picture, self._name, GRID, None, self.overlay)
        self.overlay.colour.changed.connect(lambda colour: self._set_overlay(overlay_colour=colour))
        self.overlay.opacity.changed.connect(lambda value: self._set_overlay(overlay_opacity=value / 100))
        toolbox.changed.connect(self._follow)
        session.settings_changed.connect(self._show_overlay)
        watcher.theme_changed.connect(self._show_overlay)
        watcher.theme_changed.connect(self._show_icon)
        for tool in toolbox.tools.values():
            tool.params_changed.connect(partial(self._rebuild, tool))
            tool.changed.connect(partial(self._show_values, tool))
        self._show_overlay()
        self._follow()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    # -- the tool -------------------------------------------------------------------------------------

    def _follow(self) -> None:
        if self._toolbox.tool is not self._tool:
            self._tool = self._toolbox.tool
            self._name.setText(tool_command(self._tool.name).label)
            self._show_icon()
            self._rebuild(self._tool)

    def _show_icon(self) -> None:
        if self._tool is not None:
            ratio = self.devicePixelRatioF()
            self._picture.setPixmap(
                icon_pixmap(tool_command(self._tool.name).icon, palette().text, 20, ratio)
            )

    def _rebuild(self, tool: Tool) -> None:
        if tool is not self._tool:
            return
        if self.form is not None:
            self._row.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if tool.params:
            self.form = ParamForm(tool.params, tool.values, self, compact=True)
            self.form.changed.connect(self._take)
            self._row.insertWidget(3, self.form)
            self.form.show()  # or the layout would ignore it
            self._order_focus(self.form)
        self._fit()

    def _order_focus(self, form: ParamForm) -> None:
        """Let Tab go from left to right: the form is newer than the overlay's controls, but before them."""
        controls = [*form.findChildren(QWidget), *self.overlay.findChildren(QWidget)]
        stops = [
            control
            for control in controls
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus
            and control.focusProxy() is None  # not the field within a number
            and control.window() is self.window()  # nor the list of a choice
        ]
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _take(self, name: str, value: ParamValue) -> None:
        if self._tool is not None:
            self._tool.set_value(name, value)

    def _show_values(self, tool: Tool) -> None:
        if tool is self._tool and self.form is not None and self.form.values != tool.values:
            self.form.set_values(tool.values)

    def _fit(self) -> None:
        """Make all sliders equally long, as long as there is room."""
        sliders = [] if self.form is None else self.form.findChildren(Slider)
        sliders += self.overlay.findChildren(Slider)
        for length in _TRACKS:
            for slider in sliders:
                slider.set_track_length(length)
                self._forget_sizes(slider.track)
            if self._row.sizeHint().width() <= self.width():
                break

    def _forget_sizes(self, track: QWidget) -> None:
        """Make the layouts around a slider's track forget its size now, not at the next event."""
        around = track.parentWidget()
        while around is not None and around is not self:
            layout = around.layout()
            if layout is not None:
                layout.invalidate()
            around.updateGeometry()
            around = around.parentWidget()
        self._row.invalidate()

    # -- the overlay ----------------------------------------------------------------------------------

    def _show_overlay(self) -> None:
        settings = self._session.settings
        self.overlay.colour.set_colour(settings.overlay_colour or palette().overlay.name())
        if not self._remembered.has_pending("overlay_opacity"):
            self.overlay.opacity.set_value(round(settings.overlay_opacity * 100))

    def _set_overlay(self, **changes: ParamValue) -> None:
        """Show the change at once; write the settings once the slider has settled."""
        canvas = self._toolbox.canvas
        style = canvas.overlay
        for name, value in changes.items():
            if name == "overlay_colour":
                style = replace(style, colour=QColor(str(value)))
            else:
                style = replace(style, opacity=float(value))
            self._remembered.put(name, value)
        canvas.set_overlay(style)


class _Overlay(QWidget):
    """The colour and opacity of the mask overlay."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = row_layout(self, spacing=GRID)
        rule = Hairline(vertical=True)
        rule.setFixedHeight(20)
        row.addWidget(rule, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(GRID // 2)
        caption = label(self.tr("Overlay"), "muted")
        caption.setFixedHeight(CONTROL_HEIGHT)
        row.addWidget(caption)
        self.colour = ColourButton("#ff3d71", self.tr("Colour of the mask"))
        row.addWidget(self.colour)
        self.opacity = Slider(
            5, 100, 45, step=1, unit="%", whole=True, name=self.tr("How strongly the mask shows")
        )
        self.opacity.setToolTip(self.tr("How strongly the mask shows"))
        row.addWidget(self.opacity, 0, Qt.AlignmentFlag.AlignVCenter)
