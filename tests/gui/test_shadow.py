"""Suggest shadow: looked for in the background, offered, added as one step or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.finding.shadow import Suggestion
from inpaint_studio.gui.canvas.view import Canvas
from inpaint_studio.gui.dialogs import shadow
from inpaint_studio.gui.dialogs.shadow import ShadowSearch
from inpaint_studio.gui.session.session import Session
from tests.waiting import wait_until

FOUND = Suggestion("shadow", 0.9, Rect(40, 50, 30, 10), np.full((10, 30), 255, np.uint8))
MIRRORED = Suggestion("reflection", 0.85, Rect(80, 60, 10, 20), np.full((20, 10), 255, np.uint8))


def object_mask(size: Size) -> Mask:
    coverage = np.zeros((size.height, size.width), np.uint8)
    coverage[20:50, 40:60] = 255
    return Mask(coverage)


def present(session: Session) -> np.ndarray:
    return session.mask_tiles().read(Rect.of(session.size))


@pytest.fixture
def marked(session: Session) -> Session:
    session.set_mask("Marked", object_mask(session.size))
    return session


@pytest.fixture
def search(qtbot: QtBot, marked: Session) -> ShadowSearch:
    return search_of(qtbot, marked)


def search_of(qtbot: QtBot, session: Session) -> ShadowSearch:
    window = QWidget()
    canvas = Canvas(session)
    canvas.setParent(window)
    window.resize(500, 400)
    canvas.setGeometry(window.rect())
    qtbot.addWidget(window)
    window.show()
    search = ShadowSearch(session, canvas, window)
    search.desk = window  # type: ignore[attr-defined]  # which would go at once if nobody held it
    return search


def finds(monkeypatch: pytest.MonkeyPatch, *found: Suggestion) -> None:
    monkeypatch.setattr(shadow, "suggest", lambda photo, mask, is_cancelled: found)


def test_what_is_found_is_offered_and_added_as_one_step(
    monkeypatch: pytest.MonkeyPatch, marked: Session, search: ShadowSearch
) -> None:
    finds(monkeypatch, FOUND)
    before = present(marked).copy()
    search.start()
    offer = search.offer
    assert offer is not None
    assert (offer.add.text(), offer.leave.text()) == ("Add shadow", "Leave it")
    wider = FOUND.added_to(object_mask(marked.size)).coverage
    assert (present(marked) == wider).all()  # seen, but no step yet
    assert len(marked.entries) == 1
    assert search.accept()
    assert search.offer is None
    assert (present(marked) == wider).all()
    assert [entry.name for entry in marked.entries] == ["Marked", "Shadow added to the mask"]
    marked.undo()
    assert (present(marked) == before).all()
    assert not search.accept()


@pytest.mark.parametrize("way", ["button", "key", "cancel", "close", "undo"])
def test_left_alone_nothing_changes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, marked: Session, search: ShadowSearch, way: str
) -> None:
    finds(monkeypatch, FOUND)
    before = present(marked).copy()
    search.start()
    offer = search.offer
    assert offer is not None
    if way == "button":
        qtbot.mouseClick(offer.leave, Qt.MouseButton.LeftButton)
    elif way == "key":
        qtbot.keyClick(offer, Qt.Key.Key_Escape)
    elif way == "close":
        offer.close()
    elif way == "undo":
        marked.undo()
    else:
        assert search.cancel()
    assert search.offer is None
    assert (present(marked) == before).all()
    assert len(marked.entries) == 1
    assert marked.can_edit
    assert not search.cancel()


def test_the_return_key_adds_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, marked: Session, search: ShadowSearch
) -> None:
    finds(monkeypatch, MIRRORED)
    search.start()
    offer = search.offer
    assert offer is not None
    assert offer.add.text() == "Add reflection"
    qtbot.keyClick(offer, Qt.Key.Key_Return)
    assert [entry.name for entry in marked.entries][1:] == ["Reflection added to the mask"]


def test_both_are_offered_together(
    monkeypatch: pytest.MonkeyPatch, marked: Session, search: ShadowSearch
) -> None:
    finds(monkeypatch, FOUND, MIRRORED)
    search.start()
    assert search.offer is not None
    assert search.offer.add.text() == "Add both"
    search.accept()
    assert present(marked)[70, 85] == present(marked)[55, 65] == 255


def test_if_nothing_is_found_a_notice_says_so(
    monkeypatch: pytest.MonkeyPatch, marked: Session, search: ShadowSearch
) -> None:
    finds(monkeypatch)
    said: list[str] = []
    marked.message.connect(said.append)
    search.start()
    assert said == ["No shadow or reflection found."]
    assert search.offer is None
    assert marked.can_edit


def test_another_photo_ends_the_offer(
    monkeypatch: pytest.MonkeyPatch, marked: Session, search: ShadowSearch
) -> None:
    finds(monkeypatch, FOUND)
    search.start()
    marked.open(Photo(np.zeros((50, 60, 3), np.uint8)))
    assert search.offer is None
    assert not present(marked).any()
    assert marked.can_edit


class Slow:
    """Looks until it is told to answer; stops when it is cancelled."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.stopped = threading.Event()

    def __call__(self, photo: object, mask: Mask, is_cancelled: Callable[[], bool]) -> tuple[Suggestion, ...]:
        wait_until(lambda: self.go.is_set() or is_cancelled(), "the answer or the end")
        if is_cancelled():
            self.stopped.set()
            raise Cancelled
        return (FOUND,)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr(shadow, "suggest", made)
    return made


@pytest.fixture
def busy(qtbot: QtBot, photo: Photo) -> Iterator[Session]:
    """With the real pool."""
    made = Session(settings=Settings())
    made.open(photo)
    made.set_mask("Marked", object_mask(made.size))
    qtbot.waitUntil(lambda: not made.busy)
    yield made
    made.shut_down()


def test_a_search_can_be_cancelled(qtbot: QtBot, busy: Session, slow: Slow) -> None:
    search = search_of(qtbot, busy)
    heard: list[str] = []
    search.working.connect(heard.append)
    search.start()
    assert heard == ["Looking for a shadow…"]
    assert busy.can_edit  # one may go on painting
    assert search.cancel()
    qtbot.waitUntil(slow.stopped.is_set)
    assert heard[-1] == ""
    assert not search.cancel()
    assert search.offer is None


def test_another_photo_stops_a_search(qtbot: QtBot, busy: Session, slow: Slow) -> None:
    search = search_of(qtbot, busy)
    search.start()
    busy.open(Photo(np.zeros((50, 60, 3), np.uint8)))
    qtbot.waitUntil(slow.stopped.is_set)
    busy.pool.wait()
    assert search.offer is None


def test_what_was_found_for_another_mask_is_not_offered(qtbot: QtBot, busy: Session, slow: Slow) -> None:
    search = search_of(qtbot, busy)
    said: list[str] = []
    busy.message.connect(said.append)
    search.start()
    busy.set_mask("Other", Mask.full(busy.size))
    qtbot.waitUntil(lambda: len(busy.entries) == 2)
    slow.go.set()
    qtbot.waitUntil(lambda: bool(said))
    assert "changed" in said[0]
    assert search.offer is None
    assert len(busy.entries) == 2
