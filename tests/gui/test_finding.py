"""Found damage in a session: looking, decisions as steps, and what reaches the mask."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.curation import ACCEPTED, PROTECTED, REJECTED, Curation
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.state import MASK
from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.project import Project, load_project, save_project
from inpaint_studio.core.sessions.sessions import abandoned, begin, recover
from inpaint_studio.core.settings import Settings
from inpaint_studio.core.strokes import Stroke
from inpaint_studio.engines.registry import Registry
from inpaint_studio.finding import network
from inpaint_studio.finding.findings import Findings, findings
from inpaint_studio.finding.review import Standing
from inpaint_studio.gui.session.looking import look
from inpaint_studio.gui.session.session import Session
from tests.finding.film import Film, scanned
from tests.gui.marks import CERTAIN, FAINT, PLACES, USUAL, find, found_in
from tests.tiff_files import tiff_of
from tests.waiting import pause


@pytest.fixture
def reviewed(session: Session) -> Session:
    find(session)
    return session


@pytest.fixture
def threaded(qtbot: QtBot, fake_registry: Registry, photo: Photo) -> Iterator[Session]:
    """A session that looks on a thread."""
    made = Session(fake_registry, settings=Settings())
    made.open(photo)
    yield made
    made.shut_down()


def names(session: Session) -> list[str]:
    return [entry.name for entry in session.entries[: session.position]]


def standing(session: Session) -> list[Standing]:
    return [Standing(each) for each in session.finding.verdict.standing]


def mask(session: Session) -> np.ndarray:
    return session.state.mask().coverage


def test_nothing_is_taken_by_looking(reviewed: Session) -> None:
    assert reviewed.finding.taken == 2
    assert standing(reviewed) == [Standing.TAKEN, Standing.TAKEN, Standing.FAINT]
    assert reviewed.entries == ()
    assert not mask(reviewed).any()


def test_what_would_be_taken_is_added_as_one_step(reviewed: Session) -> None:
    called: list[bool] = []
    reviewed.finding.add_to_mask(lambda: called.append(bool(mask(reviewed).any())))
    assert called == [True]
    assert names(reviewed) == ["Add found damage"]
    assert (mask(reviewed)[PLACES[USUAL].slices] == 255).all()
    assert not mask(reviewed)[PLACES[FAINT].slices].any()
    assert reviewed.finding.taken == 0
    reviewed.undo()
    assert reviewed.finding.taken == 2
    assert not mask(reviewed).any()


def test_with_nothing_to_take_nothing_happens(reviewed: Session) -> None:
    reviewed.finding.set_hidden("speck", True)
    reviewed.finding.set_hidden("scratch", True)
    before = names(reviewed)
    reviewed.finding.add_to_mask(lambda: pytest.fail("it was not added"))
    assert names(reviewed) == before


def test_the_sensitivity_is_live_and_becomes_one_step(reviewed: Session, qtbot: QtBot) -> None:
    finding = reviewed.finding
    for value in (55, 60, 70, 80):
        finding.set_sensitivity(value)
    assert finding.taken == 3
    assert reviewed.entries == ()
    finding.settle()
    assert names(reviewed) == ["Sensitivity"]
    assert reviewed.state.curation.sensitivity == 80
    reviewed.undo()
    assert finding.curation == Curation()
    assert finding.taken == 2


def test_a_sensitivity_settles_by_itself(reviewed: Session, qtbot: QtBot) -> None:
    reviewed.finding.set_sensitivity(80)
    qtbot.waitUntil(lambda: names(reviewed) == ["Sensitivity"])


def test_a_decision_comes_after_an_unsettled_sensitivity(reviewed: Session) -> None:
    reviewed.finding.set_sensitivity(80)
    reviewed.finding.reject([CERTAIN])
    assert names(reviewed) == ["Sensitivity", "Reject mark"]


def test_undo_drops_an_unsettled_sensitivity(reviewed: Session) -> None:
    reviewed.finding.reject([CERTAIN])
    reviewed.finding.set_sensitivity(80)
    reviewed.undo()
    assert reviewed.finding.curation == Curation()


def test_rejected_marks_stay_rejected_when_the_slider_moves(reviewed: Session) -> None:
    finding = reviewed.finding
    finding.reject([CERTAIN])
    for value in (0, 50, 100):
        finding.set_sensitivity(value)
        assert standing(reviewed)[CERTAIN] == Standing.REJECTED


def test_a_toggle_goes_there_and_back(reviewed: Session) -> None:
    finding = reviewed.finding
    finding.toggle(CERTAIN)
    assert standing(reviewed)[CERTAIN] == Standing.REJECTED
    finding.toggle(CERTAIN)
    assert standing(reviewed)[CERTAIN] == Standing.TAKEN
    assert not reviewed.state.tiles(ACCEPTED).tiles_used(), "it is as undecided as before"
    assert names(reviewed) == ["Reject mark", "Restore mark"]
    finding.toggle(FAINT)
    assert standing(reviewed)[FAINT] == Standing.TAKEN
    finding.toggle(FAINT)
    assert standing(reviewed)[FAINT] == Standing.REJECTED
    finding.toggle(FAINT)
    assert standing(reviewed)[FAINT] == Standing.TAKEN


def test_a_click_beside_all_marks_does_nothing(reviewed: Session) -> None:
    assert not reviewed.finding.toggle_at(40, 40, 5)
    assert reviewed.finding.toggle_at(12, 12, 5)
    assert names(reviewed) == ["Reject mark"]


def test_a_stroke_rejects_all_under_it_as_one_step(reviewed: Session) -> None:
    stroke = Stroke(((5, 12, 3), (80, 30, 3)))
    reviewed.finding.reject_under([stroke])
    assert names(reviewed) == ["Reject marks"]
    assert reviewed.finding.taken == 0
    reviewed.finding.accept_under([stroke])
    assert reviewed.finding.taken == 2
    reviewed.finding.is_shown = False
    reviewed.finding.reject_under([stroke])
    assert reviewed.finding.taken == 2, "marks that are not shown are left alone"


def test_doubtful_marks_one_by_one(reviewed: Session) -> None:
    finding = reviewed.finding
    assert finding.doubtful == [USUAL, FAINT, CERTAIN]
    finding.step(1)
    assert finding.current == USUAL
    assert finding.current_rect == PLACES[USUAL]
    finding.step(-1)
    assert finding.current == CERTAIN
    finding.step(1)
    finding.decide(False)
    assert finding.current == FAINT
    finding.decide(True)
    assert finding.current == CERTAIN
    told: list[str] = []
    reviewed.message.connect(told.append)
    finding.decide(False)
    assert finding.current is None
    assert told == ["All doubtful marks are decided."]
    assert standing(reviewed) == [Standing.REJECTED, Standing.REJECTED, Standing.TAKEN]
    assert names(reviewed) == ["Reject mark", "Accept mark", "Reject mark"]
    for _ in range(3):
        reviewed.undo()
    assert standing(reviewed) == [Standing.TAKEN, Standing.TAKEN, Standing.FAINT]


def test_kinds_and_care_are_steps(reviewed: Session) -> None:
    finding = reviewed.finding
    finding.set_hidden("scratch", True)
    finding.set_careful(True)
    assert finding.taken == 1
    finding.set_hidden("scratch", False)
    assert names(reviewed) == ["Hide a kind", "Careful with faces", "Show a kind"]
    reviewed.go_to(0)
    assert finding.curation == Curation()


def test_a_protected_region_holds_after_another_look(reviewed: Session) -> None:
    edit = reviewed.edit_mask(PROTECTED)
    edit.replace(_rectangle(reviewed, Rect(0, 0, 40, 40)))
    edit.commit("Protect")
    assert standing(reviewed)[CERTAIN] == Standing.PROTECTED
    reviewed.finding.find()
    reviewed.finding.set_sensitivity(100)
    assert standing(reviewed)[CERTAIN] == Standing.PROTECTED
    reviewed.finding.add_to_mask()
    assert not mask(reviewed)[:40, :40].any()
    assert reviewed.finding.has_protection
    reviewed.finding.unprotect()
    assert standing(reviewed)[CERTAIN] == Standing.TAKEN


def _rectangle(session: Session, rect: Rect) -> Mask:
    coverage = np.zeros((session.size.height, session.size.width), np.uint8)
    coverage[rect.slices] = 255
    return Mask(coverage)


def test_the_mask_can_be_protected(reviewed: Session) -> None:
    reviewed.set_mask("face", _rectangle(reviewed, Rect(0, 0, 40, 40)))
    reviewed.finding.protect_mask()
    assert not mask(reviewed).any()
    assert standing(reviewed)[CERTAIN] == Standing.PROTECTED
    reviewed.undo()
    assert mask(reviewed).any()


def test_what_a_fill_covers_is_done(reviewed: Session, qtbot: QtBot) -> None:
    reviewed.finding.add_to_mask()
    reviewed.fills.fill("white", {})
    qtbot.waitUntil(lambda: reviewed.fills.chosen is not None)
    reviewed.fills.keep()
    assert not mask(reviewed).any()
    assert reviewed.finding.taken == 0
    assert not reviewed.finding.is_stale
    reviewed.set_layers_visible([0], False)
    assert reviewed.finding.taken == 2


def test_a_look_at_a_fill_that_is_gone_is_stale(reviewed: Session, qtbot: QtBot) -> None:
    reviewed.finding.add_to_mask()
    reviewed.fills.fill("white", {})
    qtbot.waitUntil(lambda: reviewed.fills.chosen is not None)
    reviewed.fills.keep()
    reviewed.finding.find()
    assert not reviewed.finding.is_stale
    reviewed.set_layers_visible([0], False)
    assert reviewed.finding.is_stale


def test_a_crop_cuts_what_was_found(reviewed: Session) -> None:
    finding = reviewed.finding
    finding.reject([USUAL])
    reviewed.crop(Rect(50, 10, 40, 60))
    assert finding.review is not None
    assert finding.review.size == reviewed.size
    assert standing(reviewed) == [Standing.DONE, Standing.REJECTED, Standing.DONE]
    finding.toggle(USUAL)
    finding.add_to_mask()
    assert (mask(reviewed)[10:60, 10:12] == 255).all()
    reviewed.go_to(1)
    assert standing(reviewed) == [Standing.TAKEN, Standing.REJECTED, Standing.FAINT]


def test_while_the_canvas_changes_no_marks_of_another_are_read(reviewed: Session) -> None:
    """Listeners ask as soon as the history has moved, before the marks were cut."""
    finding = reviewed.finding
    reviewed.set_mask("Mask", _rectangle(reviewed, Rect(50, 20, 9, 9)))
    finding.reject([USUAL])
    asked: list[int] = []
    for signal in (reviewed.history_changed, reviewed.resized, reviewed.state_changed):
        signal.connect(lambda *_: asked.append(finding.taken))
    reviewed.crop(Rect(50, 10, 40, 60))
    reviewed.undo()
    reviewed.crop(Rect(40, 10, 40, 60))
    reviewed.go_to(0)
    assert asked
    assert standing(reviewed) == [Standing.TAKEN, Standing.TAKEN, Standing.FAINT]


def test_a_look_at_a_crop_is_stale_after_it(session: Session) -> None:
    session.crop(Rect(0, 0, 60, 60))
    find(session)
    session.uncrop()
    assert session.finding.is_stale
    assert session.finding.review is not None
    assert session.finding.review.size == session.size
    assert standing(session)[CERTAIN] == Standing.TAKEN


def test_a_photo_without_damage(session: Session) -> None:
    empty = findings(np.zeros((90, 120), np.float32), np.zeros((7, 12, 15), np.float32))
    session.finding.look = lambda *_: empty
    session.finding.find()
    finding = session.finding
    assert (finding.taken, finding.doubtful) == (0, [])
    finding.step(1)
    finding.decide(True)
    finding.set_sensitivity(100)
    assert finding.current is None


def test_without_a_photo_nothing_happens(empty_session: Session) -> None:
    finding = empty_session.finding
    finding.find()
    finding.set_sensitivity(3)
    finding.set_hidden("speck", True)
    finding.step(1)
    finding.add_to_mask()
    assert finding.review is None
    assert finding.job is None
    assert not finding.is_stale


def test_another_photo_has_its_own_marks(reviewed: Session, photo: Photo) -> None:
    reviewed.finding.reject([CERTAIN])
    reviewed.finding.step(1)
    reviewed.open(Photo(photo.pixels[:50, :50].copy()))
    assert reviewed.finding.review is None
    assert reviewed.finding.current is None
    assert not reviewed.state.tiles(REJECTED).tiles_used()


def test_a_failed_look_says_why(session: Session) -> None:
    def fails(*_: object) -> Findings:
        raise StudioError("weights-missing", name="finder", path=Path("finder.onnx"))

    told: list[StudioError] = []
    session.failed.connect(lambda error, _: told.append(error))
    session.finding.look = fails
    session.finding.find()
    assert [error.code for error in told] == ["weights-missing"]
    assert session.finding.job is None
    assert session.finding.review is None
    find(session)
    assert session.finding.taken == 2, "one can try again"


class _Waits:
    """A look that goes on until it is cancelled, or released."""

    def __init__(self) -> None:
        self.began, self.released, self.saw_cancel = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, photo, on_progress, is_cancelled, origin) -> Findings:  # type: ignore[no-untyped-def]
        on_progress(0.25)
        self.began.set()
        while not self.released.is_set():
            if is_cancelled():
                self.saw_cancel.set()
                raise Cancelled
            pause()
        return found_in(photo)


def test_a_look_shows_progress_and_leaves_the_editor_usable(threaded: Session, qtbot: QtBot) -> None:
    waits = threaded.finding.look = _Waits()
    threaded.finding.find()
    qtbot.waitUntil(lambda: threaded.finding.job is not None and threaded.finding.job.fraction == 0.25)
    assert threaded.can_edit
    threaded.finding.find()  # while one is under way
    threaded.set_mask("meanwhile", _rectangle(threaded, Rect(1, 1, 4, 4)))
    qtbot.waitUntil(lambda: names(threaded) == ["meanwhile"])
    waits.released.set()
    qtbot.waitUntil(lambda: threaded.finding.review is not None)
    assert threaded.finding.job is None


def test_a_look_can_be_cancelled(threaded: Session, qtbot: QtBot) -> None:
    waits = threaded.finding.look = _Waits()
    threaded.finding.find()
    qtbot.waitUntil(waits.began.is_set)
    threaded.finding.cancel()
    assert threaded.finding.job is None
    qtbot.waitUntil(waits.saw_cancel.is_set)
    threaded.finding.look = found_in
    threaded.finding.find()
    qtbot.waitUntil(lambda: threaded.finding.review is not None)


def test_another_photo_while_looking_ends_the_look(threaded: Session, qtbot: QtBot) -> None:
    waits = threaded.finding.look = _Waits()
    threaded.finding.find()
    qtbot.waitUntil(waits.began.is_set)
    threaded.open(Photo(np.zeros((20, 30, 3), np.uint8)))
    assert threaded.finding.job is None
    qtbot.waitUntil(waits.saw_cancel.is_set)
    assert threaded.finding.review is None


def test_a_crop_while_looking(threaded: Session, qtbot: QtBot) -> None:
    waits = threaded.finding.look = _Waits()
    threaded.finding.find()
    qtbot.waitUntil(waits.began.is_set)
    threaded.crop(Rect(50, 10, 40, 60))
    qtbot.waitUntil(lambda: threaded.size.width == 40)
    waits.released.set()
    qtbot.waitUntil(lambda: threaded.finding.review is not None)
    assert threaded.finding.review is not None
    assert threaded.finding.review.size == threaded.size


def test_decisions_are_in_projects(reviewed: Session, tmp_path: Path) -> None:
    finding = reviewed.finding
    finding.set_sensitivity(80)
    finding.reject([USUAL])
    finding.set_hidden("stain", True)
    save_project(tmp_path / "a.ora", Project(reviewed.state))
    reviewed.open_project(load_project(tmp_path / "a.ora"), tmp_path / "a.ora")
    assert not reviewed.unsaved
    assert finding.curation == Curation(80, frozenset({"stain"}))
    finding.find()
    assert standing(reviewed) == [Standing.TAKEN, Standing.REJECTED, Standing.TAKEN]
    finding.toggle(USUAL)
    assert reviewed.unsaved.mask


def test_decisions_survive_a_crash(session: Session, photo: Photo, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    write_photo(path, photo)
    place = begin(path, title="photo.png")
    session.open(photo, path, place.folder)
    find(session)
    session.finding.set_sensitivity(80)
    session.finding.reject([USUAL])
    session.finding.set_careful(True)
    session.close_photo(discard=False)
    place.release()
    (left,) = abandoned()
    found = recover(left)
    session.open_recovered(found, {})
    assert session.finding.curation == Curation(80, careful=True)
    session.finding.find()
    assert standing(session) == [Standing.TAKEN, Standing.REJECTED, Standing.TAKEN]
    session.undo()
    session.undo()
    assert standing(session) == [Standing.TAKEN, Standing.TAKEN, Standing.TAKEN]
    session.close_photo()
    found.place.release()


def test_the_view_is_not_a_step(reviewed: Session) -> None:
    changes: list[bool] = []
    reviewed.finding.changed.connect(lambda: changes.append(True))
    reviewed.finding.show = "marks"
    reviewed.finding.show = "marks"
    assert changes == [True]
    assert reviewed.entries == ()
    assert MASK not in reviewed.state.masks


def test_the_infrared_of_a_scan_is_used_on_the_whole_canvas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        height, width = picture.shape[:2]
        return np.zeros((height, width), np.float32), np.zeros((7, height // 4, width // 4), np.float32)

    monkeypatch.setattr(network, "look", nothing)
    scan = scanned(Film(width=300, height=200, marks=8))
    origin = tmp_path / "scan.tif"
    origin.write_bytes(tiff_of(np.dstack([scan.photo.pixels, scan.infrared]), extra=(0,)))
    document = Document.of(read_photo(origin))
    whole = look(document, lambda share: None, lambda: False, origin)
    assert whole.infrared is not None
    assert whole.shown()
    cropped = Document.of(document.photo, Rect(0, 0, 150, 100))
    assert look(cropped, lambda share: None, lambda: False, origin).infrared is None
    assert look(document, lambda share: None, lambda: False, None).notes == ()
    assert look(document, lambda share: None, lambda: False, tmp_path / "gone.tif").notes == ()
