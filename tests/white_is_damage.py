"""In place of the finder's network: white pixels are scratches, light ones perhaps."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.core.damage import KINDS, MARK_FEATURES
from inpaint_studio.finding import network
from inpaint_studio.finding.candidates import Classifier


def look(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    kinds = np.zeros((len(KINDS), picture.shape[0] // 4, picture.shape[1] // 4), np.float32)
    kinds[KINDS.index("scratch")] = 1
    level = picture.min(2)
    return np.where(level > 250, 0.99, np.where(level > 200, 0.2, 0)).astype(np.float32), kinds


def no_opinion() -> Classifier:
    """A classifier that leaves candidates as the network sees them."""
    zeros = np.zeros(MARK_FEATURES, np.float32)
    return Classifier(zeros, zeros + 1, ((zeros[None], np.zeros(1, np.float32)),))


def use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it find the damage from now on."""
    monkeypatch.setattr(network, "look", look)
    monkeypatch.setattr(network, "classifier", no_opinion)
