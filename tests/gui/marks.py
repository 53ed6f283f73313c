"""Found damage made by hand, for sessions with the photo of 120 x 90 px."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from inpaint_studio.core.damage import KINDS
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import PhotoSource
from inpaint_studio.finding.findings import Findings, findings
from inpaint_studio.gui.session.session import Session

CERTAIN, USUAL, FAINT = range(3)
"""A speck of confidence 0.95, a scratch of 0.7, and a speck of 0.4 that is too faint by default."""
PLACES = (Rect(10, 10, 4, 4), Rect(60, 20, 2, 50), Rect(90, 80, 3, 3))
_CONFIDENCES = (0.95, 0.7, 0.4)


def found_in(
    photo: PhotoSource,
    on_progress: Callable[[float], None] = lambda share: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    origin: Path | None = None,
) -> Findings:
    """The three marks, whatever the photo shows."""
    on_progress(1.0)
    confidence = np.zeros((photo.size.height, photo.size.width), np.float32)
    for place, value in zip(PLACES, _CONFIDENCES, strict=True):
        confidence[(place & Rect.of(photo.size)).slices] = value
    kinds = np.full((len(KINDS), photo.size.height, photo.size.width), 0.1, np.float32)
    kinds[0], kinds[2, :, 50:80] = 0.5, 0.9
    return findings(confidence, kinds)


def find(session: Session) -> None:
    """Open the review of the three marks."""
    session.finding.look = found_in
    session.finding.is_shown = True
    session.finding.find()
