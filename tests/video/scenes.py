"""Scenes to film, made by arithmetic."""

from __future__ import annotations

import cv2
import numpy as np


def scene(seed: int, shift: int = 0, shape: tuple[int, int] = (90, 160)) -> np.ndarray:
    """A textured picture seen by a camera that has panned by `shift` px."""
    rng = np.random.default_rng(seed)
    wide = cv2.GaussianBlur(rng.normal(0, 1, (shape[0], shape[1] + 64, 3)), (0, 0), 4)
    levels = 128 + 50 * wide / wide.std()
    return np.clip(levels[:, shift : shift + shape[1]], 0, 255).astype(np.uint8)
