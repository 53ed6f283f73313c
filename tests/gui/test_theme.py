"""Both themes are readable, and a change reaches everything."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.gui.kit import theme
from inpaint_studio.gui.kit.theme import DARK, LIGHT, Palette, apply_theme, tabular

GROUNDS_OF_TEXT = {
    "text": ("surround", "window", "panel", "raised", "hover", "field", "selection"),
    "muted": ("window", "panel", "raised", "field"),
    "accent": ("window", "panel", "field"),
    "danger": ("window", "panel", "field"),
    "ok": ("window", "panel", "field"),
    "warning": ("window", "panel", "field"),
}
PAIRS = [(text, ground) for text, grounds in GROUNDS_OF_TEXT.items() for ground in grounds]
PAIRS += [("on_accent", "accent"), ("on_accent", "accent_hover")]


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    yield
    apply_theme(qapp, "dark")


def luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda colours: colours.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_every_ground_it_is_used_on(colours: Palette, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


def test_headings_are_bold_in_chinese_too() -> None:
    """Fonts of Chinese seldom have a weight between regular and bold, so Qt would show the regular one."""
    folder = resources_dir().parent / "inpaint_studio" / "gui"
    sources = [*folder.rglob("*.py"), *folder.rglob("*.qss")]
    between = re.compile(r"font-weight: *\d|DemiBold")
    assert not [path.name for path in sources if between.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("name", ["dark", "light"])
def test_a_button_with_the_focus_has_one_border(qapp: QApplication, qtbot: QtBot, name: str) -> None:
    apply_theme(qapp, name)
    window = QWidget()
    qtbot.addWidget(window)
    QPushButton("Back", window)
    button = QPushButton("Find", window)
    button.resize(200, 28)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    while not button.hasFocus():
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)  # the style would add a frame
    shown = button.grab().toImage()
    inside = {shown.pixelColor(x, 4).name() for x in range(8, 192)}
    assert inside == {theme.palette().raised.name()}


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda colours: colours.name)
@pytest.mark.parametrize("ground", ["window", "panel", "field"])
def test_the_ring_of_the_focus_stands_out(colours: Palette, ground: str) -> None:
    assert contrast(colours.accent, getattr(colours, ground)) >= 3


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda colours: colours.name)
def test_the_grounds_are_neutral_so_that_the_photo_keeps_its_colours(colours: Palette) -> None:
    for ground in (colours.surround, colours.window, colours.panel):
        parts = (ground.red(), ground.green(), ground.blue())
        assert max(parts) - min(parts) <= 6


def test_dark_is_the_default_where_the_system_does_not_say(qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    apply_theme(qapp, "system")
    assert theme.palette() is DARK


def test_a_change_reaches_widgets_that_are_shown_and_is_told_once(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "dark")
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    with qtbot.waitSignal(theme.watcher.theme_changed):
        apply_theme(qapp, "light")
    with qtbot.assertNotEmitted(theme.watcher.theme_changed):
        apply_theme(qapp, "light")
    assert widget.palette().color(QPalette.ColorRole.Window) == LIGHT.window


def test_a_change_polishes_a_widget_the_same_number_of_times_however_deep_it_is(
    qapp: QApplication, qtbot: QtBot
) -> None:
    class Counting(QWidget):
        changes = 0

        def changeEvent(self, event: QEvent) -> None:
            self.changes += event.type() == QEvent.Type.StyleChange
            super().changeEvent(event)

    apply_theme(qapp, "dark")
    chain = [Counting()]
    qtbot.addWidget(chain[0])
    for _ in range(8):
        chain.append(Counting(chain[-1]))
    chain[0].show()
    for widget in chain:
        widget.changes = 0
    apply_theme(qapp, "light")
    assert len({widget.changes for widget in chain}) == 1
    assert chain[-1].changes <= 2


def test_the_theme_follows_the_system_while_it_is_asked_to(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_theme(qapp, "system")
    monkeypatch.setattr(theme, "apply_theme", lambda app, wanted: apply_theme(app, "light"))
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.palette() is LIGHT


def test_buttons_are_as_high_as_the_grid_wants(qapp: QApplication, qtbot: QtBot) -> None:
    apply_theme(qapp, "dark")
    button = QPushButton("Fill")
    qtbot.addWidget(button)
    assert button.sizeHint().height() == theme.CONTROL_HEIGHT


def test_disabled_text_differs_from_enabled_text(qapp: QApplication) -> None:
    for colours in (DARK, LIGHT):
        made = theme.qt_palette(colours)
        role = QPalette.ColorRole.ButtonText
        assert made.color(QPalette.ColorGroup.Disabled, role) != made.color(QPalette.ColorGroup.Active, role)


def test_digits_of_numbers_are_equally_wide(qapp: QApplication) -> None:
    metrics = QFontMetricsF(tabular())
    assert len({round(metrics.horizontalAdvance(digit), 3) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda colours: colours.name)
def test_pictures_in_the_stylesheet_exist_in_colours_of_the_palette(colours: Palette) -> None:
    known = {colour.name() for colour in vars(colours).values() if isinstance(colour, QColor)}
    folder = resources_dir() / "icons" / colours.name
    sheet = theme.stylesheet(colours)
    files = {part.split('"')[0] for part in sheet.split('url("')[1:]}
    assert files == {file.as_posix() for file in folder.glob("*.svg")}
    for file in files:
        assert ET.parse(file).getroot().get("stroke") in known
