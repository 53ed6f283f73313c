from __future__ import annotations

import sys
from pathlib import Path

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


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["{in}"], "Missing OUT", 2),
        (["{in}", "{here}/out.xyz"], "'.xyz'", 1),
        (["{in}", "{in}"], "already exists", 1),
        (["{here}/none.png", "{here}/out.png"], "There is no file", 1),
        (["{here}/film.mp4", "{here}/out.png"], "only photos and .ora files", 1),
        (["{in}", "{here}/none/out.png"], "there is no folder", 1),
        (["{in}", "{here}/out.png", "--mask", "{here}/out.png"], "same file", 2),
        (["{in}", "{here}/out.png", "--mask", "{here}/none.png"], "There is no file", 1),
    ],
)
def test_what_cannot_be_returned_is_said_before_the_work(
    studio: Studio, photo: Path, tmp_path: Path, words: list[str], said: str, code: int
) -> None:
    filled = [word.format(**{"in": photo, "here": tmp_path}) for word in words]
    assert said in studio.fails("edit", "--once", *filled, code=code)


def test_out_needs_once(studio: Studio, photo: Path, tmp_path: Path) -> None:
    assert "it needs --once" in studio.fails("edit", photo, tmp_path / "out.png", code=2)
