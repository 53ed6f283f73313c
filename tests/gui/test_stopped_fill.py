"""A fill that the user stops: its partial result is offered, and nothing else counts as filled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from inpaint_studio.core.document.mask_edit import tiles_of
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.reconstruct import JoinOptions
from inpaint_studio.gui.session.session import LAST_MASK, Session
from inpaint_studio.jobs.saving import repeatable
from tests.gui.fakes import HangingEngine

LEFT, RIGHT = Rect(20, 30, 20, 20), Rect(540, 30, 20, 20)
"""Two holes, so far apart that each is a crop of its own."""


def stopped(session: Session, qtbot: QtBot) -> None:
    """A transparent photo with two holes, and a fill that was stopped when it had shown one of them."""
    alpha = np.full((90, 600), 255, np.uint8)
    coverage = np.zeros((90, 600), np.uint8)
    for rect in (LEFT, RIGHT):
        alpha[rect.slices] = 0
        coverage[rect.slices] = 255
    session.fills.join = JoinOptions("none", colour=False, grain=False)
    session.open(Photo(np.full((90, 600, 3), 10, np.uint8), alpha))
    session.set_mask("Mask", Mask(coverage))
    session.registry.register(HangingEngine())
    session.fills.fill("hanging", {})
    qtbot.waitUntil(lambda: session.fills.preview is not None)
    session.fills.cancel()
    qtbot.waitUntil(lambda: session.fills.chosen is not None)


def is_marked(session: Session, rect: Rect) -> bool:
    return bool((session.mask_tiles().read(rect) == 255).all())


def alpha_at(session: Session, rect: Rect) -> set[int]:
    alpha = session.shown.read_alpha(rect)
    assert alpha is not None
    return set(alpha.ravel().tolist())


def test_what_it_reached_is_not_transparent_any_more_and_the_rest_stays_marked(
    empty_session: Session, qtbot: QtBot
) -> None:
    session = empty_session
    stopped(session, qtbot)
    reached, rest = (LEFT, RIGHT) if alpha_at(session, LEFT) == {255} else (RIGHT, LEFT)
    assert alpha_at(session, reached) == {255}
    assert alpha_at(session, rest) == {0}
    session.fills.keep()
    assert not is_marked(session, reached)
    assert is_marked(session, rest)
    assert session.mask_area() == rest.area
    assert session.mask_area(LAST_MASK) == reached.area


def test_trying_again_fills_all_that_was_asked_for(empty_session: Session, qtbot: QtBot) -> None:
    session = empty_session
    stopped(session, qtbot)
    chosen = session.fills.chosen
    assert chosen is not None
    session.fills.try_again()
    qtbot.waitUntil(lambda: session.fills.job is not None)
    working = session.fills.working_mask
    assert working is not None
    assert not working.tiles_unlike(tiles_of(chosen.request.mask))
    session.fills.cancel()


def test_no_sidecar_promises_to_repeat_it(empty_session: Session, qtbot: QtBot) -> None:
    session = empty_session
    stopped(session, qtbot)
    session.fills.keep()
    assert repeatable(session.state, Path("photo.png")) is None
