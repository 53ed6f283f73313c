"""A missing display is noticed before Qt would abort the program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from inpaint_studio.gui.kit.screen import missing_screen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a screen")


def test_without_a_display_there_is_no_window(tmp_path: Path) -> None:
    assert missing_screen({}, tmp_path) == "there is no display"


def test_a_display_that_nobody_serves_is_none(tmp_path: Path) -> None:
    assert missing_screen({"DISPLAY": ":7"}, tmp_path) == "there is no display :7"


def test_drawing_in_memory_needs_no_display(tmp_path: Path) -> None:
    assert missing_screen({"QT_QPA_PLATFORM": "offscreen"}, tmp_path) is None


def test_wayland_is_a_display(tmp_path: Path) -> None:
    assert missing_screen({"WAYLAND_DISPLAY": "wayland-0"}, tmp_path) is None


def test_a_display_far_away_is_left_to_qt(tmp_path: Path) -> None:
    missing = missing_screen({"DISPLAY": "there:0"}, tmp_path)
    assert missing is None or "system library" in missing
