"""Icons: all drawn alike, in the colours of the theme, crisp, and renewed with it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QScreen
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.gui.commands.table import COMMANDS
from inpaint_studio.gui.kit.icons import icon, icon_names, icon_pixmap, set_icon
from inpaint_studio.gui.kit.theme import DARK, LIGHT, apply_theme

NEEDED = """
    brush eraser lasso rectangle ellipse select sources clone hand zoom wipe crop undo redo open save fill
    cancel star star-filled close visible hidden refresh plus minus more compare grid blink difference
    disagreement export settings help history layers navigator engine fit chevron-down chevron-right
    warning info check delete copy paste folder keep probe regions auto swap
"""


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "dark")
    yield
    apply_theme(qapp, "dark")


def strongest(image: QImage) -> QColor:
    """The colour of the most opaque pixel."""
    pixels = [image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width())]
    return max(pixels, key=lambda colour: colour.alpha())


def test_every_name_is_drawn() -> None:
    assert set(NEEDED.split()) <= set(icon_names())


@pytest.mark.parametrize("name", [file.stem for file in sorted((resources_dir() / "icons").glob("*.svg"))])
def test_an_icon_is_drawn_in_one_stroke_on_the_grid_and_paints_something(name: str) -> None:
    root = ET.parse(resources_dir() / "icons" / f"{name}.svg").getroot()
    assert (root.get("viewBox"), root.get("stroke-width")) == ("0 0 20 20", "1.6")
    assert not re.search("#[0-9a-f]{3}", ET.tostring(root, "unicode"))
    image = icon_pixmap(name, QColor("#123456"), 20).toImage()
    shown = strongest(image)
    assert shown.alpha() > 180
    assert max(abs(shown.red() - 0x12), abs(shown.green() - 0x34), abs(shown.blue() - 0x56)) < 4


def test_no_icon_is_cut_off_at_the_edge() -> None:
    for name in icon_names():
        image = icon_pixmap(name, QColor("white"), 80).toImage()
        edge = [image.pixelColor(x, y).alpha() for x in range(80) for y in (0, 1, 78, 79)]
        edge += [image.pixelColor(x, y).alpha() for y in range(80) for x in (0, 1, 78, 79)]
        assert max(edge) < 128, name


def test_commands_name_icons_that_exist() -> None:
    assert {command.icon for command in COMMANDS if command.icon} <= set(icon_names())


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_an_icon_has_pixels_for_every_device_pixel(ratio: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QScreen, "devicePixelRatio", lambda _: ratio)
    pixmap = icon("close").pixmap(QSize(20, 20), ratio)
    assert pixmap.size() == QSize(round(20 * ratio), round(20 * ratio))


def test_states_have_their_colours() -> None:
    made = icon("close")
    for mode, state, colour in (
        (QIcon.Mode.Normal, QIcon.State.Off, DARK.text),
        (QIcon.Mode.Normal, QIcon.State.On, DARK.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, DARK.disabled),
    ):
        shown = strongest(made.pixmap(QSize(20, 20), 3.0, mode, state).toImage())
        assert abs(shown.red() - colour.red()) < 4
        assert abs(shown.blue() - colour.blue()) < 4


def test_icons_given_away_are_renewed_with_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    button, action = QToolButton(), QAction()
    qtbot.addWidget(button)
    set_icon(button, "close")
    set_icon(action, "close")
    apply_theme(qapp, "light")
    for target in (button, action):
        shown = strongest(target.icon().pixmap(QSize(20, 20), 3.0).toImage())
        assert abs(shown.red() - LIGHT.text.red()) < 4


def test_a_button_that_is_gone_does_not_hinder_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    set_icon(button, "close")
    button.deleteLater()
    QCoreApplication.sendPostedEvents(button, QEvent.Type.DeferredDelete)
    apply_theme(qapp, "light")
