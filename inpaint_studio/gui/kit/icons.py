"""The icons: SVG files on a 20 px grid, in the colours of the theme.

A `QIcon` holds pixels, so one made before the theme or the screens changed keeps its old ones: give icons
to buttons and actions with `set_icon`, which updates them, rather than with `setIcon(icon(...))`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QScreen
from PySide6.QtSvg import QSvgRenderer

from ...core.paths import resources_dir
from .theme import palette, watcher

SIZE = 20
"""px of the grid on which the icons are drawn."""


class HasIcon(Protocol):
    """A button or an action."""

    def setIcon(self, icon: QIcon, /) -> None: ...


_bound: WeakKeyDictionary[HasIcon, tuple[str, int]] = WeakKeyDictionary()


def icon_names() -> tuple[str, ...]:
    """The names of all icons, sorted."""
    return tuple(sorted(file.stem for file in _folder().glob("*.svg")))


def icon(name: str, size: int = SIZE) -> QIcon:
    """The icon in the present colours: muted when disabled, in the accent colour when checked.

    `size` is in device-independent px. Raises KeyError when there is no such icon.
    """
    return _icon(name, size, palette().name, screen_ratios())


def screen_ratios() -> tuple[float, ...]:
    """The device pixel ratios of the present screens, ascending."""
    return tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}))


def icon_pixmap(name: str, colour: QColor, size: float = SIZE, ratio: float = 1.0) -> QPixmap:
    """The icon in one colour, `size` device-independent px at this device pixel ratio."""
    renderer = _renderer(name, colour.name())
    side = max(1, round(size * ratio))
    made = QPixmap(QSize(side, side))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def set_icon(target: HasIcon, name: str, size: int = SIZE) -> None:
    """Set the icon of a button or action, and update it whenever the theme changes."""
    _follow_screens()
    _bound[target] = (name, size)
    target.setIcon(icon(name, size))


def _update_icons() -> None:
    for target, (name, size) in list(_bound.items()):
        try:
            target.setIcon(icon(name, size))
        except RuntimeError:  # deleted by Qt, but not yet by Python
            _bound.pop(target, None)


watcher.theme_changed.connect(_update_icons)


@cache
def _follow_screens() -> None:
    """Draw the icons for another screen, or for another scale of one, from now on."""

    def follow(screen: QScreen) -> None:
        screen.logicalDotsPerInchChanged.connect(_update_icons)

    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        application.screenAdded.connect(follow)
        application.screenAdded.connect(_update_icons)
        for screen in application.screens():
            follow(screen)


@lru_cache(maxsize=512)
def _icon(name: str, size: int, theme: str, ratios: tuple[float, ...]) -> QIcon:
    colours, off, on = palette(), QIcon.State.Off, QIcon.State.On
    normal, selected, disabled = QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled
    states = (
        (colours.text, ((normal, off), (selected, off))),
        (colours.accent, ((normal, on), (selected, on))),
        (colours.disabled, ((disabled, off), (disabled, on))),
    )
    made = QIcon()
    for colour, uses in states:
        for ratio in ratios:
            pixels = icon_pixmap(name, colour, size, ratio)
            for mode, state in uses:
                made.addPixmap(pixels, mode, state)
    return made


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    drawing = _drawing(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(drawing.encode("utf-8")))


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    file = _folder() / f"{name}.svg"
    if not file.is_file():
        raise KeyError(name)
    return file.read_text("utf-8")


def _folder() -> Path:
    return resources_dir() / "icons"
