"""The window through which values are shown, the tool that sets it, and the values under the pointer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.gui.canvas.display import display_transform
from inpaint_studio.gui.canvas.tools import make_tools
from inpaint_studio.gui.canvas.tools.base import Tool
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.commands.editor import Situation
from inpaint_studio.gui.commands.table import why_not
from inpaint_studio.gui.dialogs.few_pixels import FewPixels
from inpaint_studio.gui.files.reading import read_picture
from inpaint_studio.gui.panels.status import StatusBar
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.words import numbers as words
from tests.gui.medical.objects import phantom, write_dicom
from tests.gui.tools.conftest import Hand
from tests.gui.windows import shown


def greys(session: Session) -> np.ndarray:
    """What the screen shows of the frame."""
    screen = display_transform(session.photo).read(session.document, Rect.of(session.size))
    assert (screen[..., 0] == screen[..., 2]).all()
    return screen[..., 0].astype(int)


def windowed(values: np.ndarray, center: float, width: float) -> np.ndarray:
    """The formula of DICOM PS3.3 C.11.2.1.2.1."""
    share = ((values - (center - 0.5)) / (width - 1) + 0.5) * 255
    return np.clip(share, 0, 255)


@pytest.fixture
def tool(session: Session, canvas: Canvas) -> Tool:
    """The tool, in hand."""
    tool = make_tools(session, canvas)["window"]
    canvas.set_tool(tool)
    canvas.zoom_to(2.0)
    return tool


def test_values_show_through_the_window_of_the_file(session: Session) -> None:
    wanted = windowed(phantom(3)[0], 40, 400)
    assert np.abs(greys(session) - wanted).max() <= 0.51


def test_monochrome1_is_inverted_for_display_only(empty_session: Session, tmp_path: Path) -> None:
    file = write_dicom(tmp_path / "one.dcm", phantom(1), PhotometricInterpretation="MONOCHROME1")
    empty_session.open(read_picture(file), file)
    wanted = 255 - windowed(phantom(1)[0], 40, 400)
    assert np.abs(greys(empty_session) - wanted).max() <= 0.51
    photo = empty_session.medical.photo
    assert photo is not None
    np.testing.assert_array_equal(photo.values_of(photo.pixels[..., 0]), photo.image.values[0])


def test_a_drag_sets_width_and_level_and_a_double_click_resets(
    session: Session, canvas: Canvas, tool: Tool
) -> None:
    hand = Hand(canvas)
    hand.press((10, 10))
    hand.move((70, 60))  # 120 px to the right double the width; 100 of 400 px down are a quarter of it
    hand.release((70, 60))
    window = session.medical.window
    assert window is not None
    assert (window.width, window.center) == (800, 140)
    assert np.abs(greys(session) - windowed(phantom(3)[0], 140, 800)).max() <= 0.51
    screen = canvas.grab().toImage()
    place = canvas.viewport.to_widget(40.5, 15.5).toPoint()
    assert abs(screen.pixelColor(place).red() - windowed(np.array(40.0), 140, 800)) <= 1
    assert tool.values == {"preset": "own", "center": 140.0, "width": 800.0}
    hand.double_click((20, 20))
    assert session.medical.window == session.medical.file_windows[0]
    assert tool.values["preset"] == "of the file"


def test_escape_brings_back_the_window_from_before_the_drag(
    session: Session, canvas: Canvas, tool: Tool
) -> None:
    hand = Hand(canvas)
    hand.press((10, 10))
    hand.move((70, 60))
    tool.cancel()
    assert session.medical.window == session.medical.file_windows[0]


def test_presets_of_ct_and_typed_numbers(session: Session, tool: Tool) -> None:
    (preset, *_) = tool.params
    assert preset.choices == ("of the file", "all values", "lung", "bone", "soft tissue", "brain", "own")
    tool.set_value("preset", "lung")
    window = session.medical.window
    assert window is not None
    assert (window.center, window.width) == (-600, 1500)
    tool.set_value("width", 1000.0)
    assert tool.values == {"preset": "own", "center": -600.0, "width": 1000.0}
    tool.set_value("preset", "all values")
    assert (greys(session).min(), greys(session).max()) == (0, 255)


def test_other_modalities_have_no_windows_of_ct(
    empty_session: Session, canvas: Canvas, tmp_path: Path
) -> None:
    file = write_dicom(tmp_path / "mr.dcm", phantom(1), Modality="MR", RescaleIntercept=0)
    empty_session.open(read_picture(file), file)
    tool = make_tools(empty_session, canvas)["window"]
    assert tool.params[0].choices == ("of the file", "all values", "own")


@pytest.mark.parametrize(
    "about",
    [
        {"WindowCenter": 5000, "WindowWidth": 20000},  # of the file, beyond all values
        {"RescaleSlope": -1, "RescaleIntercept": 3000},  # the windows of CT lie below all values
        {"RescaleIntercept": -24},
    ],
)
def test_windows_beyond_all_values_can_be_chosen(
    empty_session: Session, canvas: Canvas, tmp_path: Path, about: dict[str, int]
) -> None:
    file = write_dicom(tmp_path / "far.dcm", phantom(1), **about)
    empty_session.open(read_picture(file), file)
    tool = make_tools(empty_session, canvas)["window"]
    for preset in tool.params[0].choices:
        tool.set_value("preset", preset)
        for param in tool.params:
            assert param.parse(tool.values[param.name]) == tool.values[param.name]


def test_an_image_of_one_value_shows_through_the_window_of_its_file(
    empty_session: Session, canvas: Canvas, tmp_path: Path
) -> None:
    file = write_dicom(tmp_path / "flat.dcm", np.zeros((1, 8, 8), np.int16))
    empty_session.open(read_picture(file), file)
    tool = make_tools(empty_session, canvas)["window"]
    assert tool.values == {"preset": "of the file", "center": 40.0, "width": 400.0}
    tool.set_value("center", 50.0)
    window = empty_session.medical.window
    assert window is not None
    assert (window.center, window.width) == (50, 400)


def test_measured_numbers_have_the_decimals_that_they_need() -> None:
    texts = [
        words.plain(value).replace(",", "") for value in (-1024, 140.55, 40.5, 0.0312, 0.000712, 3e-6, 0)
    ]
    assert texts == ["-1024", "140.6", "40.5", "0.0312", "0.000712", "0.000003", "0"]


def test_as_few_pixels_shows_the_greys_of_the_window(session: Session, qtbot: QtBot) -> None:
    dialog = FewPixels(session)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the bot closes it
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.sharp)
    assert dialog.warning.isVisible()
    assert dialog.outcome is not None
    assert (dialog.outcome.picture[..., 0] == greys(session)).all()
    session.medical.set_window(replace(session.medical.file_windows[0], center=200.0))
    qtbot.waitUntil(lambda: (dialog.outcome.picture[..., 0] == greys(session)).all())  # type: ignore[union-attr]


def test_tools_that_a_medical_image_lacks_say_so(session: Session) -> None:
    now = Situation(session, None)
    whys = {name: why_not(f"tool-{name}", now) for name in ("crop", "marks", "protect", "brush")}
    assert whys["brush"] == ""
    assert all(whys[name] for name in ("crop", "marks", "protect"))


def test_the_status_bar_has_the_value_in_its_unit(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    bar = StatusBar(session, canvas)
    qtbot.addWidget(bar)
    canvas.pointer_moved.emit((40.5, 30.5))
    assert bar.place.text() == "40, 30"
    assert bar.value.text().replace(",", "") == "300 HU (stored 1324)"
    assert bar.photo_size.text() == "80 × 60, 16 bit"  # noqa: RUF001
    assert bar.swatch.colour is not None
    assert bar.swatch.colour.red() == 255
    canvas.pointer_moved.emit((1.5, 1.5))
    assert bar.value.text().replace(",", "") == "-1000 HU (stored 24)"


def test_values_without_a_scale_are_shown_as_stored(empty_session: Session, tmp_path: Path) -> None:
    file = write_dicom(tmp_path / "mr.dcm", phantom(1), Modality="MR", RescaleIntercept=0)
    empty_session.open(read_picture(file), file)
    levels = tuple(int(one) for one in empty_session.photo.pixels[30, 40])
    assert empty_session.medical.value_text(levels).replace(",", "") == "1324"


def test_the_window_of_the_editor_for_a_medical_image(empty_session: Session, ct: Path, qtbot: QtBot) -> None:
    with shown(qtbot, empty_session, (1280, 800)) as window:
        assert window.warning.isHidden()
        window.open_path(ct)
        assert window.warning.isVisible()
        assert window.warning.words.text() == "Not for diagnosis"
        assert window.warning.about.full_text == "DICOM  ·  CT  ·  frame 1 of 3  ·  C 40  W 400 HU"
        assert window.frame_bar.isVisible()
        window.canvas.setFocus()
        qtbot.keyClick(window.canvas, Qt.Key.Key_W)
        assert window.toolbox.tool.name == "window"
        qtbot.keyClick(window.canvas, Qt.Key.Key_PageDown)
        assert empty_session.medical.frame == 1
        assert window.frame_bar.slider.value == 2
        window.frame_bar.slider.box.setValue(3)
        assert empty_session.medical.frame == 2
        assert not window.commands["export"].isEnabled()
        assert "derived object" in window.commands["save-project"].toolTip()
        assert window.toolbox.button("crop").isHidden()
        window.commands["same-mask"].trigger()
        assert empty_session.medical.same_mask
        assert window.frame_bar.same.isChecked()
        window.files.close_photo()
        assert window.warning.isHidden()


def test_a_photo_has_nothing_of_it(empty_session: Session, path: Path, qtbot: QtBot) -> None:
    with shown(qtbot, empty_session, (1280, 800)) as window:
        window.open_path(path)
        assert window.warning.isHidden()
        assert window.frame_bar.isHidden()
        assert window.toolbox.button("window").isHidden()
        assert not window.commands["tool-window"].isEnabled()
        window.canvas.setFocus()
        qtbot.keyClick(window.canvas, Qt.Key.Key_W)
        assert window.toolbox.tool.name == "wipe"


def test_the_tool_is_put_down_when_a_photo_is_opened(
    empty_session: Session, ct: Path, path: Path, qtbot: QtBot
) -> None:
    with shown(qtbot, empty_session, (1280, 800)) as window:
        window.open_path(ct)
        window.toolbox.select("window")
        window.open_path(path)
        assert window.toolbox.tool.name == "brush"
        assert QPointF(window.canvas.viewport.to_widget(0, 0)) is not None


def test_values_in_fractions_have_windows_in_fractions(
    empty_session: Session, canvas: Canvas, tmp_path: Path
) -> None:
    file = write_dicom(
        tmp_path / "pet.dcm", phantom(1), Modality="PT", RescaleIntercept=0, RescaleSlope=0.001,
        WindowCenter=0.7, WindowWidth=1.2,
    )  # fmt: skip
    empty_session.open(read_picture(file), file)
    tool = make_tools(empty_session, canvas)["window"]
    tool.set_value("width", 0.5)
    tool.set_value("center", 1.0)
    stored = phantom(1)[0] + 1024
    wanted = np.clip(((stored * 0.001 - 1.0) / 0.5 + 0.5) * 255, 0, 255)  # LINEAR_EXACT
    assert np.abs(greys(empty_session) - wanted).max() <= 0.51
