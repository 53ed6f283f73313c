"""A figure on sand, with the shadow that it throws."""

from __future__ import annotations

import cv2
import numpy as np

from inpaint_studio.core.photo import Photo

HEIGHT, WIDTH = 300, 420
BASE = 200
"""The row in which the figures stand."""


def ground(seed: int = 0) -> np.ndarray:
    """Sand, lit evenly: light in [0, 1], (H, W, 3)."""
    rng = np.random.default_rng(seed)
    grain = cv2.GaussianBlur(rng.normal(size=(HEIGHT, WIDTH)), (0, 0), 1.2)
    return np.array([0.5, 0.42, 0.3]) * (1 + 0.15 * grain[..., None])


def figure(x: int = 200) -> np.ndarray:
    """Somebody who stands at x: (H, W) bool."""
    shape = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(shape, (x, BASE - 95), (13, 15), 0, 0, 360, 1, -1)
    cv2.ellipse(shape, (x, BASE - 55), (20, 30), 0, 0, 360, 1, -1)
    for side in (-9, 9):
        cv2.rectangle(shape, (x + side - 5, BASE - 35), (x + side + 5, BASE - 1), 1, -1)
    return shape > 0


def thrown(shape: np.ndarray, right: float, down: float) -> np.ndarray:
    """Where a light throws the shadow of a shape on level ground, from 0 to 1."""
    to = np.array([[1, -right, right * BASE], [0, -down, BASE * (1 + down)]], np.float32)
    return cv2.GaussianBlur(cv2.warpAffine(shape.astype(np.float32), to, (WIDTH, HEIGHT)), (0, 0), 1.5)


def dressed(scene: np.ndarray, shape: np.ndarray, seed: int = 1) -> np.ndarray:
    """The scene with a figure in patterned clothes."""
    rng = np.random.default_rng(seed)
    cloth = cv2.resize(rng.uniform(0.02, 0.8, (30, 42, 3)), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.where(shape[..., None], cloth.clip(0, 1), scene)


def photo(light: np.ndarray) -> Photo:
    noise = np.random.default_rng(9).normal(0, 1.5, light.shape)
    return Photo(pixels=np.clip(light.clip(0, 1) ** (1 / 2.2) * 255 + noise, 0, 255).astype(np.uint8))


def shaded(right: float, down: float, shape: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The ground with a figure's shadow, and where that is."""
    shape = figure() if shape is None else shape
    shadow = thrown(shape, right, down)
    scene = ground() * (1 - shadow[..., None] * (1 - np.array([0.36, 0.4, 0.46])))
    return scene, (shadow > 0.35) & ~shape
