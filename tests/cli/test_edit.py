from __future__ import annotations

import sys

import pytest

from tests.cli.studio import Studio


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_screen_the_editor_says_so_in_one_line_and_names_what_needs_none(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    message = studio.fails("edit")
    assert "no display" in message
    assert "make demo" in message
    assert len(message.strip().splitlines()) == 1
