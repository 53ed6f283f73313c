"""Which commands are available when, and the reasons why others are not."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.gui.commands.editor import Situation
from inpaint_studio.gui.commands.table import COMMANDS, why_not
from inpaint_studio.gui.session.session import SOURCES, Session

ALL = {command.id for command in COMMANDS}


def why(
    session: Session, *, comparing: bool = False, stochastic: bool = True, previous: bool = False
) -> dict[str, str]:
    infos = {entry.name: entry.info for entry in session.registry.entries()}
    now = Situation(session, infos["noise" if stochastic else "white"], stochastic, comparing, previous)
    return {command.id: why_not(command.id, now) for command in COMMANDS}


def possible(session: Session, **state: bool) -> set[str]:
    return {name for name, reason in why(session, **state).items() if not reason}


def cover(session: Session, name: str = "mask") -> None:
    coverage = np.zeros((session.size.height, session.size.width), np.uint8)
    coverage[30:50, 30:50] = 255
    session.set_mask("hole", Mask(coverage), name)


def filled(qtbot: QtBot, session: Session, engine: str = "noise") -> None:
    session.fills.fill(engine, {})
    qtbot.waitUntil(lambda: session.fills.chosen is not None)


def test_there_is_an_answer_for_every_command(empty_session: Session, session: Session) -> None:
    assert set(why(session)) == ALL


def test_without_a_photo_little_can_be_done(empty_session: Session) -> None:
    can = possible(empty_session)
    assert {"open", "open-recent", "paste", "quit", "preferences", "shortcuts", "about"} <= can
    assert not can & {"save", "save-as", "export", "undo", "fill", "tool-brush", "zoom-in", "compare", "copy"}
    assert why(empty_session)["fill"] == "Open a photo first."


def test_with_a_photo_one_can_paint_but_not_fill(session: Session) -> None:
    can = possible(session)
    assert {"tool-brush", "mask-invert", "mask-load", "zoom-in", "save-as", "copy", "close-photo"} <= can
    nothing = {
        "fill",
        "compare",
        "probe",
        "mask-clear",
        "mask-grow",
        "mask-save",
        "crop-to-mask",
        "variations",
    }
    assert not can & nothing
    assert {why(session)[name] for name in nothing} == {"Paint a mask first."}
    assert not can & {"undo", "redo", "keep", "next-result", "try-again", "mask-last", "uncrop"}


def test_a_mask_makes_filling_and_undoing_possible(session: Session) -> None:
    cover(session)
    assert {"fill", "compare", "probe", "mask-clear", "crop-to-mask", "undo", "variations"} <= possible(
        session
    )
    assert "redo" not in possible(session)
    session.undo()
    assert "redo" in possible(session)
    assert "undo" not in possible(session)


def test_a_mask_over_everything_leaves_nothing_to_fill_from(session: Session) -> None:
    session.set_mask("all", Mask.full(session.size))
    assert not {"fill", "compare", "probe", "variations"} & possible(session)
    assert why(session)["fill"] == "Leave some of the photo unmasked."
    assert "mask-clear" in possible(session)


def test_without_an_engine_nothing_can_be_filled(session: Session) -> None:
    cover(session)
    assert why_not("fill", Situation(session, None)) == "No engine can run here."


def test_variations_need_an_engine_that_varies(session: Session) -> None:
    cover(session)
    assert "variations" not in possible(session, stochastic=False)
    assert why(session, stochastic=False)["variations"] == "White gives the same fill every time."


def test_a_result_can_be_kept_starred_and_tried_again(qtbot: QtBot, session: Session) -> None:
    cover(session)
    filled(qtbot, session)
    assert {"keep", "star-result", "discard-result", "next-result", "try-again"} <= possible(session)
    session.fills.choose(None)
    assert not possible(session) & {"keep", "star-result", "discard-result"}
    assert {"next-result", "previous-result", "try-again"} <= possible(session)
    session.fills.choose(session.fills.results[0])
    session.fills.keep()
    assert "mask-last" in possible(session)
    assert not possible(session) & {"keep", "next-result", "fill"}


def test_a_crop_can_be_taken_back(session: Session) -> None:
    assert "uncrop" not in possible(session)
    session.crop(Rect(10, 10, 50, 40))
    assert "uncrop" in possible(session)


def test_sources_can_be_cleared_when_there_are_some(session: Session) -> None:
    assert "sources-clear" not in possible(session)
    cover(session, name=SOURCES)
    assert "sources-clear" in possible(session)


def test_the_mask_of_another_photo_has_to_fit(session: Session) -> None:
    assert "mask-previous-photo" not in possible(session)
    assert "mask-previous-photo" in possible(session, previous=True)


def test_a_comparison_leaves_saving_and_opening(session: Session) -> None:
    cover(session)
    can = possible(session, comparing=True)
    assert {"open", "save-as", "export", "close-photo", "quit", "preferences", "shortcuts"} <= can
    assert not can & {"undo", "fill", "mask-clear", "tool-brush", "keep", "compare"}
    assert why(session, comparing=True)["undo"] == "Close the comparison first."


def test_a_reason_is_one_sentence(empty_session: Session) -> None:
    for reason in why(empty_session).values():
        assert reason == "" or (reason.endswith(".") and reason.count(".") == 1)
