"""Weights that were damaged after they were installed: their engine goes, with the reason and what helps."""

from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.engines.registry import Registry
from inpaint_studio.weights import digests
from tests.e2e.conftest import Start
from tests.e2e.editor import Editor
from tests.gui import fakes
from tests.gui.fakes import FakeEngine, white
from tests.weights.files import ATOMS, content, folder, put_own, put_shipped

__all__ = ["folder"]


@pytest.fixture
def registry() -> Registry:
    return fakes.registry(FakeEngine("learned", white, weights=("dictionary",), summary="Learned."))


def missing(editor: Editor) -> dict[str, str]:
    """The engines under *More models*, and what is said of each."""
    engines = editor.window.engine_panel.list
    engines.showPopup()
    assert engines.popup is not None
    assert engines.popup.more is not None
    said = {name: part.state.text() for name, part in engines.popup.more.parts.items()}
    engines.hidePopup()
    return said


def test_a_file_that_was_cut_short_is_noticed_at_once(start: Start, folder: Path) -> None:
    put_shipped(folder, data=content()[:-5])
    editor = start()
    assert "learned" not in editor.window.engine_panel.list.names
    assert "are damaged. Install Inpaint Studio again (pip install" in missing(editor)["learned"]


def test_the_users_own_file_that_was_cut_short_gives_way_to_the_shipped_one(
    start: Start, folder: Path
) -> None:
    put_own(data=content()[:-5])
    assert "inpaint-studio models use dictionary --shipped" in missing(start())["learned"]


def test_a_file_that_was_replaced_is_noticed_soon(start: Start, folder: Path, path: Path) -> None:
    put_shipped(folder).write_bytes(content(ATOMS + 1))
    digests.forget_digests()
    editor = start(last_engine="learned")
    engines = editor.window.engine_panel.list
    editor.wait(lambda: "learned" not in engines.names)
    assert editor.window.engine_panel.summary.text() != "Learned."
    assert [line for line in editor.messages if "cannot be used" in line and "pip install" in line]
    editor.open(path)
    editor.stroke()
    editor.fill("white")
    assert "are damaged" in missing(editor)["learned"]


def test_an_engine_that_is_gone_when_its_weights_were_read_is_no_longer_listed(
    start: Start, folder: Path, registry: Registry
) -> None:
    put_shipped(folder)
    panel = start().window.engine_panel
    registry.unregister("learned")
    panel._check._read()
    assert "learned" not in panel.list.names
