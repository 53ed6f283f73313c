"""Sliders, forms and small controls, by mouse, wheel and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from inpaint_studio.core.errors import StudioError
from inpaint_studio.engines.base import Param
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.kit.controls import (
    ColourButton,
    ComboBox,
    ElidedLabel,
    IconButton,
    ParamForm,
    Section,
    Slider,
    is_logarithmic,
)
from inpaint_studio.gui.kit.progress import ProgressBar

LEFT = Qt.MouseButton.LeftButton
PARAMS = (
    Param("size", "float", 40.0, "Size", "How wide it is.", minimum=1, maximum=1000, unit="px"),
    Param("rounds", "int", 7, "Rounds", minimum=3, maximum=15, step=2),
    Param("blend", "bool", True, "Blend"),
    Param("quality", "choice", "normal", "Quality", choices=("draft", "normal", "best")),
    Param("deep", "float", 0.5, "Deep", minimum=0, maximum=1, step=0.1, advanced=True),
)


def shown(qtbot: QtBot, widget: QWidget, width: int = 280) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def wheel(widget: QWidget) -> QWheelEvent:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


def number_slider(qtbot: QtBot) -> tuple[Slider, list[object]]:
    slider = Slider(0, 100, 50, unit="%", whole=True)
    heard: list[object] = []
    slider.changed.connect(heard.append)
    shown(qtbot, slider)
    return slider, heard


def test_wide_ranges_are_logarithmic_and_narrow_ones_are_not() -> None:
    assert is_logarithmic(1, 1000)
    assert is_logarithmic(1, 100)
    assert not is_logarithmic(1, 50)
    assert not is_logarithmic(0, 1000)


def test_half_way_on_a_logarithmic_slider_is_the_geometric_mean(qtbot: QtBot) -> None:
    slider = Slider(1, 10000, 1)
    shown(qtbot, slider)
    assert slider.track.value_at(500) == pytest.approx(100)
    assert slider.track.position_of(100) == 500


def test_values_come_while_the_slider_is_dragged(qtbot: QtBot) -> None:
    slider, heard = number_slider(qtbot)
    track = slider.track
    middle = track.height() // 2
    qtbot.mousePress(track, LEFT, pos=QPoint(20, middle))
    for x in range(20, 160, 10):
        qtbot.mouseMove(track, QPoint(x, middle))
    assert len(heard) > 5
    qtbot.mouseRelease(track, LEFT, pos=QPoint(160, middle))
    assert heard == sorted(heard)
    assert slider.value == heard[-1]
    assert slider.box.value() == heard[-1]


def test_a_click_on_the_slider_jumps_there(qtbot: QtBot) -> None:
    slider, heard = number_slider(qtbot)
    qtbot.mouseClick(slider.track, LEFT, pos=QPoint(slider.track.width() - 8, slider.track.height() // 2))
    assert slider.value >= 97
    assert len(heard) == 1


def test_a_typed_number_counts_on_enter(qtbot: QtBot) -> None:
    slider, heard = number_slider(qtbot)
    slider.box.setFocus()
    slider.box.selectAll()
    qtbot.keyClicks(slider.box, "73")
    assert heard == []
    qtbot.keyClick(slider.box, Qt.Key.Key_Return)
    assert heard == [73]
    assert slider.track.value() == slider.track.position_of(73)


def test_arrow_keys_move_a_slider_that_has_the_focus(qtbot: QtBot) -> None:
    slider, heard = number_slider(qtbot)
    slider.track.setFocus()
    qtbot.keyClick(slider.track, Qt.Key.Key_Right)
    assert heard == [51]


def test_the_wheel_over_controls_without_focus_changes_nothing_and_goes_on_to_the_panel(qtbot: QtBot) -> None:
    page = QWidget()
    rows = QVBoxLayout(page)
    other, slider, box = QPushButton("other"), Slider(0, 100, 50, whole=True), ComboBox()
    box.addItems(["one", "two", "three"])
    box.setCurrentIndex(1)
    for widget in (other, slider, box):
        rows.addWidget(widget)
    shown(qtbot, page)
    other.setFocus()
    for widget in (slider.track, slider.box, box):
        assert not wheel(widget).isAccepted()
    assert (slider.value, box.currentIndex()) == (50, 1)
    slider.track.setFocus()
    wheel(slider.track)
    assert slider.value > 50


def test_a_double_click_takes_a_slider_back_to_its_default(qtbot: QtBot) -> None:
    slider, heard = number_slider(qtbot)
    slider.set_value(80)
    qtbot.mouseDClick(slider.track, LEFT, pos=QPoint(30, slider.track.height() // 2))
    assert slider.value == 50
    assert heard[-1] == 50


def test_setting_a_value_is_silent_and_keeps_to_the_range(qtbot: QtBot) -> None:
    slider, heard = number_slider(qtbot)
    slider.set_value(700)
    assert (slider.value, heard) == (100, [])


def test_a_small_number_on_a_long_logarithmic_slider_stays_as_it_was_typed(qtbot: QtBot) -> None:
    slider = Slider(1, 10000, 40, whole=True, unit="px")
    shown(qtbot, slider)
    slider.set_value(7)
    assert slider.value == 7
    assert slider.box.text() == "7 px"


@pytest.mark.parametrize("compact", [False, True])
def test_a_form_shows_and_tells_each_parameter(qtbot: QtBot, compact: bool) -> None:
    form = ParamForm(PARAMS, {"size": 100.0}, None, compact)
    heard: list[tuple[str, object]] = []
    form.changed.connect(lambda name, value: heard.append((name, value)))
    shown(qtbot, form, 900)
    assert form.values == {"size": 100.0, "rounds": 7, "blend": True, "quality": "normal", "deep": 0.5}
    size, blend, quality = form.control("size"), form.control("blend"), form.control("quality")
    assert isinstance(size, Slider)
    assert isinstance(blend, QCheckBox)
    assert isinstance(quality, ComboBox)
    assert (size.box.text(), blend.isChecked(), quality.currentText()) == ("100 px", True, "Normal")
    qtbot.mouseClick(blend, LEFT, pos=QPoint(8, blend.height() // 2))
    quality.setFocus()
    qtbot.keyClick(quality, Qt.Key.Key_Down)
    assert heard == [("blend", False), ("quality", "best")]
    assert form.values["quality"] == "best"


def test_values_keep_their_types_and_steps(qtbot: QtBot) -> None:
    form = ParamForm(PARAMS)
    shown(qtbot, form)
    rounds = form.control("rounds")
    assert isinstance(rounds, Slider)
    rounds.track.setFocus()
    qtbot.keyClick(rounds.track, Qt.Key.Key_Right)
    assert form.values["rounds"] == 9
    assert isinstance(form.values["rounds"], int)


def test_a_form_goes_back_to_its_defaults_and_tells_what_changed(qtbot: QtBot) -> None:
    form = ParamForm(PARAMS, {"rounds": 11, "blend": False})
    qtbot.addWidget(form)
    heard: list[tuple[str, object]] = []
    form.changed.connect(lambda name, value: heard.append((name, value)))
    assert not form.is_default
    form.reset()
    assert form.is_default
    assert heard == [("rounds", 7), ("blend", True)]
    rounds = form.control("rounds")
    assert isinstance(rounds, Slider)
    assert rounds.value == 7


def test_a_form_set_from_outside_is_silent_and_refuses_what_does_not_fit(qtbot: QtBot) -> None:
    form = ParamForm(PARAMS)
    qtbot.addWidget(form)
    with qtbot.assertNotEmitted(form.changed):
        form.set_values({"size": 3, "unknown": 1})
    assert form.values["size"] == 3.0
    with pytest.raises(StudioError):
        form.set_values({"size": 5000})


def test_advanced_parameters_are_folded_away(qtbot: QtBot) -> None:
    form = ParamForm(PARAMS)
    shown(qtbot, form)
    deep = form.control("deep")
    assert form.advanced is not None
    assert not deep.isVisible()
    qtbot.mouseClick(form.advanced.header, LEFT)
    assert deep.isVisible()


def test_what_only_a_guide_needs_is_not_shown(qtbot: QtBot) -> None:
    form = ParamForm((*PARAMS, Param("trust", "float", 1.0, "Trust", minimum=0, maximum=1, needs_guide=True)))
    qtbot.addWidget(form)
    assert [param.name for param in form.params] == [param.name for param in PARAMS]
    assert form.is_default
    form.set_values({"trust": 0.5})
    assert "trust" not in form.values


INFOS = {entry.name: entry.info for entry in REGISTRY.entries() if entry.info is not None}


@pytest.mark.parametrize("name", INFOS)
@pytest.mark.parametrize("compact", [False, True])
def test_every_engine_has_a_form_whose_controls_have_names(qtbot: QtBot, name: str, compact: bool) -> None:
    form = ParamForm(INFOS[name].params, None, None, compact)
    qtbot.addWidget(form)
    for param in form.params:
        control = form.control(param.name)
        assert control.toolTip() == param.help
        if isinstance(control, Slider):
            assert control.track.accessibleName() == param.label


def test_a_panel_form_fits_into_a_panel(qtbot: QtBot) -> None:
    for info in INFOS.values():
        form = ParamForm(info.params)
        qtbot.addWidget(form)
        assert form.minimumSizeHint().width() <= 276


def test_a_section_opens_from_the_keyboard_and_tells(qtbot: QtBot) -> None:
    section = Section("More", expanded=False)
    inside = QPushButton("inside")
    section.content.addWidget(inside)
    shown(qtbot, section)
    assert not inside.isVisible()
    section.header.setFocus()
    with qtbot.waitSignal(section.toggled) as told:
        qtbot.keyClick(section.header, Qt.Key.Key_Space)
    assert told.args == [True]
    assert inside.isVisible()


def test_an_icon_button_has_a_name_and_leaves_the_focus_where_it_was(qtbot: QtBot) -> None:
    page = QWidget()
    rows = QVBoxLayout(page)
    place, button = QPushButton("place"), IconButton("close", "Close")
    rows.addWidget(place)
    rows.addWidget(button)
    shown(qtbot, page)
    place.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, LEFT)
    assert page.focusWidget() is place
    assert (button.accessibleName(), button.toolTip()) == ("Close", "Close")


def test_a_long_text_is_cut_and_all_of_it_stays_in_the_tooltip(qtbot: QtBot) -> None:
    long = "a photo with a very long name indeed.jpg"
    line = ElidedLabel(long, Qt.TextElideMode.ElideMiddle)
    shown(qtbot, line, 120)
    assert "…" in line.text()
    assert (line.toolTip(), line.full_text) == (long, long)
    line.resize(600, 20)
    assert line.text() == long


def test_a_colour_is_chosen_with_a_click(qtbot: QtBot) -> None:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QColorDialog

    button = ColourButton("#ff3d71", "Colour of the mask")
    shown(qtbot, button)
    qtbot.mouseClick(button, LEFT)
    dialog = button.findChild(QColorDialog)
    assert dialog.windowTitle() == "Colour of the mask"
    assert dialog.currentColor() == QColor("#ff3d71")
    dialog.setCurrentColor(QColor("#00ff00"))
    with qtbot.waitSignal(button.changed) as told:
        dialog.accept()
    assert told.args == ["#00ff00"]
    qtbot.waitUntil(lambda: button.findChild(QColorDialog) is None)
    qtbot.mouseClick(button, LEFT)
    with qtbot.assertNotEmitted(button.changed):
        button.findChild(QColorDialog).reject()


def test_a_window_may_go_while_a_colour_is_chosen(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QColorDialog

    window = QWidget()
    button = ColourButton("#ff3d71", "Colour of the mask", window)
    window.show()
    qtbot.mouseClick(button, LEFT)
    dialog = window.findChild(QColorDialog)
    assert dialog.isVisible()
    window.deleteLater()
    qtbot.waitUntil(lambda: not isValid(window))
    assert not isValid(dialog)


def test_a_bar_is_painted_when_the_window_is(qtbot: QtBot) -> None:
    class Counted(ProgressBar):
        painted = 0

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            self.painted += 1

    bar = Counted()
    shown(qtbot, bar)
    qtbot.waitUntil(lambda: bar.painted > 0)
    before = bar.painted
    for step in range(1, 11):
        bar.show_fraction(step / 10)
    assert bar.painted == before
    qtbot.waitUntil(lambda: bar.painted > before)
    assert bar.value() == bar.maximum()
