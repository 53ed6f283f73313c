"""The start page: ways to open a photo, samples, recent photos and missing ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.gui.kit.theme import apply_theme
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window.start_page import StartPage, sample_photos

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def recent(empty_session: Session, tmp_path: Path) -> tuple[Path, Path]:
    """One that is there and one that is gone."""
    there, gone = tmp_path / "there.jpg", tmp_path / "gone.jpg"
    shutil.copy(resources_dir() / "samples" / "meadow.jpg", there)
    empty_session.update_settings(recent=(str(there), str(gone)))
    return there, gone


@pytest.fixture
def page(qapp: QApplication, qtbot: QtBot, empty_session: Session) -> StartPage:
    apply_theme(qapp, "dark")  # with the font and the spacing of the program
    made = StartPage(empty_session)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_buttons_ask_to_open_and_to_paste(qtbot: QtBot, page: StartPage) -> None:
    with qtbot.waitSignal(page.open_requested):
        qtbot.mouseClick(page.open_button, LEFT)
    with qtbot.waitSignal(page.paste_requested):
        qtbot.mouseClick(page.paste_button, LEFT)


def test_a_click_on_a_sample_chooses_it(qtbot: QtBot, page: StartPage) -> None:
    samples = sample_photos()
    assert [card.path for card in page.samples.cards] == samples
    assert not any(path.stem.endswith(".mask") for path in samples)
    with qtbot.waitSignal(page.file_chosen) as told:
        qtbot.mouseClick(page.samples.cards[0], LEFT)
    assert told.args == [samples[0]]


def test_samples_are_named_in_words(page: StartPage) -> None:
    assert "Damaged portrait" in [card.text() for card in page.samples.cards]


def test_without_recent_photos_there_is_no_heading_for_them(page: StartPage) -> None:
    assert not page.recent.isVisible()


def test_a_recent_photo_is_chosen_by_key(qtbot: QtBot, recent: tuple[Path, Path], page: StartPage) -> None:
    card = page.recent.cards[0]
    card.setFocus()
    with qtbot.waitSignal(page.file_chosen) as told:
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert told.args == [recent[0]]


def test_a_photo_that_is_gone_cannot_be_chosen_but_removed(
    qtbot: QtBot, recent: tuple[Path, Path], page: StartPage, empty_session: Session
) -> None:
    there, gone = page.recent.cards
    assert (there.is_missing, gone.is_missing) == (False, True)
    with qtbot.assertNotEmitted(page.file_chosen):
        qtbot.mouseClick(gone, LEFT, pos=QPoint(60, 60))
    cross = gone.childAt(gone.width() - 16, 16)
    qtbot.mouseClick(cross, LEFT)
    assert empty_session.settings.recent == (str(recent[0]),)
    assert [card.path for card in page.recent.cards] == [recent[0]]


def test_the_list_follows_the_settings(page: StartPage, recent: tuple[Path, Path]) -> None:
    assert len(page.recent.cards) == 2
    assert page.recent.isVisible()


@pytest.mark.parametrize(("width", "height"), [(640, 480), (1024, 700), (1280, 800), (2560, 1440)])
def test_nothing_is_cut_off_in_any_window(
    page: StartPage, recent: tuple[Path, Path], width: int, height: int
) -> None:
    page.resize(width, height)
    QApplication.processEvents()
    cards = [card for card in (*page.recent.cards, *page.samples.cards) if card.isVisible()]
    assert cards
    for card in cards:
        right = card.mapTo(page, QPoint(card.width(), 0)).x()
        assert right <= width


def test_it_can_be_drawn_in_both_themes(
    qapp: QApplication, page: StartPage, recent: tuple[Path, Path]
) -> None:
    seen = set()
    for theme in ("light", "dark"):
        apply_theme(qapp, theme)
        seen.add(page.grab().toImage().pixelColor(3, 3).name())
    assert len(seen) == 2
