"""A missing display is noticed before Qt would abort the program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inpaint_studio.gui.kit import screen
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
    assert missing is None or "system libraries" in missing


@pytest.mark.parametrize(
    "environment", [{"QT_QPA_PLATFORM": "offscreen"}, {"WAYLAND_DISPLAY": "wayland-0"}, {}]
)
def test_without_what_qt_needs_all_of_it_is_named_at_once(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen.ctypes, "CDLL", only("libGL.so.1", "libEGL.so.1", "libfontconfig.so.1"))
    assert missing_screen(environment) == (
        "system libraries are missing: libglib-2.0.so.0, libxkbcommon.so.0, libdbus-1.so.3. "
        "On Debian and Ubuntu: sudo apt-get install libglib2.0-0 libxkbcommon0 libdbus-1-3"
    )


def test_what_x11_needs_is_asked_for_where_a_window_is_drawn_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen.ctypes, "CDLL", only(*screen._FOR_QT))
    assert missing_screen({"WAYLAND_DISPLAY": "wayland-0"}) is None
    assert "libxcb-cursor0 libxcb-icccm4" in str(missing_screen({"DISPLAY": "there:0"}))


def only(*known: str) -> Callable[[str], None]:
    """Loads these libraries, and no others."""

    def load(library: str) -> None:
        if library not in known:
            raise OSError(f"{library}: cannot open shared object file")

    return load
