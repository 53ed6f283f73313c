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


def film(
    frames: int, shape: tuple[int, int] = (120, 200), speed: int = 3, grain: float = 3
) -> list[np.ndarray]:
    """A scene with grain, under a camera that pans by `speed` px from frame to frame."""
    rng = np.random.default_rng(5)
    wide = cv2.GaussianBlur(rng.normal(0, 1, (shape[0], shape[1] + speed * frames, 3)), (0, 0), 3)
    levels = 128 + 40 * wide / wide.std()
    seen = (levels[:, speed * i : speed * i + shape[1]] for i in range(frames))
    return [
        np.clip(one + rng.normal(0, grain, shape)[..., None], 0, 255).round().astype(np.uint8) for one in seen
    ]
