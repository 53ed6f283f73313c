"""The album's window with the workers of a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.cluster.address import Address
from inpaint_studio.gui.album.album import Stage
from inpaint_studio.gui.album.window import RESULTS, AlbumWindow
from inpaint_studio.gui.session.session import Session
from tests import white_is_damage
from tests.cli.studio import save_photo, textured
from tests.cluster.conftest import scheduler

__all__ = ["scheduler"]


@pytest.fixture
def window(
    qtbot: QtBot, empty_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AlbumWindow:
    """With a scratched photo and a broken one, and threads that do their work at once."""
    white_is_damage.use(monkeypatch)
    folder = tmp_path / "album"
    folder.mkdir()
    scratched = textured()
    scratched[10:40, 20:22] = 255
    save_photo(folder / "a.png", scratched)
    (folder / "b.png").write_bytes(b"no picture")
    made = AlbumWindow(empty_session)
    qtbot.addWidget(made)
    made.show()
    made.show_album([folder], folder / RESULTS)
    return made


def test_the_workers_restore_the_photos(
    window: AlbumWindow, scheduler: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def look() -> None:
        window._show_progress()
        shown.append(window.left.text())

    window.album.changed.connect(look)
    window.cluster.setText(f" {scheduler} ")
    window.restore_button.click()
    assert [item.stage for item in window.album.items] == [Stage.DONE, Stage.FAILED]
    assert window.summary.text() == "1 restored, 1 failed"
    assert shown[-1].endswith("2 worker(s)")
    assert "contact-sheet.jpg" in {path.name for path in window.album.results.iterdir()}


def test_wrong_words_are_said_and_nothing_is_begun(window: AlbumWindow) -> None:
    window.cluster.setText("nowhere")
    window.restore_button.click()
    assert "'nowhere' is not a cluster" in window.trouble.text()
    assert window.album.work is None
    assert not window.album.results.exists()


def test_a_scheduler_that_is_not_there_is_said(window: AlbumWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inpaint_studio.cluster.crew._CONNECTING", 0.2)
    window.cluster.setText("tcp://127.0.0.1:9")
    window.restore_button.click()
    assert "'tcp://127.0.0.1:9' cannot be reached" in window.trouble.text()
    assert window.restore_button.isEnabled()
