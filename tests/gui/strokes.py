"""A stroke across the photo of the tests, its fill, and the picture with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from inpaint_studio.core.document.mask_edit import MaskEdit
from inpaint_studio.core.document.state import MASK
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.gui.session.session import Session

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def begun(session: Session, y: int = 30, name: str = MASK) -> MaskEdit:
    """A stroke from (20, y) to (60, y) that has not ended."""
    edit = session.edit_mask(name)
    edit.paint(brush(Stroke(((20, y, 6), (60, y, 6))), Rect.of(session.size)))
    return edit


def painted(session: Session, y: int = 30, label: str = "Stroke", *, name: str = MASK) -> None:
    """Paint such a stroke, as one step."""
    begun(session, y, name).commit(label)


def filled(qtbot: QtBot, session: Session, y: int = 30, *, keep: bool = True) -> None:
    """Paint a stroke and fill it white."""
    painted(session, y)
    count = len(session.fills.results)
    session.fills.fill("white", {}, 1)
    qtbot.waitUntil(lambda: len(session.fills.results) > count and not session.fills.numbers)
    if keep:
        session.fills.keep()


def pixels(session: Session) -> np.ndarray:
    """The picture with what was kept."""
    return session.document.read(Rect.of(session.size))
