"""The libraries that engines are compared with: the signature of `eval_workers`, imported on use."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np

Method = Callable[[np.ndarray, np.ndarray], np.ndarray]


def cv2_telea(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    import cv2

    return cv2.inpaint(image, hole.astype(np.uint8), 3, cv2.INPAINT_TELEA)


def cv2_navier_stokes(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    import cv2

    return cv2.inpaint(image, hole.astype(np.uint8), 3, cv2.INPAINT_NS)


def skimage_biharmonic(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    from skimage.restoration import inpaint_biharmonic

    out = inpaint_biharmonic(image, hole, channel_axis=-1, split_into_regions=True)
    return np.clip(np.rint(out * 255), 0, 255).astype(np.uint8)


def pypatchmatch(image: np.ndarray, hole: np.ndarray) -> np.ndarray:
    import patchmatch

    return patchmatch.inpaint(image, hole.astype(np.uint8) * 255, patch_size=3)


def has_pypatchmatch() -> bool:
    """Whether the extra `bench` is installed."""
    return importlib.util.find_spec("patchmatch") is not None
