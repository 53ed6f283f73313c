"""What would be lost is told from values alone: the work at one moment, and what is safe in files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.mask_edit import tiles_of
from inpaint_studio.core.document.state import MASK, State
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.jobs.unsaved import Saved, Unsaved, Work, unsaved_of

STATE = State(Document.of(Photo(np.zeros((20, 30, 3), np.uint8))))
SAVED = Saved(STATE)
WORK = Work(state=STATE)
FULL = tiles_of(Mask.full(STATE.document.size))
EMPTY = tiles_of(Mask.empty(STATE.document.size))


def test_without_a_photo_there_is_nothing_to_lose() -> None:
    assert not unsaved_of(Work(), None)


def test_of_work_that_is_in_no_file_the_picture_would_be_lost() -> None:
    assert unsaved_of(replace(WORK, fills=frozenset({1})), None) == Unsaved(picture=True, running=True)


def test_a_mask_under_way_counts_and_one_in_a_file_of_its_own_does_not() -> None:
    painted = replace(WORK, masks={MASK: FULL})
    assert unsaved_of(painted, SAVED) == Unsaved(mask=True)
    assert not unsaved_of(painted, replace(SAVED, masks={MASK: FULL}))


@pytest.mark.parametrize("is_project", [False, True])
def test_a_mask_that_was_cleared_is_a_change_of_a_project_alone(is_project: bool) -> None:
    saved = Saved(STATE.with_mask(FULL))
    cleared = replace(WORK, masks={MASK: EMPTY}, is_project=is_project)
    assert unsaved_of(cleared, saved).mask == is_project


def test_a_live_picture_is_a_change_of_the_picture() -> None:
    assert unsaved_of(replace(WORK, is_live=True), SAVED) == Unsaved(picture=True)


def test_news_are_other_states_and_new_fills_and_not_the_end_of_one() -> None:
    filling = replace(WORK, fills=frozenset({7}))
    assert not WORK.has_news_since(WORK)
    assert not WORK.has_news_since(filling)
    assert filling.has_news_since(WORK)
    assert replace(WORK, is_busy=True).has_news_since(WORK)
    assert replace(WORK, state=STATE.with_mask(FULL)).has_news_since(WORK)
