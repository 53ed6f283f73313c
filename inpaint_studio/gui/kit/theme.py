"""The theme: two palettes, the Fusion style, and a small stylesheet.

Widgets read colours from `palette()` when they paint, and repaint on `watcher.theme_changed`. Properties
for the stylesheet: `ground` = "surround", "window", "panel" or "raised" (`set_ground`),
`role` of a QLabel = "title", "heading", "muted", "danger", "ok", "warning" or "picture" (`set_role`), and
`primary` = True for the main button of a group (`set_primary`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ...core.paths import resources_dir

CONTROL_HEIGHT = 28
"""px of a button, field or row of a form."""
GRID = 8
"""px; spacings are multiples of it, or half of it inside a control."""
RADIUS = 6
"""px of the corners of controls."""
FONT_SIZE = 13
"""px of all text except titles."""
PANEL_WIDTH = 300
"""px of the width of the side panels."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme. Text has a contrast of at least 4.5 : 1 on the grounds named in comments."""

    name: str
    # grounds
    surround: QColor  # around the photo
    window: QColor
    panel: QColor
    raised: QColor  # buttons, tooltips, chips
    hover: QColor  # a raised control under the pointer
    field: QColor  # text fields
    selection: QColor  # the chosen row, selected text
    hairline: QColor
    # text
    text: QColor  # on everything
    muted: QColor  # on window, panel, raised and field
    disabled: QColor
    accent: QColor  # on window, panel and field; the fill of the primary button
    accent_hover: QColor
    on_accent: QColor  # on the two above
    danger: QColor  # on window, panel and field, like the next two
    ok: QColor
    warning: QColor
    overlay: QColor  # the mask, unless the user chose another colour


def _palette(name: str, **colours: str) -> Palette:
    return Palette(name, **{role: QColor(colour) for role, colour in colours.items()})


DARK = _palette(
    "dark",
    surround="#1b1c1e",
    window="#232427",
    panel="#2a2c30",
    raised="#34363b",
    hover="#3e4147",
    field="#1f2023",
    selection="#2f4a6b",
    hairline="#3c3f45",
    text="#e4e6ea",
    muted="#9aa0a8",
    disabled="#6a7078",
    accent="#4c9ffe",
    accent_hover="#6bb0ff",
    on_accent="#0c1420",
    danger="#ff6b6b",
    ok="#58c98b",
    warning="#e8b04a",
    overlay="#ff3d71",
)
LIGHT = _palette(
    "light",
    surround="#d9dadd",
    window="#f4f5f6",
    panel="#ffffff",
    raised="#f2f3f4",
    hover="#e4e7ea",
    field="#ffffff",
    selection="#cfe2fb",
    hairline="#d5d8dc",
    text="#1f2328",
    muted="#667079",
    disabled="#a2a9b0",
    accent="#1467cf",
    accent_hover="#0f58b4",
    on_accent="#ffffff",
    danger="#c92a2a",
    ok="#17753f",
    warning="#8a5a00",
    overlay="#ff3d71",
)


class ThemeWatcher(QObject):
    """Signals changes of the colours, and follows the system if wanted."""

    theme_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.palette = DARK
        self.wanted = "system"
        self._listening = False

    def listen(self) -> None:
        """Follow the system's colour scheme from now on."""
        if not self._listening:
            self._listening = True
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def _system_changed(self) -> None:
        application = QApplication.instance()
        if self.wanted == "system" and isinstance(application, QApplication):
            apply_theme(application, "system")


watcher = ThemeWatcher()
"""Its `theme_changed` is emitted after the application has its new colours."""


def palette() -> Palette:
    """The present colours."""
    return watcher.palette


def apply_theme(application: QApplication, theme: str) -> None:
    """Apply a theme: "dark", "light", or "system" (dark if the system has no preference)."""
    watcher.wanted = theme
    hints = QGuiApplication.styleHints()
    asked = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}.get(theme)
    # title bars and system dialogs follow this
    if asked is None:
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(asked)
    watcher.listen()
    scheme = hints.colorScheme() if asked is None else asked
    colours = LIGHT if scheme == Qt.ColorScheme.Light else DARK
    if watcher.palette is colours and application.property("studioTheme") == colours.name:
        return
    watcher.palette = colours
    if application.property("studioTheme") is None:
        application.setStyle("Fusion")
    application.setProperty("studioTheme", colours.name)
    # When one sheet replaces another, Qt polishes a widget once for each of its parents: four times the work.
    application.setStyleSheet("")
    application.setPalette(qt_palette(colours))
    font = application.font()
    if font.pixelSize() != FONT_SIZE:
        font.setPixelSize(FONT_SIZE)
        application.setFont(font)
    application.setStyleSheet(stylesheet(colours))
    watcher.theme_changed.emit()


def qt_palette(colours: Palette) -> QPalette:
    """The colours as a palette for what Qt paints itself."""
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.field,
        QPalette.ColorRole.AlternateBase: colours.panel,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.danger,
        QPalette.ColorRole.Light: colours.hover,
        QPalette.ColorRole.Midlight: colours.raised,
        QPalette.ColorRole.Mid: colours.hairline,
        QPalette.ColorRole.Dark: colours.hairline,
        QPalette.ColorRole.Shadow: colours.surround,
        QPalette.ColorRole.Highlight: colours.selection,
        QPalette.ColorRole.HighlightedText: colours.text,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.Accent: colours.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, colour)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, colours.disabled)
    return made


def stylesheet(colours: Palette) -> str:
    """The stylesheet in these colours."""
    values = {role: colour.name() for role, colour in vars(colours).items() if isinstance(colour, QColor)}
    folder = (resources_dir() / "icons" / colours.name).as_posix()
    sheet = Path(__file__).with_name("theme.qss").read_text("utf-8")
    return Template(sheet).substitute(values, icons=folder)


def tabular(font: QFont | None = None) -> QFont:
    """A font (None: the application's) with digits of equal width, so that changing numbers do not jump."""
    wide = QFont(QGuiApplication.font() if font is None else font)
    wide.setFeature(QFont.Tag("tnum"), 1)
    return wide


def set_ground(widget: QWidget, ground: str) -> None:
    """Set the background of a widget: "surround", "window", "panel" or "raised"."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    _set(widget, "ground", ground)


def set_role(widget: QWidget, role: str) -> None:
    """Set the role of a label: "title", "heading", "muted", "danger", "ok", "warning", "picture", or ""."""
    _set(widget, "role", role)


def set_primary(widget: QWidget, primary: bool = True) -> None:
    """Mark the main button of a group."""
    _set(widget, "primary", primary)


def _set(widget: QWidget, name: str, value: object) -> None:
    widget.setProperty(name, value)
    # the stylesheet reads properties only when a widget is polished, which happens before it is shown
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
