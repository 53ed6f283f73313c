"""In place of the finder's network: white pixels are scratches, light ones perhaps."""

from __future__ import annotations

import numpy as np

from inpaint_studio.core.damage import KINDS


def look(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    kinds = np.zeros((len(KINDS), picture.shape[0] // 4, picture.shape[1] // 4), np.float32)
    kinds[KINDS.index("scratch")] = 1
    level = picture.min(2)
    return np.where(level > 250, 0.99, np.where(level > 200, 0.2, 0)).astype(np.float32), kinds
